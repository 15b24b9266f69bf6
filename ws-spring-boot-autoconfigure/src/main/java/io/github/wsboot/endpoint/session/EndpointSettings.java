/*
 * Copyright 2026-present the original author or authors.
 *
 * Licensed under the Apache License, Version 2.0 (the "License");
 * you may not use this file except in compliance with the License.
 * You may obtain a copy of the License at
 *
 *      https://www.apache.org/licenses/LICENSE-2.0
 *
 * Unless required by applicable law or agreed to in writing, software
 * distributed under the License is distributed on an "AS IS" BASIS,
 * WITHOUT WARRANTIES OR CONDITIONS OF ANY KIND, either express or implied.
 * See the License for the specific language governing permissions and
 * limitations under the License.
 */

package io.github.wsboot.endpoint.session;

import java.time.Duration;

import org.jspecify.annotations.Nullable;

import io.github.wsboot.concurrent.Rate;
import io.github.wsboot.endpoint.invocation.FailurePolicy;
import io.github.wsboot.message.ReservedTypes;
import io.github.wsboot.support.Utf8;

/**
 * Settings of all endpoints.
 *
 * @param defaultPath the path of endpoints that name none
 * @param reservedTypes knows which messages are none of the application's
 * @param failure what to do after an unhandled exception
 * @param sizes the bounds of inbound messages
 * @param receive the bounds of each mailbox
 * @param clients the rules for each client
 * @param maxStreams how many streams a connection may have at once as results
 * @param times how long callbacks may take
 * @since 0.1.0
 */
public record EndpointSettings(String defaultPath, ReservedTypes reservedTypes, FailurePolicy failure,
		MessageSizes sizes, ReceiveLimits receive, ClientLimits clients, int maxStreams, CallbackTimes times) {

	/**
	 * Return whether a text message is larger than allowed.
	 * @param text the message
	 * @return whether it takes more bytes than {@link MessageSizes#maxText()}
	 */
	boolean isTooLarge(String text) {
		int max = this.sizes.maxText();
		return text.length() > max || (text.length() * 3L > max && Utf8.length(text) > max);
	}

	/**
	 * Bounds of inbound messages.
	 *
	 * @param maxText the largest text message in bytes
	 * @param maxBinary the largest binary message in bytes
	 * @param prefix the prefix of the properties that have set them, for messages
	 */
	public record MessageSizes(int maxText, int maxBinary, String prefix) {

		/**
		 * Return a message that names the properties.
		 * @return the message for a developer or operator
		 */
		String tooLarge() {
			return "The other side has sent a message beyond '%s.max-text-size' or '%1$s.max-binary-size'"
				.formatted(this.prefix);
		}

	}

	/**
	 * Bounds of a connection's mailbox. One message always fits.
	 *
	 * @param maxPendingMessages how many messages may wait
	 * @param maxPendingBytes how many bytes of binary messages and characters of text may
	 * wait
	 */
	public record ReceiveLimits(int maxPendingMessages, long maxPendingBytes) {

	}

	/**
	 * Times that callbacks may take.
	 *
	 * @param closing how long the result of {@code @OnClose} may take
	 * @param warnAfter the time after which the log names a callback that holds its
	 * connection, zero for never
	 */
	public record CallbackTimes(Duration closing, Duration warnAfter) {

	}

	/**
	 * Rules for a client.
	 *
	 * @param messages how often the client may send a message, or {@code null} for any
	 * rate
	 * @param maxViolations how many messages in a row may exceed the rate before the
	 * connection is closed
	 * @param firstMessageTimeout the time in which the client must send its first
	 * message, or {@code null} for no limit
	 */
	public record ClientLimits(@Nullable Rate messages, int maxViolations, @Nullable Duration firstMessageTimeout) {

	}

}
