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

package io.github.wsboot.server.cluster;

import java.util.ArrayList;
import java.util.Arrays;
import java.util.List;
import java.util.concurrent.CompletionStage;
import java.util.concurrent.TimeUnit;

import org.junit.jupiter.api.AfterAll;

import io.github.wsboot.Cluster;
import io.github.wsboot.ClusterNode;
import io.github.wsboot.Connection;
import io.github.wsboot.cluster.InMemoryEngine;
import io.github.wsboot.cluster.Topic;
import io.github.wsboot.cluster.member.ClusterCounters;
import io.github.wsboot.cluster.member.ClusterCounters.Direction;
import io.github.wsboot.server.ServerKind;
import io.github.wsboot.server.ServerKinds;
import io.github.wsboot.server.ServerTests;
import io.github.wsboot.server.TestClient;
import io.github.wsboot.server.TestServer;

import static org.assertj.core.api.Assertions.assertThat;

/**
 * A suite on several nodes, which an engine connects: one in memory, unless a subclass
 * chooses another one. Nodes have names; those that a test asks for are started and stay
 * for the tests that follow.
 */
@ServerKinds(ServerKind.DIRECT_TOMCAT)
abstract class ClusterTests extends ServerTests {

	/** So that links stay on slow machines, too. */
	static final String PATIENT = "ws.cluster.probe-timeout=6s";

	private NodeEngine engine;

	/**
	 * Create a suite.
	 * @param sources the beans and configurations of its application
	 */
	ClusterTests(Class<?>... sources) {
		super(sources);
	}

	/**
	 * Create the engine, for all tests of the suite.
	 */
	NodeEngine createEngine() {
		return new InMemoryNodeEngine(new InMemoryEngine());
	}

	NodeEngine engine() {
		if (this.engine == null) {
			this.engine = createEngine();
		}
		return this.engine;
	}

	@AfterAll
	void closeEngine() {
		if (this.engine != null) {
			this.engine.close();
		}
	}

	@Override
	protected List<Class<?>> sources() {
		List<Class<?>> sources = new ArrayList<>(super.sources());
		sources.add(engine().source());
		return sources;
	}

	/**
	 * Return a node. Its link may still be about to be opened.
	 */
	TestServer node(String name, String... properties) {
		return server(properties(name, properties));
	}

	/**
	 * Start a node that is stopped at the end of the test, unless the test does it
	 * before. Its link may still be about to be opened.
	 */
	TestServer temporaryNode(String name, String... properties) {
		TestServer node = TestServer.start(kind(), sources(), properties(name, properties));
		closeLater(() -> {
			if (node.context().isActive()) {
				node.close();
			}
		});
		return node;
	}

	private String[] properties(String name, String... properties) {
		List<String> all = new ArrayList<>(
				List.of("ws.cluster.enabled=true", "spring.application.name=test", "ws.cluster.node-name=" + name));
		all.addAll(engine().properties(name));
		all.addAll(List.of(properties));
		return all.toArray(String[]::new);
	}

	/**
	 * Return nodes that know each other, and no others.
	 */
	List<TestServer> nodes(String... names) {
		List<TestServer> nodes = Arrays.stream(names).map((name) -> node(name, PATIENT)).toList();
		nodes.forEach((node) -> awaitNodes(node, names));
		return nodes;
	}

	/**
	 * Wait until a node reaches the cluster and knows these nodes, and no others.
	 */
	static void awaitNodes(TestServer node, String... names) {
		Cluster cluster = node.connections().cluster();
		TestServer.await("nodes " + List.of(names))
			.until(() -> cluster.isAvailable() && names(cluster).containsAll(List.of(names))
					&& cluster.nodes().size() == names.length);
	}

	static List<String> names(Cluster cluster) {
		return cluster.nodes().stream().map(ClusterNode::name).toList();
	}

	/**
	 * Return a new client of a node, which is registered there.
	 */
	TestClient client(TestServer node, String path) {
		TestClient client = connect(node, path);
		node.connection(client.name());
		return client;
	}

	/**
	 * Let a connection join a room, and wait until pushes of all nodes reach it.
	 */
	static void join(Connection connection, String room) {
		connection.join(room);
		awaitReachable(connection);
	}

	/**
	 * Bind a connection to a user, and wait until pushes of all nodes reach it.
	 */
	static void bindUser(Connection connection, String user) {
		connection.bindUser(user);
		awaitReachable(connection);
	}

	static void awaitReachable(Connection connection) {
		assertThat(get(connection.whenReachable())).as("reachable").isTrue();
	}

	/**
	 * Return how many pushes a node has sent to others or received from them.
	 */
	static long pushes(TestServer node, Direction direction, Topic.Kind scope) {
		return node.bean(ClusterCounters.class).messages(direction, ClusterCounters.Kind.PUSH, scope);
	}

	/**
	 * Return how many pushes to rooms a node has received from others.
	 */
	static long receivedInRooms(TestServer node) {
		return pushes(node, Direction.RECEIVE, Topic.Kind.ROOM);
	}

	/**
	 * Wait for the result of a stage.
	 */
	static <T> T get(CompletionStage<T> stage) {
		return stage.toCompletableFuture().orTimeout(TestServer.TIMEOUT.toMillis(), TimeUnit.MILLISECONDS).join();
	}

}
