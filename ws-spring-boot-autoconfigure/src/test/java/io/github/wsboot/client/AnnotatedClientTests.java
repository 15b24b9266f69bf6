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

package io.github.wsboot.client;

import java.time.Duration;
import java.util.ArrayList;
import java.util.List;
import java.util.concurrent.BlockingQueue;
import java.util.concurrent.LinkedBlockingQueue;
import java.util.concurrent.TimeUnit;

import org.junit.jupiter.api.AfterEach;
import org.junit.jupiter.api.Test;
import org.springframework.boot.WebApplicationType;
import org.springframework.boot.autoconfigure.EnableAutoConfiguration;
import org.springframework.boot.builder.SpringApplicationBuilder;
import org.springframework.boot.web.server.servlet.context.ServletWebServerApplicationContext;
import org.springframework.context.ConfigurableApplicationContext;
import org.springframework.context.annotation.Bean;
import org.springframework.context.annotation.Configuration;
import org.springframework.core.annotation.Order;
import org.springframework.web.bind.annotation.PathVariable;
import org.springframework.web.bind.annotation.RequestHeader;
import org.springframework.web.socket.CloseStatus;

import io.github.wsboot.CloseCause;
import io.github.wsboot.Connection;
import io.github.wsboot.ConnectionManager;
import io.github.wsboot.annotation.OnClose;
import io.github.wsboot.annotation.OnError;
import io.github.wsboot.annotation.OnHandshake;
import io.github.wsboot.annotation.OnMessage;
import io.github.wsboot.annotation.OnOpen;
import io.github.wsboot.annotation.OnTick;
import io.github.wsboot.annotation.WebSocketClient;
import io.github.wsboot.annotation.WebSocketEndpoint;
import io.github.wsboot.server.ServerKind;
import io.github.wsboot.server.TestServer;

import static org.assertj.core.api.Assertions.assertThat;

/**
 * Tests of annotated clients in applications, with and without a web server.
 */
class AnnotatedClientTests {

	private final List<AutoCloseable> opened = new ArrayList<>();

	@AfterEach
	void close() throws Exception {
		for (int i = this.opened.size() - 1; i >= 0; i--) {
			this.opened.get(i).close();
		}
	}

	private RawServer server() {
		RawServer server = new RawServer();
		this.opened.add(server);
		return server;
	}

	private ConfigurableApplicationContext start(WebApplicationType type, Class<?> source, String... properties) {
		List<String> arguments = new ArrayList<>(List.of("--" + ServerKind.DIRECT_TOMCAT.exclusion(List.of()),
				"--server.port=0", "--logging.level.root=warn", "--ws.client.heartbeat.interval=0",
				"--ws.client.reconnect.delay=50ms", "--ws.client.reconnect.max-delay=100ms"));
		List.of(properties).forEach((property) -> arguments.add("--" + property));
		ConfigurableApplicationContext context = new SpringApplicationBuilder(source).web(type)
			.logStartupInfo(false)
			.properties("spring.main.banner-mode=off")
			.run(arguments.toArray(String[]::new));
		this.opened.add(context);
		return context;
	}

	@Test
	void shouldConnectWhenTheApplicationIsReadyAndCallItsCallbacks() throws Exception {
		RawServer server = server().respond(RawResponse.accept("Sec-WebSocket-Protocol: v2"));
		ConfigurableApplicationContext context = start(WebApplicationType.NONE, QuotesApplication.class,
				"quotes.url=" + server.uri("/stream?key=1"), "ws.client.registration.quotes.headers.X-Static=static");
		Calls calls = context.getBean(Calls.class);
		RawPeer peer = server.accept();
		assertThat(peer.target()).isEqualTo("/stream?key=1");
		assertThat(peer.header("Authorization")).isEqualTo("Bearer token-1");
		assertThat(peer.header("X-Static")).isEqualTo("static");
		assertThat(peer.header("X-Customized")).isEqualTo("quotes first second");
		assertThat(peer.header("Sec-WebSocket-Protocol")).isEqualTo("v2, v1");
		assertThat(peer.readText()).isEqualTo("{\"level\":\"Bearer token-1\"}");
		peer.sendText("{\"type\":\"quote\",\"price\":42}");
		assertThat(calls.next()).isEqualTo("quote 42 of quotes");
		peer.sendText("{\"type\":\"fail\"}");
		assertThat(peer.readText()).isEqualTo("failed: no");
		context.getBean(WebSocketClients.class).all().push("to all");
		assertThat(peer.readText()).isEqualTo("to all");
		assertThat(context.getBean(ConnectionManager.class).count()).isZero();
		peer.sendClose(1000);
		assertThat(calls.next()).isEqualTo("closed SERVER quotes");
		peer.readSkippingPings();
		peer.close();
		RawPeer second = server.accept();
		assertThat(second.header("Authorization")).isEqualTo("Bearer token-2");
		assertThat(second.readText()).isEqualTo("{\"level\":\"Bearer token-2\"}");
		context.close();
		assertThat(second.read().opcode()).isEqualTo(8);
		assertThat(calls.next()).isEqualTo("closed SHUTDOWN quotes");
	}

	@Test
	void failedAttemptsShouldBeErrorsOfTheClient() throws Exception {
		RawServer server = server().respond(RawResponse.status(503, "Retry-After: 0"));
		ConfigurableApplicationContext context = start(WebApplicationType.NONE, QuotesApplication.class,
				"quotes.url=" + server.uri("/"));
		assertThat(context.getBean(Calls.class).next()).startsWith("failure STATUS 503 true of quotes");
		server.respond(RawResponse.accept());
		TestServer.await("connection").until(() -> context.getBean(WebSocketClients.class).all().count() == 1);
	}

	@Test
	void bothEndsShouldBeAbleToLiveInOneApplication() throws Exception {
		ServletWebServerApplicationContext context = (ServletWebServerApplicationContext) start(
				WebApplicationType.SERVLET, BothEnds.class);
		ClientConnection client = context.getBean(WebSocketClients.class)
			.client(EchoClient.class)
			.pathVariable("port", context.getWebServer().getPort())
			.pathVariable("room", "blue")
			.connect();
		client.whenEstablished().toCompletableFuture().get(60, TimeUnit.SECONDS);
		Calls calls = context.getBean(Calls.class);
		calls.await("echo of hello blue");
		calls.await("tick blue");
		assertThat(context.getBean(ConnectionManager.class).count()).isOne();
		assertThat(context.getBean(WebSocketClients.class).all().count()).isOne();
		client.disconnect(CloseStatus.NORMAL);
		calls.await("closed CLIENT");
		TestServer.await("end at the server").until(() -> context.getBean(ConnectionManager.class).count() == 0);
		assertThat(client.state()).isEqualTo(ClientState.CLOSED);
	}

	@Test
	void policyOfTheApplicationShouldDecide() {
		RawServer server = server().respond(RawResponse.status(403));
		ConfigurableApplicationContext context = start(WebApplicationType.NONE, OwnPolicy.class,
				"quotes.url=" + server.uri("/"));
		TestServer.await("end").until(() -> context.getBean(WebSocketClients.class).count() == 0);
		assertThat(server.heads()).hasSize(3);
	}

	static class Calls {

		private final BlockingQueue<String> calls = new LinkedBlockingQueue<>();

		void add(String call) {
			this.calls.add(call);
		}

		String next() throws InterruptedException {
			String call = this.calls.poll(60, TimeUnit.SECONDS);
			assertThat(call).as("next call").isNotNull();
			return call;
		}

		void await(String call) throws InterruptedException {
			String next = next();
			while (!next.equals(call)) {
				next = next();
			}
		}

	}

	record Quote(int price) {

	}

	record Subscribe(String level) {

	}

	@WebSocketClient(name = "quotes", value = "${quotes.url}", subProtocols = { "v2", "v1" })
	static class QuotesClient {

		private final Calls calls;

		private int tokens;

		QuotesClient(Calls calls) {
			this.calls = calls;
		}

		@OnHandshake
		void authenticate(ConnectRequest request) {
			if (request.lastFailure() == null) {
				this.tokens++;
			}
			request.headers().setBearerAuth("token-" + this.tokens);
		}

		@OnOpen
		Subscribe opened(@RequestHeader("Authorization") String authorization) {
			return new Subscribe(authorization);
		}

		@OnMessage("quote")
		void quote(Quote quote, ClientConnection client) {
			this.calls.add("quote " + quote.price() + " of " + client.client());
		}

		@OnMessage("fail")
		void fail() {
			throw new IllegalStateException("no");
		}

		@OnError
		String failed(IllegalStateException failure, Connection connection) {
			return "failed: " + failure.getMessage();
		}

		@OnError
		void failed(ConnectFailedException failure, ClientConnection client) {
			this.calls
				.add("failure " + failure.reason() + " " + ((failure.status() != null) ? failure.status().value() : 0)
						+ " " + failure.willRetry() + " of " + client.client());
		}

		@OnClose
		void closed(CloseCause cause, ClientConnection client) {
			this.calls.add("closed " + cause + " " + client.client());
		}

	}

	@Configuration(proxyBeanMethods = false)
	@EnableAutoConfiguration
	static class QuotesApplication {

		@Bean
		Calls calls() {
			return new Calls();
		}

		@Bean
		QuotesClient quotesClient(Calls calls) {
			return new QuotesClient(calls);
		}

		@Bean
		@Order(2)
		ConnectCustomizer second() {
			return (request) -> request.headers()
				.set("X-Customized", request.headers().getFirst("X-Customized") + " second");
		}

		@Bean
		@Order(1)
		ConnectCustomizer first() {
			return (request) -> request.headers().set("X-Customized", request.client() + " first");
		}

	}

	@Configuration(proxyBeanMethods = false)
	static class OwnPolicy extends QuotesApplication {

		@Bean
		ReconnectPolicy policy() {
			return (ending) -> (ending.attempt() < 3) ? Duration.ofMillis(1) : null;
		}

	}

	@WebSocketClient("ws://localhost:{port}/echo/{room}")
	static class EchoClient {

		private final Calls calls;

		EchoClient(Calls calls) {
			this.calls = calls;
		}

		@OnHandshake
		void authenticate(ConnectRequest request, @PathVariable int port) {
			request.headers().set("X-Port", String.valueOf(port));
		}

		@OnOpen
		String opened(@PathVariable String room) {
			return "hello " + room;
		}

		@OnMessage
		void message(String message) {
			this.calls.add(message);
		}

		@OnTick(fixedRate = 20)
		void tick(@PathVariable String room) {
			this.calls.add("tick " + room);
		}

		@OnClose
		void closed(CloseCause cause) {
			this.calls.add("closed " + cause);
		}

	}

	@WebSocketEndpoint("/echo/{room}")
	static class EchoEndpoint {

		@OnMessage
		String message(String message) {
			return "echo of " + message;
		}

	}

	@Configuration(proxyBeanMethods = false)
	@EnableAutoConfiguration
	static class BothEnds {

		@Bean
		Calls calls() {
			return new Calls();
		}

		@Bean
		EchoClient echoClient(Calls calls) {
			return new EchoClient(calls);
		}

		@Bean
		EchoEndpoint echoEndpoint() {
			return new EchoEndpoint();
		}

	}

}
