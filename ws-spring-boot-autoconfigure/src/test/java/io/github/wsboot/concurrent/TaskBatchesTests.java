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

import java.util.ArrayDeque;
import java.util.ArrayList;
import java.util.List;
import java.util.Queue;
import java.util.concurrent.CountDownLatch;
import java.util.concurrent.Executor;
import java.util.concurrent.ExecutorService;
import java.util.concurrent.Executors;
import java.util.concurrent.Future;
import java.util.concurrent.RejectedExecutionException;
import java.util.concurrent.TimeUnit;
import java.util.concurrent.atomic.AtomicInteger;
import java.util.concurrent.atomic.AtomicLong;

import org.awaitility.Awaitility;
import org.junit.jupiter.api.Test;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatExceptionOfType;
import static org.assertj.core.api.Assertions.assertThatIllegalStateException;
import static org.mockito.ArgumentMatchers.any;
import static org.mockito.BDDMockito.given;
import static org.mockito.Mockito.mock;

/**
 * Tests for {@link TaskBatches}, whose threads are those of the test: a batch runs when
 * the test says so, or within a task, as if on another thread.
 */
class TaskBatchesTests {

	private static final long LONG_TIME = TimeUnit.MILLISECONDS.toNanos(5);

	private final Queue<Runnable> threads = new ArrayDeque<>();

	private final Queue<Runnable> checks = new ArrayDeque<>();

	private final List<String> done = new ArrayList<>();

	private final AtomicLong time = new AtomicLong();

	private Runnable onClock = () -> {
	};

	private Executor executor = this.threads::add;

	private final TaskBatches tasks = create(100);

	private TaskBatches create(int maxThreads) {
		return new TaskBatches((batch) -> this.executor.execute(batch), maxThreads, timers(), () -> {
			this.onClock.run();
			return this.time.get();
		});
	}

	private TimerService timers() {
		TimerService timers = mock();
		given(timers.after(any(), any())).willAnswer((invocation) -> {
			this.checks.add(invocation.getArgument(1));
			return mock(Future.class);
		});
		return timers;
	}

	@Test
	void shortTasksShouldShareAThread() {
		add("a", "b", "c");
		assertThat(this.threads).hasSize(1);
		runThreads();
		assertThat(this.done).containsExactly("a", "b", "c");
		assertThat(this.tasks.completed()).isEqualTo(3);
		add("d");
		assertThat(this.threads).hasSize(1);
	}

	@Test
	void taskThatIsAddedWhileABatchRunsShouldBeRunByIt() {
		this.tasks.execute(() -> {
			add("b");
			assertThat(this.threads).isEmpty();
		});
		runThreads();
		assertThat(this.done).containsExactly("b");
	}

	@Test
	void longTasksShouldHaveAThreadEach() {
		learnThatTasksAreLong();
		add("a", "b", "c");
		assertThat(this.threads).hasSize(3);
		runThreads();
		assertThat(this.done).containsExactly("a", "b", "c");
	}

	@Test
	void tasksThatAreShortAgainShouldShareAThread() {
		learnThatTasksAreLong();
		makeTasksShort();
		add("a", "b", "c");
		assertThat(this.threads).hasSize(1);
	}

	@Test
	void threadsShouldNotExceedTheMaximum() {
		learnThatTasksAreLong();
		add(new String[150]);
		assertThat(this.threads).hasSize(100);
		runThreads();
		assertThat(this.done).hasSize(150);
	}

	@Test
	void tasksBehindThoseThatHoldTheirThreadsShouldGetTwiceAsManyEachTime() {
		ExecutorService threads = Executors.newCachedThreadPool();
		this.executor = threads;
		CountDownLatch gate = new CountDownLatch(1);
		AtomicInteger blocked = new AtomicInteger();
		try {
			for (int i = 0; i < 20; i++) {
				this.tasks.execute(() -> {
					blocked.incrementAndGet();
					awaitUninterrupted(gate);
				});
			}
			for (int expected : new int[] { 1, 2, 4, 8, 16, 20 }) {
				Awaitility.await().atMost(60, TimeUnit.SECONDS).until(() -> blocked.get() == expected);
				this.time.addAndGet(LONG_TIME);
				check();
			}
		}
		finally {
			gate.countDown();
			threads.shutdown();
		}
	}

	@Test
	void threadsThatHaveNoProcessorYetShouldNotBecomeMore() {
		hold(() -> {
			add(new String[20]);
			for (int i = 0; i < 5; i++) {
				this.time.addAndGet(LONG_TIME);
				check();
			}
			assertThat(this.threads).hasSize(1);
		});
		assertThat(this.done).hasSize(20);
	}

	@Test
	void threadBetweenTwoTasksShouldNotCountAsHeld() {
		this.onClock = () -> {
			if (this.done.size() == 1 && !this.checks.isEmpty()) {
				this.time.addAndGet(LONG_TIME);
				check();
			}
		};
		hold(() -> add("a"));
		this.onClock = () -> {
		};
		makeTasksShort();
		hold(() -> {
			add("b", "c");
			assertThat(this.threads).isEmpty();
		});
	}

	@Test
	void onceAThreadIsHeldTheNextTaskShouldGetAnotherOne() {
		hold(() -> {
			add("a");
			this.time.addAndGet(LONG_TIME);
			check();
			runThreads();
			add("b");
			assertThat(this.threads).hasSize(1);
			runThreads();
		});
		assertThat(this.done).containsExactly("a", "b");
	}

	@Test
	void threadThatIsHeldNoLongerShouldGoOn() {
		hold(() -> {
			add("a");
			this.time.addAndGet(LONG_TIME);
			check();
			runThreads();
		});
		makeTasksShort();
		hold(() -> {
			add("c", "d");
			assertThat(this.threads).isEmpty();
		});
		assertThat(this.done).endsWith("c", "d");
	}

	@Test
	void checksShouldEndWithTheTasks() {
		hold(() -> {
			add("a");
			assertThat(this.checks).hasSize(1);
			add("b");
			assertThat(this.checks).hasSize(1);
		});
		check();
		assertThat(this.checks).isEmpty();
	}

	@Test
	void wakeUpsShouldBePutOffWhileShortTasksWait() {
		Runnable wakeUp = () -> this.done.add("wake up");
		this.tasks.execute(() -> WakeUps.wake(wakeUp));
		this.tasks.execute(() -> WakeUps.wake(wakeUp));
		add("c");
		this.tasks.execute(() -> {
			WakeUps.wake(wakeUp);
			this.done.add("last");
		});
		runThreads();
		assertThat(this.done).containsExactly("c", "wake up", "last");
		WakeUps.wake(wakeUp);
		assertThat(this.done).hasSize(4);
	}

	@Test
	void wakeUpsShouldNotWaitForATaskThatHoldsItsThread() {
		this.tasks.execute(() -> WakeUps.wake(() -> this.done.add("wake up")));
		this.tasks.execute(() -> {
			assertThat(this.done).isEmpty();
			check();
			assertThat(this.done).containsExactly("wake up");
		});
		runThreads();
		assertThat(this.done).hasSize(1);
	}

	@Test
	void wakeUpOfALongTaskShouldNotBePutOff() {
		learnThatTasksAreLong();
		this.tasks.execute(() -> {
			WakeUps.wake(() -> this.done.add("wake up"));
			this.done.add("end");
		});
		add("next");
		runThreads();
		assertThat(this.done).containsExactly("wake up", "end", "next");
	}

	@Test
	void failureShouldEndTheThreadAndNoOtherTask() {
		this.tasks.execute(() -> {
			throw new IllegalStateException("expected");
		});
		add("a", "b");
		assertThatIllegalStateException().isThrownBy(this::runThreads);
		runThreads();
		assertThat(this.done).containsExactly("a", "b");
		add("c");
		assertThat(this.threads).hasSize(1);
	}

	@Test
	void taskShouldFindNothingThatThePreviousOneHasLeft() {
		ClassLoader classLoader = Thread.currentThread().getContextClassLoader();
		this.tasks.execute(() -> {
			Thread.currentThread().interrupt();
			Thread.currentThread().setContextClassLoader(null);
		});
		this.tasks.execute(() -> {
			assertThat(Thread.currentThread().isInterrupted()).isFalse();
			assertThat(Thread.currentThread().getContextClassLoader()).isSameAs(classLoader);
			this.done.add("checked");
		});
		runThreads();
		assertThat(this.done).containsExactly("checked");
	}

	@Test
	void taskWhoseThreadIsRefusedShouldNotRun() {
		this.executor = (batch) -> {
			throw new RejectedExecutionException("expected");
		};
		assertThatExceptionOfType(RejectedExecutionException.class).isThrownBy(() -> add("a"));
		this.executor = this.threads::add;
		add("b");
		runThreads();
		assertThat(this.done).containsExactly("b");
	}

	/**
	 * There may be too little memory for the rest of what a start does.
	 */
	@Test
	void startThatFailsAfterItHasSucceededShouldCountOnce() {
		this.executor = (batch) -> {
			batch.run();
			throw new OutOfMemoryError("expected");
		};
		add("a");
		this.executor = (batch) -> {
			this.threads.add(batch);
			throw new OutOfMemoryError("expected");
		};
		assertThatExceptionOfType(OutOfMemoryError.class).isThrownBy(() -> add("b"));
		runThreads();
		this.executor = this.threads::add;
		add("c", "d");
		assertThat(this.threads).hasSize(1);
		runThreads();
		assertThat(this.done).containsExactly("a", "c", "d");
	}

	@Test
	void taskThatWaitsWhenABatchEndsShouldBeLookedAfter() {
		TaskBatches two = create(2);
		two.execute(() -> {
			// Holds its thread; the other one comes to its end
			two.execute(() -> {
				throw new IllegalStateException("expected");
			});
			this.time.addAndGet(LONG_TIME);
			check();
			two.execute(() -> this.done.add("waits"));
			assertThatIllegalStateException().isThrownBy(this::runThreads);
			this.time.addAndGet(LONG_TIME);
			if (this.threads.isEmpty()) {
				check();
			}
			runThreads();
			assertThat(this.done).containsExactly("waits");
		});
		runThreads();
		assertThat(this.done).hasSize(1);
	}

	@Test
	void wakeUpThatFailsShouldStopNeitherOthersNorTheChecks() {
		this.tasks.execute(() -> WakeUps.wake(() -> {
			throw new IllegalStateException("expected");
		}));
		this.tasks.execute(() -> WakeUps.wake(() -> this.done.add("wake up")));
		this.tasks.execute(() -> {
			add("a");
			this.time.addAndGet(LONG_TIME);
			check();
			assertThat(this.done).containsExactly("wake up");
			assertThat(this.checks).isNotEmpty();
		});
		runThreads();
		assertThat(this.done).containsExactly("wake up", "a");
	}

	@Test
	void manyThreadsShouldBeWoken() {
		for (int i = 0; i < 100; i++) {
			Runnable wakeUp = () -> this.done.add("wake up");
			this.tasks.execute(() -> WakeUps.wake(wakeUp));
		}
		runThreads();
		assertThat(this.done).hasSize(100);
	}

	@Test
	void whenStoppedShouldDropTasks() {
		hold(() -> {
			add("a");
			this.tasks.stop();
		});
		assertThat(this.tasks.tasks()).isEmpty();
		assertThatExceptionOfType(RejectedExecutionException.class).isThrownBy(() -> add("b"));
		check();
		assertThat(this.checks).isEmpty();
		runThreads();
		assertThat(this.done).isEmpty();
	}

	private void add(String... names) {
		for (String name : names) {
			this.tasks.execute(() -> this.done.add(String.valueOf(name)));
		}
	}

	/**
	 * Run a task that holds its thread while the test goes on.
	 */
	private void hold(Runnable meanwhile) {
		this.tasks.execute(meanwhile);
		runThreads();
	}

	private static void awaitUninterrupted(CountDownLatch latch) {
		try {
			assertThat(latch.await(60, TimeUnit.SECONDS)).isTrue();
		}
		catch (InterruptedException ex) {
			Thread.currentThread().interrupt();
		}
	}

	private void learnThatTasksAreLong() {
		this.tasks.execute(() -> this.time.addAndGet(LONG_TIME));
		runThreads();
	}

	private void makeTasksShort() {
		for (int i = 0; i < 200; i++) {
			add("short");
			runThreads();
		}
	}

	private void runThreads() {
		for (Runnable thread = this.threads.poll(); thread != null; thread = this.threads.poll()) {
			thread.run();
		}
	}

	private void check() {
		this.checks.remove().run();
	}

}
