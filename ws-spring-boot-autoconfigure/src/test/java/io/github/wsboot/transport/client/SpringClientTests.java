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

import java.lang.reflect.Type;
import java.nio.ByteBuffer;
import java.time.Duration;
import java.util.Random;
import java.util.concurrent.BlockingQueue;
import java.util.concurrent.LinkedBlockingQueue;
import java.util.concurrent.TimeUnit;

import javax.net.ssl.SSLEngine;

import org.junit.jupiter.api.AfterAll;
import org.junit.jupiter.api.Test;
import org.springframework.context.annotation.Configuration;
import org.springframework.messaging.converter.StringMessageConverter;
import org.springframework.messaging.handler.annotation.MessageMapping;
import org.springframework.messaging.handler.annotation.SendTo;
import org.springframework.messaging.simp.config.MessageBrokerRegistry;
import org.springframework.messaging.simp.stomp.StompFrameHandler;
import org.springframework.messaging.simp.stomp.StompHeaders;
import org.springframework.messaging.simp.stomp.StompSession;
import org.springframework.messaging.simp.stomp.StompSessionHandlerAdapter;
import org.springframework.stereotype.Controller;
import org.springframework.web.socket.BinaryMessage;
import org.springframework.web.socket.CloseStatus;
import org.springframework.web.socket.TextMessage;
import org.springframework.web.socket.WebSocketSession;
import org.springframework.web.socket.config.annotation.EnableWebSocketMessageBroker;
import org.springframework.web.socket.config.annotation.StompEndpointRegistry;
import org.springframework.web.socket.config.annotation.WebSocketMessageBrokerConfigurer;
import org.springframework.web.socket.handler.AbstractWebSocketHandler;
import org.springframework.web.socket.messaging.WebSocketStompClient;

import io.github.wsboot.server.DirectSuite;
import io.github.wsboot.server.ServerKind;
import io.github.wsboot.server.ServerKinds;
import io.github.wsboot.server.ServerTests;
import io.github.wsboot.server.TestServer;
import io.github.wsboot.server.TestTls;
import io.github.wsboot.transport.codec.Compression;
import io.github.wsboot.transport.codec.CompressionSettings;
import io.github.wsboot.transport.codec.FrameLimits;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assumptions.assumeThat;

/**
 * Tests for {@link DirectWebSocketClient} with the containers' servers and our own.
 */
@ServerKinds({ ServerKind.TOMCAT, ServerKind.JETTY, ServerKind.DIRECT_TOMCAT_TLS, ServerKind.DIRECT_JETTY_TLS })
class SpringClientTests extends ServerTests {

	private static final int LARGE = 40_000;

	private final TestTransport transport = new TestTransport();

	SpringClientTests() {
		super(DirectSuite.EchoEndpoint.class, Broker.class, GreetingController.class);
	}

	@AfterAll
	void stopTransport() throws InterruptedException {
		this.transport.close();
	}

	private DirectWebSocketClient client(CompressionSettings compression) {
		return new DirectWebSocketClient(this.transport.transport(), this.transport::execute,
				new DirectWebSocketClient.Settings(SpringClientTests::engine, new Compression(compression),
						new FrameLimits(2 * LARGE, 2 * LARGE, 10), TestServer.TIMEOUT, TestServer.TIMEOUT,
						Duration.ofSeconds(10)));
	}

	private static SSLEngine engine(String host, int port) {
		SSLEngine engine = TestTls.context().createSSLEngine(host, port);
		engine.setUseClientMode(true);
		return engine;
	}

	private boolean isDirect() {
		return kind() != ServerKind.TOMCAT && kind() != ServerKind.JETTY;
	}

	private TestServer plain() {
		return isDirect() ? server("ws.transport.apply-to-spring-handlers=true") : server();
	}

	@Test
	void stompClientShouldSubscribeAndSend() throws Exception {
		assumeThat(kind()).as("Spring takes Jetty's strategy, as it is on the class path")
			.isNotEqualTo(ServerKind.TOMCAT);
		WebSocketStompClient stomp = new WebSocketStompClient(client(CompressionSettings.DISABLED));
		stomp.setMessageConverter(new StringMessageConverter());
		StompSession session = stomp.connectAsync(plain().uri("/stomp").toString(), new StompSessionHandlerAdapter() {
		}).get(60, TimeUnit.SECONDS);
		BlockingQueue<String> received = subscribe(session, "/topic/greetings");
		TestServer.await("subscription").until(() -> {
			session.send("/app/hello", "ada");
			return "Hello, ada".equals(received.poll(100, TimeUnit.MILLISECONDS));
		});
		session.send("/app/hello", "z".repeat(LARGE));
		TestServer.await("large greeting").until(() -> ("Hello, " + "z".repeat(LARGE)).equals(received.poll()));
		session.disconnect();
		TestServer.await("end").until(() -> !session.isConnected());
		stomp.stop();
	}

	private static BlockingQueue<String> subscribe(StompSession session, String destination) {
		BlockingQueue<String> received = new LinkedBlockingQueue<>();
		session.subscribe(destination, new StompFrameHandler() {

			@Override
			public Type getPayloadType(StompHeaders headers) {
				return String.class;
			}

			@Override
			public void handleFrame(StompHeaders headers, Object payload) {
				received.add((String) payload);
			}

		});
		return received;
	}

	@Test
	void messagesShouldBeEchoedPlain() throws Exception {
		echo(client(CompressionSettings.DISABLED), plain());
	}

	@Test
	void messagesShouldBeEchoedCompressed() throws Exception {
		for (boolean takeover : new boolean[] { true, false }) {
			TestServer server = server("ws.compression.enabled=true", "ws.compression.context-takeover=" + takeover);
			echo(client(new CompressionSettings(true, 10, !takeover)), server);
			echo(client(new CompressionSettings(true, 10, takeover)), server);
			if (!isDirect()) {
				return;
			}
			assertThat(server.bean(Compression.class).compressedMessages()).isPositive();
		}
	}

	private void echo(DirectWebSocketClient client, TestServer server) throws Exception {
		RecordingHandler handler = new RecordingHandler();
		WebSocketSession session = client
			.execute(handler, null, server.uri(TestServer.path("/echo", TestServer.newClient())))
			.get(60, TimeUnit.SECONDS);
		for (int size = 1; size < LARGE; size *= 3) {
			byte[] bytes = new byte[size];
			new Random(size).nextBytes(bytes);
			session.sendMessage(new TextMessage("γ".repeat(size / 2)));
			session.sendMessage(new BinaryMessage(bytes));
			assertThat(handler.next()).isEqualTo("γ".repeat(size / 2));
			assertThat(handler.next()).isEqualTo(ByteBuffer.wrap(bytes));
		}
		session.close(CloseStatus.NORMAL);
		assertThat(handler.next()).isEqualTo(CloseStatus.NORMAL);
	}

	/**
	 * A handler that records payloads and the final status.
	 */
	private static final class RecordingHandler extends AbstractWebSocketHandler {

		private final BlockingQueue<Object> calls = new LinkedBlockingQueue<>();

		@Override
		protected void handleTextMessage(WebSocketSession session, TextMessage message) {
			this.calls.add(message.getPayload());
		}

		@Override
		protected void handleBinaryMessage(WebSocketSession session, BinaryMessage message) {
			this.calls.add(message.getPayload());
		}

		@Override
		public void afterConnectionClosed(WebSocketSession session, CloseStatus status) {
			this.calls.add(status);
		}

		Object next() throws InterruptedException {
			return this.calls.poll(60, TimeUnit.SECONDS);
		}

	}

	@Configuration(proxyBeanMethods = false)
	@EnableWebSocketMessageBroker
	static class Broker implements WebSocketMessageBrokerConfigurer {

		@Override
		public void registerStompEndpoints(StompEndpointRegistry registry) {
			registry.addEndpoint("/stomp");
		}

		@Override
		public void configureMessageBroker(MessageBrokerRegistry registry) {
			registry.setApplicationDestinationPrefixes("/app").enableSimpleBroker("/topic");
		}

	}

	@Controller
	static class GreetingController {

		@MessageMapping("/hello")
		@SendTo("/topic/greetings")
		String hello(String name) {
			return "Hello, " + name;
		}

	}

}
