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

package io.github.wsboot.server.protocol;

import java.nio.ByteBuffer;
import java.nio.charset.StandardCharsets;
import java.util.Arrays;
import java.util.List;
import java.util.Random;
import java.util.stream.Stream;

import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.CsvSource;
import org.junit.jupiter.params.provider.ValueSource;
import org.springframework.test.util.ReflectionTestUtils;

import io.github.wsboot.Connection;
import io.github.wsboot.Frame;
import io.github.wsboot.PushOptions;
import io.github.wsboot.PushResult;
import io.github.wsboot.server.DirectOnly;
import io.github.wsboot.server.DirectSuite;
import io.github.wsboot.server.Internals;
import io.github.wsboot.server.Journal;
import io.github.wsboot.server.PlainOnly;
import io.github.wsboot.server.Promise;
import io.github.wsboot.server.RawFrame;
import io.github.wsboot.server.RawWebSocketClient;
import io.github.wsboot.server.TestServer;
import io.github.wsboot.transport.codec.Compression;
import io.github.wsboot.transport.codec.TestDeflate;

import static org.assertj.core.api.Assertions.assertThat;

/**
 * Tests for compression on our own transport (RFC 7692), with a client that compresses by
 * hand.
 */
@Promise({ "encode-once", "protocol", "hostile-clients" })
@DirectOnly
@PlainOnly
class CompressionTests extends DirectSuite {

	private static final String OFFER = "permessage-deflate";

	private static final String ENABLED = "ws.compression.enabled=true";

	private static final String TAKEOVER = "ws.compression.context-takeover=true";

	private static final String[] LARGE = { "ws.max-text-size=1MB", "ws.max-binary-size=1MB",
			"ws.receive.max-pending-bytes=2MB" };

	private static final long MEGABYTE = 1 << 20;

	@ParameterizedTest
	@CsvSource(delimiter = '|', textBlock = """
			permessage-deflate
			permessage-deflate; client_max_window_bits
			permessage-deflate; client_max_window_bits=9
			permessage-deflate; server_no_context_takeover
			permessage-deflate; client_no_context_takeover
			permessage-deflate; server_no_context_takeover; client_no_context_takeover; client_max_window_bits
			permessage-deflate; server_max_window_bits=15
			permessage-deflate; server_max_window_bits=9, permessage-deflate; client_no_context_takeover
			permessage-deflate; server_max_window_bits=9
			permessage-deflate; unknown
			""")
	void messagesOfAllSizesShouldBeEchoedWhateverTheOffer(String offer) {
		for (TestServer server : List.of(server(ENABLED, LARGE[0], LARGE[1], LARGE[2]),
				server(ENABLED, TAKEOVER, LARGE[0], LARGE[1], LARGE[2]))) {
			try (CompressingClient peer = new CompressingClient(server, offer)) {
				for (int size = 16; size <= 131_072; size *= 2) {
					String text = text(size);
					byte[] binary = random(size);
					assertThat(peer.text(text).nextText()).isEqualTo(text);
					assertThat(peer.binary(binary).next()).isEqualTo(binary);
					assertThat(peer.text(text).nextText()).isEqualTo(text);
				}
			}
		}
	}

	@Test
	void responseShouldNameExactlyWhatWasAgreed() {
		String all = "permessage-deflate; server_no_context_takeover; client_no_context_takeover";
		assertThat(response(server(ENABLED), OFFER)).isEqualTo(all);
		assertThat(response(server(ENABLED), OFFER + "; client_max_window_bits; server_max_window_bits=15"))
			.isEqualTo(all + "; server_max_window_bits=15");
		assertThat(response(server(ENABLED), OFFER + "; server_max_window_bits=10")).isNull();
		assertThat(response(server(ENABLED), OFFER + "; x=1, other, " + OFFER)).isEqualTo(all);
		assertThat(response(server(ENABLED, TAKEOVER), OFFER)).isEqualTo(OFFER);
		assertThat(response(server(ENABLED, TAKEOVER), OFFER + "; client_no_context_takeover"))
			.isEqualTo(OFFER + "; client_no_context_takeover");
		assertThat(response(server(), OFFER)).isNull();
	}

	private String response(TestServer server, String offer) {
		RawWebSocketClient.Response response = RawWebSocketClient.to(server, "/echo")
			.header(CompressingClient.EXTENSIONS, offer)
			.response();
		assertThat(response.status()).isEqualTo(101);
		return response.header(CompressingClient.EXTENSIONS);
	}

	@Test
	void clientThatOffersCompressionMayDoWithout() {
		try (CompressingClient peer = new CompressingClient(server(ENABLED), OFFER)) {
			peer.client().text("plain");
			assertThat(peer.nextText()).isEqualTo("plain");
		}
	}

	@Test
	void messagesThatTookThePlaceOfOthersShouldArrive() {
		for (String takeover : List.of("ws.compression.context-takeover=false", TAKEOVER)) {
			TestServer server = server(ENABLED, takeover, "ws.send.max-bytes=32MB", "ws.send.max-delay=10m");
			RawWebSocketClient.Opening opening = RawWebSocketClient.to(server, "/echo").receiveBuffer(64 * 1024);
			try (CompressingClient peer = new CompressingClient(opening, OFFER)) {
				Connection connection = server.connection(opening.name());
				// More than the sockets' buffers hold
				byte[] plug = random(10_000_000);
				connection.push(plug);
				for (int i = 0; i < 10; i++) {
					connection.push(text(1000) + i, PushOptions.conflate("one"));
					server.connections().broadcast(text(2000) + i, PushOptions.conflate("all"));
				}
				TestServer.await("dropped messages").until(() -> connection.info().droppedMessages() == 18);
				assertThat(peer.next()).isEqualTo(plug);
				assertThat(peer.nextText()).isEqualTo(text(1000) + 9);
				assertThat(peer.nextText()).isEqualTo(text(2000) + 9);
			}
		}
	}

	@Test
	void controlFramesMayComeBetweenTheFragmentsOfACompressedMessage() {
		String text = text(3000);
		byte[] payload = TestDeflate.deflated(text.getBytes(StandardCharsets.UTF_8));
		try (CompressingClient peer = new CompressingClient(server(ENABLED), OFFER)) {
			for (int i = 0; i < 3; i++) {
				int third = payload.length / 3;
				peer.client()
					.send(new RawFrame(false, RawFrame.TEXT | RawFrame.COMPRESSED, Arrays.copyOf(payload, third)))
					.send(RawFrame.of(RawFrame.PING, "one"))
					.send(new RawFrame(false, RawFrame.CONTINUATION, Arrays.copyOfRange(payload, third, 2 * third)))
					.send(RawFrame.of(RawFrame.PING, "two"))
					.send(new RawFrame(true, RawFrame.CONTINUATION,
							Arrays.copyOfRange(payload, 2 * third, payload.length)));
				assertThat(peer.client().next().text()).isEqualTo("one");
				assertThat(peer.client().next().text()).isEqualTo("two");
				assertThat(peer.nextText()).isEqualTo(text);
			}
		}
	}

	@Test
	void smallRepliesShouldBeLeftAlone() {
		TestServer server = server(ENABLED, "ws.compression.min-size=100B");
		try (CompressingClient peer = new CompressingClient(server, OFFER)) {
			RawFrame small = peer.text("x".repeat(99)).client().next();
			assertThat(small.opcode()).isEqualTo(RawFrame.TEXT);
			assertThat(small.text()).isEqualTo("x".repeat(99));
			RawFrame large = peer.text("x".repeat(100)).client().next();
			assertThat(large.opcode()).isEqualTo(RawFrame.TEXT | RawFrame.COMPRESSED);
			assertThat(large.payload()).hasSizeLessThan(20);
			assertThat(peer.message(large)).asString().isEqualTo("x".repeat(100));
		}
	}

	@Test
	void broadcastShouldBeCompressedOnceForAllWhoDoWithoutTheContext() {
		TestServer server = server(ENABLED, TAKEOVER, "ws.transport.event-loops=3");
		List<CompressingClient> sharing = peers(server, 8, OFFER + "; server_no_context_takeover");
		List<CompressingClient> takingOver = peers(server, 3, OFFER);
		List<CompressingClient> plain = peers(server, 2, "none");
		for (int i = 1; i <= 2; i++) {
			String text = text(3000 + i);
			server.connections().broadcast(text);
			assertThat(receive(sharing, text)).allMatch(RawFrame::isCompressed);
			assertThat(receive(takingOver, text)).allMatch(RawFrame::isCompressed);
			assertThat(receive(plain, text)).noneMatch(RawFrame::isCompressed);
			assertThat(server.bean(Compression.class).compressedMessages()).isEqualTo(i * (1 + 3));
		}
	}

	private List<CompressingClient> peers(TestServer server, int count, String offer) {
		List<CompressingClient> peers = Stream.generate(() -> closeLater(new CompressingClient(server, offer)))
			.limit(count)
			.toList();
		peers.forEach((peer) -> server.connection(peer.client().name()));
		return peers;
	}

	private static List<RawFrame> receive(List<CompressingClient> peers, String text) {
		return peers.stream().map((peer) -> {
			RawFrame frame = peer.client().next();
			assertThat(peer.message(frame)).isEqualTo(text.getBytes(StandardCharsets.UTF_8));
			return frame;
		}).toList();
	}

	@Test
	void messagesShouldReferToEarlierOnesOnlyIfThatWasAgreed() {
		byte[] random = random(5000);
		try (CompressingClient peer = new CompressingClient(server(ENABLED, TAKEOVER), OFFER)) {
			assertThat(peer.binary(random).next()).isEqualTo(random);
			RawFrame again = peer.binary(random).client().next();
			assertThat(again.payload()).hasSizeLessThan(200);
			assertThat(peer.message(again)).isEqualTo(random);
		}
		try (CompressingClient peer = new CompressingClient(server(ENABLED, TAKEOVER),
				OFFER + "; server_no_context_takeover")) {
			assertThat(peer.binary(random).next()).isEqualTo(random);
			assertThat(peer.binary(random).client().next().payload()).isEqualTo(random);
		}
	}

	@Test
	void fragmentedPushShouldNotBeCompressedButMessagesAroundIt() {
		for (TestServer server : List.of(server(ENABLED), server(ENABLED, TAKEOVER))) {
			try (CompressingClient peer = new CompressingClient(server, OFFER)) {
				Connection connection = server.connection(peer.client().name());
				String text = text(2000);
				connection.push(text);
				connection.push(Frame.text(text + "\uD83D", false));
				connection.push(text);
				connection.push(Frame.continuation("\uDE00" + text, true));
				assertThat(receive(List.of(peer), text)).allMatch(RawFrame::isCompressed);
				assertThat(peer.client().nextText()).isEqualTo(text + "😀" + text);
				assertThat(receive(List.of(peer), text)).allMatch(RawFrame::isCompressed);
			}
		}
	}

	@Test
	void everyMessageShouldReachAClientThatReadsSlowly() {
		TestServer server = server(ENABLED, TAKEOVER);
		RawWebSocketClient.Opening opening = RawWebSocketClient.to(server, "/echo").receiveBuffer(4096);
		try (CompressingClient peer = new CompressingClient(opening, OFFER)) {
			Connection connection = server.connection(peer.client().name());
			for (int i = 0; i < 10; i++) {
				assertThat(connection.push(ByteBuffer.wrap(random(90_000 + i)))).isEqualTo(PushResult.ACCEPTED);
			}
			for (int i = 0; i < 10; i++) {
				assertThat(peer.next()).isEqualTo(random(90_000 + i));
			}
		}
	}

	@ParameterizedTest
	@ValueSource(ints = { RawFrame.PING, RawFrame.PONG, RawFrame.CLOSE, RawFrame.CONTINUATION })
	void bitOfCompressionShouldCloseWith1002WhereItMustNotBe(int opcode) {
		assertThatCloses(1002, RawFrame.text("a", false),
				new RawFrame(true, opcode | RawFrame.COMPRESSED, new byte[0]));
	}

	@Test
	void bitOfCompressionShouldCloseWith1002IfItWasNotNegotiated() {
		RawWebSocketClient client = raw(server(ENABLED), "/echo");
		client.send(new RawFrame(true, RawFrame.TEXT | RawFrame.COMPRESSED, TestDeflate.deflated("x".getBytes())));
		assertThat(client.nextClose().closeCode()).isEqualTo(1002);
	}

	@Test
	void otherReservedBitsShouldCloseWith1002() {
		assertThatCloses(1002, new RawFrame(true, RawFrame.TEXT | 0x20, new byte[0]));
		assertThatCloses(1002, new RawFrame(true, RawFrame.TEXT | RawFrame.COMPRESSED | 0x10, new byte[0]));
	}

	@Test
	void badTextShouldCloseWith1007OnceItIsInflated() {
		byte[] bad = "fine, and then: ?".getBytes(StandardCharsets.UTF_8);
		bad[bad.length - 1] = (byte) 0xFF;
		assertThatCloses(1007, new RawFrame(true, RawFrame.TEXT | RawFrame.COMPRESSED, TestDeflate.deflated(bad)));
	}

	@Test
	void malformedDataShouldCloseWith1007() {
		assertThatCloses(1007, new RawFrame(true, RawFrame.BINARY | RawFrame.COMPRESSED, new byte[] { -1, -1, -1 }));
	}

	private void assertThatCloses(int code, RawFrame... frames) {
		TestServer server = server(ENABLED);
		try (CompressingClient peer = new CompressingClient(server, OFFER)) {
			assertThat(peer.text("one").nextText()).isEqualTo("one");
			for (RawFrame frame : frames) {
				peer.client().send(frame);
			}
			assertThat(peer.client().nextClose().closeCode()).isEqualTo(code);
			assertThat(server.journal().awaitEnd(peer.client().name())).containsExactly(Journal.OPEN,
					"close " + code + " PROTOCOL_ERROR");
		}
	}

	@Test
	void bombShouldCloseWith1009AndCostBoundedMemory() {
		TestServer server = server(ENABLED);
		byte[] bomb = TestDeflate.deflated(new byte[64 << 20]);
		Internals internals = Internals.of(server);
		long before = internals.allocatedByLoops();
		for (int i = 0; i < 5; i++) {
			try (CompressingClient peer = new CompressingClient(server, OFFER)) {
				peer.client().send(new RawFrame(true, RawFrame.BINARY | RawFrame.COMPRESSED, bomb));
				assertThat(peer.client().nextClose().closeCode()).isEqualTo(1009);
			}
		}
		assertThat(internals.allocatedByLoops() - before).as("bytes for five bombs").isLessThan(10 * MEGABYTE);
	}

	@ParameterizedTest
	@ValueSource(strings = { TAKEOVER, "ws.compression.context-takeover=false" })
	void lostConnectionShouldGiveBackWhatItHolds(String takeover) {
		TestServer server = server(ENABLED, takeover, IMPATIENT);
		byte[] payload = TestDeflate.deflated("unfinished".getBytes());
		try (CompressingClient peer = new CompressingClient(server, OFFER)) {
			peer.client().send(new RawFrame(false, RawFrame.TEXT | RawFrame.COMPRESSED, payload));
			assertThat(peer.client().send(RawFrame.of(RawFrame.PING, "")).next().opcode()).isEqualTo(RawFrame.PONG);
			server.connection(peer.client().name()).push(text(2000));
			peer.next();
			assertThat(idle(server, "inflaters")).isZero();
			assertThat(idle(server, "deflaters")).isEqualTo(takeover.equals(TAKEOVER) ? 0 : 1);
			peer.client().reset();
			TestServer.await("idle inflater").until(() -> idle(server, "inflaters") == 1);
			TestServer.await("idle deflater").until(() -> idle(server, "deflaters") == 1);
		}
	}

	private static int idle(TestServer server, String name) {
		Object pool = ReflectionTestUtils.getField(server.bean(Compression.class), name);
		Integer idle = ReflectionTestUtils.invokeMethod(pool, "idle");
		return idle;
	}

	private static String text(int size) {
		StringBuilder text = new StringBuilder();
		for (int i = 0; text.length() < size; i++) {
			text.append("{\"sequence\":").append(i * 31).append(",\"greeting\":\"γειά\"}");
		}
		text.setLength(size);
		return text.toString();
	}

	private static byte[] random(int size) {
		byte[] bytes = new byte[size];
		new Random(size).nextBytes(bytes);
		return bytes;
	}

	/**
	 * A client that compresses as it was agreed, or not at all.
	 */
	static final class CompressingClient implements AutoCloseable {

		static final String EXTENSIONS = "Sec-WebSocket-Extensions";

		private final RawWebSocketClient client;

		private final String agreed;

		private final TestDeflate deflate;

		CompressingClient(TestServer server, String offer) {
			this(RawWebSocketClient.to(server, "/echo"), offer);
		}

		CompressingClient(RawWebSocketClient.Opening opening, String offer) {
			RawWebSocketClient.Exchange exchange = opening.header(EXTENSIONS, offer).exchange();
			assertThat(exchange.response().status()).isEqualTo(101);
			this.client = exchange.client();
			this.agreed = exchange.response().header(EXTENSIONS);
			this.deflate = new TestDeflate((this.agreed != null) ? this.agreed : "");
		}

		RawWebSocketClient client() {
			return this.client;
		}

		boolean isCompressing() {
			return this.agreed != null;
		}

		CompressingClient text(String text) {
			return send(RawFrame.TEXT, text.getBytes(StandardCharsets.UTF_8));
		}

		CompressingClient binary(byte[] bytes) {
			return send(RawFrame.BINARY, bytes);
		}

		private CompressingClient send(int opcode, byte[] message) {
			this.client
				.send(isCompressing() ? new RawFrame(true, opcode | RawFrame.COMPRESSED, this.deflate.deflate(message))
						: new RawFrame(true, opcode, message));
			return this;
		}

		String nextText() {
			return new String(next(), StandardCharsets.UTF_8);
		}

		/**
		 * Read the next message.
		 */
		byte[] next() {
			return message(this.client.next());
		}

		byte[] message(RawFrame frame) {
			assertThat(frame.fin()).isTrue();
			if (!frame.isCompressed()) {
				return frame.payload();
			}
			assertThat(isCompressing()).isTrue();
			return this.deflate.inflate(frame.payload());
		}

		@Override
		public void close() {
			this.client.close();
			this.deflate.close();
		}

	}

}
