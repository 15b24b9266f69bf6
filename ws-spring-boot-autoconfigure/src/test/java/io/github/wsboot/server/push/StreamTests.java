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

package io.github.wsboot.server.push;

import java.util.concurrent.atomic.AtomicInteger;
import java.util.stream.IntStream;

import org.junit.jupiter.api.Test;
import reactor.core.publisher.Flux;

import io.github.wsboot.Connection;
import io.github.wsboot.annotation.OnError;
import io.github.wsboot.annotation.OnMessage;
import io.github.wsboot.annotation.WebSocketEndpoint;
import io.github.wsboot.server.ClientRole;
import io.github.wsboot.server.Journal;
import io.github.wsboot.server.Promise;
import io.github.wsboot.server.RawWebSocketClient;
import io.github.wsboot.server.RecordingEndpoint;
import io.github.wsboot.server.ServerTests;
import io.github.wsboot.server.TestClient;
import io.github.wsboot.server.TestServer;

import static org.assertj.core.api.Assertions.assertThat;

/**
 * Tests for results of many elements.
 */
@ClientRole(tls = true)
class StreamTests extends ServerTests {

	private static final String FILLER = "x".repeat(1000);

	StreamTests() {
		super(StreamEndpoint.class);
	}

	@Test
	void elementsShouldArriveInTheirOrder() {
		TestClient client = connect("/stream").text("3000");
		assertThat(client.next(3000))
			.containsExactlyElementsOf(IntStream.range(0, 3000).mapToObj(String::valueOf).toList());
	}

	@Test
	void streamShouldNotHoldTheMailbox() {
		TestClient client = connect("/stream").text("never").text("echo");
		assertThat(client.next()).isEqualTo("echo");
	}

	@Promise("slow-clients")
	@Test
	void streamShouldBeConsumedNoFasterThanItsClientReads() {
		RawWebSocketClient slow = closeLater(
				RawWebSocketClient.to(server("ws.send.max-delay=10m"), "/stream").receiveBuffer(1024).connect());
		TestServer server = server("ws.send.max-delay=10m");
		Connection connection = server.connection(slow.name());
		AtomicInteger produced = server.bean(StreamEndpoint.class).produced;
		produced.set(0);
		slow.text("endless");
		TestServer.await("a queue that is half full").until(() -> isFull(connection));
		int count = produced.get();
		assertThat(connection.info().droppedMessages()).isZero();
		for (int i = 0; i < count + 1000; i++) {
			assertThat(slow.nextText()).startsWith(i + " ");
		}
		assertThat(connection.isEstablished()).isTrue();
		assertThat(produced.get()).isGreaterThanOrEqualTo(count + 1000);
	}

	/**
	 * Return whether the stream waits: half of the queue's 1000 messages are there.
	 */
	private static boolean isFull(Connection connection) {
		return connection.info().queuedMessages() > 500;
	}

	@Promise("callbacks")
	@Test
	void streamShouldBeCancelledWhenTheConnectionCloses() {
		TestClient client = connect("/stream").text("never");
		server().journal().await(client.name(), "subscribed");
		client.close(1000, "");
		server().journal().await(client.name() + " stream", "cancelled");
		assertThat(server().journal().awaitEnd(client.name())).endsWith("close 1000 CLIENT");
	}

	@Promise("errors")
	@Test
	void errorOfAStreamShouldReachTheErrorCallback() {
		TestClient client = connect("/stream").text("failing");
		assertThat(client.next(3)).containsExactly("1", "2", "failed");
		assertThat(client.text("echo").next()).isEqualTo("echo");
	}

	@Promise("errors")
	@Test
	void errorOfAStreamThatHasWaitedForItsClientShouldReachTheErrorCallback() {
		RawWebSocketClient slow = closeLater(
				RawWebSocketClient.to(server("ws.send.max-delay=10m"), "/stream").receiveBuffer(1024).connect());
		TestServer server = server("ws.send.max-delay=10m");
		Connection connection = server.connection(slow.name());
		slow.text("breaking");
		TestServer.await("a queue that is half full").until(() -> isFull(connection));
		server.bean(StreamEndpoint.class).broken = true;
		for (String text = slow.nextText(); !text.equals("no class"); text = slow.nextText()) {
			assertThat(text).endsWith(FILLER);
		}
		assertThat(connection.isEstablished()).isTrue();
	}

	@Promise("security")
	@Test
	void streamsOfAConnectionShouldBeBounded() {
		TestClient client = connect("/stream");
		for (int i = 0; i < 8; i++) {
			client.text("never");
		}
		client.text("never");
		assertThat(client.next()).isEqualTo("failed");
		assertThat(connect("/stream").text("1").next()).isEqualTo("0");
	}

	@Test
	void streamThatHasEndedShouldMakeRoomForAnother() {
		TestClient client = connect("/stream");
		for (int i = 0; i < 20; i++) {
			client.text("1");
			assertThat(client.next()).isEqualTo("0");
			client.text("echo");
			assertThat(client.next()).isEqualTo("echo");
		}
	}

	@WebSocketEndpoint("/stream")
	static class StreamEndpoint extends RecordingEndpoint {

		private final AtomicInteger produced = new AtomicInteger();

		private volatile boolean broken;

		StreamEndpoint(Journal journal) {
			super(journal);
		}

		@OnMessage
		Object message(String text, Connection connection) {
			return switch (text) {
				case "never" -> Flux.never()
					.doOnSubscribe((subscription) -> journal().add(connection, "subscribed"))
					.doOnCancel(() -> journal().add(TestServer.clientOf(connection) + " stream", "cancelled"));
				case "failing" -> Flux.just("1", "2").concatWith(Flux.error(new IllegalStateException("secret")));
				case "endless" ->
					Flux.<String>generate((sink) -> sink.next(this.produced.getAndIncrement() + " " + FILLER));
				case "breaking" -> Flux.range(0, Integer.MAX_VALUE).map(this::element);
				case "echo" -> text;
				default -> Flux.range(0, Integer.parseInt(text)).map(String::valueOf);
			};
		}

		private String element(int number) {
			if (this.broken) {
				throw new NoClassDefFoundError("no class");
			}
			return number + FILLER;
		}

		@OnError
		String failed(IllegalStateException exception) {
			return "failed";
		}

		@OnError
		String failed(NoClassDefFoundError error) {
			return String.valueOf(error.getMessage());
		}

	}

}
