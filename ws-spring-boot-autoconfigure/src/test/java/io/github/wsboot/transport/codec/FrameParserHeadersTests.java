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
import java.util.Arrays;
import java.util.Random;
import java.util.stream.IntStream;

import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.CsvSource;
import org.junit.jupiter.params.provider.MethodSource;
import org.junit.jupiter.params.provider.ValueSource;
import org.springframework.web.socket.CloseStatus;

import static org.assertj.core.api.Assertions.assertThat;

/**
 * Tests for {@link FrameParser}: headers and masks (RFC 6455, sections 5.2 and 5.3), and
 * the {@link ProtocolViolation} for a wrong one.
 */
class FrameParserHeadersTests {

	private static final int MAX_ALIGNMENT = 16;

	private static final int MAX_LENGTH = 70;

	@ParameterizedTest
	@MethodSource("opcodes")
	void shouldRefuseReservedBitsWithEveryOpcode(int opcode) {
		for (int reserved = 1; reserved < 8; reserved++) {
			byte bits = (byte) (reserved << 4 | opcode);
			assertThat(new TestParser().violation(bits)).isEqualTo(1002);
			assertThat(new TestParser().violation((byte) (0x80 | bits))).isEqualTo(1002);
			assertThat(new TestParser().violation(ClientFrame.of(opcode).reserved(reserved))).isEqualTo(1002);
		}
	}

	static IntStream opcodes() {
		return IntStream.range(0, 16);
	}

	@Test
	void shouldRefuseReservedBitsAfterGoodFrames() throws ProtocolViolation {
		TestParser parser = new TestParser().feed(ClientFrame.text("good"));
		assertThat(parser.violation(ClientFrame.text("bad").reserved(4), ClientFrame.ping())).isEqualTo(1002);
		assertThat(parser.received()).containsExactly(Received.text("good"));
	}

	@Test
	void shouldRefuseReservedBitsOfContinuations() throws ProtocolViolation {
		TestParser parser = new TestParser().feed(ClientFrame.text("good").unfinished());
		assertThat(parser.violation(ClientFrame.continuation("bad").reserved(4))).isEqualTo(1002);
	}

	@ParameterizedTest
	@ValueSource(ints = { 3, 4, 5, 6, 7, 11, 12, 13, 14, 15 })
	void shouldRefuseReservedOpcodes(int opcode) throws ProtocolViolation {
		assertThat(new TestParser().violation((byte) opcode)).isEqualTo(1002);
		assertThat(new TestParser().violation((byte) (0x80 | opcode))).isEqualTo(1002);
		assertThat(new TestParser().violation(ClientFrame.of(opcode, new byte[10]))).isEqualTo(1002);
		TestParser within = new TestParser().feed(ClientFrame.text("begun").unfinished());
		assertThat(within.violation((byte) (0x80 | opcode))).isEqualTo(1002);
		assertThat(within.received()).isEmpty();
	}

	@ParameterizedTest
	@ValueSource(ints = { ClientFrame.TEXT, ClientFrame.BINARY, ClientFrame.CLOSE, ClientFrame.PING, ClientFrame.PONG })
	void shouldRefuseFramesWithoutMask(int opcode) {
		assertThat(new TestParser().violation((byte) (0x80 | opcode), (byte) 0)).isEqualTo(1002);
		assertThat(new TestParser().violation(ClientFrame.of(opcode, new byte[3]).unmasked())).isEqualTo(1002);
		assertThat(new TestParser().violation((byte) (0x80 | opcode), (byte) 126)).isEqualTo(1002);
		assertThat(new TestParser().violation((byte) (0x80 | opcode), (byte) 127)).isEqualTo(1002);
	}

	@Test
	void shouldRefuseAContinuationWithoutMask() throws ProtocolViolation {
		TestParser parser = new TestParser().feed(ClientFrame.text("begun").unfinished());
		assertThat(parser.violation(ClientFrame.continuation("end").unmasked())).isEqualTo(1002);
	}

	@ParameterizedTest
	@CsvSource({ "0,2", "1,2", "125,2", "0,8", "1,8", "125,8", "126,8", "65535,8" })
	void shouldRefuseALengthThatIsNotMinimal(int length, int lengthBytes) {
		for (int opcode : new int[] { ClientFrame.TEXT, ClientFrame.BINARY }) {
			ClientFrame frame = ClientFrame.of(opcode, new byte[length]).lengthBytes(lengthBytes);
			byte[] lengthOnly = Arrays.copyOf(frame.header(), 2 + lengthBytes);
			assertThat(new TestParser().violation(lengthOnly)).isEqualTo(1002);
			assertThat(new TestParser().violation(frame)).isEqualTo(1002);
		}
	}

	@Test
	void shouldRefuseANegativeLengthWithItsFirstByte() {
		for (int first = 0x80; first <= 0xFF; first++) {
			assertThat(new TestParser().violation((byte) 0x82, (byte) 0xFF, (byte) first)).isEqualTo(1002);
		}
		assertThat(new TestParser().violation(ClientFrame.binary().announcing(-1))).isEqualTo(1002);
		assertThat(new TestParser().violation(ClientFrame.binary().announcing(Long.MIN_VALUE))).isEqualTo(1002);
	}

	@ParameterizedTest
	@ValueSource(longs = { Long.MAX_VALUE, 1L << 62, 1L << 32, (1L << 32) + 5, 1L << 31, Integer.MAX_VALUE })
	void shouldRefuseAHugeLengthAsTooBig(long length) {
		assertThat(new TestParser().violation(ClientFrame.binary().announcing(length))).isEqualTo(1009);
		assertThat(new TestParser().violation(ClientFrame.text("").announcing(length))).isEqualTo(1009);
	}

	@Test
	void shouldReadNothingAfterAViolation() throws ProtocolViolation {
		TestParser parser = new TestParser().feed(ClientFrame.text("before"));
		assertThat(parser.violation(ClientFrame.text("bad").unmasked(), ClientFrame.text("same buffer")))
			.isEqualTo(1002);
		ByteBuffer more = ByteBuffer.wrap(ClientFrame.text("later").bytes());
		parser.feed(more);
		assertThat(parser.received()).containsExactly(Received.text("before"));
		assertThat(more.position()).isZero();
	}

	@ParameterizedTest
	@MethodSource("masks")
	void shouldUnmaskAnyPartOfAFrame(byte[] mask) throws ProtocolViolation {
		for (int alignment = 0; alignment <= MAX_ALIGNMENT; alignment++) {
			for (int length = 0; length <= MAX_LENGTH; length++) {
				byte[] payload = payload(alignment + length);
				assertUnmasked(ClientFrame.binary(payload).mask(mask), alignment, Received.binary(payload));
				assertUnmasked(ClientFrame.ping(payload).mask(mask), alignment, Received.ping(payload));
			}
		}
	}

	private static void assertUnmasked(ClientFrame frame, int alignment, Received expected) throws ProtocolViolation {
		byte[] stream = frame.bytes();
		int split = frame.header().length + alignment;
		TestParser parser = new TestParser().feed(ByteBuffer.wrap(stream, 0, split))
			.feed(ByteBuffer.wrap(stream, split, stream.length - split));
		assertThat(parser.received()).containsExactly(expected);
	}

	@ParameterizedTest
	@MethodSource("masks")
	void shouldUnmaskAFragmentAtAnyPlaceOfAMessage(byte[] mask) throws ProtocolViolation {
		for (int alignment = 0; alignment <= MAX_ALIGNMENT; alignment++) {
			for (int length = 0; length <= MAX_LENGTH; length++) {
				byte[] payload = payload(alignment + length);
				ClientFrame first = ClientFrame.binary(Arrays.copyOf(payload, alignment)).unfinished();
				ClientFrame last = ClientFrame.continuation(Arrays.copyOfRange(payload, alignment, payload.length));
				assertThat(new TestParser().feed(first, last.mask(mask)).received())
					.containsExactly(Received.binary(payload));
			}
		}
	}

	@ParameterizedTest
	@MethodSource("masks")
	void shouldUnmaskAFrameInPiecesOfAnySize(byte[] mask) throws ProtocolViolation {
		byte[] payload = payload(300);
		byte[] stream = ClientFrame.binary(payload).mask(mask).bytes();
		for (int size = 1; size <= stream.length; size++) {
			assertThat(new TestParser().feedInPieces(size, stream).received()).as("pieces of %d", size)
				.containsExactly(Received.binary(payload));
		}
	}

	@Test
	void shouldReadTheExampleOfTheSpecification() throws ProtocolViolation {
		// RFC 6455, section 5.7
		byte[] hello = { (byte) 0x81, (byte) 0x85, 0x37, (byte) 0xFA, 0x21, 0x3D, 0x7F, (byte) 0x9F, 0x4D, 0x51, 0x58 };
		assertThat(new TestParser().feed(hello).received()).containsExactly(Received.text("Hello"));
		assertThat(ClientFrame.text("Hello").bytes()).isEqualTo(hello);
	}

	static byte[][] masks() {
		return new byte[][] { { 0, 0, 0, 0 }, { -1, -1, -1, -1 }, { 1, 2, 4, 8 }, { -128, 0, 0, 127 },
				{ 0, -128, 0x55, 1 }, { 0x37, (byte) 0xFA, 0x21, 0x3D }, { (byte) 0xFA, 0, (byte) 0x80, (byte) 0xFF } };
	}

	private static byte[] payload(int length) {
		byte[] payload = new byte[length];
		new Random(length).nextBytes(payload);
		return payload;
	}

	@Test
	void violationShouldHaveTheStatusToCloseWith() {
		assertThat(ProtocolViolation.protocol("p").status()).isEqualTo(CloseStatus.PROTOCOL_ERROR);
		assertThat(ProtocolViolation.badData("d").status()).isEqualTo(CloseStatus.BAD_DATA);
		assertThat(ProtocolViolation.tooBig("b").status()).isEqualTo(CloseStatus.TOO_BIG_TO_PROCESS);
	}

	@Test
	void violationShouldNotSendItsTextToTheClient() {
		ProtocolViolation violation = ProtocolViolation.protocol("for the log");
		assertThat(violation).hasMessage("for the log");
		assertThat(violation.status().getReason()).isNull();
	}

	@Test
	void violationShouldCostNoStackTrace() {
		assertThat(ProtocolViolation.badData("cheap").getStackTrace()).isEmpty();
	}

}
