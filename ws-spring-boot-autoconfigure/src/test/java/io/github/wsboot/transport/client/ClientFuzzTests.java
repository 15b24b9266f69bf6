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

package io.github.wsboot.transport.client;

import java.io.UncheckedIOException;
import java.time.Duration;
import java.util.Arrays;
import java.util.Random;
import java.util.Set;
import java.util.TreeSet;

import org.awaitility.Awaitility;
import org.junit.jupiter.api.Test;

import io.github.wsboot.client.RawPeer;
import io.github.wsboot.client.RawServer;
import io.github.wsboot.server.FrameOracle;
import io.github.wsboot.server.FuzzedFrames;
import io.github.wsboot.server.Internals;
import io.github.wsboot.server.RawFrame;
import io.github.wsboot.transport.client.TestTransport.Opening;

import static org.assertj.core.api.Assertions.assertThat;

/**
 * Tests with random input of a hostile server: a client answers as the RFC demands, and
 * nothing is left behind.
 */
class ClientFuzzTests {

	/** Connections of about ten frames each. */
	private static final int CONNECTIONS = Integer.getInteger("fuzz.connections", 1000);

	private static final long SEED = 20_260_101;

	private final TestTransport transport = new TestTransport();

	@Test
	void hostileServerShouldGetWhatTheRfcSays() throws Exception {
		Set<Integer> codes = new TreeSet<>();
		long files = Internals.openFiles();
		try (RawServer server = new RawServer()) {
			Random random = new Random(SEED);
			for (int i = 0; i < CONNECTIONS; i++) {
				codes.add(attack(server, random.nextLong()));
				server.peers().clear();
			}
			Awaitility.await().atMost(Duration.ofSeconds(20)).until(() -> this.transport.sessions() == 0);
			Awaitility.await()
				.atMost(Duration.ofSeconds(20))
				.untilAsserted(() -> assertThat(Internals.openFiles()).isLessThanOrEqualTo(files + 5));
		}
		finally {
			this.transport.close();
		}
		assertThat(codes).contains(FrameOracle.OPEN, 1000, 1002, 1007, 1009);
	}

	private int attack(RawServer server, long seed) {
		Random random = new Random(seed);
		byte[] stream = FuzzedFrames.next(random, TestTransport.MAX_TEXT_SIZE, false);
		FrameOracle oracle = FrameOracle.of(stream, TestTransport.MAX_TEXT_SIZE, false);
		Opening opening = this.transport.open(server.uri("/")).echo();
		RawPeer peer = server.accept();
		try {
			send(peer, stream, random);
			assertThatAnswers(peer, oracle, "seed " + seed);
		}
		catch (UncheckedIOException ex) {
			throw new AssertionError("seed " + seed + ", expected " + oracle.code() + " after " + oracle.echoes(), ex);
		}
		if (random.nextBoolean()) {
			peer.reset();
		}
		peer.close();
		opening.closed();
		return oracle.code();
	}

	private static void send(RawPeer peer, byte[] stream, Random random) {
		int size = Math.max(1, stream.length / ((random.nextInt(3) == 0) ? 20 : 2));
		int at = 0;
		while (at < stream.length) {
			int next = Math.min(stream.length, at + 1 + random.nextInt(size));
			peer.send(Arrays.copyOfRange(stream, at, next));
			at = next;
		}
	}

	private static void assertThatAnswers(RawPeer peer, FrameOracle oracle, String seed) {
		for (RawFrame echo : oracle.echoes()) {
			RawFrame answer = peer.readSkippingPings();
			assertThat(answer.opcode()).as("%s, which got %s with %s", seed, answer, answer.closeCode())
				.isEqualTo(echo.opcode());
			assertThat(Arrays.equals(answer.payload(), echo.payload())).as(seed).isTrue();
		}
		if (oracle.code() != FrameOracle.OPEN) {
			RawFrame close = peer.readSkippingPings();
			assertThat(close.opcode()).as(seed).isEqualTo(RawFrame.CLOSE);
			assertThat(close.closeCode()).as(seed).isEqualTo(oracle.code());
		}
		else if (oracle.isReady()) {
			peer.sendText("still there?");
			assertThat(peer.readSkippingPings().text()).as(seed).isEqualTo("still there?");
		}
	}

}
