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

package io.github.wsboot.endpoint.callback;

import java.util.List;

import org.jspecify.annotations.Nullable;
import org.springframework.core.annotation.AnnotatedElementUtils;

import io.github.wsboot.annotation.MessageType;
import io.github.wsboot.endpoint.definition.InvalidEndpointException;
import io.github.wsboot.message.JsonProtocol;
import io.github.wsboot.message.PayloadConversion;
import io.github.wsboot.message.PayloadFormats;
import io.github.wsboot.message.PayloadFormats.Format;

/**
 * Rules for the formats of payloads: rejects payloads that cannot be read, and payloads
 * that are read from another kind of message than they are written to.
 *
 * @since 0.1.0
 */
public final class PayloadFormatRules {

	private final PayloadFormats formats;

	private final @Nullable JsonProtocol json;

	public PayloadFormatRules(PayloadConversion conversion) {
		this.formats = conversion.formats();
		this.json = conversion.json();
	}

	/**
	 * Reject a converter that is never asked.
	 */
	public void checkConverters() {
		List<Format> hidden = this.formats.findConflict();
		if (!hidden.isEmpty()) {
			throw new InvalidEndpointException(
					"The converter '" + hidden.get(1) + "' for binary messages is never asked, as '" + hidden.get(0)
							+ "' before it takes all types.",
					"Put it first, by converters.add(0, ...) in WebSocketEndpointConfigurer."
							+ "configureMessageConverters, or remove it.");
		}
	}

	/**
	 * Reject a callback whose payload is an object that cannot be read.
	 */
	public void check(Callback callback) {
		if (PayloadKind.of(callback.payload()) != PayloadKind.OBJECT) {
			return;
		}
		Class<?> type = PayloadKind.type(callback.payload());
		List<Format> formats = this.formats.of(type);
		if (formats.isEmpty() && this.formats.isComplete()) {
			throw invalid(callback, "has a payload of type '" + type.getName() + "', which no converter reads",
					"Add 'spring-boot-starter-jackson' to the dependencies, or a converter by a "
							+ "WebSocketEndpointConfigurer.");
		}
		if (!formats.isEmpty() && AnnotatedElementUtils.hasAnnotation(type, MessageType.class)) {
			assertWrittenAsRead(callback, type, formats.get(0));
		}
	}

	/**
	 * Reject a type that is written, as JSON with a type field, to another kind of
	 * message than it is read from.
	 */
	private void assertWrittenAsRead(Callback callback, Class<?> type, Format read) {
		List<Format> written = (this.json != null) ? this.formats.of(this.json.writtenType()) : List.of();
		if (!written.isEmpty() && written.get(0).binary() != read.binary()) {
			throw invalid(callback,
					"has a payload of type '" + type.getName() + "', which is read from " + messages(read.binary())
							+ " by '" + read + "', but because of its @MessageType written to "
							+ messages(!read.binary()) + " by '" + written.get(0) + "'",
					"Remove @MessageType from the type, or have one converter for both.");
		}
	}

	private static String messages(boolean binary) {
		return binary ? "binary messages" : "text messages";
	}

	private static InvalidEndpointException invalid(Callback callback, String problem, String action) {
		return InvalidEndpointException.of(callback.beanName(), callback.method(), problem, action);
	}

}
