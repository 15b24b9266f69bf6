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

package io.github.wsboot.connection;

import java.nio.ByteBuffer;
import java.nio.charset.StandardCharsets;

import org.jspecify.annotations.Nullable;
import org.springframework.web.socket.TextMessage;

import io.github.wsboot.Frame;
import io.github.wsboot.Frame.Opcode;

/**
 * The content of one outbound frame, encoded once and shared by all its receivers.
 * <p>
 * Immutable and thread-safe.
 *
 * @since 0.1.0
 */
public final class EncodedFrame {

	private static final int SHORT_PAYLOAD = 125;

	private static final int MEDIUM_PAYLOAD = 0xFFFF;

	private final Frame frame;

	private final int size;

	private volatile @Nullable TextMessage textMessage;

	private volatile @Nullable ByteBuffer bytes;

	EncodedFrame(Frame frame) {
		this.frame = frame;
		int payload = frame.payload().remaining();
		this.size = headerSize(payload) + payload;
	}

	/**
	 * Return the kind of frame.
	 * @return the opcode
	 */
	public Opcode opcode() {
		return this.frame.opcode();
	}

	/**
	 * Return whether the frame ends its message.
	 * @return whether it is the last one
	 */
	public boolean isFin() {
		return this.frame.fin();
	}

	/**
	 * Return the application data.
	 * @return a read-only view with a position of its own
	 */
	public ByteBuffer payload() {
		return this.frame.payload();
	}

	/**
	 * Return the bytes on the wire, header included; shared by all receivers.
	 * @return a read-only view with a position of its own
	 */
	public ByteBuffer bytes() {
		ByteBuffer bytes = this.bytes;
		if (bytes == null) {
			bytes = encode();
			this.bytes = bytes;
		}
		return bytes.duplicate();
	}

	private ByteBuffer encode() {
		ByteBuffer payload = payload();
		int length = payload.remaining();
		ByteBuffer encoded = ByteBuffer.allocate(this.size);
		encoded.put((byte) ((isFin() ? 0x80 : 0) | code(opcode())));
		if (length <= SHORT_PAYLOAD) {
			encoded.put((byte) length);
		}
		else if (length <= MEDIUM_PAYLOAD) {
			encoded.put((byte) 126).putShort((short) length);
		}
		else {
			encoded.put((byte) 127).putLong(length);
		}
		return encoded.put(payload).flip().asReadOnlyBuffer();
	}

	private static int code(Opcode opcode) {
		return switch (opcode) {
			case CONTINUATION -> 0;
			case TEXT -> 1;
			case BINARY -> 2;
			case PING -> 9;
			case PONG -> 10;
		};
	}

	/**
	 * Return the size on the wire: the application data and the frame's header.
	 * @return the size in bytes
	 */
	public int size() {
		return this.size;
	}

	/**
	 * Return this frame as Spring's message for text, decoded once for all receivers.
	 * @return the message
	 */
	public TextMessage textMessage() {
		TextMessage message = this.textMessage;
		if (message == null) {
			byte[] bytes = new byte[payload().remaining()];
			payload().get(bytes);
			message = isFin() ? new TextMessage(bytes)
					: new TextMessage(new String(bytes, StandardCharsets.UTF_8), false);
			this.textMessage = message;
		}
		return message;
	}

	private static int headerSize(int payload) {
		if (payload <= SHORT_PAYLOAD) {
			return 2;
		}
		return (payload <= MEDIUM_PAYLOAD) ? 4 : 10;
	}

}
