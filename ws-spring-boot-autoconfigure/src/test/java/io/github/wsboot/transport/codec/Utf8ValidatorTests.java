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

import java.io.ByteArrayOutputStream;
import java.nio.ByteBuffer;
import java.nio.charset.StandardCharsets;
import java.util.Arrays;
import java.util.BitSet;
import java.util.HashMap;
import java.util.Map;
import java.util.Random;
import java.util.Set;

import org.junit.jupiter.api.Test;

import io.github.wsboot.support.Utf8;

import static org.assertj.core.api.Assertions.assertThat;

/**
 * Tests for {@link Utf8Validator}.
 */
class Utf8ValidatorTests {

	@Test
	void shouldAcceptEveryCharacterAndNoPartOfIt() {
		for (int character = 0; character <= Character.MAX_CODE_POINT; character++) {
			if (isSurrogate(character)) {
				continue;
			}
			byte[] bytes = utf8(character);
			Utf8Validator validator = new Utf8Validator();
			for (int i = 0; i < bytes.length; i++) {
				boolean accepted = validator.accept(bytes, i, i + 1);
				boolean last = (i == bytes.length - 1);
				if (!accepted || validator.isComplete() != last) {
					throw new AssertionError("Character %x at %d".formatted(character, i));
				}
			}
		}
	}

	/**
	 * Runs of ASCII are skipped, with characters and errors at any distance, and pieces
	 * that end anywhere.
	 */
	@Test
	void shouldJudgeMixedTextInPiecesAsTheDecoderDoes() {
		Random random = new Random(20);
		int valid = 0;
		for (int i = 0; i < 50_000; i++) {
			ByteArrayOutputStream text = new ByteArrayOutputStream();
			for (int part = 0; part < 5; part++) {
				text.writeBytes("x".repeat(random.nextInt(20)).getBytes(StandardCharsets.UTF_8));
				text.writeBytes(utf8("é€😀".codePoints().toArray()[random.nextInt(3)]));
			}
			byte[] bytes = text.toByteArray();
			if (i % 2 == 0) {
				bytes[random.nextInt(bytes.length)] = (byte) random.nextInt(256);
			}
			boolean expected = Utf8.isValid(ByteBuffer.wrap(bytes));
			assertThat(isValid(bytes, random)).isEqualTo(expected);
			valid += expected ? 1 : 0;
		}
		assertThat(valid).isBetween(26_000, 49_000);
	}

	private static boolean isValid(byte[] bytes, Random random) {
		Utf8Validator validator = new Utf8Validator();
		int from = 0;
		while (from < bytes.length) {
			int to = Math.min(bytes.length, from + 1 + random.nextInt(30));
			if (!validator.accept(bytes, from, to)) {
				return false;
			}
			from = to;
		}
		return validator.isComplete();
	}

	/**
	 * After each beginning of a character, each next byte is accepted exactly if there is
	 * a character that goes on like this.
	 */
	@Test
	void shouldRefuseEveryByteThatContinuesNoCharacter() {
		Map<Integer, BitSet> beginnings = beginnings();
		assertThat(beginnings).hasSizeGreaterThan(16_384);
		beginnings.forEach((beginning, continuations) -> {
			for (int next = 0; next < 256; next++) {
				if (accepts(beginning, next) != continuations.get(next)) {
					throw new AssertionError("%x after %x".formatted(next, beginning));
				}
			}
		});
	}

	private static Map<Integer, BitSet> beginnings() {
		Map<Integer, BitSet> beginnings = new HashMap<>();
		for (int character = 0; character <= Character.MAX_CODE_POINT; character++) {
			if (!isSurrogate(character)) {
				byte[] bytes = utf8(character);
				int beginning = 1;
				for (byte next : bytes) {
					beginnings.computeIfAbsent(beginning, (key) -> new BitSet()).set(next & 0xFF);
					beginning = (beginning << 8) | (next & 0xFF);
				}
			}
		}
		return beginnings;
	}

	/**
	 * Validate the bytes of a beginning, which has a one before them, and the next.
	 */
	private static boolean accepts(int beginning, int next) {
		int length = (31 - Integer.numberOfLeadingZeros(beginning)) / 8;
		byte[] bytes = new byte[length + 1];
		for (int i = 0; i < length; i++) {
			bytes[i] = (byte) (beginning >>> (8 * (length - 1 - i)));
		}
		bytes[length] = (byte) next;
		Utf8Validator validator = new Utf8Validator();
		return validator.accept(bytes, 0, length) && validator.accept(bytes, length, length + 1);
	}

	@Test
	void shouldAcceptNothingAsCompleteText() {
		Utf8Validator validator = new Utf8Validator();
		assertThat(validator.accept(new byte[0], 0, 0)).isTrue();
		assertThat(validator.isComplete()).isTrue();
	}

	@Test
	void shouldLookAtTheGivenBytesOnly() {
		byte[] bytes = { (byte) 0xFF, 'a', (byte) 0xC3, (byte) 0xA9, (byte) 0xFF };
		Utf8Validator validator = new Utf8Validator();
		assertThat(validator.accept(bytes, 1, 4)).isTrue();
		assertThat(validator.isComplete()).isTrue();
		assertThat(validator.accept(bytes, 4, 5)).isFalse();
	}

	@Test
	void shouldGoOnWithACharacterOfAnEarlierPiece() {
		byte[] bytes = "x€😀y".getBytes(StandardCharsets.UTF_8);
		for (int split = 0; split <= bytes.length; split++) {
			Utf8Validator validator = new Utf8Validator();
			assertThat(validator.accept(Arrays.copyOf(bytes, split), 0, split)).isTrue();
			assertThat(validator.isComplete()).isEqualTo(Set.of(0, 1, 4, 8, 9).contains(split));
			assertThat(validator.accept(bytes, split, bytes.length)).isTrue();
			assertThat(validator.isComplete()).isTrue();
		}
	}

	private static boolean isSurrogate(int character) {
		return character >= Character.MIN_SURROGATE && character <= Character.MAX_SURROGATE;
	}

	private static byte[] utf8(int character) {
		return Character.toString(character).getBytes(StandardCharsets.UTF_8);
	}

}
