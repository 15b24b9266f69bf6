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

import java.nio.charset.StandardCharsets;
import java.util.ArrayList;
import java.util.Arrays;
import java.util.List;
import java.util.Random;
import java.util.zip.Inflater;

import org.junit.jupiter.api.AfterEach;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.ValueSource;

import static org.assertj.core.api.Assertions.assertThat;

/**
 * Tests for {@link FrameParser}: compressed messages (RFC 7692).
 */
class FrameParserCompressionTests {

	private static final int RSV1 = 4;

	private static final int RSV2 = 2;

	private static final int RSV3 = 1;

	/** RFC 7692, section 7.2.3.1. */
	private static final byte[] HELLO = bytes(0xf2, 0x48, 0xcd, 0xc9, 0xc9, 0x07, 0x00);

	private final List<Inflater> created = new ArrayList<>();

	private final BoundedPool<Inflater> pool = new BoundedPool<>(2, () -> {
		Inflater inflater = new Inflater(true);
		this.created.add(inflater);
		return inflater;
	}, Inflater::reset, Inflater::end);

	@AfterEach
	void close() {
		this.pool.close();
	}

	@ParameterizedTest
	@ValueSource(booleans = { true, false })
	void shouldReadTheExamplesOfTheSpecification(boolean takeover) throws ProtocolViolation {
		TestParser parser = parser(takeover).feed(text(HELLO));
		parser.feed(text(bytes(0xf2, 0x48, 0xcd)).unfinished(),
				ClientFrame.continuation(bytes(0xc9, 0xc9, 0x07, 0x00)));
		parser.feed(text(bytes(0x00, 0x05, 0x00, 0xfa, 0xff, 0x48, 0x65, 0x6c, 0x6c, 0x6f, 0x00)));
		parser.feed(text(bytes(0xf2, 0x48, 0x05, 0x00, 0x00, 0x00, 0xff, 0xff, 0xca, 0xc9, 0xc9, 0x07, 0x00)));
		parser.feed(text(bytes(0xf3, 0x48, 0xcd, 0xc9, 0xc9, 0x07, 0x00, 0x00)));
		assertThat(parser.received()).hasSize(5).containsOnly(Received.text("Hello"));
		assertThat(parser.memory()).isZero();
	}

	@Test
	void shouldTakeTheContextOver() throws ProtocolViolation {
		byte[] second = bytes(0xf2, 0x00, 0x11, 0x00, 0x00);
		TestParser parser = parser(true).feed(text(HELLO), text(second), ClientFrame.text("between"), text(second));
		assertThat(parser.received()).containsExactly(Received.text("Hello"), Received.text("Hello"),
				Received.text("between"), Received.text("Hello"));
		assertThat(this.created).hasSize(1);
		assertThat(parser(false).violation(ClientFrame.stream(text(HELLO), text(second)))).isEqualTo(1007);
	}

	@ParameterizedTest
	@ValueSource(booleans = { true, false })
	void shouldReadMessagesThatAreSplitAtEveryByte(boolean takeover) throws ProtocolViolation {
		byte[] content = "κόσμε 𝄞 over and over ".repeat(20).getBytes(StandardCharsets.UTF_8);
		byte[] payload = TestDeflate.deflated(content);
		byte[] whole = text(payload).bytes();
		for (int cut = 1; cut < whole.length; cut++) {
			TestParser parser = parser(takeover).feed(Arrays.copyOf(whole, cut));
			assertThat(parser.received()).isEmpty();
			assertThat(parser.feed(Arrays.copyOfRange(whole, cut, whole.length)).received())
				.containsExactly(Received.text(new String(content, StandardCharsets.UTF_8)));
		}
		assertThat(parser(takeover).feedInPieces(1, whole).received()).hasSize(1);
		for (int cut = 0; cut <= payload.length; cut++) {
			TestParser parser = parser(takeover).feed(text(Arrays.copyOf(payload, cut)).unfinished(),
					ClientFrame.ping(), ClientFrame.continuation(Arrays.copyOfRange(payload, cut, payload.length)));
			assertThat(parser.received()).containsExactly(Received.ping(),
					Received.text(new String(content, StandardCharsets.UTF_8)));
		}
	}

	@ParameterizedTest
	@ValueSource(ints = { 0, 1, 255, 256, 257, 8191, 8192, 8193, 65535, 65536, 131072, 1 << 20 })
	void shouldReadMessagesOfAllSizes(int size) throws ProtocolViolation {
		byte[] zeros = new byte[size];
		byte[] random = new byte[size];
		new Random(size).nextBytes(random);
		for (boolean takeover : new boolean[] { true, false }) {
			try (TestDeflate client = new TestDeflate(takeover ? "" : "client_no_context_takeover")) {
				TestParser parser = parser(takeover);
				for (int i = 0; i < 3; i++) {
					parser.feed(binary(client.deflate(zeros)), ClientFrame.binary(random),
							binary(client.deflate(random)));
				}
				assertThat(parser.received()).hasSize(9).containsOnly(Received.binary(zeros), Received.binary(random));
				assertThat(parser.received().get(8)).isEqualTo(Received.binary(random));
				assertThat(parser.memory()).isZero();
			}
		}
	}

	@ParameterizedTest
	@ValueSource(booleans = { true, false })
	void shouldReadEmptyMessages(boolean takeover) throws ProtocolViolation {
		TestParser parser = parser(takeover).feed(text((byte) 0), binary(), text().unfinished(),
				ClientFrame.continuation(), text((byte) 0).unfinished(), ClientFrame.continuation(), text(HELLO));
		assertThat(parser.received()).containsExactly(Received.text(""), Received.binary(), Received.text(""),
				Received.text(""), Received.text("Hello"));
	}

	@ParameterizedTest
	@ValueSource(booleans = { true, false })
	void shouldReadFinalBlocksAnywhere(boolean takeover) throws ProtocolViolation {
		byte[] hello = TestDeflate.finished("Hello".getBytes(StandardCharsets.UTF_8));
		TestParser parser = parser(takeover).feed(text(hello), text(HELLO));
		parser.feed(text(hello).unfinished(), ClientFrame.continuation((byte) 0), text(HELLO));
		parser.feed(text(join(hello, hello, HELLO)), text(hello).unfinished(), ClientFrame.continuation(hello),
				text(HELLO));
		assertThat(parser.received()).containsExactly(Received.text("Hello"), Received.text("Hello"),
				Received.text("Hello"), Received.text("Hello"), Received.text("HelloHelloHello"),
				Received.text("HelloHello"), Received.text("Hello"));
		parser(takeover).feedInPieces(1, text(join(hello, hello, new byte[1])).bytes());
	}

	@ParameterizedTest
	@ValueSource(booleans = { true, false })
	void shouldRefuseMalformedData(boolean takeover) {
		assertThat(parser(takeover).violation(text(bytes(0xFF, 0xFF, 0xFF)))).isEqualTo(1007);
		assertThat(parser(takeover).violation(text(bytes(0x06)))).isEqualTo(1007);
		assertThat(parser(takeover).violation(binary("not compressed".getBytes(StandardCharsets.UTF_8))))
			.isEqualTo(1007);
		assertThat(parser(takeover).violation(text(HELLO).unfinished(), ClientFrame.continuation(bytes(0xFF, 0xFF))))
			.isEqualTo(1007);
		// The window does not reach so far
		assertThat(parser(takeover).violation(text(bytes(0xf2, 0x00, 0x11, 0x00, 0x00)))).isEqualTo(1007);
		assertThat(this.pool.idle()).isPositive();
	}

	@Test
	void shouldRefuseIncompleteDataWithoutTakeover() throws ProtocolViolation {
		byte[] payload = TestDeflate.deflated("some text, some more text".getBytes(StandardCharsets.UTF_8));
		for (int length = 1; length < payload.length; length++) {
			assertThat(parser(false).violation(text(Arrays.copyOf(payload, length)))).as("%d bytes", length)
				.isEqualTo(1007);
		}
	}

	@ParameterizedTest
	@ValueSource(booleans = { true, false })
	void shouldSurviveGarbage(boolean takeover) {
		Random random = new Random(7692);
		for (int i = 0; i < 2000; i++) {
			byte[] garbage = new byte[random.nextInt(200)];
			random.nextBytes(garbage);
			TestParser parser = parser(takeover).failAfterSteps(100_000);
			try {
				parser.feed(binary(garbage));
				assertThat(parser.received()).hasSize(1);
			}
			catch (ProtocolViolation ex) {
				assertThat(ex.status().getCode()).isIn(1007, 1009);
			}
			assertThat(parser.memory()).isZero();
		}
	}

	@ParameterizedTest
	@ValueSource(booleans = { true, false })
	void shouldLimitWhatIsInflated(boolean takeover) throws ProtocolViolation {
		FrameLimits limits = new FrameLimits(1000, 2000, 10);
		byte[] atLimit = TestDeflate.deflated(new byte[1000]);
		byte[] beyond = TestDeflate.deflated(new byte[1001]);
		assertThat(parser(limits, takeover).feed(text(atLimit), binary(beyond)).received())
			.containsExactly(Received.text("\0".repeat(1000)), Received.binary(new byte[1001]));
		assertThat(parser(limits, takeover).violation(text(beyond))).isEqualTo(1009);
		assertThat(parser(limits, takeover).violation(binary(TestDeflate.deflated(new byte[2001])))).isEqualTo(1009);
		assertThat(parser(limits, takeover).violation(binary(atLimit).unfinished(),
				ClientFrame.continuation(join(new byte[] { 0, 0, -1, -1 }, beyond))))
			.isEqualTo(1009);
		assertThat(parser(new FrameLimits(0, 0, 1), takeover).violation(text(HELLO))).isEqualTo(1009);
	}

	@ParameterizedTest
	@ValueSource(booleans = { true, false })
	void shouldTakeBoundedMemoryForABomb(boolean takeover) throws ProtocolViolation {
		FrameLimits limits = new FrameLimits(100_000, 100_000, 1000);
		byte[] bomb = TestDeflate.deflated(new byte[64 << 20]);
		assertThat(bomb.length).isLessThan(70_000);
		byte[] frame = binary(bomb).bytes();
		TestParser parser = parser(limits, takeover);
		int fed = 0;
		int code = 0;
		while (code == 0) {
			try {
				parser.feed(frame[fed++]);
				assertThat(parser.memory()).isLessThanOrEqualTo(100_001);
			}
			catch (ProtocolViolation ex) {
				code = ex.status().getCode();
			}
		}
		assertThat(code).isEqualTo(1009);
		assertThat(fed).as("bytes of the bomb that were read").isLessThan(200);
		assertThat(parser.memory()).isZero();
		assertThat(parser.received()).isEmpty();
	}

	@Test
	void shouldLimitWhatIsNotYetInflated() throws ProtocolViolation {
		FrameLimits limits = new FrameLimits(1000, 1000, 1_000_000);
		assertThat(parser(limits, false).violation(text().announcing(1L << 40))).isEqualTo(1009);
		byte[] emptyBlocks = new byte[5 * 1000];
		for (int i = 0; i < emptyBlocks.length; i++) {
			emptyBlocks[i] = (byte) ((i % 5 < 3) ? 0 : -1);
		}
		TestParser parser = parser(limits, false).feed(text(join(HELLO, new byte[] { 0, 0, -1, -1 })).unfinished());
		for (int i = 0; i < 13; i++) {
			parser.feed(ClientFrame.continuation(emptyBlocks).unfinished());
			assertThat(parser.memory()).isLessThanOrEqualTo(1001);
		}
		assertThat(parser.violation(ClientFrame.continuation(emptyBlocks).unfinished())).isEqualTo(1009);
	}

	@Test
	void shouldLimitTheNumberOfFragments() {
		FrameLimits limits = new FrameLimits(1000, 1000, 2);
		assertThat(parser(limits, false).violation(text(HELLO).unfinished(), ClientFrame.continuation().unfinished(),
				ClientFrame.continuation()))
			.isEqualTo(1009);
	}

	@Test
	void shouldValidateTextOnceItIsInflated() throws ProtocolViolation {
		byte[] bad = "κόσμε".getBytes(StandardCharsets.UTF_8);
		bad[3] = (byte) 0xFF;
		byte[] payload = TestDeflate.deflated(bad);
		assertThat(parser(false).violation(text(payload))).isEqualTo(1007);
		assertThat(parser(false).feed(binary(payload)).received()).containsExactly(Received.binary(bad));
		byte[] half = TestDeflate.deflated(new byte[] { 'a', (byte) 0xCE });
		assertThat(parser(false).violation(text(half))).isEqualTo(1007);
		byte[] long1 = join(bytes(0xFF), "x".repeat(500).getBytes(StandardCharsets.UTF_8));
		byte[] random = new byte[500];
		new Random(1).nextBytes(random);
		byte[] begun = text(TestDeflate.deflated(join(long1, random))).bytes();
		assertThat(parser(false).violation(Arrays.copyOf(begun, 400))).as("before the end").isEqualTo(1007);
	}

	@Test
	void shouldRefuseTheBitWhereItMustNotBe() {
		assertThat(new TestParser().violation(text(HELLO))).isEqualTo(1002);
		assertThat(parser(false).violation(text(HELLO).unfinished(), ClientFrame.continuation().reserved(RSV1)))
			.isEqualTo(1002);
		assertThat(
				parser(false).violation(ClientFrame.text("a").unfinished(), ClientFrame.continuation().reserved(RSV1)))
			.isEqualTo(1002);
		for (ClientFrame control : List.of(ClientFrame.ping(), ClientFrame.pong(), ClientFrame.close())) {
			assertThat(parser(false).violation(control.reserved(RSV1))).isEqualTo(1002);
		}
		for (int bits : new int[] { RSV2, RSV3, RSV1 | RSV2, RSV1 | RSV3, RSV1 | RSV2 | RSV3 }) {
			assertThat(parser(false).violation(ClientFrame.text("").reserved(bits))).isEqualTo(1002);
		}
		assertThat(parser(false).violation(ClientFrame.of(3).reserved(RSV1))).isEqualTo(1002);
	}

	@Test
	void shouldBorrowAnInflaterForTheTimeOfAMessage() throws ProtocolViolation {
		TestParser parser = parser(false).feed(ClientFrame.text("plain"));
		assertThat(this.created).isEmpty();
		parser.feed(text(HELLO).unfinished());
		assertThat(this.created).hasSize(1);
		assertThat(this.pool.idle()).isZero();
		parser.feed(ClientFrame.continuation());
		assertThat(this.pool.idle()).isOne();
		for (int i = 0; i < 10; i++) {
			parser(false).feed(text(HELLO));
		}
		assertThat(this.created).hasSize(1);
	}

	@Test
	void shouldGiveTheInflaterBackAtTheEnd() throws ProtocolViolation {
		for (boolean takeover : new boolean[] { true, false }) {
			parser(takeover).feed(text(HELLO).unfinished(), ClientFrame.close());
			assertThat(this.pool.idle()).isOne();
			assertThat(parser(takeover).violation(text(HELLO).unfinished(), ClientFrame.text(""))).isEqualTo(1002);
			assertThat(this.pool.idle()).isOne();
		}
		Inflation inflation = new Inflation(this.pool, true);
		new TestParser(TestParser.LIMITS, inflation).feed(text(HELLO));
		assertThat(this.pool.idle()).isZero();
		inflation.end();
		inflation.end();
		assertThat(this.pool.idle()).isOne();
		assertThat(this.created).hasSize(1);
	}

	private TestParser parser(boolean takeover) {
		return parser(TestParser.LIMITS, takeover);
	}

	private TestParser parser(FrameLimits limits, boolean takeover) {
		return new TestParser(limits, new Inflation(this.pool, takeover));
	}

	private static ClientFrame text(byte... payload) {
		return ClientFrame.text(payload).reserved(RSV1);
	}

	private static ClientFrame binary(byte... payload) {
		return ClientFrame.binary(payload).reserved(RSV1);
	}

	private static byte[] bytes(int... values) {
		byte[] bytes = new byte[values.length];
		for (int i = 0; i < values.length; i++) {
			bytes[i] = (byte) values[i];
		}
		return bytes;
	}

	private static byte[] join(byte[]... parts) {
		int length = Arrays.stream(parts).mapToInt((part) -> part.length).sum();
		byte[] joined = new byte[length];
		int at = 0;
		for (byte[] part : parts) {
			System.arraycopy(part, 0, joined, at, part.length);
			at += part.length;
		}
		return joined;
	}

}
