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

package io.github.wsboot.client;

import java.time.Duration;

import org.jspecify.annotations.Nullable;
import org.springframework.web.socket.CloseStatus;

import io.github.wsboot.Connection;
import io.github.wsboot.Frame;
import io.github.wsboot.PushResult;

/**
 * Connection whose user receives its messages by waiting for them, for scripts and tests.
 * What arrives in between waits, up to the limits of {@code ws.client.receive.*}, beyond
 * which the server cannot send any more. Thread-safe: each message goes to one of the
 * callers.
 *
 * @since 0.1.0
 */
public interface BlockingConnection extends AutoCloseable {

	/**
	 * Return the connection.
	 * @return the connection, which may have ended
	 */
	Connection connection();

	/**
	 * Push a payload. Never blocks.
	 * @param payload what to send
	 * @return the outcome; {@link PushResult#ACCEPTED} means that the message is in the
	 * queue, which may still drop it
	 */
	PushResult push(Object payload);

	/**
	 * Wait for a text or binary message.
	 * @param timeout how long to wait at most
	 * @return the message, or {@code null} if there was none within the time, or the
	 * connection has ended and all its messages have been received
	 * @throws InterruptedException if the thread is interrupted while it waits
	 */
	@Nullable Frame receive(Duration timeout) throws InterruptedException;

	/**
	 * Wait for a message and convert it, as {@code @OnMessage} does.
	 * @param <T> the type of the object
	 * @param type the class of the object
	 * @param timeout how long to wait at most
	 * @return the object, or {@code null} as above
	 * @throws InterruptedException if the thread is interrupted while it waits
	 * @throws io.github.wsboot.PayloadConversionException if the message cannot be
	 * converted
	 */
	<T> @Nullable T receive(Class<T> type, Duration timeout) throws InterruptedException;

	/**
	 * Return the status with which the connection has ended.
	 * @return the status, or {@code null} while the connection is established
	 */
	@Nullable CloseStatus closeStatus();

	/**
	 * Close with 1000 and wait until the connection has ended,
	 * {@code ws.client.close-timeout} at most. Has no effect if it has ended.
	 */
	@Override
	void close();

}
