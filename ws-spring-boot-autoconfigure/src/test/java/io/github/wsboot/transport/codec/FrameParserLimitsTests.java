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

import java.util.Arrays;
import java.util.HashSet;
import java.util.Set;

import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.ValueSource;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatIllegalArgumentException;

/**
 * Tests for {@link FrameParser}: the {@link FrameLimits} of messages, and the bounds of
 * the memory they take.
 */
class FrameParserLimitsTests {

	private static final int MEGABYTE = 1 << 20;

	private static final FrameLimits SMALL = new FrameLimits(10, 20, 3);

	@Test
	void shouldReadMessagesAtTheLimit() throws ProtocolViolation {
		TestParser parser = new TestParser(SMALL).feed(ClientFrame.text("0123456789"), ClientFrame.binary(new byte[20]),
				ClientFrame.text("ééééé"));
		assertThat(parser.received()).containsExactly(Received.text("0123456789"), Received.binary(new byte[20]),
				Received.text("ééééé"));
	}

	@Test
	void shouldRefuseLargerMessagesByTheirHeader() {
		byte[] text = { (byte) 0x81, (byte) (0x80 | 11) };
		assertThat(new TestParser(SMALL).violation(text)).isEqualTo(1009);
		byte[] binary = { (byte) 0x82, (byte) (0x80 | 21) };
		assertThat(new TestParser(SMALL).violation(binary)).isEqualTo(1009);
		byte[] medium = Arrays.copyOf(ClientFrame.binary(new byte[200]).header(), 4);
		assertThat(new TestParser(SMALL).violation(medium)).isEqualTo(1009);
		byte[] large = Arrays.copyOf(ClientFrame.text("").announcing(Long.MAX_VALUE).header(), 10);
		assertThat(new TestParser(SMALL).violation(large)).isEqualTo(1009);
	}

	@Test
	void shouldCountTextInBytes() {
		assertThat(new TestParser(SMALL).violation(ClientFrame.text("éééééé"))).isEqualTo(1009);
	}

	@Test
	void shouldSumUpFragments() throws ProtocolViolation {
		TestParser atLimit = new TestParser(SMALL).feed(ClientFrame.text("01234").unfinished(),
				ClientFrame.continuation("5678").unfinished(), ClientFrame.continuation("9"));
		assertThat(atLimit.received()).containsExactly(Received.text("0123456789"));
		TestParser beyond = new TestParser(SMALL).feed(ClientFrame.text("01234").unfinished(),
				ClientFrame.continuation("56789").unfinished());
		assertThat(beyond.violation((byte) 0x80, (byte) 0x81)).isEqualTo(1009);
		TestParser binary = new TestParser(SMALL).feed(ClientFrame.binary(new byte[15]).unfinished());
		assertThat(binary.violation((byte) 0x80, (byte) 0x86)).isEqualTo(1009);
		assertThat(binary.received()).isEmpty();
	}

	@Test
	void shouldNotOverflowWhenItSumsUp() throws ProtocolViolation {
		FrameLimits unlimited = new FrameLimits(Integer.MAX_VALUE, Integer.MAX_VALUE, Integer.MAX_VALUE);
		TestParser parser = new TestParser(unlimited).feed(ClientFrame.binary(new byte[10]).unfinished());
		assertThat(parser.violation(ClientFrame.continuation().announcing(Integer.MAX_VALUE - 9))).isEqualTo(1009);
		TestParser atLimit = new TestParser(unlimited).feed(ClientFrame.binary(new byte[10]).unfinished());
		atLimit.feed(ClientFrame.continuation((byte) 1).announcing(Integer.MAX_VALUE - 10));
		assertThat(atLimit.received()).isEmpty();
	}

	@Test
	void shouldCountEachMessageByItself() throws ProtocolViolation {
		TestParser parser = new TestParser(SMALL);
		for (int i = 0; i < 10; i++) {
			parser.feed(ClientFrame.text("01234").unfinished(), ClientFrame.continuation("56789"));
		}
		assertThat(parser.received()).hasSize(10).containsOnly(Received.text("0123456789"));
	}

	@Test
	void shouldNotCountControlFrames() throws ProtocolViolation {
		TestParser parser = new TestParser(SMALL).feed(ClientFrame.text("01234").unfinished());
		for (int i = 0; i < 10; i++) {
			parser.feed(ClientFrame.ping(new byte[125]));
		}
		parser.feed(ClientFrame.continuation("56789"));
		assertThat(parser.received()).hasSize(11).endsWith(Received.text("0123456789"));
	}

	@Test
	void shouldReadOnlyEmptyMessagesWithALimitOfZero() throws ProtocolViolation {
		FrameLimits none = new FrameLimits(0, 0, 1);
		assertThat(new TestParser(none).feed(ClientFrame.text(""), ClientFrame.binary(), ClientFrame.ping((byte) 1))
			.received()).containsExactly(Received.text(""), Received.binary(), Received.ping((byte) 1));
		assertThat(new TestParser(none).violation(ClientFrame.text("x"))).isEqualTo(1009);
	}

	@ParameterizedTest
	@ValueSource(strings = { "", "x" })
	void shouldLimitTheNumberOfFragments(String piece) throws ProtocolViolation {
		ClientFrame continuation = ClientFrame.continuation(piece).unfinished();
		TestParser parser = new TestParser(SMALL).feed(ClientFrame.text(piece).unfinished(), continuation);
		parser.feed(ClientFrame.continuation(piece));
		assertThat(parser.received()).containsExactly(Received.text(piece.repeat(3)));
		parser.feed(ClientFrame.binary().unfinished(), continuation, ClientFrame.ping(), continuation);
		assertThat(parser.violation((byte) 0x80)).isEqualTo(1009);
	}

	@Test
	void shouldReadWholeMessagesWithALimitOfOneFragment() throws ProtocolViolation {
		FrameLimits whole = new FrameLimits(10, 10, 1);
		TestParser parser = new TestParser(whole).feed(ClientFrame.text("a"), ClientFrame.text("b"));
		parser.feed(ClientFrame.text("c").unfinished());
		assertThat(parser.violation((byte) 0x80)).isEqualTo(1009);
		assertThat(parser.received()).containsExactly(Received.text("a"), Received.text("b"));
	}

	@ParameterizedTest
	@ValueSource(ints = { ClientFrame.TEXT, ClientFrame.BINARY })
	void shouldTakeMemoryForWhatIsThereAndNotForWhatIsAnnounced(int opcode) throws ProtocolViolation {
		FrameLimits limits = new FrameLimits(64 * MEGABYTE, 64 * MEGABYTE, 1000);
		for (boolean whole : new boolean[] { true, false }) {
			ClientFrame frame = ClientFrame.of(opcode).announcing(64 * MEGABYTE).mask(new byte[4]);
			TestParser parser = new TestParser(limits).feed(whole ? frame : frame.unfinished());
			assertThat(parser.memory()).isZero();
			for (int size = 100; size <= 1000; size += 100) {
				parser.feed(new byte[100]);
				assertThat(parser.memory()).isBetween(size, 2 * size);
				assertThat(parser.messageLength()).isEqualTo(size);
			}
		}
	}

	@Test
	void shouldNotTakeMoreMemoryThanAMessageNeeds() throws ProtocolViolation {
		byte[] stream = ClientFrame.binary(new byte[1000]).bytes();
		TestParser parser = new TestParser().feed(Arrays.copyOf(stream, 700));
		parser.feed(Arrays.copyOfRange(stream, 700, 900));
		assertThat(parser.memory()).isEqualTo(1000);
		TestParser fragments = new TestParser(SMALL).feed(ClientFrame.text("012345").unfinished(),
				ClientFrame.continuation("6").unfinished());
		assertThat(fragments.memory()).isEqualTo(10);
	}

	@Test
	void shouldNotCopyALargeMessageForEachSmallFragment() throws ProtocolViolation {
		TestParser parser = new TestParser().feed(ClientFrame.binary(new byte[MEGABYTE / 4]).unfinished());
		Set<Integer> memory = new HashSet<>();
		for (int i = 0; i < 998; i++) {
			parser.feed(ClientFrame.continuation((byte) 1).unfinished());
			memory.add(parser.memory());
		}
		assertThat(memory).containsExactly(MEGABYTE / 2);
		parser.feed(ClientFrame.continuation());
		assertThat(parser.received()).hasSize(1);
	}

	@Test
	void shouldNotCopyALargeMessageForEachSmallPiece() throws ProtocolViolation {
		TestParser parser = new TestParser().feed(ClientFrame.binary().announcing(MEGABYTE).header());
		Set<Integer> memory = new HashSet<>();
		for (int i = 0; i < MEGABYTE / 64; i++) {
			assertThat(parser.received()).isEmpty();
			parser.feed(new byte[64]);
			memory.add(parser.memory());
		}
		// Twice as much each time, and nothing at the end
		assertThat(memory).hasSizeLessThanOrEqualTo(16).contains(MEGABYTE, 0);
		assertThat(parser.received()).hasSize(1);
	}

	@Test
	void shouldKeepNoMemoryBetweenMessages() throws ProtocolViolation {
		TestParser parser = new TestParser().feed(ClientFrame.text("a").unfinished());
		assertThat(parser.memory()).isPositive();
		parser.feed(ClientFrame.continuation("b"));
		assertThat(parser.memory()).isZero();
		parser.feed(ClientFrame.ping(new byte[125]));
		assertThat(parser.memory()).isZero();
	}

	@Test
	void shouldFreeMemoryAfterTheClose() throws ProtocolViolation {
		TestParser parser = new TestParser().feed(ClientFrame.text("a").unfinished(), ClientFrame.close());
		assertThat(parser.memory()).isZero();
	}

	@Test
	void shouldFreeMemoryAfterAViolation() throws ProtocolViolation {
		TestParser parser = new TestParser().feed(ClientFrame.text("a").unfinished());
		assertThat(parser.violation(ClientFrame.text("b"))).isEqualTo(1002);
		assertThat(parser.memory()).isZero();
		TestParser badText = new TestParser();
		assertThat(badText.violation(ClientFrame.text((byte) 0xFF))).isEqualTo(1007);
		assertThat(badText.memory()).isZero();
	}

	@Test
	void limitsShouldBeTheSmallestAndTheLargest() {
		assertThat(new FrameLimits(0, 0, 1).maxFragments()).isEqualTo(1);
		assertThat(new FrameLimits(Integer.MAX_VALUE, 0, 1).maxTextSize()).isEqualTo(Integer.MAX_VALUE);
	}

	@Test
	void limitsThatNothingCanMeetShouldBeRefused() {
		assertThatIllegalArgumentException().isThrownBy(() -> new FrameLimits(-1, 0, 1))
			.withMessage("'maxTextSize' must not be negative");
		assertThatIllegalArgumentException().isThrownBy(() -> new FrameLimits(0, -1, 1))
			.withMessage("'maxBinarySize' must not be negative");
		assertThatIllegalArgumentException().isThrownBy(() -> new FrameLimits(0, 0, 0))
			.withMessage("'maxFragments' must be positive");
	}

}
