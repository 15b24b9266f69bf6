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

package io.github.wsboot.concurrent;

import java.time.Duration;
import java.util.ArrayDeque;
import java.util.ArrayList;
import java.util.List;
import java.util.Queue;
import java.util.concurrent.CompletableFuture;
import java.util.concurrent.CompletionStage;
import java.util.concurrent.Executor;
import java.util.concurrent.ExecutorService;
import java.util.concurrent.Executors;
import java.util.concurrent.Future;
import java.util.concurrent.TimeUnit;
import java.util.concurrent.atomic.AtomicInteger;
import java.util.stream.IntStream;

import org.junit.jupiter.api.Test;

import io.github.wsboot.concurrent.SerialTasks.Intake;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatExceptionOfType;

/**
 * Tests for {@link SerialTasks}, most of them on one thread.
 */
class SerialTasksTests {

	private final Queue<Runnable> thread = new ArrayDeque<>();

	private final List<String> runs = new ArrayList<>();

	private final TestTasks tasks = new TestTasks();

	@Test
	void shouldRunInOrder() {
		this.tasks.post("a");
		this.tasks.postMessage("b", 10);
		this.tasks.post("c");
		assertThat(this.tasks.isIdle()).isFalse();
		runAll();
		assertThat(this.runs).containsExactly("a", "b", "c");
		assertThat(this.tasks.isIdle()).isTrue();
	}

	@Test
	void shouldGiveItsThreadToOthersAfterABatch() {
		IntStream.range(0, 100).forEach((number) -> this.tasks.post("task"));
		this.thread.remove().run();
		assertThat(this.runs).hasSizeBetween(1, 99);
		runAll();
		assertThat(this.runs).hasSize(100);
	}

	@Test
	void whenHeldByAStageShouldGoOnWhenThatIsDone() {
		CompletableFuture<Void> stage = new CompletableFuture<>();
		this.tasks.stage = stage;
		this.tasks.post("a");
		this.tasks.post("b");
		runAll();
		assertThat(this.runs).containsExactly("a");
		assertThat(this.tasks.heldSince()).isNotZero();
		stage.complete(null);
		runAll();
		assertThat(this.runs).containsExactly("a", "b");
		assertThat(this.tasks.heldSince()).isZero();
	}

	@Test
	void aHoldShouldBeReportedOnce() {
		this.tasks.stage = new CompletableFuture<>();
		this.tasks.post("a");
		runAll();
		long since = this.tasks.heldSince();
		assertThat(this.tasks.reportHold(since)).isTrue();
		assertThat(this.tasks.reportHold(since)).isFalse();
		assertThat(this.tasks.heldSince()).isZero();
	}

	@Test
	void messagesShouldCountUntilTheyAreDoneOrDropped() {
		this.tasks.postMessage("a", 10_000);
		this.tasks.postMessage("b", 20_000);
		this.tasks.postMessage("c", 30_000);
		this.tasks.post("other");
		assertThat(this.tasks.messages()).isEqualTo(3);
		assertThat(this.tasks.bytes).isEqualTo(60_000);
		this.tasks.whileRunning = () -> {
			this.tasks.dropMessages();
			assertThat(this.tasks.messages()).as("while it is handled").isEqualTo(1);
			assertThat(this.tasks.bytes).as("what is handled").isEqualTo(10_000);
		};
		runAll();
		assertThat(this.runs).containsExactly("a", "other");
		assertThat(this.tasks.messages()).isZero();
		assertThat(this.tasks.bytes).isZero();
	}

	@Test
	void shouldBeFullByNumberAndBytesButAlwaysTakeOne() {
		this.tasks.postMessage("large", 1000);
		assertThat(this.tasks.isFull()).isTrue();
		runAll();
		assertThat(this.tasks.isFull()).isFalse();
		assertThat(this.tasks.rooms).isEqualTo(1);
		this.tasks.postMessage("a", 60);
		assertThat(this.tasks.isFull()).isFalse();
		this.tasks.postMessage("b", 0);
		assertThat(this.tasks.isFull()).isTrue();
		runAll();
		assertThat(this.tasks.rooms).isEqualTo(2);
	}

	@Test
	void shouldBeFullAtItsBoundAlready() {
		this.tasks.postMessage("a", 99);
		assertThat(this.tasks.isFull()).isFalse();
		this.tasks.dropMessages();
		this.tasks.postMessage("b", 100);
		assertThat(this.tasks.isFull()).isTrue();
	}

	@Test
	void whileItHoldsMessagesOthersShouldRun() {
		this.tasks.intake(Intake.HOLDING);
		this.tasks.postMessage("a", 1);
		this.tasks.post("first");
		this.tasks.postMessage("b", 1);
		this.tasks.post("second");
		assertThat(this.tasks.isFull()).isTrue();
		runAll();
		assertThat(this.runs).containsExactly("first", "second");
		this.tasks.intake(Intake.OPEN);
		runAll();
		assertThat(this.runs).containsExactly("first", "second", "a", "b");
	}

	@Test
	void whenItDropsMessagesShouldTakeOthersOnly() {
		this.tasks.intake(Intake.DROPPING);
		this.tasks.postMessage("message", 1);
		this.tasks.post("other");
		assertThat(this.tasks.messages()).isZero();
		runAll();
		assertThat(this.runs).containsExactly("other");
	}

	@Test
	void whatIsOfferedShouldBeTakenUnlessTooManyWait() {
		assertThat(this.tasks.offer("a", 2)).isTrue();
		assertThat(this.tasks.offer("b", 2)).isTrue();
		assertThat(this.tasks.offer("c", 2)).isFalse();
		this.tasks.whileRunning = () -> assertThat(this.tasks.offer("d", 2)).as("one runs").isTrue();
		runAll();
		assertThat(this.runs).containsExactly("a", "b", "d");
	}

	@Test
	void whenClearedShouldRunAndTakeNothing() {
		this.tasks.postMessage("a", 1);
		this.tasks.post("b");
		this.tasks.clear();
		assertThat(this.tasks.post("c")).isFalse();
		assertThat(this.tasks.offer("d", 1)).isFalse();
		runAll();
		assertThat(this.runs).isEmpty();
		assertThat(this.tasks.bytes).isZero();
		assertThat(this.tasks.isIdle()).isFalse();
	}

	@Test
	void anInterruptionShouldBeForTheTaskThatRunsOnly() {
		this.tasks.interrupt();
		this.tasks.whileRunning = this.tasks::interrupt;
		this.tasks.post("a");
		this.tasks.post("b");
		this.tasks.postMessage("dropped", 1);
		runAll();
		assertThat(this.runs).containsExactly("a", "b");
		assertThat(this.tasks.interruptions).containsExactly(true, false);
		assertThat(Thread.currentThread().isInterrupted()).isFalse();
	}

	@Test
	void whenATaskFailsTheNextOneShouldRun() {
		this.tasks.whileRunning = () -> {
			throw new IllegalStateException("expected by the test");
		};
		this.tasks.post("a");
		this.tasks.post("b");
		runAll();
		assertThat(this.runs).containsExactly("a", "b");
	}

	@Test
	void queueThatNobodyRunsAfterAFailureShouldRunWithTheNextTask() {
		TestTasks tasks = new TestTasks();
		tasks.whileRunning = () -> {
			tasks.refused = true;
			throw new IllegalArgumentException("expected by the test");
		};
		tasks.post("a");
		tasks.post("b");
		runAll();
		assertThat(tasks.failures).isEqualTo(1);
		assertThat(tasks.heldSince()).isNotZero();
		tasks.refused = false;
		tasks.post("c");
		runAll();
		assertThat(this.runs).containsExactly("a", "b", "c");
		assertThat(tasks.heldSince()).isZero();
	}

	@Test
	void hooksShouldRunWithoutTheLock() {
		this.tasks.hook = () -> assertThat(CompletableFuture.supplyAsync(this.tasks::isIdle))
			.as("answer that needs the lock")
			.succeedsWithin(Duration.ofSeconds(20));
		this.tasks.postMessage("a", 1);
		runAll();
		this.tasks.postMessage("b", 1);
		this.tasks.dropMessages();
		this.tasks.postMessage("c", 1);
		this.tasks.interrupt();
		this.tasks.postMessage("d", 1);
		this.tasks.dropInUpdate();
		this.tasks.postMessage("e", 1);
		this.tasks.clear();
		assertThat(this.tasks.hooks).isEqualTo(2 * 5);
		assertThat(this.tasks.bytes).isZero();
		assertThat(this.runs).containsExactly("a");
	}

	@Test
	void waitForRoomShouldAskWithoutTheLockWhetherItIsHeldBack() throws Exception {
		this.tasks.hook = () -> assertThat(CompletableFuture.supplyAsync(this.tasks::isIdle))
			.succeedsWithin(Duration.ofSeconds(20));
		this.tasks.heldBack.set(2);
		this.tasks.awaitAndPostMessage("a", 1);
		assertThat(this.tasks.heldBack).hasValueLessThan(0);
		runAll();
		assertThat(this.runs).containsExactly("a");
	}

	@Test
	void hookThatFailsShouldNotKeepTheQueueFromRunning() {
		this.tasks.hook = () -> {
			throw new OutOfMemoryError("expected by the test");
		};
		assertThatExceptionOfType(OutOfMemoryError.class).isThrownBy(() -> this.tasks.postMessage("a", 1));
		this.tasks.post("b");
		runAll();
		assertThat(this.runs).containsExactly("a", "b");
		assertThat(this.tasks.messages()).isZero();
		assertThat(this.tasks.isIdle()).isTrue();
	}

	@Test
	void hookThatFailsShouldNotKeepOtherDroppedMessagesFromBeingReported() {
		this.tasks.postMessage("a", 1);
		this.tasks.postMessage("b", 1);
		this.tasks.hook = () -> {
			throw new OutOfMemoryError("expected by the test");
		};
		assertThatExceptionOfType(OutOfMemoryError.class).isThrownBy(this.tasks::dropMessages);
		assertThat(this.tasks.hooks).isEqualTo(2 + 2);
		assertThat(this.tasks.bytes).isZero();
	}

	@Test
	void threadsThatWaitForRoomShouldNotPassTheBoundTogether() throws Exception {
		ExecutorService threads = Executors.newFixedThreadPool(6);
		try {
			CountingTasks counting = new CountingTasks(threads);
			List<Future<?>> posts = new ArrayList<>();
			for (int i = 0; i < 5; i++) {
				posts.add(threads.submit(() -> counting.awaitAndPostMessages(200)));
			}
			for (Future<?> post : posts) {
				post.get(20, TimeUnit.SECONDS);
			}
			assertThat(counting.most).hasValueBetween(1, 2);
		}
		finally {
			threads.shutdownNow();
		}
	}

	@Test
	void extendedQueueShouldTakeTwiceAsMuch() {
		this.tasks.postMessage("a", 50);
		this.tasks.postMessage("b", 50);
		assertThat(this.tasks.isFull()).isTrue();
		assertThat(this.tasks.hasReachedBounds()).isTrue();
		this.tasks.extended = true;
		assertThat(this.tasks.isFull()).isFalse();
		this.tasks.postMessage("c", 50);
		assertThat(this.tasks.isFull()).isFalse();
		assertThat(this.tasks.overfull).isZero();
		this.tasks.postMessage("d", 50);
		assertThat(this.tasks.isFull()).isTrue();
		assertThat(this.tasks.isOverfull()).isTrue();
		assertThat(this.tasks.overfull).isOne();
		this.tasks.whileRunning = () -> assertThat(this.tasks.rooms).isZero();
		runAll();
		assertThat(this.tasks.rooms).as("once below twice, and once below the bounds").isEqualTo(2);
		assertThat(this.tasks.isOverfull()).isFalse();
	}

	@Test
	void pausedQueueShouldTakeNothingThoughItIsExtended() {
		this.tasks.extended = true;
		this.tasks.intake(Intake.PAUSED);
		assertThat(this.tasks.isFull()).isTrue();
		assertThat(this.tasks.isOverfull()).isTrue();
		this.tasks.intake(Intake.OPEN);
		assertThat(this.tasks.isFull()).isFalse();
	}

	private void runAll() {
		for (Runnable batch = this.thread.poll(); batch != null; batch = this.thread.poll()) {
			batch.run();
		}
	}

	private final class TestTasks extends SerialTasks<String> {

		private CompletionStage<?> stage;

		private Runnable whileRunning = () -> {
		};

		private final List<Boolean> interruptions = new ArrayList<>();

		private long bytes;

		private int rooms;

		private boolean extended;

		private int overfull;

		private int failures;

		private boolean refused;

		private int hooks;

		private Runnable hook = () -> {
		};

		private final AtomicInteger heldBack = new AtomicInteger();

		TestTasks() {
			super(2, 100);
		}

		void intake(Intake intake) {
			update(() -> {
				setIntake(intake);
				return true;
			});
		}

		@Override
		protected void execute(Runnable batch) {
			if (this.refused) {
				throw new IllegalStateException("expected by the test");
			}
			SerialTasksTests.this.thread.add(batch);
		}

		@Override
		protected CompletionStage<?> runTask(String task) {
			SerialTasksTests.this.runs.add(task);
			Runnable action = this.whileRunning;
			this.whileRunning = () -> {
			};
			CompletionStage<?> held = this.stage;
			this.stage = null;
			action.run();
			this.interruptions.add(Thread.currentThread().isInterrupted());
			return held;
		}

		@Override
		protected void onFailure(Throwable exception) {
			this.failures++;
		}

		@Override
		protected void onRoom() {
			this.rooms++;
		}

		@Override
		protected boolean isExtended() {
			return this.extended;
		}

		@Override
		protected void onOverfull() {
			this.overfull++;
		}

		void dropInUpdate() {
			update(() -> {
				dropMessages();
				return true;
			});
		}

		@Override
		protected void onMessageAdded(int bytes) {
			this.bytes += bytes;
			this.hooks++;
			this.hook.run();
		}

		@Override
		protected void onMessageRemoved(int bytes) {
			this.bytes -= bytes;
			this.hooks++;
			this.hook.run();
		}

		@Override
		protected boolean isHeldBack() {
			if (this.heldBack.getAndDecrement() > 0) {
				this.hook.run();
				return true;
			}
			return false;
		}

	}

	/**
	 * Tasks of several threads, with room for two messages.
	 */
	private static final class CountingTasks extends SerialTasks<String> {

		private final Executor executor;

		private final AtomicInteger most = new AtomicInteger();

		CountingTasks(Executor executor) {
			super(2, 100);
			this.executor = executor;
		}

		Void awaitAndPostMessages(int messages) throws InterruptedException {
			for (int i = 0; i < messages; i++) {
				awaitAndPostMessage("message", 1);
				this.most.accumulateAndGet(messages(), Math::max);
			}
			return null;
		}

		@Override
		protected void execute(Runnable batch) {
			this.executor.execute(batch);
		}

		@Override
		protected CompletionStage<?> runTask(String task) {
			return null;
		}

		@Override
		protected void onFailure(Throwable exception) {
			throw new IllegalStateException(exception);
		}

	}

}
