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

import java.time.Duration;
import java.util.ArrayDeque;
import java.util.ArrayList;
import java.util.Arrays;
import java.util.Deque;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import java.util.Queue;
import java.util.Set;
import java.util.concurrent.ConcurrentLinkedQueue;
import java.util.stream.Collectors;
import java.util.stream.Stream;

import org.springframework.boot.web.server.context.WebServerApplicationContext;
import org.springframework.context.SmartLifecycle;
import org.springframework.context.event.EventListener;

import io.github.wsboot.ClusterDegradedEvent;
import io.github.wsboot.ClusterNode;
import io.github.wsboot.ClusterRestoredEvent;
import io.github.wsboot.Connection;
import io.github.wsboot.NodeJoinedEvent;
import io.github.wsboot.NodeLeftEvent;
import io.github.wsboot.PushResult;
import io.github.wsboot.annotation.OnMessage;
import io.github.wsboot.annotation.WebSocketEndpoint;
import io.github.wsboot.cluster.ClusterLinkException.Reason;
import io.github.wsboot.cluster.member.Subscriptions;
import io.github.wsboot.cluster.redis.RedisBinary;
import io.github.wsboot.cluster.redis.RedisProcess;
import io.github.wsboot.server.ServerKind;
import io.github.wsboot.server.TestClient;
import io.github.wsboot.server.TestServer;

import static org.assertj.core.api.Assertions.assertThat;

/**
 * Redis and its nodes, while one of them fails: node {@code b} pushes to a client of node
 * {@code a} and to one of its own all the time.
 */
final class FaultScene implements AutoCloseable {

	static final Duration AT_ONCE = Duration.ofSeconds(1);

	/** Least limit of a wait: a busy machine is no fault. */
	private static final Duration PATIENCE = Duration.ofSeconds(5);

	private static final Duration LONGEST_LOCAL_PAUSE = Duration.ofSeconds(2);

	private static final String CHANNELS = "ws:test:";

	/** Of a link: one publishes, one subscribes. */
	private static final int CONNECTIONS = 2;

	private final Deque<AutoCloseable> resources = new ArrayDeque<>();

	private final Map<String, TestServer> nodes = new LinkedHashMap<>();

	private final Map<String, ClusterWatch> watches = new LinkedHashMap<>();

	private final List<TestClient> clients = new ArrayList<>();

	private final RedisBinary binary;

	/** The primary. */
	private RedisProcess redis;

	private LocalTraffic local;

	private RemoteTraffic remote;

	private long begun;

	private long ended;

	private long noticed;

	private long recovered;

	private long latestResult;

	FaultScene(RedisBinary binary) {
		MachinePauses.start();
		this.binary = binary;
		this.redis = startRedis();
	}

	RedisProcess redis() {
		return this.redis;
	}

	RedisProcess startRedis(String... settings) {
		return use(RedisProcess.start(this.binary, settings));
	}

	/**
	 * Close something at the end, before what was there earlier.
	 */
	<T extends AutoCloseable> T use(T resource) {
		this.resources.push(resource);
		return resource;
	}

	TestServer node(String name) {
		return this.nodes.get(name);
	}

	ClusterWatch seenBy(String name) {
		return this.watches.get(name);
	}

	RemoteTraffic remote() {
		return this.remote;
	}

	// Before the fault

	/**
	 * Start a node that uses the primary.
	 */
	TestServer start(String name) {
		return start(name, "spring.data.redis.port=" + this.redis.port());
	}

	TestServer start(String name, String... properties) {
		TestServer node = startOne(properties(name, properties).toArray(String[]::new));
		this.nodes.put(name, node);
		use(() -> {
			if (this.nodes.remove(name, node)) {
				node.close();
			}
		});
		this.watches.put(name, ClusterWatch.fromStart(node));
		return node;
	}

	/**
	 * Start one after the other, since the home directory of Tomcat is a property of the
	 * system.
	 */
	private static TestServer startOne(String... properties) {
		synchronized (FaultScene.class) {
			return TestServer.start(ServerKind.DIRECT_TOMCAT, sources(), properties);
		}
	}

	static List<Class<?>> sources() {
		return List.of(TestServer.WithRedis.class, FaultEndpoint.class, ClusterWatch.Recorder.class, Times.class);
	}

	static List<String> properties(String name, String... more) {
		List<String> properties = new ArrayList<>(List.of("ws.cluster.enabled=true", "spring.application.name=test",
				"ws.cluster.node-name=" + name, "ws.cluster.linger=100ms", "spring.data.redis.host=127.0.0.1"));
		properties.addAll(List.of(more));
		return properties;
	}

	/**
	 * Start both nodes, which use the primary, and their traffic.
	 */
	void startNodes() {
		startNodes("spring.data.redis.port=" + this.redis.port());
	}

	void startNodes(String... properties) {
		start("a", properties);
		start("b", properties);
		startTraffic();
	}

	/**
	 * Wait until the nodes know each other, and start the traffic.
	 */
	void startTraffic() {
		awaitWhole();
		pushTo(client("a"));
		this.remote.awaitArrival(0);
	}

	void pushTo(TestClient client) {
		this.remote = new RemoteTraffic(node("b"), id(client), client);
		use(this.remote::stop);
		this.local = use(new LocalTraffic(node("b"), client("b")));
		this.nodes.forEach((name, node) -> this.watches.put(name, ClusterWatch.of(node)));
	}

	TestClient client(String node) {
		return client(node(node).port());
	}

	TestClient client(int port) {
		TestClient client = use(TestClient.connect(port, FaultEndpoint.PATH));
		this.clients.add(client);
		return client;
	}

	/**
	 * Return the id of a client's connection.
	 */
	static String id(TestClient client) {
		return client.text("id?").next();
	}

	void awaitWhole() {
		String[] names = this.nodes.keySet().toArray(String[]::new);
		this.nodes.values().forEach((node) -> ClusterTests.awaitNodes(node, names));
	}

	/**
	 * Wait until node {@code b} knows all others, and believes in no further ones.
	 */
	void awaitSettled() {
		String unknown = "noSuchId." + "x".repeat(22);
		TestServer.await("view").until(() -> node("b").connections().push(unknown, "x") == PushResult.NOT_FOUND);
	}

	// The fault

	/**
	 * Take the time of the fault, which is about to begin, when no subscription is
	 * underway. The fault also ends now, unless {@link #end()} is called.
	 */
	void begin() {
		for (TestServer node : this.nodes.values()) {
			Subscriptions subscriptions = node.bean(Subscriptions.class);
			TestServer.await("subscriptions").until(() -> subscriptions.confirmed() == subscriptions.desired());
		}
		this.begun = System.nanoTime();
		this.ended = this.begun;
	}

	/**
	 * Take the time at which a node began to connect as that of the fault.
	 */
	void beganWith(String node) {
		this.begun = node(node).bean(Times.class).started;
	}

	/**
	 * Take the time of the end of the fault.
	 */
	void end() {
		this.ended = System.nanoTime();
	}

	/**
	 * Another Redis is the primary from now on.
	 */
	void moveTo(RedisProcess redis) {
		this.redis = redis;
	}

	/**
	 * Wait until nodes have noticed that they cannot reach others.
	 * @param figure how long that is to take
	 * @param names the nodes
	 */
	void awaitNoticed(Duration figure, String... names) {
		onNoticed(Stream.of(names)
			.mapToLong((name) -> times(name).await(ClusterDegradedEvent.class, this.begun))
			.max()
			.orElseThrow(), figure);
	}

	void awaitTimeSinceBegin(Duration time) {
		TestServer.await("time").until(() -> System.nanoTime() - this.begun >= time.toNanos());
	}

	/**
	 * Wait until node {@code b} has noticed that another one is gone.
	 */
	void awaitLeft(Duration figure) {
		onNoticed(times("b").await(NodeLeftEvent.class, this.begun), figure);
	}

	void onNoticed(long at, Duration figure) {
		this.noticed = at;
		assertWithin("noticed", at - this.begun, figure);
	}

	void awaitResult(PushResult result) {
		this.latestResult = this.remote.awaitResult(result, this.begun);
	}

	/**
	 * Wait until another node has come back.
	 */
	void awaitJoined(Duration figure) {
		onRecovered(times("b").await(NodeJoinedEvent.class, this.ended), figure);
	}

	/**
	 * Wait until nodes that have noticed a fault reach all others.
	 * @param figure how long that is to take from the end of the fault
	 * @param names the nodes
	 */
	void awaitRecovered(Duration figure, String... names) {
		long restored = Stream.of(names)
			.mapToLong((name) -> times(name).await(ClusterRestoredEvent.class, this.begun))
			.max()
			.orElseThrow();
		awaitWhole();
		onRecovered(restored, figure);
	}

	private void onRecovered(long at, Duration figure) {
		this.recovered = this.remote.awaitArrival(at);
		assertWithin("recovered", this.recovered - this.ended, figure);
	}

	private static void assertWithin(String what, long nanos, Duration figure) {
		Duration limit = figure.multipliedBy(2);
		assertThat(Duration.ofNanos(nanos)).as(what)
			.isLessThan(
					((limit.compareTo(PATIENCE) > 0) ? limit : PATIENCE).plus(MachinePauses.longest().multipliedBy(2)));
	}

	/**
	 * Assert that nodes have replaced their link once, have said that something may be
	 * missing, and have seen nobody come or leave.
	 */
	void assertReplaced(Reason reason, String... names) {
		for (String name : names) {
			ClusterWatch seen = seenBy(name);
			assertThat(Arrays.stream(Reason.values()).filter((each) -> seen.links(each) > 0)).as("reasons at %s", name)
				.containsExactly(reason);
			assertThat(seen.links(reason)).isEqualTo(1);
			assertThat(seen.events(ClusterDegradedEvent.class)).hasSize(1);
			TestServer.await("gap").until(() -> seen.gaps() > 0);
			assertThat(seen.events(NodeLeftEvent.class)).isEmpty();
			assertThat(seen.events(NodeJoinedEvent.class)).isEmpty();
		}
	}

	private Times times(String node) {
		return node(node).bean(Times.class);
	}

	// After the fault

	/**
	 * Assert that local messages have gone on and nothing is left, and describe the rest.
	 * @return columns of the table: noticed after, pushes meanwhile, recovered after,
	 * lost, longest pause of local messages
	 */
	List<String> finish() {
		this.local.assertGoesOn();
		this.local.close();
		this.remote.close();
		assertThat(this.local.longestPause()).as("pause of local messages")
			.isLessThan(LONGEST_LOCAL_PAUSE.plus(MachinePauses.longest().multipliedBy(2)));
		this.clients.forEach(TestClient::close);
		assertNothingLeft();
		long end = Math.max((this.recovered != 0) ? this.recovered : this.noticed, this.latestResult);
		return List.of(RemoteTraffic.seconds(this.noticed - this.begun), this.remote.results(this.begun, end),
				(this.recovered != 0) ? RemoteTraffic.seconds(this.recovered - this.ended) : "",
				this.remote.lost(this.begun, end), RemoteTraffic.seconds(this.local.longestPause().toNanos()));
	}

	private void assertNothingLeft() {
		Set<String> topics = this.nodes.values()
			.stream()
			.map((node) -> CHANNELS + "node:" + self(node).id())
			.collect(Collectors.toSet());
		topics.add(CHANNELS + "all");
		TestServer.await("end of subscriptions").untilAsserted(() -> {
			for (TestServer node : this.nodes.values()) {
				assertThat(node.connections().count()).isZero();
				assertThat(node.bean(Subscriptions.class).desired()).isEqualTo(2);
				assertThat(node.bean(Subscriptions.class).confirmed()).isEqualTo(2);
			}
			assertThat(this.redis.channels()).isEqualTo(topics);
			assertThat(this.redis.clients()).hasSize(this.nodes.size() * CONNECTIONS);
		});
		this.nodes.values().forEach(TestServer::close);
		this.nodes.clear();
		assertUnused(this.redis);
	}

	/**
	 * Assert that a Redis has no clients.
	 */
	static void assertUnused(RedisProcess redis) {
		TestServer.await("end of clients").untilAsserted(() -> {
			assertThat(redis.channels()).isEmpty();
			assertThat(redis.clients()).isEmpty();
		});
	}

	static ClusterNode self(TestServer node) {
		return node.connections().cluster().nodes().stream().filter(ClusterNode::self).findFirst().orElseThrow();
	}

	/**
	 * Close everything, also after a failure.
	 */
	@Override
	public void close() throws Exception {
		Exception failure = null;
		while (!this.resources.isEmpty()) {
			try {
				this.resources.pop().close();
			}
			catch (Exception | AssertionError ex) {
				failure = (failure != null) ? failure : new IllegalStateException(ex);
			}
		}
		if (failure != null) {
			throw failure;
		}
	}

	/**
	 * Times of the events of a node.
	 */
	static class Times implements SmartLifecycle {

		private volatile long started;

		private final Queue<Map.Entry<Object, Long>> events = new ConcurrentLinkedQueue<>();

		@EventListener({ ClusterDegradedEvent.class, ClusterRestoredEvent.class, NodeJoinedEvent.class,
				NodeLeftEvent.class })
		void record(Object event) {
			this.events.add(Map.entry(event, System.nanoTime()));
		}

		/**
		 * Called just before the node begins to connect.
		 */
		@Override
		public void start() {
			this.started = System.nanoTime();
		}

		@Override
		public void stop() {
		}

		@Override
		public boolean isRunning() {
			return false;
		}

		@Override
		public int getPhase() {
			return WebServerApplicationContext.START_STOP_LIFECYCLE_PHASE - 1025;
		}

		/**
		 * Wait for the first event of a type after a moment.
		 * @return when it came
		 */
		long await(Class<?> type, long after) {
			return TestServer.await(type.getSimpleName())
				.until(() -> this.events.stream()
					.filter((event) -> type.isInstance(event.getKey()) && event.getValue() >= after)
					.map(Map.Entry::getValue)
					.findFirst(), Optional::isPresent)
				.orElseThrow();
		}

	}

	/**
	 * Says which connection a client has.
	 */
	@WebSocketEndpoint(FaultEndpoint.PATH)
	static class FaultEndpoint {

		static final String PATH = "/fault";

		@OnMessage
		String id(Connection connection) {
			return connection.id();
		}

	}

}
