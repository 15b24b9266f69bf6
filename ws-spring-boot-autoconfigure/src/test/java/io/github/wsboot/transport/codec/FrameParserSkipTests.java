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
import java.util.List;
import java.util.stream.Stream;

import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.MethodSource;

import io.github.wsboot.server.Promise;

import static org.assertj.core.api.Assertions.assertThat;

/**
 * Tests for {@link FrameParser}: the client's close frame after a violation.
 */
@Promise("close")
class FrameParserSkipTests {

	private static final FrameLimits LIMITS = new FrameLimits(10, 10, 2);

	private static final byte[] CLOSES = { (byte) 0x88, (byte) 0x80, 0, 0, 0, 0 };

	@ParameterizedTest
	@MethodSource("violations")
	void shouldFindTheCloseBehindAViolation(List<ClientFrame> frames) {
		byte[] stream = ClientFrame.stream(frames.toArray(ClientFrame[]::new));
		for (ClientFrame close : new ClientFrame[] { ClientFrame.close(), ClientFrame.close(1000, "bye") }) {
			TestParser parser = new TestParser(LIMITS);
			assertThat(parser.skipsToClose(stream)).isFalse();
			assertThat(parser.skipsToClose(ClientFrame.text("late").bytes())).isFalse();
			byte[] bytes = close.bytes();
			for (int i = 0; i < bytes.length; i++) {
				assertThat(parser.skipsToClose(bytes[i])).isEqualTo(i == bytes.length - 1);
			}
			assertThat(parser.received()).isEmpty();
		}
	}

	@ParameterizedTest
	@MethodSource("violations")
	void shouldFindTheCloseHoweverAllIsCut(List<ClientFrame> frames) {
		byte[] stream = ClientFrame.stream(frames.toArray(ClientFrame[]::new));
		byte[] close = ClientFrame.close(1001, "bye").bytes();
		for (int cut = 1; cut < stream.length; cut++) {
			TestParser parser = new TestParser(LIMITS);
			boolean found = false;
			for (int i = 0; i < stream.length; i += cut) {
				byte[] piece = Arrays.copyOfRange(stream, i, Math.min(i + cut, stream.length));
				found |= parser.skipsToClose(piece);
			}
			assertThat(found).isFalse();
			assertThat(parser.skipsToClose(close)).isTrue();
		}
	}

	static Stream<List<ClientFrame>> violations() {
		// Payloads that look like a close frame must not be taken for one
		return Stream.of(List.of(ClientFrame.text(CLOSES).unmasked()), List.of(ClientFrame.of(3, CLOSES)),
				List.of(ClientFrame.of(11, CLOSES)), List.of(ClientFrame.text(CLOSES).reserved(2)),
				List.of(ClientFrame.continuation(CLOSES)),
				List.of(ClientFrame.text("a").unfinished(), ClientFrame.text("b")),
				List.of(ClientFrame.ping(CLOSES).unfinished()), List.of(ClientFrame.ping(new byte[126])),
				List.of(ClientFrame.text("short").lengthBytes(2)), List.of(ClientFrame.text("short").lengthBytes(8)),
				List.of(ClientFrame.text("short").lengthBytes(8).unmasked()), List.of(ClientFrame.text(CLOSES)),
				List.of(ClientFrame.text((byte) 0xFF)), List.of(ClientFrame.text((byte) 0xE2)),
				List.of(ClientFrame.binary(new byte[11])), List.of(ClientFrame.binary(new byte[70_000])),
				List.of(ClientFrame.text("a").unfinished(), ClientFrame.continuation("b").unfinished(),
						ClientFrame.continuation("c")));
	}

	@Test
	void closeThatIsWrongItselfShouldBeFoundAtItsEnd() {
		for (ClientFrame close : new ClientFrame[] { ClientFrame.close(1005, ""), ClientFrame.close((byte) 3),
				ClientFrame.close(1000, (byte) 0xFF), ClientFrame.close(1000, "bye").unmasked(),
				ClientFrame.close(1000, "bye").reserved(1), ClientFrame.close(1000, "bye").unfinished(),
				ClientFrame.close(1000, "r".repeat(124)) }) {
			byte[] bytes = close.bytes();
			TestParser parser = new TestParser(LIMITS);
			for (int i = 0; i < bytes.length; i++) {
				assertThat(parser.skipsToClose(bytes[i])).isEqualTo(i == bytes.length - 1);
			}
		}
	}

	@Test
	void endOfAFrameOfNegativeLengthShouldNeverCome() {
		TestParser parser = new TestParser(LIMITS);
		assertThat(parser.skipsToClose(ClientFrame.binary().announcing(-1).bytes())).isFalse();
		assertThat(parser.skipsToClose(ClientFrame.close().bytes())).isFalse();
	}

	@Test
	void nothingShouldBeHeldWhileFramesAreSkipped() {
		TestParser parser = new TestParser();
		parser.skipsToClose(ClientFrame.stream(ClientFrame.binary(new byte[1000]).unfinished(), ClientFrame.of(3)));
		byte[] ping = ClientFrame.ping(new byte[100]).bytes();
		parser.skipsToClose(Arrays.copyOf(ping, 50));
		assertThat(parser.memory()).isZero();
	}

}
