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

package io.github.wsboot.server.operations;

import java.util.concurrent.CompletableFuture;
import java.util.concurrent.CompletionStage;
import java.util.concurrent.Executor;
import java.util.concurrent.TimeUnit;

import org.junit.jupiter.api.BeforeEach;
import org.junit.jupiter.api.Test;
import org.springframework.context.annotation.Bean;
import org.springframework.context.annotation.Configuration;

import io.github.wsboot.ConnectionManager;
import io.github.wsboot.annotation.OnError;
import io.github.wsboot.annotation.OnMessage;
import io.github.wsboot.annotation.WebSocketEndpoint;
import io.github.wsboot.connection.RecordingListener;
import io.github.wsboot.monitor.EndpointTraffic;
import io.github.wsboot.monitor.EndpointTraffic.Totals;
import io.github.wsboot.monitor.Traffic;
import io.github.wsboot.server.EchoingEndpoint;
import io.github.wsboot.server.Journal;
import io.github.wsboot.server.RawFrame;
import io.github.wsboot.server.RawWebSocketClient;
import io.github.wsboot.server.RecordingEndpoint;
import io.github.wsboot.server.ServerTests;
import io.github.wsboot.server.SpringTextHandler;
import io.github.wsboot.server.TestServer;

import static org.assertj.core.api.Assertions.assertThat;

/**
 * Tests for counters and listeners of connections and their messages.
 */
class TrafficTests extends ServerTests {

	TrafficTests() {
		super(WatchedEndpoint.class, OtherEndpoint.class, Listening.class, SpringTextHandler.class);
	}

	@BeforeEach
	void forget() {
		TestServer.await("ends of all connections").until(() -> recorded("opened") == recorded("closed"));
		recorded().clear();
	}

	private long recorded(String event) {
		return recorded().events().stream().filter((told) -> told.startsWith(event)).count();
	}

	@Test
	void messagesShouldBeCountedByEndpointDirectionAndType() {
		Totals received = traffic("/watched/{name}").received();
		Totals sent = traffic("/watched/{name}").sent();
		RawWebSocketClient one = raw("/watched/one");
		RawWebSocketClient two = raw("/watched/two");
		assertThat(one.text("h\u00e9\u20ac\ud83d\ude00").nextText()).isEqualTo("h\u00e9\u20ac\ud83d\ude00");
		two.send(RawFrame.text("ab", false)).send(RawFrame.continuation("c", true));
		assertThat(two.nextText()).isEqualTo("abc");
		assertThat(two.send(new RawFrame(true, RawFrame.BINARY, new byte[7000])).next().payload()).hasSize(7000);
		awaitTotals("received", received, new Totals(2, 1, 10 + 3, 7000));
		awaitTotals("sent", sent, new Totals(2, 1, 10 + 3, 7000));
	}

	@Test
	void broadcastShouldCountForEachOfItsReceivers() {
		Totals sent = traffic("/watched/{name}").sent();
		RawWebSocketClient one = raw("/watched/one");
		RawWebSocketClient two = raw("/watched/two");
		server().connection(one.name());
		server().connection(two.name());
		server().connections().endpoint("/watched/{name}").push("12345");
		assertThat(one.nextText()).isEqualTo("12345");
		assertThat(two.nextText()).isEqualTo("12345");
		awaitTotals("sent", sent, new Totals(2, 0, 10, 0));
		TestServer.await("broadcast").until(() -> recorded().events().contains("broadcast 2"));
	}

	@Test
	void springHandlersShouldNotCount() {
		RawWebSocketClient client = raw("/spring");
		client.text("hello").nextText();
		assertThat(server().bean(Traffic.class).endpoints()).extracting(EndpointTraffic::endpoint)
			.contains("/watched/{name}", "/other")
			.doesNotContain("/spring");
		// The last message of another test may be reported late
		assertThat(recorded().events()).allMatch((event) -> event.startsWith("handled"));
		assertThat(recorded().frames()).isEmpty();
	}

	@Test
	void lifeShouldBeToldInItsOrder() {
		RawWebSocketClient client = raw("/watched/one");
		assertThat(client.text("fine").nextText()).isEqualTo("fine");
		awaitEvents(client, "opened /watched/{name}", "handled well");
		client.send(RawFrame.close(1000)).nextClose();
		awaitEvents(client, "opened /watched/{name}", "handled well", "closed 1000 CLIENT");
	}

	@Test
	void failuresShouldBeToldWhoeverHandlesThem() {
		RawWebSocketClient client = raw("/watched/one");
		assertThat(client.text("fail").nextText()).isEqualTo("IllegalStateException");
		assertThat(client.text("fail later").nextText()).isEqualTo("IllegalArgumentException");
		assertThat(client.text("fine later").nextText()).isEqualTo("later");
		awaitEvents(client, "opened /watched/{name}", "handled IllegalStateException",
				"handled IllegalArgumentException", "handled well");
	}

	@Test
	void messageThatNobodyTakesShouldBeTold() {
		RawWebSocketClient client = raw("/other").send(new RawFrame(true, RawFrame.BINARY, new byte[1]));
		assertThat(client.nextClose().closeCode()).isEqualTo(1003);
		awaitEvents(client, "opened /other", "handled UnhandledMessageException", "closed 1003 PROTOCOL_ERROR");
	}

	@Test
	void framesShouldBeTold() {
		RawWebSocketClient client = raw("/watched/one").text("a");
		client.nextText();
		client.send(RawFrame.of(RawFrame.PONG, "p")).text("b").nextText();
		TestServer.await("frames")
			.untilAsserted(() -> assertThat(recorded().frames()).containsExactlyInAnyOrder("< TEXT a", "> TEXT a",
					"< PONG p", "< TEXT b", "> TEXT b"));
		assertThat(recorded().frames().indexOf("< TEXT a")).isLessThan(recorded().frames().indexOf("> TEXT a"));
	}

	@Test
	void heartbeatShouldTellTheRoundTrip() {
		TestServer server = server("ws.heartbeat.interval=1s", "ws.heartbeat.timeout=20s");
		RawWebSocketClient client = raw(server, "/other");
		RawFrame ping = client.next();
		assertThat(ping.opcode()).isEqualTo(RawFrame.PING);
		client.send(new RawFrame(true, RawFrame.PONG, ping.payload()));
		TestServer.await("answer")
			.untilAsserted(() -> assertThat(server.bean(RecordingListener.class).events()).contains("opened /other",
					"answered"));
	}

	private RecordingListener recorded() {
		return server().bean(RecordingListener.class);
	}

	private EndpointTraffic traffic(String path) {
		return server().bean(Traffic.class).endpoint(path);
	}

	/**
	 * Wait for the events of a connection. Messages that the container was still writing
	 * when the client closed are reported as dropped, although the client may have read
	 * them.
	 */
	private void awaitEvents(RawWebSocketClient client, String... events) {
		TestServer.await("events")
			.untilAsserted(() -> assertThat(recorded().events(client.name()))
				.filteredOn((event) -> !event.startsWith("dropped"))
				.containsExactly(events));
	}

	private void awaitTotals(String direction, Totals before, Totals difference) {
		Totals expected = new Totals(before.textMessages() + difference.textMessages(),
				before.binaryMessages() + difference.binaryMessages(), before.textBytes() + difference.textBytes(),
				before.binaryBytes() + difference.binaryBytes());
		EndpointTraffic traffic = traffic("/watched/{name}");
		TestServer.await(direction)
			.untilAsserted(() -> assertThat(direction.equals("sent") ? traffic.sent() : traffic.received())
				.isEqualTo(expected));
	}

	@Configuration(proxyBeanMethods = false)
	static class Listening {

		/** Injects beans that depend on the beans that look up listeners. */
		@Bean
		RecordingListener recordingListener(ConnectionManager connections) {
			return new RecordingListener(TestServer::clientOf);
		}

	}

	@WebSocketEndpoint("/watched/{name}")
	static class WatchedEndpoint extends RecordingEndpoint {

		WatchedEndpoint(Journal journal) {
			super(journal);
		}

		@OnMessage
		CompletionStage<String> text(String text) {
			if (text.equals("fail")) {
				throw new IllegalStateException("expected by the test");
			}
			if (text.equals("fail later")) {
				return CompletableFuture.supplyAsync(() -> {
					throw new IllegalArgumentException("expected by the test");
				}, later());
			}
			return text.equals("fine later") ? CompletableFuture.supplyAsync(() -> "later", later())
					: CompletableFuture.completedStage(text);
		}

		private static Executor later() {
			return CompletableFuture.delayedExecutor(10, TimeUnit.MILLISECONDS);
		}

		@OnMessage
		byte[] binary(byte[] bytes) {
			return bytes;
		}

		@OnError
		String failed(Exception exception) {
			return exception.getClass().getSimpleName();
		}

	}

	@WebSocketEndpoint("/other")
	static class OtherEndpoint extends EchoingEndpoint {

		OtherEndpoint(Journal journal) {
			super(journal);
		}

	}

}
