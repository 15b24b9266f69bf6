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
import java.util.stream.IntStream;

import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.MethodSource;
import org.junit.jupiter.params.provider.ValueSource;
import org.springframework.web.socket.CloseStatus;

import static org.assertj.core.api.Assertions.assertThat;

/**
 * Tests for {@link FrameParser}: control frames (RFC 6455, sections 5.5 and 7.4).
 */
class FrameParserControlTests {

	@ParameterizedTest
	@ValueSource(ints = { 0, 1, 7, 8, 124, 125 })
	void shouldReadPingsAndPongs(int size) throws ProtocolViolation {
		byte[] payload = payload(size);
		byte[] stream = ClientFrame.stream(ClientFrame.ping(payload), ClientFrame.pong(payload));
		Received[] expected = { Received.ping(payload), Received.pong(payload) };
		assertThat(new TestParser().feed(stream).received()).containsExactly(expected);
		assertThat(new TestParser().feedInPieces(1, stream).received()).containsExactly(expected);
		assertThat(new TestParser().feedInPieces(5, stream).received()).containsExactly(expected);
	}

	@ParameterizedTest
	@ValueSource(ints = { ClientFrame.CLOSE, ClientFrame.PING, ClientFrame.PONG })
	void shouldRefuseLongControlFramesBeforeTheirPayload(int opcode) {
		assertThat(new TestParser().violation((byte) (0x80 | opcode), (byte) (0x80 | 126))).isEqualTo(1002);
		assertThat(new TestParser().violation((byte) (0x80 | opcode), (byte) (0x80 | 127))).isEqualTo(1002);
		assertThat(new TestParser().violation(ClientFrame.of(opcode, payload(126)))).isEqualTo(1002);
	}

	@ParameterizedTest
	@ValueSource(ints = { ClientFrame.CLOSE, ClientFrame.PING, ClientFrame.PONG })
	void shouldRefuseShortControlFramesWithALongLength(int opcode) {
		assertThat(new TestParser().violation(ClientFrame.of(opcode, payload(2)).lengthBytes(2))).isEqualTo(1002);
		assertThat(new TestParser().violation(ClientFrame.of(opcode, payload(2)).lengthBytes(8))).isEqualTo(1002);
	}

	@ParameterizedTest
	@ValueSource(ints = { ClientFrame.CLOSE, ClientFrame.PING, ClientFrame.PONG })
	void shouldRefuseFragmentedControlFrames(int opcode) {
		assertThat(new TestParser().violation((byte) opcode)).isEqualTo(1002);
		assertThat(new TestParser().violation(ClientFrame.of(opcode).unfinished(), ClientFrame.continuation("x")))
			.isEqualTo(1002);
		assertThat(
				new TestParser().violation(ClientFrame.text("begun").unfinished(), ClientFrame.of(opcode).unfinished()))
			.isEqualTo(1002);
	}

	@Test
	void shouldReadManyPingsInARow() throws ProtocolViolation {
		ClientFrame[] pings = new ClientFrame[10];
		Received[] expected = new Received[10];
		for (int i = 0; i < 10; i++) {
			pings[i] = ClientFrame.ping(payload(i));
			expected[i] = Received.ping(payload(i));
		}
		assertThat(new TestParser().feed(pings).received()).containsExactly(expected);
	}

	@Test
	void shouldNotUseThePayloadOfAPingAgain() throws ProtocolViolation {
		TestParser parser = new TestParser();
		parser.feed(ClientFrame.ping((byte) 1, (byte) 2))
			.feed(ClientFrame.pong((byte) 3, (byte) 4), ClientFrame.ping());
		assertThat(parser.received()).containsExactly(Received.ping((byte) 1, (byte) 2),
				Received.pong((byte) 3, (byte) 4), Received.ping());
	}

	@Test
	void shouldReadPayloadsThatAreNotText() throws ProtocolViolation {
		byte[] payload = { (byte) 0xFF, (byte) 0xC0, 0, (byte) 0xED };
		assertThat(new TestParser().feed(ClientFrame.ping(payload), ClientFrame.pong(payload)).received())
			.containsExactly(Received.ping(payload), Received.pong(payload));
	}

	@Test
	void shouldHandAPingOverAheadOfTheMessageAroundIt() throws ProtocolViolation {
		TestParser parser = new TestParser();
		parser.feed(ClientFrame.text("a").unfinished(), ClientFrame.ping((byte) 9));
		assertThat(parser.received()).containsExactly(Received.ping((byte) 9));
	}

	private static byte[] payload(int size) {
		byte[] payload = new byte[size];
		for (int i = 0; i < size; i++) {
			payload[i] = (byte) (i * 7 + 0x80);
		}
		return payload;
	}

	@Test
	void shouldReadACloseWithoutCode() throws ProtocolViolation {
		assertThat(new TestParser().feed(ClientFrame.close()).received())
			.containsExactly(Received.close(CloseStatus.NO_STATUS_CODE));
	}

	@Test
	void shouldReadACloseWithoutReason() throws ProtocolViolation {
		assertThat(new TestParser().feed(ClientFrame.close(1000, "")).received())
			.containsExactly(Received.close(CloseStatus.NORMAL));
	}

	@ParameterizedTest
	@ValueSource(ints = { 1, 2, 61, 122, 123 })
	void shouldReadAReasonOfAnySize(int size) throws ProtocolViolation {
		String reason = "r".repeat(size);
		byte[] stream = ClientFrame.close(1001, reason).bytes();
		Received expected = Received.close(new CloseStatus(1001, reason));
		assertThat(new TestParser().feed(stream).received()).containsExactly(expected);
		assertThat(new TestParser().feedInPieces(1, stream).received()).containsExactly(expected);
	}

	@Test
	void shouldReadAReasonOfAnyCharacters() throws ProtocolViolation {
		String reason = "Tschüß 😀";
		assertThat(new TestParser().feed(ClientFrame.close(3000, reason)).received())
			.containsExactly(Received.close(new CloseStatus(3000, reason)));
	}

	@Test
	void shouldRefuseAReasonThatIsTooLong() {
		assertThat(new TestParser().violation(ClientFrame.close(1000, "r".repeat(124)))).isEqualTo(1002);
	}

	@Test
	void shouldRefuseHalfACode() {
		TestParser parser = new TestParser();
		assertThat(parser.violation(ClientFrame.close((byte) 3))).isEqualTo(1002);
		assertThat(parser.received()).isEmpty();
	}

	@ParameterizedTest
	@MethodSource("allowedCodes")
	void shouldReadAllowedCodes(int code) throws ProtocolViolation {
		assertThat(new TestParser().feed(ClientFrame.close(code, "why")).received())
			.containsExactly(Received.close(new CloseStatus(code, "why")));
	}

	static IntStream allowedCodes() {
		return IntStream.of(1000, 1001, 1002, 1003, 1007, 1008, 1009, 1010, 1011, 1012, 1013, 1014, 3000, 3001, 3999,
				4000, 4998, 4999);
	}

	@ParameterizedTest
	@ValueSource(ints = { 0, 1, 125, 999, 1004, 1005, 1006, 1015, 1016, 1100, 2000, 2999, 5000, 32767, 32768, 65535 })
	void shouldRefuseOtherCodes(int code) {
		assertThat(new TestParser().violation(ClientFrame.close(code, ""))).isEqualTo(1002);
		assertThat(new TestParser().violation(ClientFrame.close(code, "why"))).isEqualTo(1002);
	}

	@Test
	void shouldDecideOnEveryCode() throws ProtocolViolation {
		int accepted = 0;
		for (int code = 0; code <= 0xFFFF; code++) {
			TestParser parser = new TestParser();
			try {
				parser.feed(ClientFrame.close(code, ""));
				assertThat(parser.received()).containsExactly(Received.close(new CloseStatus(code)));
				accepted++;
			}
			catch (ProtocolViolation ex) {
				assertThat(ex.status()).isEqualTo(CloseStatus.PROTOCOL_ERROR);
			}
		}
		// 1000 to 1003, 1007 to 1014 and 3000 to 4999
		assertThat(accepted).isEqualTo(4 + 8 + 2000);
	}

	@Test
	void shouldRefuseAReasonThatIsNotText() {
		assertThat(new TestParser().violation(ClientFrame.close(1000, (byte) 0xFF))).isEqualTo(1007);
		assertThat(
				new TestParser().violation(ClientFrame.close(1000, (byte) 'a', (byte) 0xED, (byte) 0xA0, (byte) 0x80)))
			.isEqualTo(1007);
		assertThat(new TestParser().violation(ClientFrame.close(1000, (byte) 0xC0, (byte) 0xAF))).isEqualTo(1007);
		assertThat(new TestParser().violation(ClientFrame.close(1000, (byte) 'a', (byte) 0xE2, (byte) 0x82)))
			.isEqualTo(1007);
	}

	@Test
	void shouldCheckTheCodeBeforeTheReason() {
		assertThat(new TestParser().violation(ClientFrame.close(1005, (byte) 0xFF))).isEqualTo(1002);
	}

	@Test
	void shouldCheckTheReasonApartFromAMessageInProgress() throws ProtocolViolation {
		TestParser parser = new TestParser().feed(ClientFrame.text((byte) 0xE2).unfinished(),
				ClientFrame.close(1000, "bye"));
		assertThat(parser.received()).containsExactly(Received.close(new CloseStatus(1000, "bye")));
	}

	@Test
	void shouldIgnoreWhatFollowsInTheSameBuffer() throws ProtocolViolation {
		TestParser parser = new TestParser().feed(ClientFrame.text("before"), ClientFrame.close(1000, ""),
				ClientFrame.text("after"), ClientFrame.ping(), ClientFrame.close(1001, ""));
		assertThat(parser.received()).containsExactly(Received.text("before"), Received.close(CloseStatus.NORMAL));
	}

	@Test
	void shouldIgnoreWhatFollowsLater() throws ProtocolViolation {
		TestParser parser = new TestParser().feed(ClientFrame.close(1000, ""));
		ByteBuffer more = ByteBuffer.wrap(ClientFrame.text("after").bytes());
		parser.feed(more).feed((byte) 0xFF, (byte) 0xFF, (byte) 0xFF);
		assertThat(parser.received()).containsExactly(Received.close(CloseStatus.NORMAL));
		assertThat(more.position()).isZero();
	}

	@Test
	void shouldIgnoreWhatFollowsABadClose() throws ProtocolViolation {
		TestParser parser = new TestParser();
		assertThat(parser.violation(ClientFrame.close(1006, ""), ClientFrame.text("after"))).isEqualTo(1002);
		parser.feed(ClientFrame.text("later"));
		assertThat(parser.received()).isEmpty();
	}

}
