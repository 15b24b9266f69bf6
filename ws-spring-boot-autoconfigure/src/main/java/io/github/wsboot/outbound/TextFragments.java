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

package io.github.wsboot.outbound;

import java.nio.ByteBuffer;
import java.nio.CharBuffer;
import java.nio.charset.CharsetDecoder;
import java.nio.charset.CodingErrorAction;
import java.nio.charset.StandardCharsets;

import org.jspecify.annotations.Nullable;

import io.github.wsboot.Frame;

/**
 * Rewrites the outbound fragments of one text message so that each ends with a whole
 * character: the beginning of a split character moves to the next fragment (RFC 6455,
 * section 5.6). Invalid bytes become U+FFFD. Used on the loop.
 */
final class TextFragments {

	private static final byte[] REPLACEMENT = "\uFFFD".getBytes(StandardCharsets.UTF_8);

	private static final ByteBuffer NOTHING = ByteBuffer.allocate(0);

	/** Bytes of a surrogate as {@link Frame} writes it. */
	private static final int SURROGATE_BYTES = 3;

	/**
	 * Beginning of a character that the last fragment has split: bytes of its UTF-8, or
	 * its first surrogate.
	 */
	private ByteBuffer rest = NOTHING;

	/** Frame to write for the fragment that leaves next. */
	private @Nullable EncodedFrame writable;

	/**
	 * Return the frame to write for the next fragment.
	 * @param fragment the fragment, the same one until {@link #next()} is called
	 */
	EncodedFrame writable(EncodedFrame fragment) {
		EncodedFrame writable = this.writable;
		if (writable == null) {
			writable = whole(fragment);
			this.writable = writable;
		}
		return writable;
	}

	/**
	 * Go on to the fragment after this one.
	 */
	TextFragments next() {
		this.writable = null;
		return this;
	}

	private EncodedFrame whole(EncodedFrame fragment) {
		boolean empty = !fragment.payload().hasRemaining() && !fragment.isFin();
		if (empty || (!this.rest.hasRemaining() && fragment.isCompleteUtf8())) {
			return fragment;
		}
		ByteBuffer text = takeOver(fragment.payload());
		if (!fragment.isFin()) {
			keepSurrogate(text);
		}
		// Bytes before a surrogate are not completed by another fragment
		ByteBuffer whole = decode(text, fragment.isFin() || this.rest.hasRemaining());
		if (whole.equals(fragment.payload())) {
			return fragment;
		}
		return new EncodedFrame(new Frame(fragment.opcode(), whole, fragment.isFin()));
	}

	/**
	 * Return a fragment with the rest of the one before it in front.
	 */
	private ByteBuffer takeOver(ByteBuffer payload) {
		ByteBuffer before = this.rest;
		this.rest = NOTHING;
		if (!isSurrogate(before, 0, 0xA0)) {
			return join(before, payload);
		}
		if (!isSurrogate(payload, 0, 0xB0)) {
			return join(ByteBuffer.wrap(REPLACEMENT), payload);
		}
		String character = new String(new char[] { surrogate(before), surrogate(payload) });
		return join(StandardCharsets.UTF_8.encode(character), payload);
	}

	private static ByteBuffer join(ByteBuffer first, ByteBuffer second) {
		return ByteBuffer.allocate(first.remaining() + second.remaining()).put(first).put(second).flip();
	}

	/**
	 * Remove a surrogate from the end of a text, and keep it for the next fragment.
	 */
	private void keepSurrogate(ByteBuffer text) {
		int at = text.limit() - SURROGATE_BYTES;
		if (at >= 0 && isSurrogate(text, at, 0xA0)) {
			this.rest = join(text.slice(at, SURROGATE_BYTES), NOTHING);
			text.limit(at);
		}
	}

	/**
	 * Return whether there is a surrogate.
	 * @param second the upper bits of its second byte: A0 for a high and B0 for a low
	 * surrogate
	 */
	private static boolean isSurrogate(ByteBuffer bytes, int at, int second) {
		return bytes.limit() >= at + SURROGATE_BYTES && (bytes.get(at) & 0xFF) == 0xED
				&& (bytes.get(at + 1) & 0xF0) == second && (bytes.get(at + 2) & 0xC0) == 0x80;
	}

	private static char surrogate(ByteBuffer bytes) {
		return (char) (((bytes.get() & 0x0F) << 12) | ((bytes.get() & 0x3F) << 6) | (bytes.get() & 0x3F));
	}

	/**
	 * Return a text as valid UTF-8.
	 * @param complete whether no later bytes can complete its last character
	 */
	private ByteBuffer decode(ByteBuffer text, boolean complete) {
		CharBuffer characters = CharBuffer.allocate(text.remaining());
		CharsetDecoder decoder = StandardCharsets.UTF_8.newDecoder().onMalformedInput(CodingErrorAction.REPLACE);
		decoder.decode(text, characters, complete);
		if (text.hasRemaining()) {
			this.rest = join(text, NOTHING);
		}
		return StandardCharsets.UTF_8.encode(characters.flip());
	}

}
