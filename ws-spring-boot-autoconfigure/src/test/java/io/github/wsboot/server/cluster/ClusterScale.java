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
import java.util.ArrayList;
import java.util.Arrays;
import java.util.List;
import java.util.Set;
import java.util.concurrent.CompletableFuture;
import java.util.concurrent.TimeUnit;
import java.util.function.IntPredicate;

import org.junit.jupiter.api.Test;

import io.github.wsboot.cluster.InMemoryEngine.Fault;
import io.github.wsboot.cluster.Route;
import io.github.wsboot.cluster.Topic;
import io.github.wsboot.cluster.member.ClusterCounters;
import io.github.wsboot.cluster.member.ClusterCounters.DropReason;
import io.github.wsboot.cluster.member.Subscriptions;
import io.github.wsboot.server.Background;
import io.github.wsboot.server.TestServer;

import static org.assertj.core.api.Assertions.assertThat;

/**
 * Test in which all nodes push at the same time by all means, while one of them is cut
 * off and comes back, and another one is added. What nodes that can reach each other push
 * arrives once and in the order of its pusher; what is missing is counted.
 */
abstract class ClusterScale extends ClusterTests {

	private static final int PUSHERS_PER_NODE = 2;

	private static final int DROPPED = 5;

	private static final String LINGER = "ws.cluster.linger=1s";

	private final int clients;

	private final int rate;

	private final Duration duration;

	private final List<Pusher> pushers = new ArrayList<>();

	private final List<CompletableFuture<Void>> running = new ArrayList<>();

	private volatile boolean isNewNodeReachable;

	/**
	 * Create the test.
	 * @param clients the number of clients of each node
	 * @param rate the messages per second of each pusher, at most
	 * @param duration for how long they push at least
	 */
	ClusterScale(int clients, int rate, Duration duration) {
		super(Crowds.CrowdEndpoint.class);
		this.clients = clients;
		this.rate = rate;
		this.duration = duration;
	}

	@Test
	void messagesShouldArriveOnceAndInTheOrderOfTheirPusher() throws Exception {
		TestServer a = node("a", LINGER);
		TestServer b = node("b", LINGER);
		TestServer c = node("c", LINGER);
		List.of(a, b, c).forEach((node) -> awaitNodes(node, "a", "b", "c"));
		TestServer d;
		try (Crowds crowds = new Crowds(this.clients)) {
			for (TestServer node : List.of(a, b, c)) {
				crowds.connect(node, this.clients);
			}
			long end = System.nanoTime() + this.duration.toNanos();
			startPushers(a, crowds, b);
			startPushers(b, crowds, a);
			startPushers(c, crowds, c);
			awaitProgress();
			dropSome(c);
			engine().refuseOpens("c");
			engine().cutOff("c");
			TestServer.await("degraded").until(() -> !c.connections().cluster().isAvailable());
			d = addNode(crowds, a);
			awaitProgress();
			engine().heal("c");
			List.of(a, b, c, d).forEach((node) -> awaitNodes(node, "a", "b", "c", "d"));
			awaitProgress();
			TestServer.await("end").atMost(this.duration.plus(TestServer.TIMEOUT)).until(() -> System.nanoTime() > end);
			stopPushers(crowds);
			verify(crowds, c, d);
		}
		assertGaps(c, 2, DROPPED);
		assertGaps(a, 1, 0);
		assertGaps(b, 1, 0);
		assertGaps(d, 0, 0);
		List.of(a, b, c, d).forEach(ClusterScale::assertNothingDropped);
		d.awaitNoConnection();
		d.close();
		assertNothingLeft(a, b, c);
	}

	private void startPushers(TestServer node, Crowds crowds, TestServer pacers) {
		for (int i = 0; i < PUSHERS_PER_NODE; i++) {
			Pusher pusher = new Pusher(this.pushers.size(), node, crowds, this.rate);
			this.pushers.add(pusher);
			this.running.add(Background.run(() -> pusher.run(() -> this.isNewNodeReachable, crowds.members(pacers))));
		}
	}

	/**
	 * Wait until each pusher has sent some more messages.
	 */
	private void awaitProgress() {
		int[] sent = this.pushers.stream().mapToInt(Pusher::sent).toArray();
		for (int i = 0; i < sent.length; i++) {
			Pusher pusher = this.pushers.get(i);
			int before = sent[i];
			TestServer.await("progress of pusher " + i).until(() -> pusher.sent() > before + 100);
		}
	}

	private void dropSome(TestServer c) {
		Fault fault = engine().dropNext(DROPPED, Route.of(Topic.Kind.NODE).from("a").to("c"));
		TestServer.await("dropped messages").until(() -> fault.count() == DROPPED);
		assertGaps(c, 1, DROPPED);
	}

	private TestServer addNode(Crowds crowds, TestServer pacers) throws Exception {
		TestServer added = temporaryNode("d", LINGER);
		TestServer.await("new node").until(() -> added.connections().cluster().isAvailable());
		crowds.connect(added, this.clients / 3);
		this.isNewNodeReachable = true;
		startPushers(added, crowds, pacers);
		return added;
	}

	private void stopPushers(Crowds crowds) {
		this.pushers.forEach(Pusher::stop);
		this.running.forEach((pusher) -> pusher.orTimeout(TestServer.TIMEOUT.toMillis(), TimeUnit.MILLISECONDS).join());
		TestServer.await("last messages").pollInterval(Duration.ofMillis(50)).until(() -> {
			crowds.assertNoFailure();
			return crowds.members()
				.stream()
				.allMatch((member) -> this.pushers.stream()
					.allMatch((pusher) -> member.latest(pusher.number()) == pusher.sent()));
		});
	}

	private void verify(Crowds crowds, TestServer cutOff, TestServer added) {
		for (Pusher pusher : this.pushers) {
			for (Crowd.Member member : crowds.members()) {
				int[] pushed = pusher.messagesFor(member);
				int[] received = member.received(pusher.number());
				assertSubsequence(received, pushed, pusher, member);
				if (pusher.server() == member.server()) {
					assertComplete(received, pushed, (number) -> true, pusher, member);
				}
				else if (pusher.server() != cutOff && member.server() != cutOff) {
					boolean late = member.server() == added;
					assertComplete(received, pushed, (number) -> !late || number >= pusher.firstToNewNode(), pusher,
							member);
				}
			}
		}
	}

	private static void assertSubsequence(int[] received, int[] pushed, Pusher pusher, Crowd.Member member) {
		int next = 0;
		for (int number : received) {
			while (next < pushed.length && pushed[next] != number) {
				next++;
			}
			if (next == pushed.length) {
				assertThat(received).as("messages of pusher %d at client %d", pusher.number(), member.index())
					.isEqualTo(pushed);
			}
			next++;
		}
	}

	private static void assertComplete(int[] received, int[] pushed, IntPredicate which, Pusher pusher,
			Crowd.Member member) {
		int[] expected = Arrays.stream(pushed).filter(which).toArray();
		int[] actual = Arrays.stream(received).filter(which).toArray();
		if (!Arrays.equals(expected, actual)) {
			assertThat(actual).as("messages of pusher %d at client %d", pusher.number(), member.index())
				.isEqualTo(expected);
		}
	}

	private static void assertGaps(TestServer node, long gaps, long lost) {
		ClusterCounters counters = node.bean(ClusterCounters.class);
		TestServer.await("gaps").untilAsserted(() -> {
			assertThat(counters.lost()).isEqualTo(lost);
			assertThat(counters.gaps()).isEqualTo(gaps);
		});
	}

	private static void assertNothingDropped(TestServer node) {
		ClusterCounters counters = node.bean(ClusterCounters.class);
		for (DropReason reason : DropReason.values()) {
			assertThat(counters.dropped(reason)).as("dropped as %s", reason).isZero();
		}
	}

	private void assertNothingLeft(TestServer... nodes) {
		for (TestServer node : nodes) {
			node.awaitNoConnection();
			awaitNodes(node, "a", "b", "c");
			Subscriptions subscriptions = node.bean(Subscriptions.class);
			TestServer.await("end of subscriptions").untilAsserted(() -> {
				assertThat(subscriptions.desired()).isEqualTo(2);
				assertThat(subscriptions.confirmed()).isEqualTo(2);
			});
		}
		for (String node : List.of("a", "b", "c")) {
			TestServer.await("topics").untilAsserted(() -> assertThat(engine().topics(node)).hasSize(2));
			assertThat(engine().links(node)).isEqualTo(1);
		}
		assertThat(engine().links("d")).isZero();
		assertThat(engine().subscribers(Topic.ALL)).isEqualTo(Set.of("a", "b", "c"));
	}

}
