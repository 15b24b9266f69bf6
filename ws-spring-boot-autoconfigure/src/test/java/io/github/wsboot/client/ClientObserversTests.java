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

import java.util.List;
import java.util.concurrent.BlockingQueue;
import java.util.concurrent.LinkedBlockingQueue;

import io.micrometer.core.instrument.MeterRegistry;
import io.micrometer.core.instrument.observation.DefaultMeterObservationHandler;
import io.micrometer.core.instrument.simple.SimpleMeterRegistry;
import io.micrometer.observation.ObservationRegistry;
import org.junit.jupiter.api.AfterEach;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.extension.ExtendWith;
import org.springframework.boot.WebApplicationType;
import org.springframework.boot.autoconfigure.EnableAutoConfiguration;
import org.springframework.boot.builder.SpringApplicationBuilder;
import org.springframework.boot.test.system.CapturedOutput;
import org.springframework.boot.test.system.OutputCaptureExtension;
import org.springframework.context.ConfigurableApplicationContext;
import org.springframework.context.annotation.Bean;
import org.springframework.context.annotation.Configuration;
import org.springframework.context.annotation.Import;
import org.springframework.web.socket.WebSocketHandler;
import org.springframework.web.socket.WebSocketMessage;
import org.springframework.web.socket.WebSocketSession;
import org.springframework.web.socket.handler.WebSocketHandlerDecorator;
import org.springframework.web.socket.handler.WebSocketHandlerDecoratorFactory;

import io.github.wsboot.annotation.ForWebSocketClients;
import io.github.wsboot.annotation.ForWebSocketEndpoints;
import io.github.wsboot.annotation.OnMessage;
import io.github.wsboot.annotation.WebSocketClient;
import io.github.wsboot.server.ServerKind;
import io.github.wsboot.server.TestServer;

import static org.assertj.core.api.Assertions.assertThat;

/**
 * Tests of what looks at the messages of clients: the traffic log, observations and
 * decorators.
 */
@ExtendWith(OutputCaptureExtension.class)
class ClientObserversTests {

	private final RawServer server = new RawServer();

	private ConfigurableApplicationContext context;

	@AfterEach
	void close() {
		this.context.close();
		this.server.close();
	}

	private RawPeer start(String... properties) throws Exception {
		this.context = new SpringApplicationBuilder(Application.class).web(WebApplicationType.NONE)
			.logStartupInfo(false)
			.properties("spring.main.banner-mode=off", "logging.level.root=warn", "ws.client.heartbeat.interval=0",
					"logging.level.io.github.wsboot.traffic=info", ServerKind.DIRECT_TOMCAT.exclusion(List.of()),
					"echo.url=" + this.server.uri("/echo?token=secret"))
			.properties(properties)
			.run();
		RawPeer peer = this.server.accept();
		peer.sendText("abcdefgh");
		assertThat(peer.readText()).isEqualTo("abcdefgh");
		return peer;
	}

	@Test
	void trafficShouldBeLogged(CapturedOutput output) throws Exception {
		RawPeer peer = start("ws.client.traffic-log.enabled=true", "ws.client.traffic-log.max-payload=4B");
		peer.sendClose(1000);
		TestServer.await("the line of the end")
			.untilAsserted(() -> assertThat(output.toString()).contains(" echo closed 1000 SERVER after "));
		assertThat(output.toString()).contains(" echo opened")
			.contains(" echo < text 8 bytes: abcd...")
			.contains(" echo > text 8 bytes: abcd...")
			.doesNotContain("secret");
	}

	@Test
	void logOfEndpointsShouldNotHaveTheTrafficOfClients(CapturedOutput output) throws Exception {
		start("ws.traffic-log.enabled=true");
		assertThat(output.toString()).doesNotContain("text 8 bytes");
	}

	@Test
	void messagesShouldBeObserved() throws Exception {
		start("ws.observation.enabled=true");
		MeterRegistry meters = this.context.getBean(MeterRegistry.class);
		TestServer.await("the observation")
			.ignoreExceptions()
			.untilAsserted(() -> assertThat(meters.get("websocket.client.message.duration")
				.tag("client", "echo")
				.tag("uri", this.server.uri("/echo").toString())
				.timer()
				.count()).isOne());
		assertThat(meters.find("websocket.client.message.duration").timers()).hasSize(1);
		assertThat(meters.find("websocket.server.message.duration").timers()).isEmpty();
	}

	@Test
	void decoratorsOfClientsShouldSeeTheirSessions() throws Exception {
		start();
		Seen seen = this.context.getBean(Seen.class);
		assertThat(seen.texts.take()).isEqualTo("outer abcdefgh");
		assertThat(seen.texts.take()).isEqualTo("inner abcdefgh");
		assertThat(seen.texts).isEmpty();
	}

	@Configuration(proxyBeanMethods = false)
	@EnableAutoConfiguration
	@Import({ EchoClient.class, Seen.class })
	static class Application {

		@Bean
		SimpleMeterRegistry meterRegistry() {
			return new SimpleMeterRegistry();
		}

		@Bean
		ObservationRegistry observationRegistry(MeterRegistry meters) {
			ObservationRegistry registry = ObservationRegistry.create();
			registry.observationConfig().observationHandler(new DefaultMeterObservationHandler(meters));
			return registry;
		}

		@Bean(defaultCandidate = false)
		@ForWebSocketClients
		WebSocketHandlerDecoratorFactory inner(Seen seen) {
			return seen.decorator("inner");
		}

		@Bean(defaultCandidate = false)
		@ForWebSocketClients
		WebSocketHandlerDecoratorFactory outer(Seen seen) {
			return seen.decorator("outer");
		}

		@Bean
		WebSocketHandlerDecoratorFactory unmarked(Seen seen) {
			return seen.decorator("unmarked");
		}

		@Bean(defaultCandidate = false)
		@ForWebSocketEndpoints
		WebSocketHandlerDecoratorFactory ofEndpoints(Seen seen) {
			return seen.decorator("endpoints");
		}

	}

	@WebSocketClient(name = "echo", value = "${echo.url}")
	static class EchoClient {

		@OnMessage
		String text(String text) {
			return text;
		}

	}

	static class Seen {

		final BlockingQueue<String> texts = new LinkedBlockingQueue<>();

		WebSocketHandlerDecoratorFactory decorator(String name) {
			return (handler) -> new Decorator(handler, name);
		}

		private final class Decorator extends WebSocketHandlerDecorator {

			private final String name;

			Decorator(WebSocketHandler handler, String name) {
				super(handler);
				this.name = name;
			}

			@Override
			public void handleMessage(WebSocketSession session, WebSocketMessage<?> message) throws Exception {
				Seen.this.texts.add(this.name + " " + message.getPayload());
				super.handleMessage(session, message);
			}

		}

	}

}
