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

import java.net.URI;
import java.net.http.HttpClient;
import java.net.http.WebSocket;
import java.net.http.WebSocketHandshakeException;
import java.util.List;
import java.util.Optional;
import java.util.concurrent.CompletableFuture;
import java.util.concurrent.CompletionException;
import java.util.concurrent.CompletionStage;
import java.util.concurrent.CopyOnWriteArrayList;
import java.util.concurrent.TimeUnit;
import java.util.stream.IntStream;

import org.junit.jupiter.api.Test;
import org.springframework.beans.factory.annotation.Autowired;
import org.springframework.boot.test.context.SpringBootTest;
import org.springframework.boot.test.context.SpringBootTest.WebEnvironment;
import org.springframework.boot.test.web.server.LocalServerPort;
import org.springframework.context.annotation.Bean;
import org.springframework.context.annotation.Import;
import org.springframework.web.client.RestClient;

import io.github.wsboot.ConnectionManager;
import io.github.wsboot.client.ClientConnection;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatExceptionOfType;
import static org.awaitility.Awaitility.await;

/**
 * Runs the examples of the README.
 */
@SpringBootTest(webEnvironment = WebEnvironment.RANDOM_PORT)
class ReadmeExamplesTests {

	/** The obvious recipe has closed both of a pair in 2 of 48. */
	private static final int PAIRS = 200;

	private final HttpClient http = HttpClient.newHttpClient();

	@LocalServerPort
	private int port;

	@Test
	void chatShouldReachTheRoomAndTakeNewsFromOutside(@Autowired ConnectionManager connections) {
		ExampleClient client = ExampleClient.connect(this.port, "/chat/lobby");
		await().until(() -> connections.room("lobby").count() == 1);
		client.send("{\"from\":\"Ada\",\"text\":\"hello\"}");
		assertThat(client.nextText()).isEqualTo("{\"from\":\"Ada\",\"text\":\"hello\"}");
		String targeted = RestClient.create("http://localhost:" + this.port)
			.post()
			.uri("/news/lobby")
			.body("Server restarts at ten")
			.retrieve()
			.body(String.class);
		assertThat(targeted).isEqualTo("1");
		assertThat(client.nextText()).isEqualTo("{\"news\":\"Server restarts at ten\"}");
		client.close();
	}

	@Test
	void gameShouldAnswerByTypeAndTick(@Autowired ConnectionManager connections) {
		ExampleClient client = ExampleClient.connect(this.port, "/games/chess?ticket=t-1");
		assertThat(client.nextText()).isEqualTo("{\"type\":\"welcome\",\"game\":\"chess\"}");
		assertThat(connections.user("ada").count()).isOne();
		client.send("{\"type\":\"hint\"}");
		assertThat(nextExceptTicks(client)).isEqualTo("{\"type\":\"hint\",\"to\":\"e4\"}");
		client.send("{\"type\":\"move\",\"to\":{}}");
		assertThat(nextExceptTicks(client)).isEqualTo("{\"type\":\"problem\",\"text\":\"That was no move\"}");
		assertThat(client.nextText()).startsWith("{\"type\":\"clock\"");
		client.close();
	}

	@Test
	void gameShouldRefuseAWrongTicket() {
		assertThatExceptionOfType(CompletionException.class)
			.isThrownBy(() -> ExampleClient.connect(this.port, "/games/chess?ticket=wrong"))
			.havingCause()
			.isInstanceOfSatisfying(WebSocketHandshakeException.class,
					(ex) -> assertThat(ex.getResponse().statusCode()).isEqualTo(401));
	}

	@Test
	void quotesShouldArriveUntilTheirConnectionEnds(@Autowired QuotesExample.Desk desk,
			@Autowired QuotesServer.Market market) throws InterruptedException {
		ClientConnection acme = desk.watch();
		assertThat(market.quotes.poll(10, TimeUnit.SECONDS)).isEqualTo(new QuotesExample.Quote("ACME", "1.50"));
		assertThat(acme.disconnect()).isTrue();
		assertThat(market.interrupted.poll(10, TimeUnit.SECONDS)).isEqualTo(acme.id());
	}

	@Test
	void helloShouldBeSentWithoutCallbacks(@Autowired QuotesExample.Desk desk, @Autowired QuotesServer.Market market)
			throws InterruptedException {
		desk.hello();
		assertThat(market.echoed).containsExactly("hello");
	}

	@Test
	void ofConnectionsThatComeTogetherTheInboxShouldKeepOne(@Autowired ConnectionManager connections) {
		List<Pair> pairs = IntStream.range(0, PAIRS).mapToObj((i) -> connectTogether("user" + i)).toList();
		pairs.forEach((pair) -> await("close of one of " + pair).until(() -> pair.closeCodes().contains(4409)));
		assertThat(pairs).allSatisfy((pair) -> {
			assertThat(pair.closeCodes()).containsExactly(4409);
			assertThat(connections.user(pair.user()).push("still here").targeted()).isOne();
			await("message for the other of " + pair).until(() -> pair.received().contains("still here"));
		});
		pairs.forEach(Pair::close);
		await("end of all connections").until(() -> connections.count() == 0);
	}

	private Pair connectTogether(String user) {
		Pair pair = new Pair(user, new CopyOnWriteArrayList<>(), new CopyOnWriteArrayList<>(),
				new CopyOnWriteArrayList<>());
		List<CompletableFuture<WebSocket>> opening = IntStream.range(0, 2)
			.mapToObj((i) -> this.http.newWebSocketBuilder()
				.buildAsync(URI.create("ws://localhost:" + this.port + "/inbox?user=" + user), pair))
			.toList();
		opening.forEach((socket) -> pair.sockets().add(socket.join()));
		return pair;
	}

	private static String nextExceptTicks(ExampleClient client) {
		String text = client.nextText();
		while (text.contains("clock")) {
			text = client.nextText();
		}
		return text;
	}

	@ExampleApplication
	@Import({ ChatEndpoint.class, NewsController.class, GameExample.GameEndpoint.class, InboxEndpoint.class,
			QueryUserFilter.class, QuotesExample.QuotesClient.class, QuotesExample.Desk.class,
			QuotesServer.StreamEndpoint.class, QuotesServer.EchoEndpoint.class, QuotesServer.Market.class,
			QuotesServer.ToThisServer.class })
	static class Application {

		@Bean
		GameExample.Tickets tickets() {
			return (ticket) -> ticket.equals("t-1") ? Optional.of("ada") : Optional.empty();
		}

	}

	/**
	 * Two clients of one user.
	 */
	private record Pair(String user, List<WebSocket> sockets, List<Integer> closeCodes,
			List<String> received) implements WebSocket.Listener {

		@Override
		public CompletionStage<?> onText(WebSocket socket, CharSequence data, boolean last) {
			this.received.add(data.toString());
			socket.request(1);
			return null;
		}

		@Override
		public CompletionStage<?> onClose(WebSocket socket, int code, String reason) {
			this.closeCodes.add(code);
			return null;
		}

		void close() {
			this.sockets.stream()
				.filter((socket) -> !socket.isOutputClosed())
				.forEach((socket) -> socket.sendClose(WebSocket.NORMAL_CLOSURE, ""));
		}

	}

}
