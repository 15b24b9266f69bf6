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

package io.github.wsboot.docs;

import java.lang.reflect.Type;
import java.net.http.WebSocketHandshakeException;
import java.util.Map;
import java.util.concurrent.BlockingQueue;
import java.util.concurrent.CompletionException;
import java.util.concurrent.LinkedBlockingQueue;
import java.util.concurrent.TimeUnit;

import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.ValueSource;
import org.springframework.beans.factory.annotation.Autowired;
import org.springframework.boot.test.context.SpringBootTest;
import org.springframework.boot.test.context.SpringBootTest.WebEnvironment;
import org.springframework.boot.test.web.server.LocalServerPort;
import org.springframework.context.annotation.Bean;
import org.springframework.context.annotation.Import;
import org.springframework.messaging.converter.JacksonJsonMessageConverter;
import org.springframework.messaging.simp.stomp.StompFrameHandler;
import org.springframework.messaging.simp.stomp.StompHeaders;
import org.springframework.messaging.simp.stomp.StompSession;
import org.springframework.messaging.simp.stomp.StompSessionHandlerAdapter;
import org.springframework.web.socket.client.standard.StandardWebSocketClient;
import org.springframework.web.socket.messaging.WebSocketStompClient;
import org.springframework.web.socket.server.standard.ServerEndpointExporter;
import tools.jackson.databind.JsonNode;

import io.github.wsboot.ConnectionManager;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatExceptionOfType;
import static org.awaitility.Awaitility.await;

/**
 * Runs both sides of the page about migration in one application.
 */
@SpringBootTest(webEnvironment = WebEnvironment.RANDOM_PORT)
class MigrationTests {

	@LocalServerPort
	private int port;

	@Autowired
	private ConnectionManager connections;

	@ParameterizedTest
	@ValueSource(strings = { "/v1/chat", "/v2/chat" })
	void handlerAndEndpointShouldBroadcastALine(String path) {
		try (ExampleClient ada = connect(path); ExampleClient bob = connect(path)) {
			awaitEcho(bob, "{\"from\":\"Bob\",\"text\":\"hi\"}");
			ada.send("{\"from\":\"Ada\",\"text\":\"hello\"}");
			await().until(() -> ada.nextText().equals("{\"from\":\"Ada\",\"text\":\"hello\"}"));
			assertThat(bob.nextText()).isEqualTo("{\"from\":\"Ada\",\"text\":\"hello\"}");
		}
	}

	@ParameterizedTest
	@ValueSource(strings = { "/v1/rooms/", "/v2/rooms/" })
	void socketAndEndpointShouldKeepRoomsApart(String path) {
		try (ExampleClient ada = connect(path + "a");
				ExampleClient bob = connect(path + "a");
				ExampleClient eve = connect(path + "b")) {
			awaitEcho(bob, "ready");
			awaitEcho(eve, "ready");
			ada.send("hello");
			await().until(() -> ada.nextText().equals("hello"));
			assertThat(bob.nextText()).isEqualTo("hello");
			eve.send("alone");
			assertThat(eve.nextText()).isEqualTo("alone");
		}
	}

	@Test
	void stompShouldDeliverTradesProblemsAndSettlements(@Autowired TradeController controller) throws Exception {
		WebSocketStompClient client = new WebSocketStompClient(new StandardWebSocketClient());
		client.setMessageConverter(new JacksonJsonMessageConverter());
		StompSession session = client
			.connectAsync("ws://localhost:" + this.port + "/v1/trades?user=ada", new StompSessionHandlerAdapter() {
			})
			.get(10, TimeUnit.SECONDS);
		BlockingQueue<String> trades = subscribe(session, "/topic/trades/ABC");
		BlockingQueue<String> problems = subscribe(session, "/user/queue/problems");
		BlockingQueue<String> settled = subscribe(session, "/user/queue/settled");
		await().until(() -> {
			// The broker does not confirm a subscription unless it is asked for a receipt
			session.send("/app/orders/ABC", Map.of("amount", 5));
			return trades.poll(100, TimeUnit.MILLISECONDS) != null;
		});
		session.send("/app/orders/ABC", Map.of("amount", 0));
		assertThat(problems.poll(10, TimeUnit.SECONDS)).isEqualTo("{\"message\":\"The amount must be positive\"}");
		controller.settle("ada", new TradeController.Trade("ABC", 5));
		assertThat(settled.poll(10, TimeUnit.SECONDS)).isEqualTo("{\"symbol\":\"ABC\"}");
		session.disconnect();
		client.stop();
	}

	@Test
	void endpointShouldDeliverTradesProblemsAndSettlements(@Autowired TradeEndpoint endpoint) {
		try (ExampleClient ada = connect("/v2/trades?user=ada")) {
			ada.send("{\"type\":\"subscribe\",\"symbol\":\"ABC\"}");
			ada.send("{\"type\":\"order\",\"symbol\":\"ABC\",\"amount\":5}");
			assertThat(ada.nextText()).isEqualTo("{\"type\":\"trade\",\"symbol\":\"ABC\",\"amount\":5}");
			ada.send("{\"type\":\"order\",\"symbol\":\"ABC\",\"amount\":0}");
			assertThat(ada.nextText()).isEqualTo("{\"type\":\"problem\",\"message\":\"The amount must be positive\"}");
			endpoint.settle("ada", new TradeEndpoint.Trade("ABC", 5));
			assertThat(ada.nextText()).isEqualTo("{\"type\":\"settled\",\"symbol\":\"ABC\"}");
			ada.send("{\"type\":\"unsubscribe\",\"symbol\":\"ABC\"}");
			await().until(() -> this.connections.user("ada")
				.where((connection) -> connection.rooms().isEmpty())
				.count() == 1);
		}
	}

	@Test
	void relayShouldReachAllOthers() {
		try (ExampleClient ada = connect("/relay"); ExampleClient bob = connect("/relay")) {
			await().until(() -> this.connections.endpoint("/relay").count() == 2);
			ada.send("hello");
			assertThat(bob.nextText()).isEqualTo("hello");
			bob.send("hi");
			assertThat(ada.nextText()).isEqualTo("hi");
		}
	}

	@Test
	void movesShouldBeAcknowledgedAndReachTheOtherPlayers() {
		try (ExampleClient ada = connect("/moves"); ExampleClient bob = connect("/moves")) {
			ada.send("{\"type\":\"join\",\"id\":1,\"game\":\"g\"}");
			assertThat(ada.nextText()).isEqualTo("{\"type\":\"joined\",\"id\":1,\"players\":1}");
			bob.send("{\"type\":\"join\",\"id\":7,\"game\":\"g\"}");
			assertThat(bob.nextText()).isEqualTo("{\"type\":\"joined\",\"id\":7,\"players\":2}");
			ada.send("{\"type\":\"move\",\"game\":\"g\",\"to\":\"e4\"}");
			assertThat(bob.nextText()).isEqualTo("{\"type\":\"moved\",\"to\":\"e4\"}");
		}
	}

	@Test
	void pageOfAnotherSiteShouldReachTheSocketOnly() {
		try (ExampleClient client = connectFromAnotherSite("/v1/rooms/a")) {
			awaitEcho(client, "hello");
		}
		for (String path : new String[] { "/v2/rooms/a", "/v1/chat", "/v2/chat", "/v1/trades", "/v2/trades" }) {
			assertThatExceptionOfType(CompletionException.class).as(path)
				.isThrownBy(() -> connectFromAnotherSite(path))
				.havingCause()
				.isInstanceOfSatisfying(WebSocketHandshakeException.class,
						(ex) -> assertThat(ex.getResponse().statusCode()).isEqualTo(403));
		}
	}

	private ExampleClient connectFromAnotherSite(String path) {
		return ExampleClient.connect(this.port, path,
				(handshake) -> handshake.header("Origin", "https://other.example.org"));
	}

	@Test
	void endpointShouldTakeLargerMessagesThanHandlerAndSocketOnTomcat() {
		String tenThousand = "x".repeat(10_000);
		for (String path : new String[] { "/v1/chat", "/v1/rooms/b" }) {
			try (ExampleClient client = connect(path)) {
				client.send("{\"from\":\"Ada\",\"text\":\"" + tenThousand + "\"}");
				assertThat(client.closeCode()).as(path).isEqualTo(1009);
			}
		}
		try (ExampleClient client = connect("/v2/chat")) {
			client.send("{\"from\":\"Ada\",\"text\":\"" + tenThousand + "\"}");
			assertThat(client.nextText()).contains(tenThousand);
			client.send("{\"from\":\"Ada\",\"text\":\"" + tenThousand.repeat(7) + "\"}");
			assertThat(client.closeCode()).isEqualTo(1009);
		}
	}

	@Test
	void unreadableMessageShouldCloseWithAnotherCode() {
		try (ExampleClient before = connect("/v1/chat"); ExampleClient after = connect("/v2/chat")) {
			before.send("no JSON");
			assertThat(before.closeCode()).isEqualTo(1011);
			after.send("no JSON");
			assertThat(after.closeCode()).isEqualTo(1007);
		}
	}

	/**
	 * Wait until a client gets what it sends, so that it is where the next message goes.
	 */
	private static void awaitEcho(ExampleClient client, String text) {
		client.send(text);
		assertThat(client.nextText()).isEqualTo(text);
	}

	private ExampleClient connect(String pathAndQuery) {
		return ExampleClient.connect(this.port, pathAndQuery);
	}

	private static BlockingQueue<String> subscribe(StompSession session, String destination) {
		BlockingQueue<String> received = new LinkedBlockingQueue<>();
		session.subscribe(destination, new StompFrameHandler() {

			@Override
			public Type getPayloadType(StompHeaders headers) {
				return JsonNode.class;
			}

			@Override
			public void handleFrame(StompHeaders headers, Object payload) {
				received.add(payload.toString());
			}

		});
		return received;
	}

	@ExampleApplication
	@Import({ ChatHandlerConfiguration.class, LinesEndpoint.class, TradeBroker.class, TradeController.class,
			TradeEndpoint.class, RoomEndpoint.class, RelayEndpoint.class, MovesEndpoint.class, QueryUserFilter.class })
	static class Application {

		@Bean
		static ServerEndpointExporter serverEndpoints() {
			ServerEndpointExporter exporter = new ServerEndpointExporter();
			exporter.setAnnotatedEndpointClasses(RoomSocket.class);
			return exporter;
		}

	}

}
