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

package io.github.wsboot.server;

import java.nio.ByteBuffer;
import java.util.ArrayList;
import java.util.Arrays;
import java.util.List;
import java.util.concurrent.CompletableFuture;
import java.util.concurrent.TimeUnit;

import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.ValueSource;

import io.github.wsboot.Connection;
import io.github.wsboot.Frame;
import io.github.wsboot.PushResult;

import static org.assertj.core.api.Assertions.assertThat;

/**
 * Much data for a client that reads slowly arrives as it was sent.
 */
class DirectTomcatLargeMessageTests extends DirectSuite {

	private static final String[] PROPERTIES = { "ws.send.max-bytes=64MB", "ws.send.max-messages=10000" };

	private static final int SIZE = 20_000_000;

	private static final int PARTS = 20;

	private static final int PUSHERS = 16;

	private static final int MESSAGES = 200;

	@ParameterizedTest
	@ValueSource(booleans = { false, true })
	void largeMessageShouldReachASlowReaderWhileOthersAreServed(boolean secure) {
		TestServer server = server(secure ? secure(PROPERTIES) : PROPERTIES);
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

	@ParameterizedTest
	@ValueSource(booleans = { false, true })
	void pingsShouldGoBetweenTheFragmentsOfALargeMessage(boolean secure) {
		TestServer server = server(secure ? secure(PROPERTIES) : PROPERTIES);
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

	@ParameterizedTest
	@ValueSource(booleans = { false, true })
	void framesOfManyThreadsShouldNotBeMixedUp(boolean secure) throws Exception {
		TestServer server = server(secure ? secure(PROPERTIES) : PROPERTIES);
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
		CompletableFuture.allOf(pushers.toArray(CompletableFuture[]::new)).get(20, TimeUnit.SECONDS);
		assertThat(next).containsOnly(MESSAGES);
		assertThat(connection.info().queuedBytes()).isZero();
	}

	@Test
	void largeMessageShouldBeReceived() {
		TestServer server = server("ws.max-binary-size=20MB", "ws.send.max-bytes=64MB",
				"ws.receive.max-pending-bytes=1MB");
		RawWebSocketClient client = closeLater(RawWebSocketClient.to(server, "/echo").connect());
		byte[] payload = payload(SIZE);
		CompletableFuture<RawFrame> answer = CompletableFuture.supplyAsync(client::next);
		client.send(new RawFrame(true, RawFrame.BINARY, payload));
		assertThat(Arrays.equals(answer.orTimeout(20, TimeUnit.SECONDS).join().payload(), payload)).isTrue();
	}

	private static String message(int pusher, int number) {
		int length = (pusher * 7919 + number * 104_729) % 16_000;
		return pusher + " " + number + " " + String.valueOf((char) ('a' + pusher)).repeat(length);
	}

	private RawWebSocketClient slow(TestServer server) {
		RawWebSocketClient.Opening opening = RawWebSocketClient.to(server, "/echo").receiveBuffer(8192);
		return closeLater((server.isSecure() ? opening.tls(tls(server)) : opening).connect());
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
