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
import java.util.List;
import java.util.Set;

import org.junit.jupiter.api.Test;

import io.github.wsboot.cluster.InMemoryEngine.Fault;
import io.github.wsboot.cluster.Route;
import io.github.wsboot.cluster.Topic;
import io.github.wsboot.server.TestServer;

import static org.assertj.core.api.Assertions.assertThat;

/**
 * Test in which all nodes push at the same time by all means, while one of them is cut
 * off and comes back, and another one is added. What nodes that can reach each other push
 * arrives once and in the order of its pusher; what is missing is counted.
 */
abstract class ClusterScale extends InMemoryTests {

	private static final int DROPPED = 5;

	private static final String LINGER = "ws.cluster.linger=1s";

	private final int clients;

	private final int rate;

	private final Duration duration;

	/**
	 * Create the test.
	 * @param clients the number of clients of each node
	 * @param rate the messages per second of each pusher, at most
	 * @param duration for how long they push at least
	 */
	ClusterScale(int clients, int rate, Duration duration) {
		super(CrowdApplication.class);
		this.clients = clients;
		this.rate = rate;
		this.duration = duration;
	}

	@Test
	void messagesShouldArriveOnceAndInTheOrderOfTheirPusher() throws Exception {
		CrowdNode a = crowdNode("a", node("a", LINGER));
		CrowdNode b = crowdNode("b", node("b", LINGER));
		CrowdNode c = crowdNode("c", node("c", LINGER));
		List.of(a, b, c).forEach((node) -> node.awaitNodes("a", "b", "c"));
		TestServer added;
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
			dropSome(c);
			memory().refuseOpens("c");
			memory().cutOff("c");
			TestServer.await("degraded").until(() -> !c.state().available());
			added = temporaryNode("d", LINGER);
			d = crowdNode("d", added);
			d.awaitAvailable();
			traffic.connectLater(d, this.clients / 3);
			traffic.startPushers(d, a);
			traffic.awaitProgress();
			memory().heal("c");
			List.of(a, b, c, d).forEach((node) -> node.awaitNodes("a", "b", "c", "d"));
			traffic.awaitProgress();
			TestServer.await("end").atMost(this.duration.plus(TestServer.TIMEOUT)).until(() -> System.nanoTime() > end);
			traffic.stop();
			traffic.verify(c, d);
		}
		c.awaitGaps(2, DROPPED);
		a.awaitGaps(1, 0);
		b.awaitGaps(1, 0);
		d.awaitGaps(0, 0);
		List.of(a, b, c, d).forEach(CrowdNode::assertNothingDropped);
		d.awaitNothingLeft();
		d.close();
		added.close();
		assertNothingLeft(a, b, c);
	}

	private CrowdNode crowdNode(String name, TestServer server) {
		return closeLater(new CrowdNode(name, server.port()));
	}

	private void dropSome(CrowdNode c) {
		Fault fault = memory().dropNext(DROPPED, Route.of(Topic.Kind.NODE).from("a").to("c"));
		TestServer.await("dropped messages").until(() -> fault.count() == DROPPED);
		c.awaitGaps(1, DROPPED);
	}

	private void assertNothingLeft(CrowdNode... nodes) {
		for (CrowdNode node : nodes) {
			node.awaitNodes("a", "b", "c");
			node.awaitNothingLeft();
		}
		for (String node : List.of("a", "b", "c")) {
			TestServer.await("topics").untilAsserted(() -> assertThat(memory().topics(node)).hasSize(2));
			assertThat(memory().links(node)).isEqualTo(1);
		}
		assertThat(memory().links("d")).isZero();
		assertThat(memory().subscribers(Topic.ALL)).isEqualTo(Set.of("a", "b", "c"));
	}

}
