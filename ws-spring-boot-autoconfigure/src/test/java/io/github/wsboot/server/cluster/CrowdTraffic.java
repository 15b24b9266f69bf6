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

import java.io.IOException;
import java.time.Duration;
import java.util.ArrayList;
import java.util.Arrays;
import java.util.List;
import java.util.concurrent.CompletableFuture;
import java.util.concurrent.TimeUnit;
import java.util.function.IntPredicate;

import io.github.wsboot.server.Background;
import io.github.wsboot.server.TestServer;

import static org.assertj.core.api.Assertions.assertThat;

/**
 * Pushers of several nodes, which push at the same time and by all means to crowds of
 * clients of all nodes. It knows afterwards which messages should have arrived where.
 */
final class CrowdTraffic implements AutoCloseable {

	private static final int PUSHERS_PER_NODE = 2;

	private final Crowds crowds;

	private final int rate;

	private final List<Pusher> pushers = new ArrayList<>();

	private final List<CompletableFuture<Void>> running = new ArrayList<>();

	private volatile boolean isNewNodeReachable;

	/**
	 * Create the traffic, with nobody yet.
	 * @param users the number of users
	 * @param rate the messages per second of each pusher, at most
	 */
	CrowdTraffic(int users, int rate) {
		this.crowds = new Crowds(users);
		this.rate = rate;
	}

	/**
	 * Connect clients and wait until all nodes reach them.
	 */
	void connect(CrowdNode node, int clients) throws IOException {
		this.crowds.connect(node, clients);
	}

	/**
	 * Connect clients of a node that has come later.
	 */
	void connectLater(CrowdNode node, int clients) throws IOException {
		connect(node, clients);
		this.isNewNodeReachable = true;
	}

	/**
	 * Start the pushers of a node.
	 * @param node the node
	 * @param pacers the node whose clients must keep up
	 */
	void startPushers(CrowdNode node, CrowdNode pacers) {
		for (int i = 0; i < PUSHERS_PER_NODE; i++) {
			Pusher pusher = new Pusher(this.pushers.size(), node, this.crowds, this.rate);
			this.pushers.add(pusher);
			this.running.add(Background.run(() -> pusher.run(() -> this.isNewNodeReachable, pacers)));
		}
	}

	/**
	 * Let the pushers and clients of a node end when the node does.
	 */
	void expectEnd(CrowdNode node) {
		this.pushers.stream().filter((pusher) -> pusher.node() == node).forEach(Pusher::expectEnd);
		this.crowds.expectEnd(node);
	}

	/**
	 * Wait until each pusher has sent some more messages.
	 */
	void awaitProgress() {
		int[] sent = this.pushers.stream().mapToInt(Pusher::sent).toArray();
		for (int i = 0; i < sent.length; i++) {
			Pusher pusher = this.pushers.get(i);
			CompletableFuture<Void> running = this.running.get(i);
			int before = sent[i];
			TestServer.await("progress of pusher " + i).until(() -> running.isDone() || pusher.sent() > before + 100);
		}
		this.crowds.assertNoFailure();
	}

	/**
	 * Stop all pushers and wait until their last messages have arrived.
	 */
	void stop() {
		this.pushers.forEach(Pusher::stop);
		this.running.forEach((pusher) -> pusher.orTimeout(TestServer.TIMEOUT.toMillis(), TimeUnit.MILLISECONDS).join());
		TestServer.await("last messages").pollInterval(Duration.ofMillis(50)).until(() -> {
			this.crowds.assertNoFailure();
			return this.crowds.lasting()
				.stream()
				.allMatch((member) -> this.pushers.stream()
					.filter((pusher) -> !pusher.isEndExpected())
					.allMatch((pusher) -> member.latest(pusher.number()) == pusher.sent()));
		});
	}

	/**
	 * Assert that nothing has arrived twice, out of order or at others than it was for,
	 * and that nothing is missing between nodes that could reach each other all the time.
	 * @param cutOff the node that could not
	 * @param added the node that came later
	 */
	void verify(CrowdNode cutOff, CrowdNode added) {
		for (Pusher pusher : this.pushers) {
			for (Crowd.Member member : this.crowds.lasting()) {
				int[] pushed = pusher.messagesFor(member);
				int[] received = member.received(pusher.number());
				assertSubsequence(received, pushed, pusher, member);
				if (pusher.node() == member.node()) {
					assertComplete(received, pushed, (number) -> true, pusher, member);
				}
				else if (pusher.node() != cutOff && member.node() != cutOff) {
					boolean late = member.node() == added;
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

	/**
	 * Return how much there was.
	 */
	@Override
	public String toString() {
		int pushed = this.pushers.stream().mapToInt(Pusher::sent).sum();
		List<Crowd.Member> clients = this.crowds.lasting();
		long arrived = clients.stream().mapToLong(Crowd.Member::count).sum();
		return "%d pushers pushed %d messages, which arrived %d times at %d clients".formatted(this.pushers.size(),
				pushed, arrived, clients.size());
	}

	@Override
	public void close() throws Exception {
		this.pushers.forEach(Pusher::close);
		this.crowds.close();
	}

}
