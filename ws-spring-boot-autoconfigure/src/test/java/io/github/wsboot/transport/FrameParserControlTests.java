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

import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.ValueSource;

import static org.assertj.core.api.Assertions.assertThat;

/**
 * Tests for {@link FrameParser}: pings and pongs (RFC 6455, section 5.5).
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

}
