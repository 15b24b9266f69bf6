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

package io.github.wsboot.transport;

import java.nio.ByteBuffer;

import org.springframework.util.Assert;
import org.springframework.web.socket.BinaryMessage;
import org.springframework.web.socket.PingMessage;
import org.springframework.web.socket.PongMessage;
import org.springframework.web.socket.TextMessage;
import org.springframework.web.socket.WebSocketMessage;

import io.github.wsboot.Frame;
import io.github.wsboot.Frame.Opcode;

/**
 * Conversion of Spring's messages to frames.
 */
final class SpringMessages {

	private SpringMessages() {
	}

	/**
	 * Convert a message, or a part of one. Text is taken as a string, since the bytes
	 * that a message was made of need not be valid UTF-8.
	 * @param continues whether a message is unfinished; irrelevant to control frames
	 */
	static Frame toFrame(WebSocketMessage<?> message, boolean continues) {
		if (message instanceof TextMessage text) {
			return continues ? Frame.continuation(text.getPayload(), text.isLast())
					: Frame.text(text.getPayload(), text.isLast());
		}
		Opcode opcode = opcode(message);
		return new Frame((continues && !opcode.isControl()) ? Opcode.CONTINUATION : opcode,
				(ByteBuffer) message.getPayload(), message.isLast());
	}

	/**
	 * Return the kind of a message, for a part of one that of the whole message.
	 */
	static Opcode opcode(WebSocketMessage<?> message) {
		if (message instanceof TextMessage) {
			return Opcode.TEXT;
		}
		if (message instanceof BinaryMessage) {
			return Opcode.BINARY;
		}
		if (message instanceof PingMessage) {
			return Opcode.PING;
		}
		Assert.isInstanceOf(PongMessage.class, message, "Unexpected type of message");
		return Opcode.PONG;
	}

}
