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

import java.util.ArrayList;
import java.util.List;
import java.util.concurrent.BlockingQueue;
import java.util.concurrent.CountDownLatch;
import java.util.concurrent.LinkedBlockingQueue;
import java.util.concurrent.TimeUnit;

import org.junit.jupiter.api.AfterEach;
import org.junit.jupiter.api.Test;
import org.springframework.beans.factory.SmartInitializingSingleton;
import org.springframework.beans.factory.annotation.Value;
import org.springframework.boot.WebApplicationType;
import org.springframework.boot.autoconfigure.EnableAutoConfiguration;
import org.springframework.boot.builder.SpringApplicationBuilder;
import org.springframework.boot.web.server.servlet.context.ServletWebServerApplicationContext;
import org.springframework.context.ConfigurableApplicationContext;
import org.springframework.context.SmartLifecycle;
import org.springframework.context.annotation.Bean;
import org.springframework.context.annotation.Configuration;
import org.springframework.context.event.EventListener;
import org.springframework.web.socket.CloseStatus;

import io.github.wsboot.CloseCause;
import io.github.wsboot.DrainStartedEvent;
import io.github.wsboot.MessageTooLargeException;
import io.github.wsboot.annotation.OnClose;
import io.github.wsboot.annotation.OnError;
import io.github.wsboot.annotation.OnMessage;
import io.github.wsboot.annotation.WebSocketClient;
import io.github.wsboot.annotation.WebSocketEndpoint;
import io.github.wsboot.server.ServerKind;
import io.github.wsboot.server.TestServer;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatExceptionOfType;
import static org.assertj.core.api.Assertions.assertThatIllegalStateException;

/**
 * Tests of what happens to outgoing connections when their application starts and stops.
 */
class ClientStopTests {

	private final BlockingQueue<String> calls = new LinkedBlockingQueue<>();

	private final RawServer server = new RawServer();

	private final List<ConfigurableApplicationContext> contexts = new ArrayList<>();

	@AfterEach
	void close() {
		this.contexts.forEach(ConfigurableApplicationContext::close);
		this.server.close();
	}

	private ConfigurableApplicationContext start(WebApplicationType type, Class<?> source, String... properties) {
		List<String> arguments = new ArrayList<>(List.of("--" + ServerKind.DIRECT_TOMCAT.exclusion(List.of()),
				"--server.port=0", "--logging.level.root=warn", "--ws.client.heartbeat.interval=0",
				"--feed.url=" + this.server.uri("/feed")));
		List.of(properties).forEach((property) -> arguments.add("--" + property));
		ConfigurableApplicationContext context = new SpringApplicationBuilder(source).web(type)
			.logStartupInfo(false)
			.initializers((created) -> created.getBeanFactory().registerSingleton("calls", new Calls(this.calls)))
			.properties("spring.main.banner-mode=off")
			.run(arguments.toArray(String[]::new));
		this.contexts.add(context);
		return context;
	}

	private String next() throws InterruptedException {
		String call = this.calls.poll(60, TimeUnit.SECONDS);
		assertThat(call).as("next call").isNotNull();
		return call;
	}

	@Test
	void ownClientsShouldCloseBeforeTheServerDrains() throws Exception {
		ServletWebServerApplicationContext context = (ServletWebServerApplicationContext) start(
				WebApplicationType.SERVLET, BothEnds.class);
		context.getBean(WebSocketClients.class)
			.client("own")
			.pathVariable("port", context.getWebServer().getPort())
			.connect()
			.whenEstablished()
			.toCompletableFuture()
			.get(60, TimeUnit.SECONDS);
		context.close();
		assertThat(List.of(next(), next(), next())).contains("server CLIENT 1001")
			.containsSubsequence("client SHUTDOWN 1001", "drain");
	}

	@Test
	void applicationShouldStopWhileClientsConnect() {
		this.server.respond(RawResponse.silence());
		ConfigurableApplicationContext context = start(WebApplicationType.NONE, FeedApplication.class);
		RawPeer peer = this.server.accept();
		WebSocketClients clients = context.getBean(WebSocketClients.class);
		ClientConnection connecting = clients.connections().findFirst().orElseThrow();
		context.close();
		peer.awaitEnd();
		assertThat(connecting.state()).isEqualTo(ClientState.CLOSED);
		assertThatIllegalStateException().isThrownBy(() -> clients.uri("ws://localhost/").connect())
			.withMessageContaining("being stopped");
		assertThat(this.calls).containsExactly("stopped");
	}

	@Test
	void applicationShouldStopWhileClientsWait() {
		this.server.respond(RawResponse.status(404));
		ConfigurableApplicationContext context = start(WebApplicationType.NONE, FeedApplication.class);
		this.server.accept();
		ClientConnection waiting = context.getBean(WebSocketClients.class).connections().findFirst().orElseThrow();
		context.close();
		assertThat(waiting.state()).isEqualTo(ClientState.CLOSED);
		assertThat(waiting.info().nextAttempt()).isNull();
	}

	@Test
	void callbackThatGoesOnShouldBeInterruptedInTheEnd() throws Exception {
		ConfigurableApplicationContext context = start(WebApplicationType.NONE, FeedApplication.class,
				"ws.client.close-timeout=200ms");
		RawPeer peer = this.server.accept();
		peer.sendText("hold");
		assertThat(next()).isEqualTo("holding");
		context.close();
		assertThat(peer.read().closeCode()).isEqualTo(1001);
		peer.awaitEnd();
		assertThat(next()).isEqualTo("interrupted");
		assertThat(next()).isEqualTo("closed SHUTDOWN");
		assertThat(next()).isEqualTo("stopped");
	}

	@Test
	void clientShouldConnectWithLazyInitialization() throws Exception {
		ConfigurableApplicationContext context = start(WebApplicationType.NONE, FeedApplication.class,
				"spring.main.lazy-initialization=true");
		RawPeer peer = this.server.accept();
		TestServer.await("connection").until(() -> context.getBean(WebSocketClients.class).all().count() == 1);
		context.close();
		assertThat(peer.read().closeCode()).isEqualTo(1001);
		assertThat(next()).isEqualTo("closed SHUTDOWN");
	}

	@Test
	void connectionsShouldBeClosedIfTheStartFails() {
		assertThatExceptionOfType(RuntimeException.class)
			.isThrownBy(() -> start(WebApplicationType.NONE, FailingApplication.class))
			.withStackTraceContaining("no start");
		RawPeer peer = this.server.accept();
		assertThat(peer.read().closeCode()).isEqualTo(1001);
		peer.awaitEnd();
	}

	@Test
	void tooLargeMessageShouldNameThePropertyOfTheClient() throws Exception {
		start(WebApplicationType.NONE, FeedApplication.class, "ws.client.registration.feed.max-text-size=1KB");
		RawPeer peer = this.server.accept();
		peer.sendText("x".repeat(1025));
		assertThat(next()).isEqualTo("The other side has sent a message beyond "
				+ "'ws.client.registration.feed.max-text-size' or 'ws.client.registration.feed.max-binary-size'");
		assertThat(peer.read().closeCode()).isEqualTo(1009);
		peer.close();
		assertThat(next()).isEqualTo("closed PROTOCOL_ERROR");
	}

	/**
	 * Calls of an application.
	 *
	 * @param queue takes what happened
	 */
	record Calls(BlockingQueue<String> queue) {

		void add(String call) {
			this.queue.add(call);
		}

	}

	@WebSocketClient(name = "feed", value = "${feed.url}")
	static class FeedClient {

		private final Calls calls;

		FeedClient(Calls calls) {
			this.calls = calls;
		}

		@OnMessage
		void message(String message) {
			this.calls.add("holding");
			try {
				new CountDownLatch(1).await(60, TimeUnit.SECONDS);
			}
			catch (InterruptedException ex) {
				this.calls.add("interrupted");
			}
		}

		@OnError
		void tooLarge(MessageTooLargeException exception) {
			this.calls.add(exception.getMessage());
		}

		@OnClose
		void closed(CloseCause cause) {
			this.calls.add("closed " + cause);
		}

	}

	@Configuration(proxyBeanMethods = false)
	@EnableAutoConfiguration
	static class FeedApplication {

		@Bean
		FeedClient feedClient(Calls calls) {
			return new FeedClient(calls);
		}

		@Bean
		StoppedLater stoppedLater(Calls calls) {
			return new StoppedLater(calls);
		}

	}

	/**
	 * Component that is stopped after all clients have been, and before beans are
	 * destroyed.
	 */
	static class StoppedLater implements SmartLifecycle {

		private final Calls calls;

		private volatile boolean running;

		StoppedLater(Calls calls) {
			this.calls = calls;
		}

		@Override
		public void start() {
			this.running = true;
		}

		@Override
		public void stop() {
			this.running = false;
			this.calls.add("stopped");
		}

		@Override
		public boolean isRunning() {
			return this.running;
		}

		@Override
		public int getPhase() {
			return 0;
		}

	}

	@Configuration(proxyBeanMethods = false)
	@EnableAutoConfiguration
	static class FailingApplication {

		@Bean
		SmartInitializingSingleton failing(WebSocketClients clients, @Value("${feed.url}") String url) {
			return () -> {
				clients.uri(url).connect().whenEstablished().toCompletableFuture().join();
				throw new IllegalStateException("no start");
			};
		}

	}

	@WebSocketClient(name = "own", value = "ws://localhost:{port}/own")
	static class OwnClient {

		private final Calls calls;

		OwnClient(Calls calls) {
			this.calls = calls;
		}

		@OnClose
		void closed(CloseCause cause, CloseStatus status) {
			this.calls.add("client " + cause + " " + status.getCode());
		}

	}

	@WebSocketEndpoint("/own")
	static class OwnEndpoint {

		private final Calls calls;

		OwnEndpoint(Calls calls) {
			this.calls = calls;
		}

		@OnClose
		void closed(CloseCause cause, CloseStatus status) {
			this.calls.add("server " + cause + " " + status.getCode());
		}

	}

	@Configuration(proxyBeanMethods = false)
	@EnableAutoConfiguration
	static class BothEnds {

		private final Calls calls;

		BothEnds(Calls calls) {
			this.calls = calls;
		}

		@Bean
		OwnClient ownClient() {
			return new OwnClient(this.calls);
		}

		@Bean
		OwnEndpoint ownEndpoint() {
			return new OwnEndpoint(this.calls);
		}

		@EventListener
		void drain(DrainStartedEvent event) {
			this.calls.add("drain");
		}

	}

}
