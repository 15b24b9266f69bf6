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

package io.github.wsboot.console;

import java.nio.ByteBuffer;
import java.nio.CharBuffer;
import java.nio.charset.CharsetDecoder;
import java.nio.charset.CodingErrorAction;
import java.nio.charset.StandardCharsets;
import java.util.HexFormat;
import java.util.Locale;

import io.github.wsboot.Frame;
import io.github.wsboot.Frame.Opcode;

/**
 * Beginning of a frame's payload in readable form.
 *
 * @param kind the kind of frame
 * @param bytes the length of its payload
 * @param text the beginning of its payload, in hexadecimal if it is binary
 * @param isCut whether the payload is longer
 */
record FrameText(String kind, int bytes, String text, boolean isCut) {

	static final int MAX_TEXT_BYTES = 500;

	static final int MAX_BINARY_BYTES = 64;

	/**
	 * Return the beginning of a frame. A continuation frame may contain text or bytes,
	 * and is shown as bytes.
	 */
	static FrameText of(Frame frame) {
		String kind = frame.opcode().name().toLowerCase(Locale.ROOT) + (frame.fin() ? "" : ", unfinished");
		return (frame.opcode() == Opcode.TEXT) ? ofText(kind, frame.payload()) : ofBytes(kind, frame.payload());
	}

	/**
	 * Return the beginning of a text, without an incomplete character at its end.
	 * @param payload the payload, which is left as it is
	 */
	static FrameText ofText(String kind, ByteBuffer payload) {
		int bytes = payload.remaining();
		ByteBuffer shown = payload.duplicate();
		shown.limit(shown.position() + Math.min(bytes, MAX_TEXT_BYTES));
		CharsetDecoder decoder = StandardCharsets.UTF_8.newDecoder()
			.onMalformedInput(CodingErrorAction.REPLACE)
			.onUnmappableCharacter(CodingErrorAction.REPLACE);
		CharBuffer text = CharBuffer.allocate(MAX_TEXT_BYTES);
		decoder.decode(shown, text, bytes <= MAX_TEXT_BYTES);
		return new FrameText(kind, bytes, text.flip().toString(), bytes > MAX_TEXT_BYTES);
	}

	/**
	 * Return the beginning of bytes.
	 * @param payload the payload, which is left as it is
	 */
	static FrameText ofBytes(String kind, ByteBuffer payload) {
		int bytes = payload.remaining();
		byte[] shown = new byte[Math.min(bytes, MAX_BINARY_BYTES)];
		payload.duplicate().get(shown);
		return new FrameText(kind, bytes, HexFormat.ofDelimiter(" ").formatHex(shown), bytes > MAX_BINARY_BYTES);
	}

}
