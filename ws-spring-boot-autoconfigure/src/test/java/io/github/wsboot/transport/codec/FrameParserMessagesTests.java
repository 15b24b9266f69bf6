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

import java.nio.ByteBuffer;
import java.nio.charset.StandardCharsets;
import java.util.Arrays;
import java.util.HexFormat;
import java.util.List;
import java.util.Random;

import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.CsvSource;
import org.junit.jupiter.params.provider.ValueSource;
import org.springframework.web.socket.CloseStatus;

import static org.assertj.core.api.Assertions.assertThat;

/**
 * Tests for {@link FrameParser}: messages in one frame or several (RFC 6455, section
 * 5.4), their text (section 8.1), and a sink that is full, however the bytes arrive.
 */
class FrameParserMessagesTests {

	private static final HexFormat HEX = HexFormat.of();

	/** The first and last of each range, noncharacters, and ordinary words. */
	private static final List<String> VALID = List.of("\u0000", "\u007F", "\u0080", "\u07FF", "\u0800", "\uD7FF",
			"\uE000", "\uFFFD", "\uFFFE", "\uFFFF", "\uFEFF", "\uD800\uDC00", "\uD83F\uDFFE", "\uD83F\uDFFF",
			"\uDBFF\uDFFF", "κόσμε", "Hello-µ@ßöäüàá-UTF-8!!", "日本語", "e\u0301", "👩‍👩‍👧");

	private static final byte[] STREAM = ClientFrame.stream(ClientFrame.text("one"), ClientFrame.ping((byte) 1),
			ClientFrame.binary().unfinished(), ClientFrame.continuation((byte) 2), ClientFrame.text(""),
			ClientFrame.close(1000, ""));

	private static final Received[] RECEIVED = { Received.text("one"), Received.ping((byte) 1),
			Received.binary((byte) 2), Received.text(""), Received.close(CloseStatus.NORMAL) };

	@ParameterizedTest
	@ValueSource(ints = { 0, 1, 125, 126, 127, 128, 65535, 65536, 65537 })
	void shouldReadTextOfAnySize(int size) throws ProtocolViolation {
		String text = text(size);
		assertReadInAnyPieces(ClientFrame.text(text).bytes(), Received.text(text));
	}

	@ParameterizedTest
	@ValueSource(ints = { 0, 1, 125, 126, 127, 128, 65535, 65536, 65537 })
	void shouldReadBinaryOfAnySize(int size) throws ProtocolViolation {
		byte[] bytes = new byte[size];
		new Random(size).nextBytes(bytes);
		assertReadInAnyPieces(ClientFrame.binary(bytes).bytes(), Received.binary(bytes));
	}

	private static void assertReadInAnyPieces(byte[] stream, Received expected) throws ProtocolViolation {
		assertThat(new TestParser().feed(stream).received()).containsExactly(expected);
		for (int size : new int[] { 1, 7, 997, 16384 }) {
			assertThat(new TestParser().feedInPieces(size, stream).received()).as("pieces of %d", size)
				.containsExactly(expected);
		}
	}

	@Test
	void sizeOfTextShouldBeInBytes() throws ProtocolViolation {
		assertThat(new TestParser().feed(ClientFrame.text("aé€😀")).received())
			.containsExactly(new Received.Text("aé€😀", 10));
	}

	@Test
	void shouldReadFramesThatAreSplitAnywhere() throws ProtocolViolation {
		byte[] stream = smallFrames();
		for (int split = 0; split <= stream.length; split++) {
			TestParser parser = new TestParser();
			ByteBuffer first = ByteBuffer.wrap(stream, 0, split);
			ByteBuffer second = ByteBuffer.wrap(stream, split, stream.length - split);
			parser.feed(first).feed(second);
			assertThat(first.hasRemaining()).isFalse();
			assertThat(second.hasRemaining()).isFalse();
			assertSmallFrames(parser);
		}
	}

	@Test
	void shouldReadFramesThatAreSplitAnywhereTwice() throws ProtocolViolation {
		byte[] stream = smallFrames();
		for (int first = 0; first <= stream.length; first++) {
			for (int second = first; second <= stream.length; second++) {
				TestParser parser = new TestParser();
				parser.feed(ByteBuffer.wrap(stream, 0, first))
					.feed(ByteBuffer.wrap(stream, first, second - first))
					.feed(ByteBuffer.wrap(stream, second, stream.length - second));
				assertSmallFrames(parser);
			}
		}
	}

	@Test
	void shouldReadSingleBytes() throws ProtocolViolation {
		assertSmallFrames(new TestParser().feedInPieces(1, smallFrames()));
	}

	@Test
	void shouldReadSeveralFramesOfOneBuffer() throws ProtocolViolation {
		assertSmallFrames(new TestParser().feed(smallFrames()));
	}

	private static byte[] smallFrames() {
		return ClientFrame.stream(ClientFrame.text("Grüße 😀"), ClientFrame.text(""),
				ClientFrame.text("frag").unfinished(), ClientFrame.ping((byte) 1, (byte) 2),
				ClientFrame.continuation("").unfinished(), ClientFrame.continuation("ment"),
				ClientFrame.binary((byte) 0, (byte) -1, (byte) 127), ClientFrame.pong(),
				ClientFrame.binary(new byte[130]), ClientFrame.close(4000, "bye"));
	}

	private static void assertSmallFrames(TestParser parser) {
		assertThat(parser.received()).containsExactly(Received.text("Grüße 😀"), Received.text(""),
				Received.ping((byte) 1, (byte) 2), Received.text("fragment"),
				Received.binary((byte) 0, (byte) -1, (byte) 127), Received.pong(), Received.binary(new byte[130]),
				Received.close(new CloseStatus(4000, "bye")));
	}

	@Test
	void shouldHandAMessageOverWithItsLastByte() throws ProtocolViolation {
		byte[] stream = ClientFrame.text("whole").bytes();
		TestParser parser = new TestParser();
		parser.feed(ByteBuffer.wrap(stream, 0, stream.length - 1));
		assertThat(parser.received()).isEmpty();
		parser.feed(stream[stream.length - 1]);
		assertThat(parser.received()).containsExactly(Received.text("whole"));
	}

	@Test
	void shouldHandAnEmptyMessageOverWithoutFurtherBytes() throws ProtocolViolation {
		assertThat(new TestParser().feed(ClientFrame.text("")).received()).containsExactly(Received.text(""));
		assertThat(new TestParser().feed(ClientFrame.binary()).received()).containsExactly(Received.binary());
	}

	@Test
	void shouldReadAnyKindOfBuffer() throws ProtocolViolation {
		byte[] stream = ClientFrame.text("direct").bytes();
		ByteBuffer direct = ByteBuffer.allocateDirect(stream.length).put(stream).flip();
		assertThat(new TestParser().feed(direct).received()).containsExactly(Received.text("direct"));
		ByteBuffer readOnly = ByteBuffer.wrap(stream).asReadOnlyBuffer();
		assertThat(new TestParser().feed(readOnly).received()).containsExactly(Received.text("direct"));
	}

	@Test
	void shouldNotChangeWhatItReads() throws ProtocolViolation {
		byte[] stream = smallFrames();
		byte[] before = stream.clone();
		new TestParser().feed(stream);
		assertThat(stream).isEqualTo(before);
	}

	@Test
	void shouldReadNothingFromNothing() throws ProtocolViolation {
		assertThat(new TestParser().feed(ByteBuffer.allocate(0)).received()).isEmpty();
	}

	private static String text(int size) {
		StringBuilder text = new StringBuilder(size);
		for (int i = 0; i < size; i++) {
			text.append((char) (' ' + i % 95));
		}
		return text.toString();
	}

	@Test
	void shouldJoinFragmentsOfText() throws ProtocolViolation {
		byte[] stream = ClientFrame.stream(ClientFrame.text("one, ").unfinished(),
				ClientFrame.continuation("two, ").unfinished(), ClientFrame.continuation("three"));
		assertFragmentsReadInAnyPieces(stream, Received.text("one, two, three"));
	}

	@Test
	void shouldJoinFragmentsOfBinary() throws ProtocolViolation {
		byte[] stream = ClientFrame.stream(ClientFrame.binary((byte) 1).unfinished(),
				ClientFrame.continuation((byte) -1).unfinished(), ClientFrame.continuation((byte) 3, (byte) 4));
		assertFragmentsReadInAnyPieces(stream, Received.binary((byte) 1, (byte) -1, (byte) 3, (byte) 4));
	}

	@Test
	void shouldJoinFragmentsWithDifferentMasks() throws ProtocolViolation {
		byte[] stream = ClientFrame.stream(
				ClientFrame.text("alpha").unfinished().mask((byte) 1, (byte) 2, (byte) 3, (byte) 4),
				ClientFrame.continuation("beta").unfinished().mask((byte) 0, (byte) 0, (byte) 0, (byte) 0),
				ClientFrame.continuation("gamma").mask((byte) -1, (byte) -2, (byte) -3, (byte) -4));
		assertFragmentsReadInAnyPieces(stream, Received.text("alphabetagamma"));
	}

	@Test
	void shouldJoinEmptyFragments() throws ProtocolViolation {
		byte[] empty = ClientFrame.stream(ClientFrame.text("").unfinished(), ClientFrame.continuation("").unfinished(),
				ClientFrame.continuation(""));
		assertFragmentsReadInAnyPieces(empty, Received.text(""));
		byte[] middle = ClientFrame.stream(ClientFrame.text("").unfinished(),
				ClientFrame.continuation("middle").unfinished(), ClientFrame.continuation(""));
		assertFragmentsReadInAnyPieces(middle, Received.text("middle"));
		byte[] binary = ClientFrame.stream(ClientFrame.binary().unfinished(), ClientFrame.continuation((byte) 7));
		assertFragmentsReadInAnyPieces(binary, Received.binary((byte) 7));
	}

	@Test
	void shouldJoinLargeFragments() throws ProtocolViolation {
		String text = "0123456789abcdef".repeat(5000);
		byte[] stream = ClientFrame.stream(ClientFrame.text(text).unfinished(),
				ClientFrame.continuation(text).unfinished(), ClientFrame.continuation("end"));
		assertFragmentsReadInAnyPieces(stream, Received.text(text + text + "end"));
	}

	@Test
	void shouldReadControlFramesBetweenFragments() throws ProtocolViolation {
		byte[] stream = ClientFrame.stream(ClientFrame.text("a").unfinished(), ClientFrame.ping((byte) 1),
				ClientFrame.continuation("b").unfinished(), ClientFrame.pong((byte) 2, (byte) 3), ClientFrame.ping(),
				ClientFrame.continuation("c"), ClientFrame.text("next"));
		assertFragmentsReadInAnyPieces(stream, Received.ping((byte) 1), Received.pong((byte) 2, (byte) 3),
				Received.ping(), Received.text("abc"), Received.text("next"));
	}

	@Test
	void shouldReadACloseBetweenFragments() throws ProtocolViolation {
		TestParser parser = new TestParser().feed(ClientFrame.text("a").unfinished(), ClientFrame.close(1000, ""),
				ClientFrame.continuation("b"));
		assertThat(parser.received()).hasSize(1).first().isInstanceOf(Received.Close.class);
	}

	@Test
	void shouldReadTheNextMessageAfterAFragmentedOneOfAnotherKind() throws ProtocolViolation {
		byte[] stream = ClientFrame.stream(ClientFrame.binary((byte) 0xFF).unfinished(),
				ClientFrame.continuation((byte) 0xC0), ClientFrame.text("text").unfinished(),
				ClientFrame.continuation("!"), ClientFrame.binary((byte) 0xFE));
		assertFragmentsReadInAnyPieces(stream, Received.binary((byte) 0xFF, (byte) 0xC0), Received.text("text!"),
				Received.binary((byte) 0xFE));
	}

	@Test
	void shouldHandNothingOverBeforeTheLastFragment() throws ProtocolViolation {
		TestParser parser = new TestParser().feed(ClientFrame.text("a").unfinished(),
				ClientFrame.continuation("b").unfinished());
		assertThat(parser.received()).isEmpty();
	}

	@Test
	void shouldRefuseAContinuationOfNothing() throws ProtocolViolation {
		assertThat(new TestParser().violation((byte) 0x80)).isEqualTo(1002);
		assertThat(new TestParser().violation((byte) 0x00)).isEqualTo(1002);
		assertThat(new TestParser().violation(ClientFrame.continuation("x"), ClientFrame.text("y"))).isEqualTo(1002);
	}

	@Test
	void shouldRefuseAContinuationAfterAWholeMessage() throws ProtocolViolation {
		TestParser parser = new TestParser();
		assertThat(parser.violation(ClientFrame.text("whole"), ClientFrame.continuation("x"))).isEqualTo(1002);
		assertThat(parser.received()).containsExactly(Received.text("whole"));
		TestParser joined = new TestParser();
		assertThat(joined.violation(ClientFrame.text("jo").unfinished(), ClientFrame.continuation("ined"),
				ClientFrame.continuation("x").unfinished()))
			.isEqualTo(1002);
		assertThat(joined.received()).containsExactly(Received.text("joined"));
	}

	@Test
	void shouldRefuseAContinuationAfterAControlFrame() throws ProtocolViolation {
		assertThat(new TestParser().violation(ClientFrame.ping(), ClientFrame.continuation("x"))).isEqualTo(1002);
	}

	@ParameterizedTest
	@ValueSource(ints = { ClientFrame.TEXT, ClientFrame.BINARY })
	void shouldRefuseANewMessageWithinAMessage(int opcode) throws ProtocolViolation {
		for (ClientFrame first : new ClientFrame[] { ClientFrame.text("a"), ClientFrame.binary((byte) 1) }) {
			TestParser parser = new TestParser().feed(first.unfinished(), ClientFrame.ping());
			assertThat(parser.violation((byte) (0x80 | opcode))).isEqualTo(1002);
			assertThat(parser.received()).containsExactly(Received.ping());
		}
		TestParser parser = new TestParser().feed(ClientFrame.text("a").unfinished());
		assertThat(parser.violation((byte) opcode)).isEqualTo(1002);
	}

	private static void assertFragmentsReadInAnyPieces(byte[] stream, Received... expected) throws ProtocolViolation {
		assertThat(new TestParser().feed(stream).received()).containsExactly(expected);
		for (int size : new int[] { 1, 2, 3, 5, 8, 13, 4096 }) {
			assertThat(new TestParser().feedInPieces(size, stream).received()).as("pieces of %d", size)
				.containsExactly(expected);
		}
	}

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

	@Test
	void shouldStopRightAfterTheMessageThatFillsTheSink() throws ProtocolViolation {
		ClientFrame first = ClientFrame.text("one");
		ByteBuffer input = ByteBuffer.wrap(ClientFrame.stream(first, ClientFrame.text("two")));
		TestParser parser = new TestParser().pauseAt(1).feed(input);
		assertThat(parser.received()).containsExactly(Received.text("one"));
		assertThat(input.position()).isEqualTo(first.bytes().length);
	}

	@Test
	void shouldReadNothingWhileTheSinkIsFull() throws ProtocolViolation {
		ByteBuffer input = ByteBuffer.wrap(STREAM);
		TestParser parser = new TestParser().pauseAt(0).feed(input).feed(input);
		assertThat(parser.received()).isEmpty();
		assertThat(input.position()).isZero();
	}

	@Test
	void shouldContinueWithTheRest() throws ProtocolViolation {
		ByteBuffer input = ByteBuffer.wrap(STREAM);
		TestParser parser = new TestParser();
		for (int count = 0; count <= RECEIVED.length; count++) {
			parser.pauseAt(count).feed(input);
			assertThat(parser.received()).containsExactly(Arrays.copyOf(RECEIVED, count));
		}
		assertThat(input.hasRemaining()).isFalse();
	}

	@Test
	void shouldContinueWithTheRestWhereverItIsSplit() throws ProtocolViolation {
		for (int size = 1; size <= STREAM.length; size++) {
			TestParser parser = new TestParser().pauseAt(0);
			for (int i = 0; i < STREAM.length; i += size) {
				ByteBuffer input = ByteBuffer.wrap(STREAM, i, Math.min(size, STREAM.length - i));
				for (int count = 0; input.hasRemaining(); count++) {
					assertThat(count).as("attempts").isLessThan(10);
					parser.pauseAt(parser.received().size() + 1).feed(input);
				}
			}
			assertThat(parser.received()).containsExactly(RECEIVED);
		}
	}

	@Test
	void shouldHoldBackAMessageThatIsCompleteWhenThePauseBegins() throws ProtocolViolation {
		byte[] stream = ClientFrame.text("one").bytes();
		TestParser parser = new TestParser().feed(Arrays.copyOf(stream, stream.length - 1));
		parser.pauseAfterSteps(1).feed(stream[stream.length - 1]);
		assertThat(parser.received()).isEmpty();
		parser.pauseAfterSteps(Long.MAX_VALUE).feed(ByteBuffer.allocate(0));
		assertThat(parser.received()).containsExactly(Received.text("one"));
	}

	@Test
	void shouldNoticeAViolationOnlyOnceItReadsOn() throws ProtocolViolation {
		ByteBuffer input = ByteBuffer
			.wrap(ClientFrame.stream(ClientFrame.text("good"), ClientFrame.text("bad").unmasked()));
		TestParser parser = new TestParser().pauseAt(1).feed(input);
		byte[] rest = new byte[input.remaining()];
		input.get(rest);
		assertThat(parser.pauseAt(2).violation(rest)).isEqualTo(1002);
	}

}
