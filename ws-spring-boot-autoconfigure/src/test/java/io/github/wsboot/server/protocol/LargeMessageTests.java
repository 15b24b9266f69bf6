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

import java.io.ByteArrayOutputStream;
import java.nio.ByteBuffer;
import java.nio.charset.StandardCharsets;
import java.util.ArrayList;
import java.util.Arrays;
import java.util.List;
import java.util.concurrent.CompletableFuture;
import java.util.concurrent.TimeUnit;

import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.CsvSource;

import io.github.wsboot.Connection;
import io.github.wsboot.Frame;
import io.github.wsboot.PushResult;
import io.github.wsboot.server.DirectOnly;
import io.github.wsboot.server.DirectSuite;
import io.github.wsboot.server.Promise;
import io.github.wsboot.server.RawFrame;
import io.github.wsboot.server.RawWebSocketClient;
import io.github.wsboot.server.ServerTests;
import io.github.wsboot.server.TestServer;

import static org.assertj.core.api.Assertions.assertThat;

/**
 * Tests for large messages in both directions: in one frame, in fragments and in pieces,
 * to clients that read slowly, from many threads.
 */
@DirectOnly
class LargeMessageTests extends ServerTests {

	private static final String[] PROPERTIES = { "ws.send.max-bytes=64MB", "ws.send.max-messages=10000" };

	private static final String[] RECEIVING = { "ws.max-text-size=16MB", "ws.max-binary-size=16MB",
			"ws.max-fragments=100000", "ws.send.max-bytes=64MB", "ws.receive.max-pending-bytes=1MB" };

	private static final int FRAGMENTED = 2_097_152;

	private static final int ROUND_TRIPS = 150;

	private static final int SIZE = 20_000_000;

	private static final int PARTS = 20;

	private static final int PUSHERS = 16;

	private static final int MESSAGES = 200;

	LargeMessageTests() {
		super(DirectSuite.EchoEndpoint.class);
	}

	@Test
	void largeMessageShouldReachASlowReaderWhileOthersAreServed() {
		TestServer server = server(PROPERTIES);
		RawWebSocketClient slow = slow(server);
		Connection connection = server.connection(slow.name());
		byte[] payload = payload(SIZE);
		assertThat(connection.push(payload)).isEqualTo(PushResult.ACCEPTED);
		assertThat(connection.push("after")).isEqualTo(PushResult.ACCEPTED);
		slow.send(RawFrame.of(RawFrame.PING, "1")).send(RawFrame.of(RawFrame.PING, "2")).text("echo");
		assertThatOthersAreServed(server);
		TestServer.await("echo in the queue").until(() -> connection.info().queuedMessages() == 3);
		List<String> data = new ArrayList<>();
		List<String> pongs = new ArrayList<>();
		for (int i = 0; i < 5; i++) {
			RawFrame frame = slow.next();
			if (frame.opcode() == RawFrame.BINARY) {
				assertThat(Arrays.equals(frame.payload(), payload)).as("payload is intact").isTrue();
			}
			((frame.opcode() == RawFrame.PONG) ? pongs : data)
				.add((frame.opcode() == RawFrame.BINARY) ? "large" : frame.text());
		}
		assertThat(data).containsExactly("large", "after", "echo");
		assertThat(pongs).containsExactly("1", "2");
	}

	@Test
	void pingsShouldGoBetweenTheFragmentsOfALargeMessage() {
		TestServer server = server(PROPERTIES);
		RawWebSocketClient slow = slow(server);
		Connection connection = server.connection(slow.name());
		byte[] part = payload(SIZE / PARTS);
		assertThat(connection.push(Frame.binary(ByteBuffer.wrap(part), false)).isAccepted()).isTrue();
		for (int i = 1; i < PARTS - 1; i++) {
			assertThat(connection.push(Frame.continuation(ByteBuffer.wrap(part), false)).isAccepted()).isTrue();
		}
		assertThatOthersAreServed(server);
		slow.send(RawFrame.of(RawFrame.PING, "in between"));
		int parts = 0;
		for (int i = 0; i < PARTS; i++) {
			RawFrame frame = slow.next();
			if (frame.opcode() == RawFrame.PONG) {
				assertThat(frame.text()).isEqualTo("in between");
			}
			else {
				assertThat(frame.opcode()).isEqualTo((parts == 0) ? RawFrame.BINARY : RawFrame.CONTINUATION);
				assertThat(Arrays.equals(frame.payload(), part)).as("part %s is intact", parts).isTrue();
				parts++;
			}
		}
		assertThat(parts).as("parts beside one pong").isEqualTo(PARTS - 1);
		assertThat(connection.push(Frame.continuation(ByteBuffer.wrap(part), true)).isAccepted()).isTrue();
		RawFrame last = slow.next();
		assertThat(last.fin()).isTrue();
		assertThat(Arrays.equals(last.payload(), part)).as("last part is intact").isTrue();
	}

	@Test
	void framesOfManyThreadsShouldNotBeMixedUp() throws Exception {
		TestServer server = server(PROPERTIES);
		RawWebSocketClient slow = slow(server);
		Connection connection = server.connection(slow.name());
		List<CompletableFuture<Void>> pushers = new ArrayList<>();
		for (int i = 0; i < PUSHERS; i++) {
			int pusher = i;
			pushers.add(new CompletableFuture<>());
			new Thread(() -> {
				for (int j = 0; j < MESSAGES; j++) {
					assertThat(connection.push(message(pusher, j))).isEqualTo(PushResult.ACCEPTED);
				}
				pushers.get(pusher).complete(null);
			}).start();
		}
		int[] next = new int[PUSHERS];
		for (int i = 0; i < PUSHERS * MESSAGES; i++) {
			String text = slow.nextText();
			int pusher = Integer.parseInt(text.split(" ")[0]);
			assertThat(text).isEqualTo(message(pusher, next[pusher]++));
		}
		CompletableFuture.allOf(pushers.toArray(CompletableFuture[]::new)).get(60, TimeUnit.SECONDS);
		assertThat(next).containsOnly(MESSAGES);
		// A frame is counted until its write has returned, and its client may be faster
		TestServer.await("empty queue").until(() -> connection.info().queuedBytes() == 0);
	}

	@Promise("protocol")
	@ParameterizedTest
	@CsvSource({ "65536", "262144", "1048576", "4194304", "8388608", "16777216" })
	void messageInOneFrameShouldBeEchoed(int size) {
		RawWebSocketClient client = raw(server(RECEIVING), "/echo");
		for (int opcode : new int[] { RawFrame.TEXT, RawFrame.BINARY }) {
			byte[] payload = (opcode == RawFrame.TEXT) ? characters(size) : payload(size);
			assertThatEchoes(client, new RawFrame(true, opcode, payload).encode(true), opcode, payload);
		}
	}

	@Promise("protocol")
	@ParameterizedTest
	@CsvSource({ "64", "256", "1024", "4096", "16384", "65536", "262144", "1048576" })
	void messageInFragmentsShouldBeEchoed(int size) {
		RawWebSocketClient client = raw(server(RECEIVING), "/echo");
		for (int opcode : new int[] { RawFrame.TEXT, RawFrame.BINARY }) {
			byte[] payload = (opcode == RawFrame.TEXT) ? characters(FRAGMENTED) : payload(FRAGMENTED);
			ByteArrayOutputStream frames = new ByteArrayOutputStream();
			for (int at = 0; at < payload.length; at += size) {
				int to = Math.min(payload.length, at + size);
				frames.writeBytes(new RawFrame(to == payload.length, (at == 0) ? opcode : RawFrame.CONTINUATION,
						Arrays.copyOfRange(payload, at, to))
					.encode(true));
			}
			assertThatEchoes(client, frames.toByteArray(), opcode, payload);
		}
	}

	@Promise("protocol")
	@ParameterizedTest
	@CsvSource({ "64", "128", "256", "512", "1024", "2048" })
	void messageInPiecesShouldBeEchoed(int size) {
		RawWebSocketClient client = raw(server(RECEIVING), "/echo");
		byte[] payload = characters(300_000);
		byte[] frame = new RawFrame(true, RawFrame.TEXT, payload).encode(true);
		for (int at = 0; at < frame.length; at += size) {
			client.bytes(Arrays.copyOfRange(frame, at, Math.min(frame.length, at + size)));
		}
		assertThatEchoes(client, new byte[0], RawFrame.TEXT, payload);
	}

	@Promise("protocol")
	@ParameterizedTest
	@CsvSource({ "0", "16", "64", "256", "1024", "4096" })
	void manyMessagesShouldBeEchoedOneByOne(int size) {
		RawWebSocketClient client = raw(server(RECEIVING), "/echo");
		for (int opcode : new int[] { RawFrame.TEXT, RawFrame.BINARY }) {
			byte[] payload = (opcode == RawFrame.TEXT) ? characters(size) : payload(size);
			byte[] frame = new RawFrame(true, opcode, payload).encode(true);
			for (int i = 0; i < ROUND_TRIPS; i++) {
				assertThatEchoes(client, frame, opcode, payload);
			}
		}
	}

	@Promise("protocol")
	@Test
	void largeMessageShouldReachAClientInWhateverFramesInOrder() {
		RawWebSocketClient client = raw(server(RECEIVING), "/echo");
		byte[] payload = characters(FRAGMENTED);
		ByteArrayOutputStream frames = new ByteArrayOutputStream();
		for (int at = 0; at < payload.length; at += 1300) {
			int to = Math.min(payload.length, at + 1300);
			frames.writeBytes(new RawFrame(to == payload.length, (at == 0) ? RawFrame.TEXT : RawFrame.CONTINUATION,
					Arrays.copyOfRange(payload, at, to))
				.encode(true));
		}
		client.bytes(frames.toByteArray());
		assertThat(client.nextText().equals(new String(payload, StandardCharsets.UTF_8))).as("text is intact").isTrue();
		assertThat(client.text("after").nextText()).isEqualTo("after");
	}

	private static void assertThatEchoes(RawWebSocketClient client, byte[] bytes, int opcode, byte[] payload) {
		client.bytes(bytes);
		RawFrame answer = client.next();
		assertThat(answer.opcode()).isEqualTo(opcode);
		assertThat(answer.fin()).isTrue();
		assertThat(Arrays.equals(answer.payload(), payload)).as("payload is intact").isTrue();
	}

	/**
	 * Return UTF-8 with characters of each length.
	 */
	private static byte[] characters(int size) {
		byte[] pattern = "aé€𝄞 ".getBytes(StandardCharsets.UTF_8);
		byte[] characters = new byte[size];
		int whole = size - size % pattern.length;
		for (int i = 0; i < size; i++) {
			characters[i] = (i < whole) ? pattern[i % pattern.length] : (byte) 'x';
		}
		return characters;
	}

	private static String message(int pusher, int number) {
		int length = (pusher * 7919 + number * 104_729) % 16_000;
		return pusher + " " + number + " " + String.valueOf((char) ('a' + pusher)).repeat(length);
	}

	private RawWebSocketClient slow(TestServer server) {
		return closeLater(RawWebSocketClient.to(server, "/echo").receiveBuffer(8192).connect());
	}

	private void assertThatOthersAreServed(TestServer server) {
		RawWebSocketClient other = slow(server);
		for (int i = 0; i < 200; i++) {
			assertThat(other.text("other " + i).nextText()).isEqualTo("other " + i);
		}
	}

	private static byte[] payload(int size) {
		byte[] payload = new byte[size];
		for (int i = 0; i < size; i++) {
			payload[i] = (byte) (i * 31 + (i >> 8) * 7 + (i >> 16));
		}
		return payload;
	}

}
