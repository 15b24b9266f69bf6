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

package io.github.wsboot.endpoint.session;

import java.util.ArrayList;
import java.util.List;
import java.util.concurrent.CompletableFuture;
import java.util.concurrent.CopyOnWriteArrayList;
import java.util.concurrent.CountDownLatch;
import java.util.concurrent.Executor;
import java.util.concurrent.ExecutorService;
import java.util.concurrent.Executors;
import java.util.concurrent.Future;
import java.util.concurrent.TimeUnit;
import java.util.concurrent.atomic.AtomicBoolean;
import java.util.concurrent.atomic.AtomicInteger;
import java.util.stream.IntStream;

import org.awaitility.Awaitility;
import org.junit.jupiter.api.AfterEach;
import org.junit.jupiter.api.Test;

import io.github.wsboot.concurrent.CallbackExecutor;
import io.github.wsboot.concurrent.TimerService;
import io.github.wsboot.endpoint.session.EndpointSettings.ReceiveLimits;
import io.github.wsboot.extension.ThreadScope;
import io.github.wsboot.inbound.ReceiveMemoryBudget;
import io.github.wsboot.outbound.SendMemoryBudget;
import io.github.wsboot.server.Promise;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatExceptionOfType;

/**
 * Tests for {@link Mailbox}.
 */
class MailboxTests {

	private final CallbackExecutor workers = CallbackExecutor.onPlatformThreads("test-worker-", 4, new TimerService());

	private final ExecutorService readers = Executors.newCachedThreadPool();

	private final Mailbox mailbox = new Mailbox(new TestMailboxOwner(this.workers::execute), new ReceiveLimits(2, 10),
			TestMailboxOwner.budget());

	private final List<String> runs = new CopyOnWriteArrayList<>();

	@AfterEach
	void destroy() {
		this.readers.shutdownNow();
		this.workers.destroy();
	}

	@Test
	void shouldRunNothingBeforeItOpens() {
		post("a");
		CountDownLatch other = new CountDownLatch(1);
		this.workers.execute(other::countDown);
		Awaitility.await("other task").until(() -> other.getCount() == 0);
		assertThat(this.runs).isEmpty();
		this.mailbox.open();
		await("a");
	}

	@Test
	void shouldRunInOrderAndNeverOverlap() {
		this.mailbox.open();
		AtomicInteger running = new AtomicInteger();
		List<Integer> seen = new ArrayList<>();
		int count = 1000;
		for (int i = 0; i < count; i++) {
			int number = i;
			this.mailbox.post(() -> {
				assertThat(running.incrementAndGet()).isOne();
				seen.add(number);
				running.decrementAndGet();
				return null;
			});
		}
		post("end");
		await("end");
		assertThat(seen).isEqualTo(IntStream.range(0, count).boxed().toList());
	}

	@Test
	void whenATaskFailsShouldGoOn() {
		this.mailbox.open();
		this.mailbox.post(() -> {
			throw new IllegalStateException("expected by the test");
		});
		post("next");
		await("next");
	}

	@Promise("close")
	@Test
	void whenWhatSurroundsATaskFailsShouldGoOn() {
		Mailbox failing = new Mailbox(new FailingOwner(this.workers::execute), new ReceiveLimits(1, 1),
				TestMailboxOwner.budget());
		failing.open();
		failing.post(record("not run without a context"));
		failing.postMessage(record("message"), 1);
		failing.close(record("last"));
		await("message", "last");
	}

	private Mailbox.Task record(String name) {
		return () -> {
			this.runs.add(name);
			return null;
		};
	}

	@Test
	void whatComesAfterwardsShouldNeedNoThreadIfNothingIsBeforeIt() {
		this.mailbox.runAfterPending(() -> this.runs.add("after opening"));
		assertThat(this.runs).isEmpty();
		this.mailbox.open();
		await("after opening");
		CountDownLatch gate = new CountDownLatch(1);
		this.mailbox.post(() -> CompletableFuture.runAsync(() -> awaitOrFail(gate), this.readers));
		this.mailbox.runAfterPending(() -> this.runs.add("after a stage"));
		assertThat(this.runs).containsExactly("after opening");
		gate.countDown();
		await("after opening", "after a stage");
		this.workers.destroy();
		Awaitility.await("end of the batch").untilAsserted(() -> {
			this.mailbox.runAfterPending(() -> this.runs.add("at once on " + Thread.currentThread().getName()));
			assertThat(this.runs).contains("at once on " + Thread.currentThread().getName());
		});
		this.mailbox.close(() -> null);
		this.mailbox.runAfterPending(() -> this.runs.add("too late"));
		assertThat(this.runs).doesNotContain("too late");
	}

	private static void awaitOrFail(CountDownLatch latch) {
		try {
			assertThat(latch.await(20, TimeUnit.SECONDS)).isTrue();
		}
		catch (InterruptedException ex) {
			throw new IllegalStateException(ex);
		}
	}

	@Test
	void interruptShouldReachTheRunningTaskAndDropMessages() throws Exception {
		this.mailbox.open();
		this.mailbox.postMessage(() -> {
			this.runs.add("running");
			try {
				new CountDownLatch(1).await();
			}
			catch (InterruptedException ex) {
				this.runs.add("interrupted");
				Thread.currentThread().interrupt();
			}
			return null;
		}, 1);
		await("running");
		this.mailbox.postMessage(() -> {
			this.runs.add("message");
			return null;
		}, 1);
		this.mailbox.close(() -> {
			this.runs.add(Thread.currentThread().isInterrupted() ? "last, interrupted" : "last");
			return null;
		});
		this.mailbox.interrupt();
		await("running", "interrupted", "last");
		this.mailbox.interrupt();
		CompletableFuture<Boolean> other = new CompletableFuture<>();
		this.workers.execute(() -> other.complete(Thread.currentThread().isInterrupted()));
		assertThat(other.get(60, TimeUnit.SECONDS)).as("interrupted after the last task").isFalse();
	}

	@Test
	void forfeitShouldKeepEverythingFromRunning() {
		this.mailbox.open();
		CompletableFuture<Void> stage = new CompletableFuture<>();
		this.mailbox.post(() -> {
			this.runs.add("held");
			return stage;
		});
		await("held");
		post("next");
		this.mailbox.close(() -> {
			this.runs.add("last");
			return null;
		});
		this.mailbox.clear();
		stage.complete(null);
		CountDownLatch others = new CountDownLatch(8);
		IntStream.range(0, 8).forEach((i) -> this.workers.execute(others::countDown));
		Awaitility.await("other tasks").until(() -> others.getCount() == 0);
		assertThat(this.runs).containsExactly("held");
	}

	@Test
	void shouldHoldWhatFollowsUntilAStageIsDone() {
		this.mailbox.open();
		CompletableFuture<Void> stage = new CompletableFuture<>();
		this.mailbox.post(() -> {
			this.runs.add("held");
			return stage;
		});
		post("next");
		await("held");
		stage.complete(null);
		await("held", "next");
	}

	@Test
	void whenAStageFailsShouldGoOn() {
		this.mailbox.open();
		CompletableFuture<Void> stage = new CompletableFuture<>();
		this.mailbox.post(() -> stage);
		post("next");
		stage.completeExceptionally(new IllegalStateException("expected"));
		await("next");
	}

	@Test
	void shouldBlockWhoBringsTooManyMessages() throws Exception {
		message("1", 1);
		message("2", 1);
		Future<?> third = this.readers.submit(() -> message("3", 1));
		post("never blocks");
		assertThat(third).isNotDone();
		this.mailbox.open();
		third.get(60, TimeUnit.SECONDS);
		Awaitility.await("all").untilAsserted(() -> assertThat(this.runs).containsSubsequence("1", "2", "3"));
	}

	@Test
	void shouldBlockWhoBringsTooManyBytes() throws Exception {
		message("1", 9);
		Future<?> second = this.readers.submit(() -> message("2", 2));
		assertThat(second).isNotDone();
		this.mailbox.open();
		second.get(60, TimeUnit.SECONDS);
		await("1", "2");
	}

	@Test
	void shouldAlwaysTakeOneMessage() throws Exception {
		message("huge", 1000);
		this.mailbox.open();
		await("huge");
		message("huge", 1000);
		await("huge", "huge");
	}

	@Test
	void whenClosedShouldReleaseWaitersAndDropTheirMessages() throws Exception {
		message("1", 9);
		Future<?> waiting = this.readers.submit(() -> message("late", 9));
		this.mailbox.close(() -> {
			this.runs.add("last");
			return null;
		});
		waiting.get(60, TimeUnit.SECONDS);
		message("later", 1);
		post("latest");
		this.mailbox.open();
		await("1", "last");
	}

	@Test
	void whenInterruptedShouldNotAddTheMessage() throws Exception {
		message("1", 9);
		CompletableFuture<Boolean> interrupted = new CompletableFuture<>();
		Thread reader = new Thread(() -> {
			try {
				message("2", 9);
				interrupted.complete(false);
			}
			catch (InterruptedException ex) {
				interrupted.complete(true);
			}
		});
		reader.start();
		reader.interrupt();
		assertThat(interrupted.get(60, TimeUnit.SECONDS)).isTrue();
		this.mailbox.open();
		await("1");
	}

	@Test
	void shouldLetOthersRunBetweenTwoBatches() {
		CallbackExecutor single = CallbackExecutor.onPlatformThreads("test-single-", 1, new TimerService());
		try {
			Mailbox busy = new Mailbox(new TestMailboxOwner(single::execute), new ReceiveLimits(1000, 1000),
					TestMailboxOwner.budget());
			for (int i = 0; i < 100; i++) {
				busy.post(() -> {
					this.runs.add("busy");
					return null;
				});
			}
			Mailbox other = new Mailbox(new TestMailboxOwner(single::execute), new ReceiveLimits(1000, 1000),
					TestMailboxOwner.budget());
			other.post(() -> {
				this.runs.add("other");
				return null;
			});
			CountDownLatch start = new CountDownLatch(1);
			single.execute(() -> awaitUninterrupted(start));
			busy.open();
			other.open();
			start.countDown();
			Awaitility.await("all").until(() -> this.runs.size() == 101);
			assertThat(this.runs.indexOf("other")).isEqualTo(32);
		}
		finally {
			single.destroy();
		}
	}

	private static void awaitUninterrupted(CountDownLatch latch) {
		try {
			latch.await(60, TimeUnit.SECONDS);
		}
		catch (InterruptedException ex) {
			Thread.currentThread().interrupt();
		}
	}

	private void post(String name) {
		this.mailbox.post(() -> {
			this.runs.add(name);
			return null;
		});
	}

	private Void message(String name, int bytes) throws InterruptedException {
		this.mailbox.awaitAndPostMessage(() -> {
			this.runs.add(name);
			return null;
		}, bytes);
		return null;
	}

	private void await(String... expected) {
		Awaitility.await("tasks").untilAsserted(() -> assertThat(this.runs).containsExactly(expected));
	}

	@Promise("threads")
	@Test
	void interruptOfATaskShouldNotReachTheNextOne() throws Exception {
		CompletableFuture<Boolean> interrupted = new CompletableFuture<>();
		this.mailbox.post(() -> {
			Thread.currentThread().interrupt();
			return null;
		});
		this.mailbox.post(() -> {
			interrupted.complete(Thread.currentThread().isInterrupted());
			return null;
		});
		this.mailbox.open();
		assertThat(interrupted.get(60, TimeUnit.SECONDS)).isFalse();
	}

	@Test
	void whateverFailsTheLastTaskShouldRun() {
		AtomicInteger failures = new AtomicInteger();
		Mailbox failing = new Mailbox(new TestMailboxOwner(this.workers::execute, () -> {
			failures.incrementAndGet();
			throw new OutOfMemoryError("expected");
		}), new ReceiveLimits(1, 10), TestMailboxOwner.budget());
		failing.postMessage(() -> null, 1);
		failing.open();
		Awaitility.await("failure").until(() -> failures.get() > 0);
		failing.close(() -> {
			this.runs.add("last");
			return null;
		});
		await("last");
	}

	@Test
	void whenNobodyRunsTheLastTaskShouldTryAgainWhenClosedAgain() {
		AtomicInteger calls = new AtomicInteger();
		Mailbox failing = new Mailbox(new TestMailboxOwner((task) -> {
			if (calls.incrementAndGet() == 2) {
				throw new OutOfMemoryError("expected");
			}
			task.run();
		}), new ReceiveLimits(1, 10), TestMailboxOwner.budget());
		failing.open();
		Mailbox.Task last = () -> {
			this.runs.add("last");
			return null;
		};
		assertThatExceptionOfType(OutOfMemoryError.class).isThrownBy(() -> failing.close(last));
		failing.close(last);
		assertThat(this.runs).containsExactly("last");
	}

	@Test
	void whenNobodyRunsItShouldTryAgainWithTheNextTask() {
		AtomicInteger calls = new AtomicInteger();
		Mailbox failing = new Mailbox(new TestMailboxOwner((task) -> {
			if (calls.incrementAndGet() == 2) {
				throw new OutOfMemoryError("expected");
			}
			task.run();
		}), new ReceiveLimits(1, 10), TestMailboxOwner.budget());
		failing.open();
		assertThatExceptionOfType(OutOfMemoryError.class).isThrownBy(() -> failing.post(() -> {
			this.runs.add("a");
			return null;
		}));
		failing.close(() -> {
			this.runs.add("last");
			return null;
		});
		assertThat(this.runs).containsExactly("a", "last");
	}

	@Test
	void resumedMailboxShouldReadOnAlthoughNobodyRunsItsTasks() {
		AtomicBoolean fails = new AtomicBoolean();
		Mailbox failing = new Mailbox(new TestMailboxOwner((task) -> {
			if (fails.get()) {
				throw new OutOfMemoryError("expected");
			}
			task.run();
		}, () -> this.runs.add("read on")), new ReceiveLimits(1, 10), TestMailboxOwner.budget());
		failing.pause();
		failing.open();
		failing.postMessage(() -> null, 1);
		fails.set(true);
		assertThatExceptionOfType(OutOfMemoryError.class).isThrownBy(failing::resume);
		assertThat(this.runs).containsExactly("read on");
	}

	/**
	 * Owner without a context for the first task, which cannot read on.
	 */
	private static final class FailingOwner implements MailboxOwner {

		private final Executor executor;

		private int contexts;

		FailingOwner(Executor executor) {
			this.executor = executor;
		}

		@Override
		public void execute(Runnable task) {
			this.executor.execute(task);
		}

		@Override
		public void readOn() {
			throw new NoClassDefFoundError("expected by the test");
		}

		@Override
		public void onMailboxFailure(Throwable exception) {
		}

		@Override
		public ThreadScope openContext() {
			this.contexts++;
			if (this.contexts == 1) {
				throw new NoClassDefFoundError("expected by the test");
			}
			return () -> {
			};
		}

	}

	/**
	 * Owner of a mailbox without a session.
	 *
	 * @param executor runs the tasks
	 * @param reading run when there is room again
	 */
	record TestMailboxOwner(Executor executor, Runnable reading) implements MailboxOwner {

		private static final ThreadScope NO_SCOPE = () -> {
		};

		TestMailboxOwner(Executor executor) {
			this(executor, () -> {
			});
		}

		@Override
		public void execute(Runnable task) {
			this.executor.execute(task);
		}

		/**
		 * Return a budget without a bound.
		 */
		static ReceiveMemoryBudget budget() {
			return new ReceiveMemoryBudget(Long.MAX_VALUE, 1000, new SendMemoryBudget(Long.MAX_VALUE));
		}

		@Override
		public void readOn() {
			this.reading.run();
		}

		@Override
		public void onMailboxFailure(Throwable exception) {
			// There is no connection to end
		}

		@Override
		public ThreadScope openContext() {
			return NO_SCOPE;
		}

	}

}
