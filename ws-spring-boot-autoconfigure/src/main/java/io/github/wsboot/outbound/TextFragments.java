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
 * The fragments of one text message on their way out: each ends with a whole character,
 * as the next one takes over the beginning of what it splits (RFC 6455, section 5.6).
 * What is no character becomes U+FFFD. On the loop.
 */
final class TextFragments {

	private static final byte[] REPLACEMENT = "\uFFFD".getBytes(StandardCharsets.UTF_8);

	private static final ByteBuffer NOTHING = ByteBuffer.allocate(0);

	/** Of half a character (a surrogate) as {@link Frame} writes it. */
	private static final int HALF = 3;

	/**
	 * The beginning of a character: bytes of its UTF-8, or its first half.
	 */
	private ByteBuffer rest = NOTHING;

	/** What to write for the fragment that is about to leave. */
	private @Nullable EncodedFrame writable;

	/**
	 * Return what to write for the next fragment.
	 * @param fragment the same one until {@link #next()} is called
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
		if (empty || (!this.rest.hasRemaining() && fragment.isText())) {
			return fragment;
		}
		ByteBuffer text = takeOver(fragment.payload());
		if (!fragment.isFin()) {
			keepHalf(text);
		}
		// Nothing completes bytes that half a character follows
		ByteBuffer whole = decode(text, fragment.isFin() || this.rest.hasRemaining());
		if (whole.equals(fragment.payload())) {
			return fragment;
		}
		return new EncodedFrame(new Frame(fragment.opcode(), whole, fragment.isFin()));
	}

	/**
	 * Return a fragment after what is left of the one before it.
	 */
	private ByteBuffer takeOver(ByteBuffer payload) {
		ByteBuffer before = this.rest;
		this.rest = NOTHING;
		if (!isHalf(before, 0, 0xA0)) {
			return join(before, payload);
		}
		if (!isHalf(payload, 0, 0xB0)) {
			return join(ByteBuffer.wrap(REPLACEMENT), payload);
		}
		String character = new String(new char[] { half(before), half(payload) });
		return join(StandardCharsets.UTF_8.encode(character), payload);
	}

	private static ByteBuffer join(ByteBuffer first, ByteBuffer second) {
		return ByteBuffer.allocate(first.remaining() + second.remaining()).put(first).put(second).flip();
	}

	/**
	 * Take half a character from the end of a text.
	 */
	private void keepHalf(ByteBuffer text) {
		int at = text.limit() - HALF;
		if (at >= 0 && isHalf(text, at, 0xA0)) {
			this.rest = join(text.slice(at, HALF), NOTHING);
			text.limit(at);
		}
	}

	/**
	 * Return whether there is half a character.
	 * @param second the second byte of the lowest one: A0 for first and B0 for second
	 * halves
	 */
	private static boolean isHalf(ByteBuffer bytes, int at, int second) {
		return bytes.limit() >= at + HALF && (bytes.get(at) & 0xFF) == 0xED && (bytes.get(at + 1) & 0xF0) == second
				&& (bytes.get(at + 2) & 0xC0) == 0x80;
	}

	private static char half(ByteBuffer bytes) {
		return (char) (((bytes.get() & 0x0F) << 12) | ((bytes.get() & 0x3F) << 6) | (bytes.get() & 0x3F));
	}

	/**
	 * Return text as valid UTF-8.
	 * @param complete whether nothing follows that could complete its last character
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
