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
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;

import org.apache.commons.logging.Log;
import org.apache.commons.logging.LogFactory;
import org.junit.jupiter.api.AfterEach;
import org.junit.jupiter.api.Tag;
import org.junit.jupiter.api.Test;

import io.github.wsboot.cluster.redis.RedisProcess;
import io.github.wsboot.server.TestServer;

import static org.assertj.core.api.Assertions.assertThat;

/**
 * Test in which three processes on one Redis push at the same time by all means, while
 * one of them is killed and a fourth one is added. What nodes that live all the time push
 * arrives once and in the order of its pusher, and nothing is left afterwards.
 */
@Tag("redis")
abstract class RedisScale {

	private static final Log logger = LogFactory.getLog(RedisScale.class);

	private final int clients;

	private final int rate;

	private final Duration duration;

	private final RedisProcess redis = RedisProcess.start();

	private final Map<String, NodeProcess> processes = new LinkedHashMap<>();

	private final Map<String, CrowdNode> nodes = new LinkedHashMap<>();

	/**
	 * Create the test.
	 * @param clients the number of clients of each node
	 * @param rate the messages per second of each pusher, at most
	 * @param duration for how long they push at least
	 */
	RedisScale(int clients, int rate, Duration duration) {
		this.clients = clients;
		this.rate = rate;
		this.duration = duration;
	}

	@AfterEach
	void stop() {
		this.nodes.values().forEach(CrowdNode::close);
		this.processes.values().forEach(NodeProcess::kill);
		this.processes.values().forEach(NodeProcess::close);
		this.redis.close();
	}

	@Test
	void messagesShouldArriveOnceAndInTheOrderOfTheirPusher() throws Exception {
		List.of("a", "b", "c").forEach(this::startProcess);
		List.of("a", "b", "c").forEach(this::connect);
		this.nodes.values().forEach((node) -> node.awaitNodes("a", "b", "c"));
		CrowdNode a = this.nodes.get("a");
		CrowdNode b = this.nodes.get("b");
		CrowdNode c = this.nodes.get("c");
		assertLinks(3);
		CrowdNode d;
		try (CrowdTraffic traffic = new CrowdTraffic(this.clients, this.rate)) {
			for (CrowdNode node : List.of(a, b, c)) {
				traffic.connect(node, this.clients);
			}
			long end = System.nanoTime() + this.duration.toNanos();
			traffic.startPushers(a, b);
			traffic.startPushers(b, a);
			traffic.startPushers(c, c);
			traffic.awaitProgress();
			startProcess("d");
			traffic.expectEnd(c);
			this.processes.get("c").kill();
			d = connect("d");
			d.awaitAvailable();
			traffic.connectLater(d, this.clients / 3);
			traffic.startPushers(d, a);
			List.of(a, b, d).forEach((node) -> node.awaitNodes("a", "b", "d"));
			traffic.awaitProgress();
			TestServer.await("end").atMost(this.duration.plus(TestServer.TIMEOUT)).until(() -> System.nanoTime() > end);
			traffic.stop();
			traffic.verify(c, d);
			logger.warn(traffic);
		}
		List.of(a, b, d).forEach(RedisScale::assertNothingLostOrLeft);
		assertLinks(3);
		d.close();
		this.processes.get("d").close();
		List.of(a, b).forEach((node) -> node.awaitNodes("a", "b"));
		assertLinks(2);
	}

	private void startProcess(String name) {
		this.processes.put(name,
				NodeProcess.start(List.of(CrowdApplication.class, TestServer.WithRedis.class),
						List.of("ws.cluster.enabled=true", "spring.application.name=test",
								"ws.cluster.node-name=" + name, "ws.cluster.linger=1s", ClusterTests.PATIENT,
								"spring.data.redis.port=" + this.redis.port())));
	}

	private CrowdNode connect(String name) {
		CrowdNode node = new CrowdNode(name, this.processes.get(name).port());
		this.nodes.put(name, node);
		return node;
	}

	private static void assertNothingLostOrLeft(CrowdNode node) {
		node.awaitNothingLeft();
		assertThat(node.state()).satisfies((state) -> {
			assertThat(state.gaps()).isZero();
			assertThat(state.lost()).isZero();
			assertThat(state.links()).isZero();
			assertThat(state.dropped()).isEmpty();
		});
	}

	/**
	 * Wait until Redis has two connections and a topic of each node, and the topic of
	 * all.
	 */
	private void assertLinks(int nodes) {
		TestServer.await("links").untilAsserted(() -> {
			assertThat(this.redis.clients()).hasSize(2 * nodes);
			assertThat(this.redis.channels()).hasSize(nodes + 1);
		});
	}

}
