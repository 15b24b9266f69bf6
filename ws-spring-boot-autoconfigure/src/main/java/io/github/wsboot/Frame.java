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

package io.github.wsboot;

import java.nio.ByteBuffer;
import java.nio.CharBuffer;
import java.nio.charset.CharacterCodingException;
import java.nio.charset.CodingErrorAction;
import java.nio.charset.StandardCharsets;
import java.util.Objects;

import org.jspecify.annotations.Nullable;
import org.springframework.util.Assert;

/**
 * WebSocket frame as a payload, for full control over opcode and fragmentation (RFC 6455,
 * section 5).
 * <p>
 * A message may be pushed in fragments: the first frame is {@code text} or {@code binary}
 * with {@code fin} false, then {@code continuation} frames follow, the last one with
 * {@code fin} true. While a message is unfinished, the connection's other data messages
 * wait; pings and pongs do not. Fragments that several threads push to one connection at
 * the same time are mixed up: let one thread push them.
 * <p>
 * Text is always sent as valid UTF-8 (RFC 6455, section 5.6). In a {@link String}, an
 * unpaired surrogate becomes U+FFFD, as in browsers. A whole text message whose bytes are
 * not valid UTF-8 is refused when it is pushed. Fragments may end in the middle of a
 * character, which then arrives whole; an invalid sequence becomes U+FFFD, as the
 * beginning of the message may have been sent already.
 * <p>
 * Immutable. Two frames are equal if they have the same opcode, the same bytes and the
 * same {@code fin}.
 *
 * @since 0.1.0
 */
public final class Frame {

	private static final int MAX_CONTROL_PAYLOAD = 125;

	/** U+FFFD. */
	private static final byte[] REPLACEMENT = "\uFFFD".getBytes(StandardCharsets.UTF_8);

	private final Opcode opcode;

	/** Read-only, and nobody else has its bytes. */
	private final ByteBuffer payload;

	private final boolean fin;

	/**
	 * Create a frame with a copy of the payload.
	 * @param opcode the kind of frame
	 * @param payload the application data
	 * @param fin whether it is the last frame of its message
	 */
	public Frame(Opcode opcode, ByteBuffer payload, boolean fin) {
		this(opcode, payload, fin, true);
	}

	/**
	 * Create a frame.
	 * @param copies whether others have the bytes of the payload, too
	 */
	private Frame(Opcode opcode, ByteBuffer payload, boolean fin, boolean copies) {
		Assert.notNull(opcode, "'opcode' must not be null");
		Assert.notNull(payload, "'payload' must not be null");
		if (opcode.isControl()) {
			Assert.isTrue(fin, "A control frame must not be fragmented");
			Assert.isTrue(payload.remaining() <= MAX_CONTROL_PAYLOAD,
					"The payload of a control frame must not exceed 125 bytes");
		}
		this.opcode = opcode;
		this.payload = (copies ? copy(payload) : payload).asReadOnlyBuffer();
		this.fin = fin;
	}

	private static ByteBuffer copy(ByteBuffer payload) {
		return ByteBuffer.allocate(payload.remaining()).put(payload.duplicate()).flip();
	}

	/**
	 * Return the kind of frame.
	 * @return the opcode
	 */
	public Opcode opcode() {
		return this.opcode;
	}

	/**
	 * Return the application data.
	 * @return a read-only view with a position of its own
	 */
	public ByteBuffer payload() {
		return this.payload.duplicate();
	}

	/**
	 * Return whether this is the last frame of its message.
	 * @return whether the message ends with this frame
	 */
	public boolean fin() {
		return this.fin;
	}

	@Override
	public boolean equals(@Nullable Object other) {
		return other instanceof Frame frame && this.opcode == frame.opcode && this.fin == frame.fin
				&& this.payload.equals(frame.payload);
	}

	@Override
	public int hashCode() {
		return Objects.hash(this.opcode, this.payload, this.fin);
	}

	@Override
	public String toString() {
		return "Frame[" + this.opcode + ", " + this.payload.remaining() + " bytes, fin=" + this.fin + ']';
	}

	/**
	 * Create a whole text message.
	 * @param text the text
	 * @return the frame
	 */
	public static Frame text(String text) {
		return text(text, true);
	}

	/**
	 * Create a text frame.
	 * @param text the text, or its first part, which may end with the first half of a
	 * surrogate pair
	 * @param fin whether the message ends with this frame
	 * @return the frame
	 */
	public static Frame text(String text, boolean fin) {
		return new Frame(Opcode.TEXT, utf8(text, false, !fin), fin, false);
	}

	/**
	 * Create a whole binary message.
	 * @param bytes the bytes
	 * @return the frame
	 */
	public static Frame binary(ByteBuffer bytes) {
		return binary(bytes, true);
	}

	/**
	 * Create a binary frame.
	 * @param bytes the bytes, or their first part
	 * @param fin whether the message ends with this frame
	 * @return the frame
	 */
	public static Frame binary(ByteBuffer bytes, boolean fin) {
		return new Frame(Opcode.BINARY, bytes, fin);
	}

	/**
	 * Continue an unfinished text message.
	 * @param text the next part
	 * @param fin whether the message ends with this frame
	 * @return the frame
	 */
	public static Frame continuation(String text, boolean fin) {
		return new Frame(Opcode.CONTINUATION, utf8(text, true, !fin), fin, false);
	}

	/**
	 * Continue an unfinished message. In a text message, the bytes are UTF-8 that may
	 * begin and end in the middle of a character.
	 * @param bytes the next part
	 * @param fin whether the message ends with this frame
	 * @return the frame
	 */
	public static Frame continuation(ByteBuffer bytes, boolean fin) {
		return new Frame(Opcode.CONTINUATION, bytes, fin);
	}

	/**
	 * Create a ping.
	 * @param bytes up to 125 bytes of application data
	 * @return the frame
	 */
	public static Frame ping(ByteBuffer bytes) {
		return new Frame(Opcode.PING, bytes, true);
	}

	/**
	 * Create an unsolicited pong.
	 * @param bytes up to 125 bytes of application data
	 * @return the frame
	 */
	public static Frame pong(ByteBuffer bytes) {
		return new Frame(Opcode.PONG, bytes, true);
	}

	/**
	 * Encode text. A surrogate at an edge whose other half is in another fragment is kept
	 * as the three bytes that a character of its value would have. They are not valid
	 * UTF-8, but the queue joins them with the other half.
	 */
	private static ByteBuffer utf8(String text, boolean continues, boolean continued) {
		Assert.notNull(text, "'text' must not be null");
		int length = text.length();
		int from = (continues && length > 0 && Character.isLowSurrogate(text.charAt(0))) ? 1 : 0;
		int to = (continued && length > 0 && Character.isHighSurrogate(text.charAt(length - 1))) ? length - 1 : length;
		ByteBuffer whole = utf8(text.substring(from, to));
		if (to - from == length) {
			return whole;
		}
		ByteBuffer all = ByteBuffer.allocate(2 * REPLACEMENT.length + whole.remaining());
		putSurrogate(all, text.substring(0, from));
		all.put(whole);
		putSurrogate(all, text.substring(to));
		return all.flip();
	}

	private static void putSurrogate(ByteBuffer target, String surrogate) {
		if (!surrogate.isEmpty()) {
			char c = surrogate.charAt(0);
			target.put((byte) (0xE0 | (c >> 12)))
				.put((byte) (0x80 | ((c >> 6) & 0x3F)))
				.put((byte) (0x80 | (c & 0x3F)));
		}
	}

	private static ByteBuffer utf8(String text) {
		byte[] bytes = text.getBytes(StandardCharsets.UTF_8);
		return (QuestionMarks.contains(bytes) && hasSurrogate(text)) ? replaceSurrogates(text) : ByteBuffer.wrap(bytes);
	}

	private static boolean hasSurrogate(String text) {
		for (int i = 0; i < text.length(); i++) {
			if (Character.isSurrogate(text.charAt(i))) {
				return true;
			}
		}
		return false;
	}

	private static ByteBuffer replaceSurrogates(String text) {
		try {
			return StandardCharsets.UTF_8.newEncoder()
				.onMalformedInput(CodingErrorAction.REPLACE)
				.replaceWith(REPLACEMENT)
				.encode(CharBuffer.wrap(text));
		}
		catch (CharacterCodingException ex) {
			throw new IllegalStateException("Cannot encode text as UTF-8", ex);
		}
	}

	/**
	 * Kinds of frames that an application can send. Connections are closed with
	 * {@link Connection#disconnect}, not with a frame.
	 */
	public enum Opcode {

		/**
		 * Continues an unfinished message.
		 */
		CONTINUATION,

		/**
		 * Begins a text message.
		 */
		TEXT,

		/**
		 * Begins a binary message.
		 */
		BINARY,

		/**
		 * Asks the client for a pong.
		 */
		PING,

		/**
		 * Answers a ping, or shows that the sender is alive.
		 */
		PONG;

		/**
		 * Return whether this is a control frame (RFC 6455, section 5.5).
		 * @return whether it is a ping or pong
		 */
		public boolean isControl() {
			return this == PING || this == PONG;
		}

	}

}
