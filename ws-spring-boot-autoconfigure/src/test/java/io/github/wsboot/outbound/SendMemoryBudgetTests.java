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

package io.github.wsboot.outbound;

import java.time.Duration;
import java.util.ArrayList;
import java.util.List;
import java.util.concurrent.CompletableFuture;
import java.util.concurrent.ThreadLocalRandom;
import java.util.concurrent.TimeUnit;
import java.util.concurrent.atomic.AtomicBoolean;
import java.util.concurrent.atomic.AtomicInteger;
import java.util.concurrent.atomic.AtomicLong;
import java.util.stream.IntStream;

import org.junit.jupiter.api.Test;
import org.springframework.web.socket.CloseStatus;

import io.github.wsboot.BroadcastResult;
import io.github.wsboot.CloseCause;
import io.github.wsboot.PushResult;
import io.github.wsboot.connection.DefaultConnectionManager;
import io.github.wsboot.connection.RecordingCallbacks;
import io.github.wsboot.connection.TestConnections;
import io.github.wsboot.connection.TestConnections.TestConnection;
import io.github.wsboot.connection.TestLoop;
import io.github.wsboot.server.Promise;

import static org.assertj.core.api.Assertions.assertThat;

/**
 * Tests for {@link SendMemoryBudget} and {@link MemoryPressureRelief}.
 */
class SendMemoryBudgetTests {

	/** What a message of 98 characters takes. */
	private static final int COST = 100 + SendMemoryBudget.OVERHEAD;

	private static final String MESSAGE = "x".repeat(98);

	@Test
	void shouldRefuseWhatIsBeyondAndTakeWhatIsFreed() {
		SendMemoryBudget budget = new SendMemoryBudget(100);
		assertThat(budget.tryReserve(60)).isTrue();
		assertThat(budget.tryReserve(41)).isFalse();
		assertThat(budget.tryReserve(40)).isTrue();
		budget.release(60);
		assertThat(budget.used()).isEqualTo(40);
		assertThat(budget.tryReserve(60)).isTrue();
	}

	@Test
	void failureOfAListenerShouldNotReachThePush() {
		SendMemoryBudget budget = new SendMemoryBudget(800);
		budget.addPressureListener(() -> {
			throw new OutOfMemoryError("expected");
		});
		budget.addEaseListener(() -> {
			throw new OutOfMemoryError("expected");
		});
		assertThat(budget.tryReserve(701)).isTrue();
		budget.release(701);
		assertThat(budget.used()).isZero();
	}

	@Test
	void shouldAskForReliefBeforeItIsUsedUp() {
		SendMemoryBudget budget = new SendMemoryBudget(800);
		AtomicInteger asked = new AtomicInteger();
		budget.addPressureListener(asked::incrementAndGet);
		budget.tryReserve(700);
		assertThat(asked).hasValue(0);
		assertThat(budget.tryReserve(1)).isTrue();
		assertThat(asked).hasValue(1);
		assertThat(budget.excess()).isEqualTo(101);
	}

	@Test
	void shouldCallAllListenersUntilTheyAreRemoved() {
		SendMemoryBudget budget = new SendMemoryBudget(800);
		List<String> calls = new ArrayList<>();
		Runnable first = () -> calls.add("first pressure");
		Runnable second = () -> calls.add("second pressure");
		Runnable firstEase = () -> calls.add("first ease");
		Runnable secondEase = () -> calls.add("second ease");
		budget.addPressureListener(first);
		budget.addPressureListener(second);
		budget.tryReserve(701);
		assertThat(calls).containsExactly("first pressure", "second pressure");
		budget.removePressureListener(first);
		budget.addEaseListener(firstEase);
		budget.addEaseListener(secondEase);
		calls.clear();
		budget.release(1);
		assertThat(calls).containsExactly("first ease", "second ease");
		budget.removeEaseListener(secondEase);
		calls.clear();
		budget.release(1);
		budget.tryReserve(100);
		assertThat(calls).containsExactly("first ease", "second pressure");
		budget.removePressureListener(second);
		budget.removeEaseListener(firstEase);
		calls.clear();
		budget.tryReserve(1);
		budget.release(700);
		assertThat(calls).isEmpty();
	}

	@Test
	void whatIsRefusedShouldNotCountWhenReliefLooks() {
		SendMemoryBudget budget = new SendMemoryBudget(800);
		AtomicLong excess = new AtomicLong(Long.MIN_VALUE);
		budget.addPressureListener(() -> excess.set(budget.excess()));
		budget.tryReserve(600);
		assertThat(budget.tryReserve(600)).isFalse();
		assertThat(excess).as("nobody loses a message for it").hasValue(0);
	}

	@Test
	void shouldCountAFrameOnceForAllItsReceivers() {
		try (TestConnections connections = connections(OverflowPolicy.CLOSE, 100 * COST)) {
			TestConnection one = connections.open("1");
			TestConnection two = connections.open("2");
			BroadcastResult result = manager(connections).broadcast(MESSAGE);
			assertThat(result.targeted()).isEqualTo(2);
			assertThat(connections.budget.used()).isEqualTo(COST);
			one.wire().write();
			assertThat(connections.budget.used()).as("the other one holds it").isEqualTo(COST);
			two.connection().onTransportClosed(CloseStatus.NO_CLOSE_FRAME, CloseCause.NETWORK);
			assertThat(connections.budget.used()).as("what is closed is freed").isZero();
		}
	}

	@Test
	void whenNobodyIsThereShouldTakeNothing() {
		try (TestConnections connections = connections(OverflowPolicy.CLOSE, COST)) {
			manager(connections).broadcast(MESSAGE);
			assertThat(connections.budget.used()).isZero();
		}
	}

	@Test
	void beyondTheTotalShouldAnswerOverloaded() throws Exception {
		try (TestConnections connections = connections(OverflowPolicy.CLOSE, 2 * COST)) {
			TestConnection one = connections.open("1");
			TestConnection two = connections.open("2");
			assertThat(one.connection().push(MESSAGE)).isEqualTo(PushResult.ACCEPTED);
			assertThat(two.connection().push(MESSAGE)).isEqualTo(PushResult.ACCEPTED);
			assertThat(one.connection().push(MESSAGE)).isEqualTo(PushResult.OVERLOADED);
			assertThat(manager(connections).broadcast(MESSAGE).completion().toCompletableFuture().get())
				.isEqualTo(new BroadcastResult.Counts(0, 2));
			one.wire().write();
			assertThat(two.connection().push(MESSAGE)).isEqualTo(PushResult.ACCEPTED);
		}
	}

	@Test
	void whatIsRefusedShouldTakeNothing() {
		try (TestConnections connections = connections(OverflowPolicy.DROP_NEWEST, 100 * COST)) {
			TestConnection test = connections.open("1");
			for (int i = 0; i < 20; i++) {
				test.connection().push(MESSAGE);
			}
			assertThat(test.connection().info().droppedMessages()).isPositive();
			test.wire().write();
			assertThat(connections.budget.used()).isZero();
			test.connection().disconnect();
			assertThat(test.connection().push(MESSAGE)).isEqualTo(PushResult.CLOSED);
			assertThat(connections.budget.used()).isZero();
		}
	}

	@Test
	void nearTheTotalTheLongestQueueShouldOverflowFirst() {
		try (TestConnections connections = connections(OverflowPolicy.CLOSE, 8 * COST)) {
			connections.budget.addPressureListener(new MemoryPressureRelief(connections.registry.queues(),
					connections.budget, Runnable::run)::schedule);
			TestConnection slow = connections.open("slow");
			TestConnection reader = connections.open("reader");
			for (int i = 0; i < 6; i++) {
				slow.connection().push(MESSAGE);
			}
			reader.connection().push(MESSAGE);
			assertThat(slow.callbacks().closed).isEmpty();
			assertThat(reader.connection().push(MESSAGE)).isEqualTo(PushResult.ACCEPTED);
			assertThat(slow.callbacks().closed).extracting(RecordingCallbacks.Closed::cause)
				.containsExactly(CloseCause.SLOW_CONSUMER);
			assertThat(reader.connection().isEstablished()).isTrue();
			assertThat(connections.budget.used()).isEqualTo(2 * COST);
		}
	}

	@Test
	void nearTheTotalWithAPolicyThatDropsShouldKeepTheConnection() {
		try (TestConnections connections = connections(OverflowPolicy.DROP_OLDEST, 8 * COST)) {
			connections.budget.addPressureListener(new MemoryPressureRelief(connections.registry.queues(),
					connections.budget, Runnable::run)::schedule);
			TestConnection slow = connections.open("slow");
			for (int i = 0; i < 8; i++) {
				assertThat(slow.connection().push(MESSAGE)).isEqualTo(PushResult.ACCEPTED);
			}
			assertThat(slow.connection().isEstablished()).isTrue();
			assertThat(slow.callbacks().slow).hasSize(1);
			assertThat(slow.connection().info().droppedMessages()).isEqualTo(7);
		}
	}

	@Promise("slow-clients")
	@Test
	void reliefShouldCopeWithQueuesThatChangeMeanwhile() throws Exception {
		SendLimits limits = new SendLimits(Integer.MAX_VALUE, 1000, TestConnections.LONG, OverflowPolicy.DROP_NEWEST);
		try (TestConnections connections = new TestConnections(limits, TestConnections.LONG,
				new SendMemoryBudget(Long.MAX_VALUE))) {
			List<TestConnection> all = IntStream.range(0, 400).mapToObj((i) -> connections.open("c" + i)).toList();
			MemoryPressureRelief relief = new MemoryPressureRelief(connections.registry.queues(), connections.budget,
					Runnable::run);
			AtomicBoolean enough = new AtomicBoolean();
			CompletableFuture<Void> traffic = CompletableFuture.runAsync(() -> {
				while (!enough.get()) {
					TestConnection one = all.get(ThreadLocalRandom.current().nextInt(all.size()));
					if (ThreadLocalRandom.current().nextInt(8) > 0) {
						one.connection().push(MESSAGE);
					}
					else {
						one.connection().loop().execute(() -> one.wire().write());
					}
				}
			});
			try {
				for (int i = 0; i < 2000; i++) {
					relief.schedule();
				}
			}
			finally {
				enough.set(true);
				traffic.get(20, TimeUnit.SECONDS);
			}
		}
	}

	@Promise("slow-clients")
	@Test
	void whatIsAboutToBeFreedShouldNotCostAnotherQueue() {
		try (TestConnections connections = connections(OverflowPolicy.CLOSE, 8 * COST)) {
			TestLoop loop = new TestLoop();
			connections.loop = loop;
			MemoryPressureRelief relief = new MemoryPressureRelief(connections.registry.queues(), connections.budget,
					Runnable::run);
			TestConnection slow = connections.open("slow");
			TestConnection slower = connections.open("slower");
			for (int i = 0; i < 4; i++) {
				slow.connection().push(MESSAGE);
				slower.connection().push(MESSAGE);
			}
			loop.hold();
			relief.schedule();
			relief.schedule();
			loop.runOne();
			assertThat(connections.registry.count()).as("one of them is closed").isOne();
			assertThat(connections.budget.used()).as("and has not given back what it took").isEqualTo(8 * COST);
			relief.schedule();
			loop.release();
			assertThat(connections.registry.count()).isOne();
			assertThat(connections.budget.used()).isEqualTo(4 * COST);
		}
	}

	private static TestConnections connections(OverflowPolicy overflow, long total) {
		return new TestConnections(new SendLimits(1000, 10, TestConnections.LONG, overflow), Duration.ofMinutes(1),
				new SendMemoryBudget(total));
	}

	private static DefaultConnectionManager manager(TestConnections connections) {
		return connections.manager();
	}

}
