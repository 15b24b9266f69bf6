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

package io.github.wsboot.transport.codec;

import io.github.wsboot.support.Utf8;

/**
 * Validator of UTF-8 that takes text piece by piece and fails at the first byte that
 * cannot be right (RFC 3629, section 4): no overlong forms, no surrogates, nothing beyond
 * U+10FFFF.
 */
final class Utf8Validator {

	/** Number of continuation bytes that are missing. */
	private int missing;

	/** Range of the next continuation byte. */
	private int lower = 0x80;

	private int upper = 0xBF;

	/**
	 * Validate the next bytes.
	 * @return whether all bytes so far can be the beginning of valid text
	 */
	boolean accept(byte[] bytes, int from, int to) {
		int i = from;
		while (i < to) {
			if (this.missing == 0) {
				i = Utf8.skipAscii(bytes, i, to);
			}
			if (i < to && !accept(bytes[i++] & 0xFF)) {
				return false;
			}
		}
		return true;
	}

	private boolean accept(int current) {
		if (this.missing > 0) {
			if (current < this.lower || current > this.upper) {
				return false;
			}
			this.missing--;
			expect(this.missing, 0x80, 0xBF);
			return true;
		}
		return begin(current);
	}

	private boolean begin(int current) {
		if (current >= 0xC2 && current <= 0xDF) {
			expect(1, 0x80, 0xBF);
		}
		else if (current >= 0xE0 && current <= 0xEF) {
			expect(2, (current == 0xE0) ? 0xA0 : 0x80, (current == 0xED) ? 0x9F : 0xBF);
		}
		else if (current >= 0xF0 && current <= 0xF4) {
			expect(3, (current == 0xF0) ? 0x90 : 0x80, (current == 0xF4) ? 0x8F : 0xBF);
		}
		else {
			return false;
		}
		return true;
	}

	private void expect(int missing, int lower, int upper) {
		this.missing = missing;
		this.lower = lower;
		this.upper = upper;
	}

	/**
	 * Return whether the text may end here.
	 */
	boolean isComplete() {
		return this.missing == 0;
	}

}
