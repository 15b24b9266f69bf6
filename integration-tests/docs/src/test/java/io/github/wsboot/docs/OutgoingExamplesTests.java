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
import java.time.Duration;
import java.util.concurrent.LinkedBlockingQueue;
import java.util.concurrent.TimeUnit;

import org.apache.commons.logging.Log;
import org.apache.commons.logging.LogFactory;
import org.junit.jupiter.api.AfterAll;
import org.junit.jupiter.api.BeforeAll;
import org.junit.jupiter.api.Test;
import org.springframework.boot.WebApplicationType;
import org.springframework.boot.builder.SpringApplicationBuilder;
import org.springframework.context.ConfigurableApplicationContext;
import org.springframework.context.annotation.Bean;
import org.springframework.context.annotation.Import;
import org.springframework.core.env.Environment;
import org.springframework.stereotype.Component;
import org.springframework.web.bind.annotation.PathVariable;
import org.springframework.web.bind.annotation.RequestHeader;

import io.github.wsboot.CloseCause;
import io.github.wsboot.Connection;
import io.github.wsboot.annotation.MessageType;
import io.github.wsboot.annotation.OnClose;
import io.github.wsboot.annotation.OnHandshake;
import io.github.wsboot.annotation.OnMessage;
import io.github.wsboot.annotation.OnOpen;
import io.github.wsboot.annotation.WebSocketClient;
import io.github.wsboot.annotation.WebSocketEndpoint;
import io.github.wsboot.client.BlockingConnection;
import io.github.wsboot.client.ClientConnection;
import io.github.wsboot.client.ConnectCustomizer;
import io.github.wsboot.client.ConnectRequest;
import io.github.wsboot.client.ReconnectPolicy;
import io.github.wsboot.client.WebSocketClients;

import static org.assertj.core.api.Assertions.assertThat;
import static org.awaitility.Awaitility.await;

/**
 * Runs the examples of the page about outgoing connections: an application without a web
 * server, and a server for it. Hosts below {@code example.org} are that server.
 */
class OutgoingExamplesTests {

	private static final Duration TIMEOUT = Duration.ofSeconds(30);

	private static ConfigurableApplicationContext server;

	private static ConfigurableApplicationContext application;

	@BeforeAll
	static void start() {
		server = new SpringApplicationBuilder(Server.class).run("--server.port=0", "--ws.allowed-origins=*");
		application = new SpringApplicationBuilder(Application.class).web(WebApplicationType.NONE)
			.run("--test.port=" + server.getEnvironment().getProperty("local.server.port"));
	}

	@AfterAll
	static void stop() {
		application.close();
		server.close();
	}

	@Test
	void quotesShouldArrive() throws Exception {
		Quote quote = application.getBean(Quotes.class).received.poll(TIMEOUT.toSeconds(), TimeUnit.SECONDS);
		assertThat(quote).isEqualTo(new Quote("ACME", "Bearer present"));
	}

	@Test
	void orderBookShouldBeSubscribed() {
		ClientConnection acme = application.getBean(Examples.class).connect();
		await().atMost(TIMEOUT).until(() -> acme.connection() != null);
		await().atMost(TIMEOUT)
			.untilAsserted(() -> assertThat(server.getBean(DepthEndpoint.class).seen).contains("ACME"));
		application.getBean(Examples.class).push("command");
		await().atMost(TIMEOUT)
			.untilAsserted(() -> assertThat(server.getBean(DepthEndpoint.class).seen).contains("command"));
	}

	@Test
	void echoShouldBeReceived() throws Exception {
		assertThat(application.getBean(Examples.class).echo()).isEqualTo("hello");
	}

	@Test
	void policyShouldDecide() {
		assertThat(application.getBean(ReconnectPolicy.class)).isNotNull();
	}

	@ExampleApplication
	@Import({ StreamEndpoint.class, DepthEndpoint.class, EchoEndpoint.class })
	static class Server {

	}

	@ExampleApplication
	@Import({ QuotesClient.class, DepthClient.class, DevicesClient.class, Tokens.class, Quotes.class, Examples.class })
	static class Application {

		@Bean
		ReconnectPolicy hourly() {
			return (ending) -> (ending.attempt() < 10) ? Duration.ofSeconds(10) : Duration.ofHours(1);
		}

		@Bean
		ConnectCustomizer local(Environment environment) {
			return (request) -> request
				.uri(URI.create("ws://localhost:" + environment.getProperty("test.port") + request.uri().getRawPath()));
		}

	}

	@Component
	static class Examples {

		private final WebSocketClients clients;

		Examples(WebSocketClients clients) {
			this.clients = clients;
		}

		ClientConnection connect() {
			ClientConnection acme = this.clients.client("depth").pathVariable("symbol", "ACME").connect();
			acme.push(new Subscribe("L2"));
			return acme;
		}

		String echo() throws InterruptedException {
			try (BlockingConnection echo = this.clients.uri("wss://echo.example.org/").open()) {
				echo.push("hello");
				return echo.receive(String.class, Duration.ofSeconds(5));
			}
		}

		void push(Object command) {
			this.clients.all().push(command);
			this.clients.client("devices").audience().push(command);
			this.clients.room("europe").push(command);
		}

	}

	@WebSocketClient(name = "quotes", value = "wss://quotes.example.org/stream")
	static class QuotesClient {

		private final Log log = LogFactory.getLog(QuotesClient.class);

		private final Tokens tokens;

		private final Quotes quotes;

		QuotesClient(Tokens tokens, Quotes quotes) {
			this.tokens = tokens;
			this.quotes = quotes;
		}

		@OnHandshake
		void authenticate(ConnectRequest request) {
			request.headers().setBearerAuth(this.tokens.current());
		}

		@OnOpen
		Subscribe opened() {
			return new Subscribe("ACME");
		}

		@OnMessage("quote")
		void quote(Quote quote) {
			this.quotes.add(quote);
		}

		@OnClose
		void closed(CloseCause cause, ClientConnection client) {
			this.log.info(client.client() + " has lost its connection: " + cause);
		}

	}

	@WebSocketClient(name = "depth", value = "wss://quotes.example.org/depth/{symbol}")
	static class DepthClient {

		@OnOpen
		Subscribe opened(@PathVariable String symbol) {
			return new Subscribe(symbol);
		}

	}

	@WebSocketClient(name = "devices", value = "wss://devices.example.org/{id}")
	static class DevicesClient {

		@OnMessage
		void message(String text) {
		}

	}

	@Component
	static class Tokens {

		String current() {
			return "present";
		}

	}

	@Component
	static class Quotes {

		private final LinkedBlockingQueue<Quote> received = new LinkedBlockingQueue<>();

		void add(Quote quote) {
			this.received.add(quote);
		}

	}

	@WebSocketEndpoint("/stream")
	static class StreamEndpoint {

		@OnMessage
		Quote subscribe(Subscribe subscribe, @RequestHeader String authorization) {
			return new Quote(subscribe.symbol(), authorization);
		}

	}

	@WebSocketEndpoint("/depth/{symbol}")
	static class DepthEndpoint {

		private final LinkedBlockingQueue<String> seen = new LinkedBlockingQueue<>();

		@OnOpen
		void opened(@PathVariable String symbol) {
			this.seen.add(symbol);
		}

		@OnMessage
		void message(String text) {
			this.seen.add(text);
		}

	}

	@WebSocketEndpoint("/")
	static class EchoEndpoint {

		@OnMessage
		String echo(String text, Connection connection) {
			return text;
		}

	}

	record Subscribe(String symbol) {

	}

	@MessageType("quote")
	record Quote(String symbol, String price) {

	}

}
