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

package io.github.wsboot.trafficlog;

import java.nio.ByteBuffer;
import java.nio.charset.StandardCharsets;
import java.util.HexFormat;

import io.github.wsboot.support.VisibleText;

/**
 * Beginning of a payload as part of one line, from which no client can forge a second
 * line.
 */
final class PayloadExcerpt {

	private static final String MORE = "...";

	private static final int CONTINUATION_MASK = 0xC0;

	private static final int CONTINUATION = 0x80;

	private PayloadExcerpt() {
	}

	/**
	 * Show a text.
	 * @param payload the text in UTF-8
	 * @param maxBytes the maximum number of bytes to show; a character that does not fit
	 * is left out
	 */
	static String text(ByteBuffer payload, int maxBytes) {
		int end = Math.min(payload.remaining(), maxBytes);
		if (end < payload.remaining()) {
			while (end > 0 && (payload.get(payload.position() + end) & CONTINUATION_MASK) == CONTINUATION) {
				end--;
			}
		}
		String text = StandardCharsets.UTF_8.decode(payload.slice(payload.position(), end)).toString();
		return VisibleText.of(text) + more(payload, end);
	}

	/**
	 * Show bytes in hexadecimal digits.
	 */
	static String binary(ByteBuffer payload, int maxBytes) {
		byte[] bytes = new byte[Math.min(payload.remaining(), maxBytes)];
		payload.duplicate().get(bytes);
		return HexFormat.of().formatHex(bytes) + more(payload, bytes.length);
	}

	private static String more(ByteBuffer payload, int shown) {
		return (shown < payload.remaining()) ? MORE : "";
	}

}
