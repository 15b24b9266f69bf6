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

import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.CsvSource;
import org.junit.jupiter.params.provider.ValueSource;

import io.github.wsboot.server.Promise;

import static org.assertj.core.api.Assertions.assertThat;

/**
 * Tests for {@link PayloadExcerpt}.
 */
@Promise("traffic-log")
class PayloadExcerptTests {

	@Test
	void visibleTextShouldStayAsItIs() {
		String text = "{\"a\": 'h\u00e9\u20ac\ud83d\ude00'}";
		assertThat(PayloadExcerpt.text(utf8(text), 100)).isEqualTo(text);
	}

	@ParameterizedTest
	@ValueSource(ints = { 0, 9, 10, 13, 27, 127, 133, 8203, 8232, 8233, 8238, 65279, 57344 })
	void whatIsInvisibleShouldBeEscaped(int character) {
		assertThat(PayloadExcerpt.text(utf8("a" + (char) character + "b"), 100))
			.isEqualTo(String.format("a\\u%04xb", character));
	}

	@Test
	void whatTwoCharactersMakeShouldBeEscapedAsTwo() {
		assertThat(PayloadExcerpt.text(utf8("\udb40\udc01"), 100)).isEqualTo("\\udb40\\udc01");
	}

	@Test
	void backslashShouldBeEscapedSoThatNobodyCanForgeOne() {
		assertThat(PayloadExcerpt.text(utf8("\\u000a"), 100)).isEqualTo("\\\\u000a");
	}

	@ParameterizedTest
	@CsvSource({ "7,a\u00e9\ud83d\ude00", "6,a\u00e9...", "4,a\u00e9...", "3,a\u00e9...", "2,a...", "1,a...", "0,..." })
	void textShouldBeCutBetweenCharacters(int maxBytes, String expected) {
		assertThat(PayloadExcerpt.text(utf8("a\u00e9\ud83d\ude00"), maxBytes)).isEqualTo(expected);
	}

	@Test
	void binaryShouldBeHexadecimal() {
		ByteBuffer bytes = ByteBuffer.wrap(new byte[] { 0, 10, -1, 65 });
		assertThat(PayloadExcerpt.binary(bytes, 4)).isEqualTo("000aff41");
		assertThat(PayloadExcerpt.binary(bytes, 3)).isEqualTo("000aff...");
		assertThat(bytes.remaining()).isEqualTo(4);
	}

	@Test
	void positionOfTheBufferShouldCount() {
		ByteBuffer bytes = utf8("xxabc").position(2);
		assertThat(PayloadExcerpt.text(bytes, 2)).isEqualTo("ab...");
		assertThat(PayloadExcerpt.binary(bytes, 2)).isEqualTo("6162...");
		assertThat(bytes.position()).isEqualTo(2);
	}

	private static ByteBuffer utf8(String text) {
		return ByteBuffer.wrap(text.getBytes(StandardCharsets.UTF_8));
	}

}
