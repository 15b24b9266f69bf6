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

package io.github.wsboot.server.transport;

import java.lang.reflect.Type;
import java.util.concurrent.BlockingQueue;
import java.util.concurrent.LinkedBlockingQueue;
import java.util.concurrent.TimeUnit;

import jakarta.websocket.ContainerProvider;
import jakarta.websocket.WebSocketContainer;
import org.junit.jupiter.api.AfterAll;
import org.junit.jupiter.api.BeforeAll;
import org.junit.jupiter.api.Test;
import org.springframework.context.annotation.Bean;
import org.springframework.context.annotation.Configuration;
import org.springframework.messaging.converter.StringMessageConverter;
import org.springframework.messaging.handler.annotation.MessageMapping;
import org.springframework.messaging.handler.annotation.SendTo;
import org.springframework.messaging.simp.annotation.SendToUser;
import org.springframework.messaging.simp.config.MessageBrokerRegistry;
import org.springframework.messaging.simp.stomp.StompFrameHandler;
import org.springframework.messaging.simp.stomp.StompHeaders;
import org.springframework.messaging.simp.stomp.StompSession;
import org.springframework.messaging.simp.stomp.StompSessionHandlerAdapter;
import org.springframework.scheduling.TaskScheduler;
import org.springframework.scheduling.concurrent.ThreadPoolTaskScheduler;
import org.springframework.stereotype.Controller;
import org.springframework.web.socket.client.standard.StandardWebSocketClient;
import org.springframework.web.socket.config.annotation.EnableWebSocketMessageBroker;
import org.springframework.web.socket.config.annotation.StompEndpointRegistry;
import org.springframework.web.socket.config.annotation.WebSocketMessageBrokerConfigurer;
import org.springframework.web.socket.messaging.WebSocketStompClient;

import io.github.wsboot.server.DirectOnly;
import io.github.wsboot.server.PlainOnly;
import io.github.wsboot.server.Promise;
import io.github.wsboot.server.ServerKind;
import io.github.wsboot.server.ServerTests;
import io.github.wsboot.server.TestClient;
import io.github.wsboot.server.TestServer;
import io.github.wsboot.transport.SpringSessions;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assumptions.assumeThat;

/**
 * Tests for Spring's STOMP on our own transport.
 */
@Promise("beans")
@DirectOnly
@PlainOnly
class StompTests extends ServerTests {

	private static final String APPLY = "ws.transport.apply-to-spring-handlers=true";

	private final ThreadPoolTaskScheduler scheduler = new ThreadPoolTaskScheduler();

	private WebSocketStompClient stomp;

	StompTests() {
		super(Broker.class, GreetingController.class);
	}

	@BeforeAll
	void createClient() {
		this.scheduler.initialize();
		WebSocketContainer container = ContainerProvider.getWebSocketContainer();
		container.setDefaultMaxTextMessageBufferSize(64 * 1024);
		this.stomp = new WebSocketStompClient(new StandardWebSocketClient(container));
		this.stomp.setMessageConverter(new StringMessageConverter());
		this.stomp.setTaskScheduler(this.scheduler);
	}

	@AfterAll
	void stopClient() {
		this.stomp.stop();
		this.scheduler.destroy();
	}

	StompSession join(TestServer server) throws Exception {
		return this.stomp.connectAsync("ws://localhost:" + server.port() + "/stomp", new StompSessionHandlerAdapter() {
		}).get(60, TimeUnit.SECONDS);
	}

	private static void awaitSessions(TestServer server, int count) {
		TestServer.await(count + " sessions").until(() -> server.bean(SpringSessions.class).count() == count);
	}

	@Test
	void brokerShouldStayOnTheContainerUnlessAsked() throws Exception {
		assumeThat(kind()).as("Spring takes Jetty's strategy, as it is on the class path")
			.isEqualTo(ServerKind.DIRECT_JETTY);
		TestServer server = server();
		StompSession ada = join(server);
		BlockingQueue<String> mail = subscribe(ada, "/user/queue/mine");
		TestServer.await("answer").until(() -> {
			ada.send("/app/me", "ada");
			return mail.poll(100, TimeUnit.MILLISECONDS) != null;
		});
		assertThat(server.bean(SpringSessions.class).count()).isZero();
		ada.disconnect();
	}

	@Test
	void clientsShouldSubscribeSendAndGetBroadcasts() throws Exception {
		TestServer server = server(APPLY);
		StompSession ada = join(server);
		StompSession bob = join(server);
		awaitSessions(server, 2);
		assertThat(server.connections().count()).isZero();
		BlockingQueue<String> adasMail = subscribe(ada, "/topic/greetings");
		BlockingQueue<String> bobsMail = subscribe(bob, "/topic/greetings");
		TestServer.await("both subscriptions").until(() -> {
			bob.send("/app/hello", "bob");
			return adasMail.poll(100, TimeUnit.MILLISECONDS) != null
					&& bobsMail.poll(100, TimeUnit.MILLISECONDS) != null;
		});
		ada.send("/app/hello", "z".repeat(40_000));
		TestServer.await("large greeting").until(() -> ("Hello, " + "z".repeat(40_000)).equals(bobsMail.poll()));
		ada.disconnect();
		awaitSessions(server, 1);
		assertThat(bob.isConnected()).isTrue();
		bob.disconnect();
		awaitSessions(server, 0);
	}

	@Test
	void userDestinationShouldReachItsUserOnly() throws Exception {
		TestServer server = server(APPLY);
		StompSession ada = join(server);
		StompSession bob = join(server);
		BlockingQueue<String> adasMail = subscribe(ada, "/user/queue/mine");
		BlockingQueue<String> bobsMail = subscribe(bob, "/user/queue/mine");
		TestServer.await("subscription of ada").until(() -> {
			ada.send("/app/me", "ada");
			return "Only ada".equals(adasMail.poll(100, TimeUnit.MILLISECONDS));
		});
		TestServer.await("subscription of bob").until(() -> {
			bob.send("/app/me", "bob");
			return "Only bob".equals(bobsMail.poll(100, TimeUnit.MILLISECONDS));
		});
		assertThat(adasMail).doesNotContain("Only bob");
		ada.disconnect();
		bob.disconnect();
		awaitSessions(server, 0);
	}

	@Test
	void brokerShouldSendHeartbeats() {
		TestServer server = server(APPLY);
		TestClient client = connect(server, "/stomp", "v12.stomp");
		assertThat(client.subProtocol()).isEqualTo("v12.stomp");
		client.text("CONNECT\naccept-version:1.2\nhost:localhost\nheart-beat:0,500\n\n\0");
		assertThat(client.next()).startsWith("CONNECTED\n").contains("heart-beat:500,500");
		assertThat(client.next()).isEqualTo("\n");
		assertThat(client.next()).isEqualTo("\n");
		awaitSessions(server, 1);
	}

	@Test
	void sockJsShouldUseTheTransportForWebSocket() {
		TestServer server = server(APPLY);
		TestClient client = connect(server, "/stomp-sockjs/000/session2/websocket", "v12.stomp");
		assertThat(client.next()).isEqualTo("o");
		client.text("[\"CONNECT\\naccept-version:1.2\\nhost:localhost\\nheart-beat:0,0\\n\\n\\u0000\"]");
		assertThat(client.next()).startsWith("a[\"CONNECTED\\n");
		awaitSessions(server, 1);
	}

	static BlockingQueue<String> subscribe(StompSession session, String destination) {
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

	@Configuration(proxyBeanMethods = false)
	@EnableWebSocketMessageBroker
	static class Broker implements WebSocketMessageBrokerConfigurer {

		@Override
		public void registerStompEndpoints(StompEndpointRegistry registry) {
			registry.addEndpoint("/stomp");
			registry.addEndpoint("/stomp-sockjs").withSockJS();
		}

		@Override
		public void configureMessageBroker(MessageBrokerRegistry registry) {
			registry.setApplicationDestinationPrefixes("/app");
			registry.enableSimpleBroker("/topic", "/queue")
				.setHeartbeatValue(new long[] { 500, 500 })
				.setTaskScheduler(heartbeats());
		}

		@Bean
		static TaskScheduler heartbeats() {
			ThreadPoolTaskScheduler scheduler = new ThreadPoolTaskScheduler();
			scheduler.setDaemon(true);
			scheduler.initialize();
			return scheduler;
		}

	}

	@Controller
	static class GreetingController {

		@MessageMapping("/hello")
		@SendTo("/topic/greetings")
		String hello(String name) {
			return "Hello, " + name;
		}

		@MessageMapping("/me")
		@SendToUser(destinations = "/queue/mine", broadcast = false)
		String me(String name) {
			return "Only " + name;
		}

	}

}
