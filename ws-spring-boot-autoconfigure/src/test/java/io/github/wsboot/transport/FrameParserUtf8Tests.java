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
import java.nio.charset.StandardCharsets;
import java.util.Arrays;
import java.util.HexFormat;
import java.util.List;

import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.CsvSource;
import org.junit.jupiter.params.provider.ValueSource;

import static org.assertj.core.api.Assertions.assertThat;

/**
 * Tests for {@link FrameParser}: the text of messages (RFC 6455, section 8.1).
 */
class FrameParserUtf8Tests {

	private static final HexFormat HEX = HexFormat.of();

	/** The first and last of each range, noncharacters, and ordinary words. */
	private static final List<String> VALID = List.of("\u0000", "\u007F", "\u0080", "\u07FF", "\u0800", "\uD7FF",
			"\uE000", "\uFFFD", "\uFFFE", "\uFFFF", "\uFEFF", "\uD800\uDC00", "\uD83F\uDFFE", "\uD83F\uDFFF",
			"\uDBFF\uDFFF", "κόσμε", "Hello-µ@ßöäüàá-UTF-8!!", "日本語", "e\u0301", "👩‍👩‍👧");

	@Test
	void shouldReadEveryKindOfCharacterSplitAnywhere() throws ProtocolViolation {
		for (String text : VALID) {
			byte[] utf8 = text.getBytes(StandardCharsets.UTF_8);
			byte[] stream = ClientFrame.text(utf8).bytes();
			assertThat(new TestParser().feed(stream).received()).containsExactly(Received.text(text));
			assertThat(new TestParser().feedInPieces(1, stream).received()).containsExactly(Received.text(text));
			for (int split = 0; split <= utf8.length; split++) {
				ClientFrame first = ClientFrame.text(Arrays.copyOf(utf8, split)).unfinished();
				ClientFrame last = ClientFrame.continuation(Arrays.copyOfRange(utf8, split, utf8.length));
				assertThat(new TestParser().feed(first, ClientFrame.ping(), last).received())
					.as("%s at %d", text, split)
					.containsExactly(Received.ping(), Received.text(text));
			}
		}
	}

	@ParameterizedTest
	@CsvSource(textBlock = """
			80,0
			BF,0
			C0AF,0
			C080,0
			C1BF,0
			C241,1
			C27F,1
			C2C0,1
			C2C2A0,1
			DFFF,1
			E08080,1
			E09FBF,1
			E0C0,1
			E17F,1
			E180C0,2
			E18041,2
			EDA080,1
			EDADBF,1
			EDAE80,1
			EDB080,1
			EDBFBF,1
			EFBF7F,2
			F08080AF,1
			F08FBFBF,1
			F0C0,1
			F09041,2
			F0908041,3
			F09080C0,3
			F17F,1
			F4908080,1
			F4BFBFBF,1
			F48FC0,2
			F48FBFFF,3
			F5808080,0
			F6,0
			F7BFBFBF,0
			F8888080,0
			FBBFBFBFBF,0
			FC8480808080,0
			FDBFBFBFBFBF,0
			FE,0
			FF,0
			CEBAE1BDB9CF83CEBCCEB5EDA080656469746564,12
			""")
	void shouldRefuseTheFirstBadByteAsSoonAsItIsThere(String hex, int bad) throws ProtocolViolation {
		byte[] sequence = HEX.parseHex(hex);
		byte[] text = concat("good ".getBytes(StandardCharsets.UTF_8), sequence);
		assertRefusedAtByte(text, 5 + bad);
		assertRefusedAtByte(sequence, bad);
	}

	private static void assertRefusedAtByte(byte[] text, int bad) throws ProtocolViolation {
		// Much more is announced than ever comes
		ClientFrame frame = ClientFrame.text(text).announcing(text.length + 500);
		byte[] stream = frame.bytes();
		int position = frame.header().length + bad;
		TestParser parser = new TestParser().feed(Arrays.copyOf(stream, position));
		assertThat(parser.violation(stream[position])).isEqualTo(1007);
		assertThat(new TestParser().violation(Arrays.copyOf(stream, position + 1))).isEqualTo(1007);
		assertThat(new TestParser().violation(stream)).isEqualTo(1007);
		assertRefusedInFragments(text, bad);
	}

	private static void assertRefusedInFragments(byte[] text, int bad) throws ProtocolViolation {
		for (int split = 1; split <= bad; split++) {
			ClientFrame first = ClientFrame.text(Arrays.copyOf(text, split)).unfinished();
			ClientFrame next = ClientFrame.continuation(Arrays.copyOfRange(text, split, text.length)).unfinished();
			byte[] stream = ClientFrame.stream(first, ClientFrame.ping(), next);
			int position = stream.length - text.length + bad;
			TestParser parser = new TestParser().feed(Arrays.copyOf(stream, position));
			assertThat(parser.violation(stream[position])).as("fragments split at %d", split).isEqualTo(1007);
			assertThat(parser.received()).containsExactly(Received.ping());
		}
	}

	@ParameterizedTest
	@ValueSource(strings = { "C2", "DF", "E0", "E0A0", "E1", "E180", "ED", "ED9F", "EF", "EFBF", "F0", "F090", "F09080",
			"F1", "F4", "F48F", "F48FBF" })
	void shouldRefuseACharacterThatEndsWithTheMessage(String hex) throws ProtocolViolation {
		byte[] text = concat("good ".getBytes(StandardCharsets.UTF_8), HEX.parseHex(hex));
		byte[] stream = ClientFrame.text(text).bytes();
		TestParser parser = new TestParser().feed(Arrays.copyOf(stream, stream.length - 1));
		assertThat(parser.violation(stream[stream.length - 1])).isEqualTo(1007);
		assertThat(parser.received()).isEmpty();
		TestParser fragments = new TestParser().feed(ClientFrame.text(text).unfinished());
		assertThat(fragments.violation(ClientFrame.continuation(""))).isEqualTo(1007);
	}

	@Test
	void shouldNotCarryACharacterOverToTheNextMessage() throws ProtocolViolation {
		TestParser parser = new TestParser().feed(ClientFrame.text("ok"));
		assertThat(parser.violation(ClientFrame.text((byte) 0xC3), ClientFrame.text((byte) 0xA9))).isEqualTo(1007);
		assertThat(parser.received()).containsExactly(Received.text("ok"));
		TestParser second = new TestParser();
		assertThat(second.violation(ClientFrame.text("é"), ClientFrame.text((byte) 0xA9))).isEqualTo(1007);
		assertThat(second.received()).containsExactly(Received.text("é"));
	}

	@Test
	void shouldNotTakePingsAndBinaryForText() throws ProtocolViolation {
		byte[] bad = { (byte) 0xFF, (byte) 0x80 };
		TestParser parser = new TestParser().feed(ClientFrame.text((byte) 0xE2).unfinished(), ClientFrame.ping(bad),
				ClientFrame.continuation((byte) 0x82, (byte) 0xAC), ClientFrame.binary(bad).unfinished(),
				ClientFrame.continuation(bad));
		assertThat(parser.received()).containsExactly(Received.ping(bad), Received.text("€"),
				Received.binary((byte) 0xFF, (byte) 0x80, (byte) 0xFF, (byte) 0x80));
	}

	@Test
	void shouldReadNothingMoreOfABadMessage() {
		TestParser parser = new TestParser();
		assertThat(parser.violation(ClientFrame.text((byte) 0xFF), ClientFrame.text("later"))).isEqualTo(1007);
		assertThat(parser.received()).isEmpty();
	}

	private static byte[] concat(byte[] first, byte[] second) {
		return ByteBuffer.allocate(first.length + second.length).put(first).put(second).array();
	}

}
