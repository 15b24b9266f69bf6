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

import java.time.Duration;
import java.time.Instant;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import java.util.OptionalLong;
import java.util.concurrent.CompletionStage;
import java.util.concurrent.ConcurrentHashMap;
import java.util.concurrent.CopyOnWriteArrayList;
import java.util.concurrent.CountDownLatch;
import java.util.concurrent.TimeUnit;

import org.junit.jupiter.api.AfterAll;
import org.junit.jupiter.api.BeforeAll;
import org.junit.jupiter.api.Test;
import org.springframework.boot.CommandLineRunner;
import org.springframework.boot.WebApplicationType;
import org.springframework.boot.builder.SpringApplicationBuilder;
import org.springframework.context.ConfigurableApplicationContext;
import org.springframework.context.annotation.Bean;
import org.springframework.context.annotation.Import;
import org.springframework.context.event.EventListener;
import org.springframework.http.HttpStatus;
import org.springframework.http.ResponseEntity;
import org.springframework.stereotype.Component;
import org.springframework.web.bind.annotation.PathVariable;
import org.springframework.web.bind.annotation.PostMapping;
import org.springframework.web.bind.annotation.RequestBody;
import org.springframework.web.bind.annotation.RestController;
import org.springframework.web.client.RestClient;
import org.springframework.web.socket.CloseStatus;

import io.github.wsboot.BroadcastResult.Forwarding;
import io.github.wsboot.Cluster;
import io.github.wsboot.ClusterGapEvent;
import io.github.wsboot.ClusterRestoredEvent;
import io.github.wsboot.Connection;
import io.github.wsboot.ConnectionManager;
import io.github.wsboot.annotation.Broadcast;
import io.github.wsboot.annotation.MessageType;
import io.github.wsboot.annotation.OnMessage;
import io.github.wsboot.annotation.OnOpen;
import io.github.wsboot.annotation.WebSocketEndpoint;
import io.github.wsboot.cluster.ClusterBroker;

import static org.assertj.core.api.Assertions.assertThat;
import static org.awaitility.Awaitility.await;

/**
 * Runs the examples of the page about the cluster on two nodes of one JVM.
 */
class ClusterExamplesTests {

	private static final Duration TIMEOUT = Duration.ofSeconds(30);

	private static final MemoryBroker broker = new MemoryBroker();

	private static ConfigurableApplicationContext first;

	private static ConfigurableApplicationContext second;

	@BeforeAll
	static void startNodes() {
		first = node(Application.class).run("--ws.cluster.node-name=first");
		second = node(Application.class).run("--ws.cluster.node-name=second");
		await().atMost(TIMEOUT).until(() -> knowsTwoNodes(first) && knowsTwoNodes(second));
	}

	@AfterAll
	static void stopNodes() {
		second.close();
		first.close();
	}

	@Test
	void lineShouldReachTheRoomOnBothNodesAfterItsHistory() {
		try (ExampleClient ada = connect(first, "/talk/green"); ExampleClient bob = connect(second, "/talk/green")) {
			assertThat(ada.nextText()).isEqualTo("{\"lines\":[],\"complete\":true}");
			assertThat(bob.nextText()).isEqualTo("{\"lines\":[],\"complete\":true}");
			bob.send("{\"text\":\"hello\"}");
			assertThat(ada.nextText()).isEqualTo("{\"number\":1,\"text\":\"hello\"}");
			try (ExampleClient carl = connect(first, "/talk/green")) {
				assertThat(carl.nextText())
					.isEqualTo("{\"lines\":[{\"number\":1,\"text\":\"hello\"}],\"complete\":true}");
			}
		}
	}

	@Test
	void noticesShouldReachBothNodesUnlessTheyAreLocal() {
		try (ExampleClient ada = connect(first, "/talk/lobby"); ExampleClient bob = connect(second, "/talk/lobby")) {
			assertThat(ada.nextText()).contains("complete");
			assertThat(bob.nextText()).contains("complete");
			String id = connections(second).connections()
				.filter((connection) -> connection.rooms().contains("lobby"))
				.findAny()
				.orElseThrow()
				.id();
			Notices notices = first.getBean(Notices.class);
			notices.send(id);
			assertThat(bob.nextText()).contains("for one connection");
			assertThat(ada.nextText()).contains("for all others in the room");
			assertThat(ada.nextText()).contains("for the connections of this node");
			notices.closeLobby();
			assertThat(bob.closeCode()).isEqualTo(1008);
		}
	}

	@Test
	void alertShouldBeAcceptedAndReachTheOtherNode() {
		try (ExampleClient bob = connect(second, "/talk/red")) {
			assertThat(bob.nextText()).contains("complete");
			assertThat(post(first, "/alerts", "Fire")).isEqualTo(HttpStatus.ACCEPTED);
			assertThat(bob.nextText()).isEqualTo("{\"type\":\"alert\",\"text\":\"Fire\"}");
		}
	}

	@Test
	void clientsOfTheNodeThatHasAGapShouldReload() {
		try (ExampleClient ada = connect(first, "/talk/blue"); ExampleClient bob = connect(second, "/talk/blue")) {
			assertThat(ada.nextText()).contains("complete");
			assertThat(bob.nextText()).contains("complete");
			Instant now = Instant.now();
			second.publishEvent(new ClusterGapEvent(Optional.empty(), now, now, OptionalLong.empty()));
			assertThat(bob.nextText()).isEqualTo("{\"type\":\"reload\"}");
			connections(second).all().push("next");
			assertThat(ada.nextText()).isEqualTo("next");
		}
	}

	@Test
	void announcementShouldReachClientsOfBothNodes() {
		try (ExampleClient ada = connect(first, "/talk/grey"); ExampleClient bob = connect(second, "/talk/grey")) {
			assertThat(ada.nextText()).contains("complete");
			assertThat(bob.nextText()).contains("complete");
			node(Job.class).web(WebApplicationType.NONE).run("Back at ten").close();
			assertThat(ada.nextText()).isEqualTo("Back at ten");
			assertThat(bob.nextText()).isEqualTo("Back at ten");
		}
	}

	private static SpringApplicationBuilder node(Class<?> application) {
		return new SpringApplicationBuilder(application).properties("server.port=0", "spring.application.name=talk",
				"ws.cluster.enabled=true");
	}

	private static boolean knowsTwoNodes(ConfigurableApplicationContext node) {
		Cluster cluster = connections(node).cluster();
		return cluster.isAvailable() && cluster.nodes().size() == 2;
	}

	private static ConnectionManager connections(ConfigurableApplicationContext node) {
		return node.getBean(ConnectionManager.class);
	}

	private static ExampleClient connect(ConfigurableApplicationContext node, String path) {
		return ExampleClient.connect(port(node), path);
	}

	private static HttpStatus post(ConfigurableApplicationContext node, String path, String text) {
		return RestClient.create("http://localhost:" + port(node))
			.post()
			.uri(path)
			.body(text)
			.exchange((request, response) -> HttpStatus.valueOf(response.getStatusCode().value()));
	}

	private static int port(ConfigurableApplicationContext node) {
		return node.getEnvironment().getRequiredProperty("local.server.port", Integer.class);
	}

	@ExampleApplication
	@Import({ TalkEndpoint.class, History.class, Notices.class, AlertController.class, ReloadAfterGap.class })
	static class Application {

		@Bean
		ClusterBroker clusterBroker() {
			return broker;
		}

	}

	@ExampleApplication
	@Import(Announcement.class)
	static class Job {

		@Bean
		ClusterBroker clusterBroker() {
			return broker;
		}

	}

	@WebSocketEndpoint("/talk/{room}")
	static class TalkEndpoint {

		private final History history;

		TalkEndpoint(History history) {
			this.history = history;
		}

		@OnOpen
		CompletionStage<Backlog> opened(Connection connection, @PathVariable String room) {
			connection.join(room);
			return connection.whenReachable()
				.thenApply((reachable) -> new Backlog(this.history.lines(room), reachable));
		}

		@OnMessage
		@Broadcast(room = "{room}")
		Line said(@PathVariable String room, Said said) {
			return this.history.add(room, said.text());
		}

		record Said(String text) {

		}

		record Line(long number, String text) {

		}

		record Backlog(List<Line> lines, boolean complete) {

		}

	}

	/** History that all nodes share, as a database. */
	@Component
	static class History {

		private static final Map<String, List<TalkEndpoint.Line>> lines = new ConcurrentHashMap<>();

		List<TalkEndpoint.Line> lines(String room) {
			return List.copyOf(in(room));
		}

		TalkEndpoint.Line add(String room, String text) {
			TalkEndpoint.Line line = new TalkEndpoint.Line(in(room).size() + 1, text);
			in(room).add(line);
			return line;
		}

		private static List<TalkEndpoint.Line> in(String room) {
			return lines.computeIfAbsent(room, (name) -> new CopyOnWriteArrayList<>());
		}

	}

	@Component
	static class Notices {

		private final ConnectionManager connections;

		Notices(ConnectionManager connections) {
			this.connections = connections;
		}

		void send(String id) {
			this.connections.push(id, "for one connection, of whichever node");
			this.connections.room("lobby").except(id).push("for all others in the room");
			this.connections.all().local().push("for the connections of this node");
		}

		void closeLobby() {
			Cluster cluster = this.connections.cluster();
			if (cluster.isAvailable() && cluster.nodes().size() > 1) {
				this.connections.room("lobby").disconnect(CloseStatus.POLICY_VIOLATION);
			}
		}

	}

	@RestController
	static class AlertController {

		private final ConnectionManager connections;

		AlertController(ConnectionManager connections) {
			this.connections = connections;
		}

		@PostMapping("/alerts")
		CompletionStage<ResponseEntity<String>> alert(@RequestBody String text) {
			return this.connections.all().push(new Alert(text)).forwarded().thenApply(this::answer);
		}

		private ResponseEntity<String> answer(Forwarding forwarding) {
			return switch (forwarding) {
				case NOT_NEEDED, FORWARDED -> ResponseEntity.accepted().build();
				case UNAVAILABLE ->
					ResponseEntity.status(503).body("Others than this node's clients may have missed it");
				case TOO_LARGE -> ResponseEntity.badRequest().body("Too long for the other nodes");
			};
		}

		@MessageType("alert")
		record Alert(String text) {

		}

	}

	@Component
	static class ReloadAfterGap {

		private final ConnectionManager connections;

		ReloadAfterGap(ConnectionManager connections) {
			this.connections = connections;
		}

		@EventListener(ClusterGapEvent.class)
		void reload() {
			this.connections.all().local().push(new Reload());
		}

		@MessageType("reload")
		record Reload() {

		}

	}

	@Component
	static class Announcement implements CommandLineRunner {

		private final CountDownLatch joined = new CountDownLatch(1);

		private final ConnectionManager connections;

		Announcement(ConnectionManager connections) {
			this.connections = connections;
		}

		@EventListener(ClusterRestoredEvent.class)
		void joined() {
			this.joined.countDown();
		}

		@Override
		public void run(String... arguments) throws InterruptedException {
			this.joined.await(10, TimeUnit.SECONDS);
			String text = String.join(" ", arguments);
			Forwarding forwarding = this.connections.all().push(text).forwarded().toCompletableFuture().join();
			if (forwarding != Forwarding.FORWARDED) {
				throw new IllegalStateException("The announcement may have reached nobody: " + forwarding);
			}
		}

	}

}
