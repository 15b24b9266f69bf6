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

package io.github.wsboot.cluster.member;

import java.time.Duration;
import java.util.ArrayList;
import java.util.Collection;
import java.util.HashSet;
import java.util.List;
import java.util.Map;
import java.util.Queue;
import java.util.Random;
import java.util.Set;
import java.util.concurrent.Callable;
import java.util.concurrent.CompletableFuture;
import java.util.concurrent.CompletionStage;
import java.util.concurrent.ConcurrentHashMap;
import java.util.concurrent.ConcurrentLinkedQueue;
import java.util.concurrent.ExecutorService;
import java.util.concurrent.Executors;
import java.util.concurrent.Future;
import java.util.concurrent.ScheduledExecutorService;
import java.util.concurrent.ThreadLocalRandom;
import java.util.concurrent.TimeUnit;
import java.util.concurrent.atomic.AtomicInteger;

import org.junit.jupiter.api.AfterEach;
import org.junit.jupiter.api.Test;

import io.github.wsboot.cluster.Topic;
import io.github.wsboot.concurrent.TimerService;
import io.github.wsboot.node.AudienceSpec.Kind;

import static org.assertj.core.api.Assertions.assertThat;
import static org.awaitility.Awaitility.await;

/**
 * Races of threads that join and leave the same rooms, against an engine that confirms
 * out of order.
 */
class SubscriptionsRaceTests {

	private static final int THREADS = 4;

	private static final int STEPS = 4000;

	private static final int ROOMS = 24;

	private static final Duration LIMIT = Duration.ofSeconds(30);

	private final TimerService control = new TimerService();

	private final ScheduledExecutorService engine = Executors.newScheduledThreadPool(2);

	private final ExecutorService workers = Executors.newFixedThreadPool(2);

	private final ExecutorService members = Executors.newFixedThreadPool(THREADS);

	private final Subscriptions subscriptions = new Subscriptions("node-one", Duration.ofMillis(20),
			this.control::after, this.workers);

	private final Map<String, Integer> rooms = new ConcurrentHashMap<>();

	private final Queue<String> problems = new ConcurrentLinkedQueue<>();

	private final AtomicInteger reached = new AtomicInteger();

	private final AtomicInteger unreached = new AtomicInteger();

	private final AtomicInteger open = new AtomicInteger();

	private volatile EngineLink link = new EngineLink();

	@AfterEach
	void stop() {
		this.members.shutdownNow();
		this.control.destroy();
		this.engine.shutdownNow();
		this.workers.shutdownNow();
	}

	@Test
	void engineShouldEndUpWithTheRoomsThatExist() throws Exception {
		attach();
		race();
		assertThat(this.unreached).hasValue(0);
		assertThat(this.reached).hasPositiveValue();
		assertSettled();
	}

	@Test
	void engineShouldEndUpWithTheRoomsThatExistAfterItsLinksBroke() throws Exception {
		attach();
		List<Future<Object>> running = start();
		for (int i = 0; i < 20 || running.stream().anyMatch((thread) -> !thread.isDone()); i++) {
			CompletableFuture<Void> replaced = new CompletableFuture<>();
			this.control.after(Duration.ofMillis(30), () -> {
				replaceLink();
				replaced.complete(null);
			});
			replaced.get(30, TimeUnit.SECONDS);
		}
		finish(running);
		assertSettled();
	}

	private void attach() {
		EngineLink current = this.link;
		CompletableFuture<Void> complete = new CompletableFuture<>();
		this.control.after(Duration.ZERO, () -> attach(current, complete));
		assertThat(complete).succeedsWithin(LIMIT);
	}

	private void attach(EngineLink current, CompletableFuture<Void> complete) {
		this.subscriptions.attach(current, () -> complete.complete(null),
				(failure) -> this.problems.add(failure.toString()));
	}

	private void replaceLink() {
		EngineLink broken = this.link;
		this.subscriptions.detach();
		broken.isBroken = true;
		this.link = new EngineLink();
		attach(this.link, new CompletableFuture<>());
	}

	private void race() throws Exception {
		finish(start());
	}

	private List<Future<Object>> start() {
		List<Future<Object>> running = new ArrayList<>();
		for (int i = 0; i < THREADS; i++) {
			running.add(this.members.submit(new Member(i)));
		}
		return running;
	}

	private static void finish(List<Future<Object>> running) throws Exception {
		for (Future<Object> thread : running) {
			thread.get(60, TimeUnit.SECONDS);
		}
	}

	private void assertSettled() {
		Set<Topic> expected = new HashSet<>(Set.of(Topic.ALL, Topic.node("node-one")));
		this.rooms.keySet().forEach((room) -> expected.add(Topic.room(room)));
		await().atMost(LIMIT).untilAsserted(() -> {
			assertThat(this.link.topics).isEqualTo(expected);
			assertThat(this.open).hasValue(0);
			assertThat(this.subscriptions.confirmed()).isEqualTo(expected.size());
			assertThat(this.subscriptions.desired()).isEqualTo(expected.size());
		});
		assertThat(this.problems).isEmpty();
		assertThat(this.subscriptions.whenReachable(this.rooms.keySet(), null)).succeedsWithin(LIMIT).isEqualTo(true);
	}

	/**
	 * Thread that joins and leaves rooms, as connections do.
	 */
	private final class Member implements Callable<Object> {

		private final Set<String> joined = new HashSet<>();

		private final Random random;

		Member(int seed) {
			this.random = new Random(seed);
		}

		@Override
		public Object call() throws Exception {
			for (int i = 0; i < STEPS; i++) {
				String room = "room-" + this.random.nextInt(ROOMS);
				if (this.joined.remove(room)) {
					leave(room);
				}
				else if (this.joined.size() < 3) {
					this.joined.add(room);
					join(room);
					ask(room, this.random.nextInt(16) == 0);
				}
			}
			return this;
		}

		private void join(String room) {
			SubscriptionsRaceTests.this.rooms.compute(room, (key, count) -> {
				if (count == null) {
					SubscriptionsRaceTests.this.subscriptions.onAppeared(Kind.ROOM, key);
				}
				return (count != null) ? count + 1 : 1;
			});
		}

		private void leave(String room) {
			SubscriptionsRaceTests.this.rooms.computeIfPresent(room, (key, count) -> {
				if (count == 1) {
					SubscriptionsRaceTests.this.subscriptions.onVanished(Kind.ROOM, key);
				}
				return (count != 1) ? count - 1 : null;
			});
		}

		private void ask(String room, boolean wait) throws Exception {
			SubscriptionsRaceTests.this.open.incrementAndGet();
			EngineLink before = SubscriptionsRaceTests.this.link;
			CompletionStage<Boolean> stage = SubscriptionsRaceTests.this.subscriptions.whenReachable(Set.of(room),
					null);
			stage.whenComplete((reachable, failure) -> SubscriptionsRaceTests.this.open.decrementAndGet());
			if (wait) {
				check(room, before, stage.toCompletableFuture().get(30, TimeUnit.SECONDS));
			}
		}

		private void check(String room, EngineLink before, boolean reachable) {
			(reachable ? SubscriptionsRaceTests.this.reached : SubscriptionsRaceTests.this.unreached).incrementAndGet();
			boolean heard = before.topics.contains(Topic.room(room));
			if (reachable && !heard && SubscriptionsRaceTests.this.link == before) {
				SubscriptionsRaceTests.this.problems.add(room + " was said to be reachable");
			}
		}

	}

	/**
	 * Link that confirms after a random time and knows what is subscribed.
	 */
	private final class EngineLink extends SubscribingLink {

		private final Set<Topic> topics = ConcurrentHashMap.newKeySet();

		private final Set<Topic> underWay = ConcurrentHashMap.newKeySet();

		private volatile boolean isBroken;

		@Override
		public CompletionStage<Void> subscribe(Collection<Topic> topics) {
			return confirm(topics, false, () -> this.topics.addAll(topics));
		}

		@Override
		public CompletionStage<Void> unsubscribe(Collection<Topic> topics) {
			return confirm(topics, true, () -> this.topics.removeAll(topics));
		}

		private CompletionStage<Void> confirm(Collection<Topic> changed, boolean isSubscribed, Runnable change) {
			for (Topic topic : changed) {
				if (!this.underWay.add(topic) || this.topics.contains(topic) != isSubscribed) {
					SubscriptionsRaceTests.this.problems.add(topic + " was changed twice");
				}
			}
			CompletableFuture<Void> confirmed = new CompletableFuture<>();
			SubscriptionsRaceTests.this.engine.schedule(() -> {
				change.run();
				this.underWay.removeAll(changed);
				if (this.isBroken) {
					confirmed.completeExceptionally(new IllegalStateException("Broken"));
				}
				confirmed.complete(null);
			}, ThreadLocalRandom.current().nextInt(3000), TimeUnit.MICROSECONDS);
			return confirmed;
		}

	}

}
