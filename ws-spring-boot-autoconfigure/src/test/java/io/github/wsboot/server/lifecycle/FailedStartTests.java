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

package io.github.wsboot.server.lifecycle;

import java.util.List;

import org.junit.jupiter.api.Tag;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.ValueSource;
import org.springframework.beans.factory.annotation.Value;
import org.springframework.boot.ApplicationArguments;
import org.springframework.boot.ApplicationRunner;
import org.springframework.boot.context.event.ApplicationReadyEvent;
import org.springframework.boot.web.server.context.WebServerInitializedEvent;
import org.springframework.context.SmartLifecycle;
import org.springframework.context.annotation.Configuration;
import org.springframework.context.event.ContextRefreshedEvent;
import org.springframework.context.event.EventListener;
import org.springframework.core.NestedExceptionUtils;
import org.springframework.web.socket.TextMessage;
import org.springframework.web.socket.WebSocketSession;
import org.springframework.web.socket.config.annotation.EnableWebSocket;
import org.springframework.web.socket.config.annotation.WebSocketConfigurer;
import org.springframework.web.socket.config.annotation.WebSocketHandlerRegistry;
import org.springframework.web.socket.handler.TextWebSocketHandler;

import io.github.wsboot.annotation.WebSocketEndpoint;
import io.github.wsboot.server.Journal;
import io.github.wsboot.server.Promise;
import io.github.wsboot.server.RecordingEndpoint;
import io.github.wsboot.server.ServerKind;
import io.github.wsboot.server.ServerKindTest;
import io.github.wsboot.server.TestClient;
import io.github.wsboot.server.TestServer;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.catchException;

/**
 * Tests for an application that fails to start when its web server has clients already.
 */
@Promise("life-cycle")
@Tag("boot")
class FailedStartTests {

	private static TestClient client;

	private static Journal journal;

	private static void assertThatStartFails(ServerKind kind, String path, String moment, String... properties) {
		String[] all = List.of(properties).toArray(new String[properties.length + 3]);
		all[properties.length] = "test.fails-at=" + moment;
		all[properties.length + 1] = "test.path=" + path;
		all[properties.length + 2] = "logging.level.org.springframework.boot.SpringApplication=off";
		Exception failure = catchException(
				() -> TestServer.start(kind, List.of(Failure.class, EarlyEndpoint.class, Handlers.class), all));
		assertThat(failure).extracting(NestedExceptionUtils::getMostSpecificCause)
			.extracting(Throwable::getMessage)
			.isEqualTo("asked to fail");
	}

	@ServerKindTest({ ServerKind.TOMCAT, ServerKind.DIRECT_TOMCAT, ServerKind.JETTY, ServerKind.DIRECT_JETTY })
	void clientsShouldBeToldAndHaveTheirOnClose(ServerKind kind) {
		assertThatStartFails(kind, "/early", "lifecycle");
		assertThatClientWasTold();
	}

	@ParameterizedTest
	@ValueSource(strings = { "web server", "refreshed", "runner", "ready" })
	void clientsShouldBeToldWheneverItFails(String moment) {
		assertThatStartFails(ServerKind.DIRECT_TOMCAT, "/early", moment);
		assertThatClientWasTold();
	}

	private static void assertThatClientWasTold() {
		assertThat(client.nextClose().getCode()).isEqualTo(1012);
		assertThat(journal.of(client.name())).containsExactly(Journal.OPEN, "close 1012 SHUTDOWN");
	}

	@Test
	void clientsShouldNotHaveToWaitForLoadBalancersThatNeverSentAny() {
		long start = System.nanoTime();
		assertThatStartFails(ServerKind.DIRECT_TOMCAT, "/early", "lifecycle", "ws.drain.delay=1h",
				"ws.drain.timeout=2h");
		assertThat(client.nextClose().getCode()).isEqualTo(1012);
		assertThat(System.nanoTime() - start).isLessThan(TestServer.TIMEOUT.toNanos());
	}

	@Test
	void sessionsOfSpringHandlersShouldBeTold() {
		assertThatStartFails(ServerKind.DIRECT_TOMCAT, "/handler", "lifecycle",
				"ws.transport.apply-to-spring-handlers=true");
		assertThat(client.nextClose().getCode()).isEqualTo(1001);
	}

	@WebSocketEndpoint("/early")
	static class EarlyEndpoint extends RecordingEndpoint {

		EarlyEndpoint(Journal journal) {
			super(journal);
			FailedStartTests.journal = journal;
		}

	}

	/**
	 * Fails at a given moment, when a client has connected.
	 */
	static class Failure implements SmartLifecycle, ApplicationRunner {

		private final Journal journal;

		private final String moment;

		private final String path;

		private int port;

		Failure(Journal journal, @Value("${test.fails-at}") String moment, @Value("${test.path}") String path) {
			this.journal = journal;
			this.moment = moment;
			this.path = path;
		}

		private void failAt(String moment) {
			if (moment.equals(this.moment)) {
				client = TestClient.connect(this.port, this.path);
				if (this.path.equals("/early")) {
					this.journal.await(client.name(), Journal.OPEN);
				}
				else {
					assertThat(client.next()).isEqualTo(Handlers.GREETING);
				}
				throw new IllegalStateException("asked to fail");
			}
		}

		@EventListener
		void initialized(WebServerInitializedEvent event) {
			this.port = event.getWebServer().getPort();
			failAt("web server");
		}

		@Override
		public void start() {
			failAt("lifecycle");
		}

		/**
		 * As early as possible after the web server has started.
		 */
		@Override
		public int getPhase() {
			return DEFAULT_PHASE - 2047;
		}

		@Override
		public void stop() {
		}

		@Override
		public boolean isRunning() {
			return false;
		}

		@EventListener
		void refreshed(ContextRefreshedEvent event) {
			failAt("refreshed");
		}

		@Override
		public void run(ApplicationArguments arguments) {
			failAt("runner");
		}

		@EventListener
		void ready(ApplicationReadyEvent event) {
			failAt("ready");
		}

	}

	@Configuration(proxyBeanMethods = false)
	@EnableWebSocket
	static class Handlers implements WebSocketConfigurer {

		private static final String GREETING = "welcome";

		@Override
		public void registerWebSocketHandlers(WebSocketHandlerRegistry registry) {
			registry.addHandler(new TextWebSocketHandler() {

				@Override
				public void afterConnectionEstablished(WebSocketSession session) throws Exception {
					session.sendMessage(new TextMessage(GREETING));
				}

			}, "/handler");
		}

	}

}
