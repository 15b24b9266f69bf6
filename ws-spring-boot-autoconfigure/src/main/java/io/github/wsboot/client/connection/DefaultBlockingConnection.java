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

package io.github.wsboot.client.connection;

import java.nio.ByteBuffer;
import java.nio.charset.StandardCharsets;
import java.time.Duration;

import org.jspecify.annotations.Nullable;
import org.springframework.messaging.converter.MessageConverter;
import org.springframework.messaging.support.GenericMessage;
import org.springframework.util.Assert;
import org.springframework.web.socket.CloseStatus;

import io.github.wsboot.Connection;
import io.github.wsboot.Frame;
import io.github.wsboot.Frame.Opcode;
import io.github.wsboot.PayloadConversionException;
import io.github.wsboot.PushResult;
import io.github.wsboot.client.BlockingConnection;

/**
 * {@link BlockingConnection} on an {@link Inbox}.
 */
final class DefaultBlockingConnection implements BlockingConnection {

	private final Connection connection;

	private final Inbox inbox;

	private final MessageConverter converter;

	private final Duration closeTimeout;

	DefaultBlockingConnection(Connection connection, Inbox inbox, MessageConverter converter, Duration closeTimeout) {
		this.connection = connection;
		this.inbox = inbox;
		this.converter = converter;
		this.closeTimeout = closeTimeout;
	}

	@Override
	public Connection connection() {
		return this.connection;
	}

	@Override
	public PushResult push(Object payload) {
		return this.connection.push(payload);
	}

	@Override
	public @Nullable Frame receive(Duration timeout) throws InterruptedException {
		Assert.notNull(timeout, "'timeout' must not be null");
		return this.inbox.take(timeout);
	}

	@Override
	public <T> @Nullable T receive(Class<T> type, Duration timeout) throws InterruptedException {
		Assert.notNull(type, "'type' must not be null");
		Frame frame = receive(timeout);
		return (frame != null) ? type.cast(convert(frame, type)) : null;
	}

	private Object convert(Frame frame, Class<?> type) {
		if (type == Frame.class) {
			return frame;
		}
		Object content = content(frame, type);
		return type.isInstance(content) ? content : read(content, type);
	}

	private static Object content(Frame frame, Class<?> type) {
		if (type == ByteBuffer.class) {
			return frame.payload();
		}
		return (frame.opcode() == Opcode.TEXT) ? text(frame) : bytes(frame);
	}

	private static String text(Frame frame) {
		return StandardCharsets.UTF_8.decode(frame.payload()).toString();
	}

	private static byte[] bytes(Frame frame) {
		byte[] bytes = new byte[frame.payload().remaining()];
		frame.payload().get(bytes);
		return bytes;
	}

	private Object read(Object content, Class<?> type) {
		Object object;
		try {
			object = this.converter.fromMessage(new GenericMessage<>(content), type);
		}
		catch (RuntimeException ex) {
			throw unreadable(type, ex);
		}
		if (object == null) {
			throw unreadable(type, null);
		}
		return object;
	}

	private static PayloadConversionException unreadable(Class<?> type, @Nullable Throwable cause) {
		return PayloadConversionException.inbound("Cannot read the message as '" + type.getName() + "'", cause);
	}

	@Override
	public @Nullable CloseStatus closeStatus() {
		return this.inbox.closeStatus();
	}

	@Override
	public void close() {
		this.connection.disconnect(CloseStatus.NORMAL);
		try {
			this.inbox.awaitEnd(this.closeTimeout);
		}
		catch (InterruptedException ex) {
			Thread.currentThread().interrupt();
		}
	}

	@Override
	public String toString() {
		return "BlockingConnection[" + this.connection + "]";
	}

}
