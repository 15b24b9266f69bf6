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

package io.github.wsboot.ask;

import org.jspecify.annotations.Nullable;

import io.github.wsboot.Connection;
import io.github.wsboot.MessageProtocol;
import io.github.wsboot.PushResult;
import io.github.wsboot.monitor.ConnectionMonitor;
import io.github.wsboot.outbound.EncodedFrame;

/**
 * Narrow view of a connection for what is asked over it. No method blocks.
 *
 * @since 0.1.0
 */
public interface AskedConnection {

	/**
	 * Return the connection as the application knows it.
	 * @return the connection
	 */
	Connection asConnection();

	/**
	 * Return the protocol of its messages.
	 * @return the protocol, or {@code null} if there is none
	 */
	@Nullable MessageProtocol protocol();

	/**
	 * Return the asks that wait for answers.
	 * @return the asks; created when there is the first one
	 */
	PendingAsks pendingAsks();

	/**
	 * Return the monitor of the connection.
	 * @return the monitor
	 */
	ConnectionMonitor monitor();

	/**
	 * Push a question.
	 * @param frame the encoded question
	 * @return whether it was accepted, or why not
	 */
	PushResult pushEncoded(EncodedFrame frame);

	/**
	 * Return whether answers cannot be read for now: the connection is paused, or more
	 * messages wait for callbacks than may wait while there are asks.
	 * @return whether nothing is read
	 */
	boolean isBlocked();

	/**
	 * Read on if messages wait for callbacks, but not more than may wait while there are
	 * asks.
	 */
	void readAnswers();

}
