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

import java.io.FileDescriptor;
import java.io.FileOutputStream;
import java.io.IOException;
import java.io.PrintStream;
import java.nio.charset.StandardCharsets;
import java.nio.file.Files;
import java.nio.file.Path;
import java.time.Duration;
import java.util.ArrayList;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;
import java.util.concurrent.CompletableFuture;
import java.util.concurrent.CompletionStage;
import java.util.concurrent.ConcurrentHashMap;
import java.util.concurrent.ExecutorService;
import java.util.concurrent.Executors;
import java.util.concurrent.TimeUnit;
import java.util.stream.Collectors;

import org.junit.jupiter.api.AfterAll;
import org.junit.jupiter.api.BeforeAll;
import org.junit.jupiter.api.Tag;
import org.junit.jupiter.api.TestInstance;
import org.junit.jupiter.api.TestInstance.Lifecycle;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.MethodSource;

import io.github.wsboot.ClusterGapEvent;
import io.github.wsboot.ConnectionEndedException;
import io.github.wsboot.NodeLeftEvent;
import io.github.wsboot.PushResult;
import io.github.wsboot.cluster.ClusterLinkException.Reason;
import io.github.wsboot.cluster.member.ClusterCounters.DropReason;
import io.github.wsboot.cluster.redis.RedisBinary;
import io.github.wsboot.cluster.redis.RedisProcess;
import io.github.wsboot.cluster.redis.SentinelProcess;
import io.github.wsboot.cluster.redis.TcpProxy;
import io.github.wsboot.cluster.redis.TcpProxy.Direction;
import io.github.wsboot.health.WebSocketClusterHealthIndicator;
import io.github.wsboot.server.Answers;
import io.github.wsboot.server.TestClient;
import io.github.wsboot.server.TestServer;

import static org.assertj.core.api.Assertions.assertThat;

/**
 * Tests for failures of real Redis, of the way to it, and of nodes. Several run side by
 * side. When all have ended, they print how long each took, as a table.
 */
@Tag("redis")
@TestInstance(Lifecycle.PER_CLASS)
class RedisFaultTests {

	private static final int SIDE_BY_SIDE = 5;

	private static final Duration PROBE = Duration.ofSeconds(6);

	private static final Duration NEXT_LINK = Duration.ofSeconds(10);

	private static final Duration DEAD_AFTER = Duration.ofSeconds(10);

	private static final long LONGEST_ROW_MINUTES = 4;

	/** Part of the names of the faults to try: all of them by default. */
	private static final String WHICH = System.getProperty("redis.fault", "");

	private static final Path TABLE = Path.of("target", "redis-faults.md");

	private final Map<String, Row> rows = new LinkedHashMap<>();

	private final Map<String, CompletableFuture<List<String>>> running = new LinkedHashMap<>();

	private final Map<String, List<String>> columns = new ConcurrentHashMap<>();

	private final ExecutorService threads = Executors.newFixedThreadPool(SIDE_BY_SIDE, (task) -> {
		Thread thread = new Thread(task, "fault");
		thread.setDaemon(true);
		return thread;
	});

	private int threadsBefore;

	RedisFaultTests() {
		// The longest ones first
		add("another node stopped for 30 s (`SIGSTOP`)", RedisFaultTests::stopNode);
		add("Redis stopped for 15 s (`SIGSTOP`)", RedisFaultTests::stop);
		add("another node killed (`SIGKILL`)", RedisFaultTests::killNode);
		add("another node leaves", RedisFaultTests::leave);
		add("`CLIENT PAUSE 8000 ALL`", RedisFaultTests::pauseClients);
		add("nothing passes to Redis", (scene) -> swallow(scene, Direction.TO_SERVER));
		add("nothing passes from Redis", (scene) -> swallow(scene, Direction.TO_CLIENT));
		add("Redis away at the start", RedisFaultTests::awayAtStart);
		add("Redis killed and started again", RedisFaultTests::kill);
		add("`CLIENT KILL TYPE pubsub`", (scene) -> killClients(scene, "pubsub"));
		add("`CLIENT KILL TYPE normal`", (scene) -> killClients(scene, "normal"));
		add("primary killed, failover by Sentinel", RedisFaultTests::failOver);
		add("the same, new primary refuses connections at first", RedisFaultTests::failOverAndRefuse);
		add("primary made a replica, its clients stay connected", RedisFaultTests::demote);
		add("output buffer of a subscriber overflows", RedisFaultTests::overflow);
		add("channels taken from the ACL of the user", RedisFaultTests::forbid);
		add("node of another version", RedisFaultTests::otherVersion);
		add("Redis killed and started again", RedisBinary.EMBEDDED, RedisFaultTests::kill);
		add("Redis stopped for 15 s (`SIGSTOP`)", RedisBinary.EMBEDDED, RedisFaultTests::stop);
		add("`CLIENT KILL TYPE pubsub`", RedisBinary.EMBEDDED, (scene) -> killClients(scene, "pubsub"));
	}

	private void add(String name, Fault fault) {
		add(name, RedisBinary.INSTALLED, fault);
	}

	private void add(String name, RedisBinary binary, Fault fault) {
		String unique = (binary == RedisBinary.EMBEDDED) ? name + ", Redis 6.2" : name;
		if (unique.contains(WHICH)) {
			this.rows.put(unique, new Row(binary, fault));
		}
	}

	@BeforeAll
	void start() {
		// Skips the tests if there is no Redis
		RedisProcess.start().close();
		this.threadsBefore = threads().size();
		this.rows.forEach((name, row) -> this.running.put(name, CompletableFuture.supplyAsync(row::run, this.threads)));
	}

	List<String> names() {
		return List.copyOf(this.rows.keySet());
	}

	@ParameterizedTest
	@MethodSource("names")
	void nodesShouldNoticeAndRecover(String name) throws Exception {
		this.columns.put(name, this.running.get(name).get(LONGEST_ROW_MINUTES, TimeUnit.MINUTES));
	}

	@AfterAll
	void endShouldLeaveNoThreads() {
		this.threads.shutdownNow();
		TestServer.await("end of threads")
			.untilAsserted(() -> assertThat(threads()).hasSizeLessThanOrEqualTo(this.threadsBefore));
	}

	private static List<String> threads() {
		return Thread.getAllStackTraces()
			.keySet()
			.stream()
			.map(Thread::getName)
			.filter((name) -> name.startsWith("ws-") || name.startsWith("lettuce-") || name.startsWith("tcp-proxy"))
			.toList();
	}

	@AfterAll
	void printTable() throws IOException {
		List<String> lines = new ArrayList<>();
		lines.add(
				"| fault | noticed after | pushes to others meanwhile | recovered after | lost | longest pause of local pushes |");
		lines.add("| --- | --- | --- | --- | --- | --- |");
		this.rows.keySet()
			.stream()
			.filter(this.columns::containsKey)
			.forEach((name) -> lines.add("| " + name + " | " + String.join(" | ", this.columns.get(name)) + " |"));
		Files.createDirectories(TABLE.getParent());
		Files.write(TABLE, lines);
		// The build redirects what goes through System.out
		new PrintStream(new FileOutputStream(FileDescriptor.out), true, StandardCharsets.UTF_8)
			.println(lines.stream().collect(Collectors.joining("\n", "\n", "\n")));
	}

	// Redis

	private static void awayAtStart(FaultScene scene) {
		scene.redis().kill();
		scene.start("a");
		scene.start("b");
		scene.beganWith("b");
		scene.awaitNoticed(FaultScene.AT_ONCE, "b");
		scene.pushTo(scene.client("a"));
		scene.awaitResult(PushResult.UNAVAILABLE);
		scene.redis().restart();
		scene.end();
		scene.awaitRecovered(NEXT_LINK, "a", "b");
		assertThat(scene.seenBy("b").gaps()).isZero();
	}

	private static void kill(FaultScene scene) {
		scene.startNodes();
		scene.begin();
		scene.redis().kill();
		scene.awaitNoticed(FaultScene.AT_ONCE, "a", "b");
		scene.awaitResult(PushResult.UNAVAILABLE);
		scene.redis().restart();
		scene.end();
		scene.awaitRecovered(NEXT_LINK, "a", "b");
		scene.assertReplaced(Reason.CLOSED, "a", "b");
	}

	private static void stop(FaultScene scene) {
		scene.startNodes();
		scene.begin();
		scene.redis().pause();
		scene.awaitNoticed(PROBE, "a", "b");
		scene.awaitResult(PushResult.UNAVAILABLE);
		scene.awaitTimeSinceBegin(Duration.ofSeconds(15));
		scene.redis().resume();
		scene.end();
		scene.awaitRecovered(NEXT_LINK, "a", "b");
		scene.assertReplaced(Reason.PROBE, "a", "b");
	}

	private static void killClients(FaultScene scene, String type) {
		scene.startNodes();
		scene.begin();
		scene.redis().command("CLIENT", "KILL", "TYPE", type);
		scene.awaitNoticed(FaultScene.AT_ONCE, "a", "b");
		scene.awaitRecovered(FaultScene.AT_ONCE, "a", "b");
		scene.assertReplaced(Reason.CLOSED, "a", "b");
	}

	private static void pauseClients(FaultScene scene) {
		scene.startNodes();
		scene.begin();
		scene.redis().command("CLIENT", "PAUSE", "8000", "ALL");
		scene.awaitNoticed(PROBE, "a", "b");
		scene.awaitResult(PushResult.UNAVAILABLE);
		// Obeyed after the pause
		scene.redis().command("PING");
		scene.end();
		scene.awaitRecovered(NEXT_LINK, "a", "b");
		scene.assertReplaced(Reason.PROBE, "a", "b");
	}

	private static void overflow(FaultScene scene) {
		scene.startNodes();
		scene.redis().command("CONFIG", "SET", "client-output-buffer-limit", "pubsub 100kb 0 0");
		String id = FaultScene.id(scene.client("a"));
		scene.begin();
		assertThat(scene.node("b").connections().push(id, "x".repeat(500_000))).isEqualTo(PushResult.FORWARDED);
		scene.awaitNoticed(FaultScene.AT_ONCE, "a");
		scene.awaitRecovered(FaultScene.AT_ONCE, "a");
		scene.assertReplaced(Reason.CLOSED, "a");
		assertThat(scene.seenBy("b").events(ClusterGapEvent.class)).hasSize(1);
	}

	private static void forbid(FaultScene scene) {
		scene.redis()
			.command("ACL", "SETUSER", "app", "on", ">secret", "+publish", "+subscribe", "+unsubscribe", "+hello",
					"+ping", "resetchannels", "&ws:test:*");
		scene.startNodes("spring.data.redis.port=" + scene.redis().port(), "spring.data.redis.username=app",
				"spring.data.redis.password=secret");
		scene.begin();
		scene.redis().command("ACL", "SETUSER", "app", "resetchannels");
		scene.awaitNoticed(FaultScene.AT_ONCE, "a", "b");
		scene.awaitResult(PushResult.UNAVAILABLE);
		for (String name : List.of("a", "b")) {
			WebSocketClusterHealthIndicator health = scene.node(name).bean(WebSocketClusterHealthIndicator.class);
			TestServer.await("cause")
				.untilAsserted(() -> assertThat(health.health(true).getDetails().get("cause")).asString()
					.contains("NOPERM", "&ws:test:*"));
		}
		scene.redis().command("ACL", "SETUSER", "app", "&ws:test:*");
		scene.end();
		scene.awaitRecovered(NEXT_LINK, "a", "b");
	}

	// The way to Redis

	private static void swallow(FaultScene scene, Direction direction) {
		TcpProxy proxy = scene.use(new TcpProxy(scene.redis().port()));
		scene.start("a");
		scene.start("b", "spring.data.redis.port=" + proxy.port());
		scene.startTraffic();
		scene.begin();
		proxy.blackHole(direction);
		scene.awaitNoticed(PROBE, "b");
		scene.awaitResult(PushResult.UNAVAILABLE);
		proxy.passThrough();
		scene.end();
		scene.awaitRecovered(NEXT_LINK, "b");
		scene.assertReplaced(Reason.PROBE, "b");
		assertThat(scene.seenBy("a").events(NodeLeftEvent.class)).isEmpty();
		TestServer.await("end of the old connections").until(() -> proxy.open() == 2);
	}

	private static void failOver(FaultScene scene) {
		RedisProcess replica = scene.startRedis();
		replica.replicate(scene.redis());
		SentinelProcess sentinel = scene.use(SentinelProcess.start(scene.redis()));
		sentinel.awaitReplica(replica.port());
		scene.startNodes(sentinelProperties(sentinel.port()));
		scene.begin();
		scene.redis().kill();
		scene.awaitNoticed(FaultScene.AT_ONCE, "a", "b");
		sentinel.awaitPrimary(replica.port());
		scene.end();
		scene.moveTo(replica);
		scene.awaitRecovered(NEXT_LINK, "a", "b");
		scene.assertReplaced(Reason.CLOSED, "a", "b");
	}

	private static void failOverAndRefuse(FaultScene scene) {
		TcpProxy proxy = scene.use(new TcpProxy(0));
		RedisProcess replica = scene.startRedis("replica-announce-ip 127.0.0.1",
				"replica-announce-port " + proxy.port());
		proxy.target(replica.port());
		replica.replicate(scene.redis());
		SentinelProcess sentinel = scene.use(SentinelProcess.start(scene.redis()));
		sentinel.awaitReplica(proxy.port());
		TcpProxy questions = scene.use(new TcpProxy(sentinel.port()));
		scene.startNodes(sentinelProperties(questions.port()));
		scene.begin();
		scene.redis().kill();
		scene.awaitNoticed(FaultScene.AT_ONCE, "a", "b");
		sentinel.awaitPrimary(proxy.port());
		proxy.refuse();
		proxy.breakConnections();
		int asked = questions.accepted();
		TestServer.await("refused connections").until(() -> questions.accepted() >= asked + 3);
		proxy.passThrough();
		scene.end();
		scene.moveTo(replica);
		scene.awaitRecovered(NEXT_LINK, "a", "b");
	}

	private static String[] sentinelProperties(int port) {
		return new String[] { "spring.data.redis.sentinel.master=" + SentinelProcess.NAME,
				"spring.data.redis.sentinel.nodes=127.0.0.1:" + port };
	}

	private static void demote(FaultScene scene) {
		RedisProcess old = scene.redis();
		RedisProcess replica = scene.startRedis();
		replica.replicate(old);
		TcpProxy proxy = scene.use(new TcpProxy(old.port()));
		scene.startNodes("spring.data.redis.port=" + proxy.port());
		scene.begin();
		proxy.target(replica.port());
		replica.command("REPLICAOF", "NO", "ONE");
		old.command("REPLICAOF", replica.host(), String.valueOf(replica.port()));
		scene.awaitNoticed(PROBE, "a", "b");
		scene.moveTo(replica);
		scene.awaitRecovered(NEXT_LINK, "a", "b");
		scene.assertReplaced(Reason.ROLE, "a", "b");
		FaultScene.assertUnused(old);
	}

	// Other nodes

	private static void killNode(FaultScene scene) throws Exception {
		NodeProcess node = startWithNode(scene);
		CompletionStage<Void> asked = ask(scene, node);
		scene.begin();
		node.kill();
		scene.awaitLeft(DEAD_AFTER);
		assertThat(Answers.awaitFailure(asked)).isInstanceOf(ConnectionEndedException.class);
		scene.awaitResult(PushResult.NOT_FOUND);
		assertLeft(scene, false);
	}

	private static void stopNode(FaultScene scene) throws Exception {
		NodeProcess node = startWithNode(scene);
		CompletionStage<Void> asked = ask(scene, node);
		scene.begin();
		node.pause();
		scene.awaitLeft(DEAD_AFTER);
		assertThat(Answers.awaitFailure(asked)).isInstanceOf(ConnectionEndedException.class);
		scene.awaitResult(PushResult.NOT_FOUND);
		assertLeft(scene, false);
		scene.awaitTimeSinceBegin(Duration.ofSeconds(30));
		// The node may be back before the signal is known to be sent
		scene.end();
		node.resume();
		scene.awaitJoined(NEXT_LINK);
		scene.remote().close();
		node.close();
	}

	private static void leave(FaultScene scene) throws Exception {
		NodeProcess node = startWithNode(scene);
		scene.begin();
		node.close();
		scene.awaitLeft(FaultScene.AT_ONCE);
		scene.awaitResult(PushResult.NOT_FOUND);
		assertLeft(scene, true);
	}

	/**
	 * Start two nodes in this process, one of which pushes to a client of a third one in
	 * a process of its own.
	 */
	private static NodeProcess startWithNode(FaultScene scene) {
		NodeProcess node = scene.use(NodeProcess.start(FaultScene.sources(),
				FaultScene.properties("a", "spring.data.redis.port=" + scene.redis().port())));
		scene.start("b");
		scene.start("c");
		int port = node.port();
		ClusterTests.awaitNodes(scene.node("b"), "a", "b", "c");
		scene.pushTo(scene.client(port));
		scene.remote().awaitArrival(0);
		scene.awaitSettled();
		return node;
	}

	/**
	 * Ask a client of the node, which does not answer.
	 */
	private static CompletionStage<Void> ask(FaultScene scene, NodeProcess node) {
		TestClient client = scene.client(node.port());
		CompletionStage<Void> asked = scene.node("c")
			.connections()
			.ask(FaultScene.id(client), Map.of("text", "?"), Void.class, Duration.ofMinutes(5));
		assertThat(client.next()).contains("ask");
		return asked;
	}

	private static void assertLeft(FaultScene scene, boolean clean) {
		assertThat(scene.seenBy("b").events(NodeLeftEvent.class)).extracting(NodeLeftEvent::clean)
			.containsExactly(clean);
	}

	private static void otherVersion(FaultScene scene) {
		scene.startNodes();
		scene.begin();
		for (String beginning : List.of("W\u0002\u0003\u0000", "W\u0001\u0070\u0000")) {
			scene.redis().command("PUBLISH", "ws:test:all", beginning + "other-id" + "\u0000".repeat(21));
		}
		for (String name : List.of("a", "b")) {
			TestServer.await("counter").until(() -> scene.seenBy(name).dropped(DropReason.VERSION) == 2);
			assertThat(scene.seenBy(name).events(Object.class)).isEmpty();
		}
		scene.onNoticed(System.nanoTime(), FaultScene.AT_ONCE);
		scene.remote().awaitArrival(System.nanoTime());
	}

	/**
	 * Fault and what follows.
	 */
	@FunctionalInterface
	private interface Fault {

		void happen(FaultScene scene) throws Exception;

	}

	private record Row(RedisBinary binary, Fault fault) {

		List<String> run() {
			try (FaultScene scene = new FaultScene(this.binary)) {
				this.fault.happen(scene);
				return scene.finish();
			}
			catch (Exception ex) {
				throw new IllegalStateException(ex);
			}
		}

	}

}
