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

package io.github.wsboot.demo;

import java.nio.file.Path;
import java.time.Duration;
import java.util.ArrayDeque;
import java.util.Deque;
import java.util.concurrent.TimeUnit;

import org.awaitility.Awaitility;
import org.junit.jupiter.api.AfterEach;
import org.junit.jupiter.api.BeforeEach;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;
import org.springframework.boot.SpringApplication;
import org.springframework.context.ConfigurableApplicationContext;
import org.springframework.test.web.servlet.client.RestTestClient;
import org.springframework.test.web.servlet.client.RestTestClient.BodyContentSpec;
import tools.jackson.databind.JsonNode;

import io.github.wsboot.ConnectionManager;

import static org.assertj.core.api.Assertions.assertThat;

/**
 * Tests for the profile {@code cluster}, with two nodes and a real Redis.
 */
class ClusterIntegrationTests {

	private static final Duration PATIENCE = Duration.ofSeconds(60);

	private final Deque<AutoCloseable> opened = new ArrayDeque<>();

	private RedisServer redis;

	@BeforeEach
	void startRedis(@TempDir Path directory) throws Exception {
		this.redis = RedisServer.start(directory);
		this.opened.push(this.redis);
	}

	@AfterEach
	void closeAll() throws Exception {
		while (!this.opened.isEmpty()) {
			this.opened.pop().close();
		}
	}

	@Test
	void lineShouldReachTheRoomOnBothNodesAndPeopleStayOnTheirs() throws Exception {
		ConfigurableApplicationContext first = node("first");
		ConfigurableApplicationContext second = node("second");
		awaitNodes(first, 2);
		awaitNodes(second, 2);
		try (Client ada = join(first, "Ada"); Client bob = join(second, "Bob")) {
			assertThat(ada.nextJson().path("people")).hasToString("[\"Ada\"]");
			assertThat(bob.nextJson().path("people")).hasToString("[\"Bob\"]");
			assertThat(whenReachable(first)).isTrue();
			assertThat(whenReachable(second)).isTrue();
			say(ada);
			assertLineArrives(ada);
			assertLineArrives(bob);
			say(bob);
			assertLineArrives(bob);
			assertLineArrives(ada);
		}
	}

	private void say(Client client) {
		client.send("""
				{"type":"line","text":"hello"}""");
	}

	private void assertLineArrives(Client client) throws Exception {
		JsonNode line = client.nextJson();
		assertThat(line.path("type").asString()).isEqualTo("line");
		assertThat(line.path("text").asString()).isEqualTo("hello");
	}

	@Test
	void nodeShouldSayWhichItIsAndWhichOthersThereAre() {
		ConfigurableApplicationContext first = node("first");
		ConfigurableApplicationContext second = node("second");
		awaitNodes(second, 2);
		get(second, "/api/cluster").json("""
				{"enabled":true,"node":"second","nodes":["second","first"],"available":true}""");
		first.close();
		awaitNodes(second, 1);
		get(second, "/api/cluster").json("""
				{"enabled":true,"node":"second","nodes":["second"],"available":true}""");
	}

	@Test
	void nodeShouldServeItsOwnClientsWithoutRedis() throws Exception {
		ConfigurableApplicationContext node = node("alone");
		awaitNodes(node, 1);
		try (Client ada = join(node, "Ada")) {
			this.redis.close();
			Awaitility.await("loss of the cluster").atMost(PATIENCE).until(() -> !isAvailable(node));
			assertThat(ada.nextJson().path("type").asString()).isEqualTo("welcome");
			say(ada);
			assertLineArrives(ada);
			get(node, "/actuator/health").jsonPath("$.status")
				.isEqualTo("UP")
				.jsonPath("$.components.websocketCluster.status")
				.isEqualTo("DEGRADED");
		}
	}

	private ConfigurableApplicationContext node(String name) {
		ConfigurableApplicationContext node = SpringApplication.run(DemoApplication.class,
				"--spring.profiles.active=cluster", "--server.port=0", "--ws.cluster.node-name=" + name,
				"--spring.data.redis.host=127.0.0.1", "--spring.data.redis.port=" + this.redis.port());
		this.opened.push(node);
		return node;
	}

	private Client join(ConfigurableApplicationContext node, String name) {
		return Client.connect(port(node), "/ws/chat/lobby?name=" + name);
	}

	private BodyContentSpec get(ConfigurableApplicationContext node, String path) {
		return RestTestClient.bindToServer()
			.baseUrl("http://localhost:" + port(node))
			.build()
			.get()
			.uri(path)
			.exchangeSuccessfully()
			.expectBody();
	}

	private static int port(ConfigurableApplicationContext node) {
		return Integer.parseInt(node.getEnvironment().getRequiredProperty("local.server.port"));
	}

	private static void awaitNodes(ConfigurableApplicationContext node, int count) {
		Awaitility.await("nodes")
			.atMost(PATIENCE)
			.until(() -> isAvailable(node) && connections(node).cluster().nodes().size() == count);
	}

	private static boolean isAvailable(ConfigurableApplicationContext node) {
		return connections(node).cluster().isAvailable();
	}

	/**
	 * Return whether what other nodes push reaches the only connection of a node.
	 */
	private static boolean whenReachable(ConfigurableApplicationContext node) {
		return connections(node).connections()
			.findAny()
			.orElseThrow()
			.whenReachable()
			.toCompletableFuture()
			.orTimeout(PATIENCE.toSeconds(), TimeUnit.SECONDS)
			.join();
	}

	private static ConnectionManager connections(ConfigurableApplicationContext node) {
		return node.getBean(ConnectionManager.class);
	}

}
