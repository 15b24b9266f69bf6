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

import java.util.ArrayList;
import java.util.List;
import java.util.Objects;
import java.util.concurrent.CompletableFuture;
import java.util.concurrent.CountDownLatch;
import java.util.concurrent.ExecutorService;
import java.util.concurrent.Executors;
import java.util.concurrent.Future;
import java.util.concurrent.Semaphore;
import java.util.concurrent.ThreadPoolExecutor;
import java.util.concurrent.TimeUnit;
import java.util.concurrent.atomic.AtomicInteger;
import java.util.concurrent.locks.LockSupport;
import java.util.function.Function;
import java.util.stream.IntStream;

import org.awaitility.Awaitility;
import org.junit.jupiter.api.AfterEach;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.condition.EnabledForJreRange;
import org.junit.jupiter.api.condition.JRE;
import org.springframework.core.task.SimpleAsyncTaskExecutor;

import io.github.wsboot.server.Promise;

import static org.assertj.core.api.Assertions.assertThat;
import static org.mockito.ArgumentMatchers.any;
import static org.mockito.BDDMockito.given;
import static org.mockito.Mockito.mock;

/**
 * Tests for {@link CallbackExecutor}.
 */
class CallbackExecutorTests {

	private final TimerService timers = new TimerService();

	private final CallbackExecutor workers = CallbackExecutor.onPlatformThreads("test-worker-", 2, this.timers);

	private final AtomicInteger runs = new AtomicInteger();

	@AfterEach
	void destroy() {
		this.workers.destroy();
		this.timers.destroy();
	}

	@Test
	void shouldRunOnNamedDaemonThreads() throws Exception {
		CompletableFuture<Thread> thread = new CompletableFuture<>();
		this.workers.execute(() -> thread.complete(Thread.currentThread()));
		assertThat(thread.get(60, TimeUnit.SECONDS).getName()).startsWith("test-worker-");
		assertThat(thread.get(60, TimeUnit.SECONDS).isDaemon()).isTrue();
	}

	@Test
	void shouldHaveTheClassLoaderOfTheirCreator() throws Exception {
		assertThat(classLoaderOfTaskOfAnother(this.workers)).isSameAs(Thread.currentThread().getContextClassLoader());
	}

	@Test
	@EnabledForJreRange(min = JRE.JAVA_21)
	void virtualThreadsShouldHaveTheClassLoaderOfTheirCreator() throws Exception {
		CallbackExecutor virtual = CallbackExecutor.onVirtualThreads("test-virtual-", this.timers);
		assertThat(classLoaderOfTaskOfAnother(virtual)).isSameAs(Thread.currentThread().getContextClassLoader());
		virtual.destroy();
	}

	/**
	 * Run a task for a thread with another class loader, such as one of the web server.
	 */
	private static ClassLoader classLoaderOfTaskOfAnother(CallbackExecutor workers) throws Exception {
		CompletableFuture<ClassLoader> classLoader = new CompletableFuture<>();
		Thread other = new Thread(
				() -> workers.execute(() -> classLoader.complete(Thread.currentThread().getContextClassLoader())));
		other.setContextClassLoader(ClassLoader.getPlatformClassLoader());
		other.start();
		return classLoader.get(60, TimeUnit.SECONDS);
	}

	@Test
	void whenAllThreadsAreBusyShouldLetTasksWait() throws Exception {
		CountDownLatch release = new CountDownLatch(1);
		CountDownLatch done = new CountDownLatch(100);
		for (int i = 0; i < 100; i++) {
			this.workers.execute(() -> {
				awaitUninterrupted(release);
				done.countDown();
			});
		}
		release.countDown();
		assertThat(done.await(60, TimeUnit.SECONDS)).isTrue();
	}

	@Test
	void aTaskShouldStartNoThreadWhileOthersWait() throws Exception {
		CallbackExecutor many = CallbackExecutor.onPlatformThreads("test-worker-", 200, this.timers);
		try {
			for (int i = 0; i < 200; i++) {
				CountDownLatch done = new CountDownLatch(1);
				many.execute(done::countDown);
				assertThat(done.await(60, TimeUnit.SECONDS)).isTrue();
			}
			// A thread needs a moment to wait again
			assertThat(many.pool().getLargestPoolSize()).isLessThan(100);
		}
		finally {
			many.destroy();
		}
	}

	@Test
	void noTaskShouldBeLeftInThePoolAfterItsEnd() throws Exception {
		for (int round = 0; round < 500; round++) {
			CallbackExecutor one = CallbackExecutor.onPlatformThreads("test-worker-", 1, this.timers);
			CountDownLatch started = new CountDownLatch(1);
			one.execute(started::countDown);
			assertThat(started.await(60, TimeUnit.SECONDS)).isTrue();
			Thread caller = new Thread(() -> {
				while (!one.pool().isTerminated()) {
					one.execute(this.runs::incrementAndGet);
				}
			});
			caller.start();
			one.destroy();
			caller.join();
			assertThat(one.pool().getQueue()).isEmpty();
		}
	}

	/**
	 * Tasks that wait for each other show that none waits behind one of them.
	 */
	@Test
	void thereShouldBeAThreadForEachTaskUpToTheMaximum() throws Exception {
		CallbackExecutor many = CallbackExecutor.onPlatformThreads("test-worker-", 40, this.timers);
		ExecutorService callers = Executors.newFixedThreadPool(4);
		try {
			for (int round = 0; round < 200; round++) {
				CountDownLatch all = new CountDownLatch(40);
				for (int caller = 0; caller < 4; caller++) {
					callers.execute(() -> IntStream.range(0, 10).forEach((i) -> many.execute(() -> {
						all.countDown();
						awaitUninterrupted(all);
					})));
				}
				assertThat(all.await(60, TimeUnit.SECONDS)).as("round %s", round).isTrue();
			}
			assertThat(many.pool().getLargestPoolSize()).isEqualTo(40);
		}
		finally {
			callers.shutdownNow();
			many.destroy();
		}
	}

	/**
	 * Threads that leave must not take a task with them.
	 */
	@Test
	void idleThreadsShouldEndAndLoseNoTask() throws Exception {
		CallbackExecutor many = CallbackExecutor.onPlatformThreads("test-worker-", 8, this.timers);
		many.pool().setKeepAliveTime(1, TimeUnit.MILLISECONDS);
		try {
			for (int round = 0; round < 500; round++) {
				CountDownLatch done = new CountDownLatch(4);
				for (int i = 0; i < 4; i++) {
					many.execute(done::countDown);
				}
				assertThat(done.await(60, TimeUnit.SECONDS)).as("round %s", round).isTrue();
				LockSupport.parkNanos(TimeUnit.MICROSECONDS.toNanos(800 + round));
			}
			Awaitility.await().atMost(60, TimeUnit.SECONDS).until(() -> many.pool().getPoolSize() == 0);
		}
		finally {
			many.destroy();
		}
	}

	@Test
	void shouldShowTheirPool() {
		assertThat(this.workers.pool()).isNotNull();
		assertThat(this.workers.pool().getMaximumPoolSize()).isEqualTo(2);
	}

	@Test
	@EnabledForJreRange(min = JRE.JAVA_21)
	void virtualThreadsShouldHaveNoPool() {
		CallbackExecutor virtual = CallbackExecutor.onVirtualThreads("test-virtual-", this.timers);
		assertThat(virtual.pool()).isNull();
		virtual.destroy();
	}

	@Test
	void whenATaskFailsShouldGoOn() throws Exception {
		CountDownLatch done = new CountDownLatch(1);
		this.workers.execute(() -> {
			Thread.currentThread().setUncaughtExceptionHandler((thread, ex) -> this.runs.incrementAndGet());
			throw new IllegalStateException("expected");
		});
		this.workers.execute(done::countDown);
		assertThat(done.await(60, TimeUnit.SECONDS)).isTrue();
	}

	@Test
	void interruptOfATaskShouldNotReachTheNextOne() throws Exception {
		CallbackExecutor one = CallbackExecutor.onPlatformThreads("test-worker-", 1, this.timers);
		CompletableFuture<Boolean> interrupted = new CompletableFuture<>();
		one.execute(() -> Thread.currentThread().interrupt());
		one.execute(() -> interrupted.complete(Thread.currentThread().isInterrupted()));
		assertThat(interrupted.get(60, TimeUnit.SECONDS)).isFalse();
		one.destroy();
	}

	@Promise("threads")
	@Test
	void whenThereIsNoThreadShouldRunTasksLater() throws Exception {
		Semaphore threads = new Semaphore(0);
		CallbackExecutor scarce = CallbackExecutor.onPlatformThreads((task) -> new ScarceThread(task, threads), 2,
				this.timers);
		CountDownLatch release = new CountDownLatch(1);
		CountDownLatch done = new CountDownLatch(4);
		try {
			scarce.execute(done::countDown);
			threads.release();
			scarce.execute(() -> {
				awaitUninterrupted(release);
				done.countDown();
			});
			scarce.execute(done::countDown);
			scarce.execute(done::countDown);
			release.countDown();
			assertThat(done.await(60, TimeUnit.SECONDS)).isTrue();
		}
		finally {
			scarce.destroy();
		}
	}

	@Promise("close")
	@Test
	void whenThereIsNoThreadAndNoOtherTaskShouldRunItOnceThereIs() throws Exception {
		assertRunsOnceThereIsAThread((threads) -> CallbackExecutor
			.onPlatformThreads((task) -> new ScarceThread(task, threads), 2, this.timers));
	}

	@Promise("close")
	@Test
	void whenThereIsNoNewThreadForATaskShouldRunItOnceThereIs() throws Exception {
		assertRunsOnceThereIsAThread((threads) -> {
			SimpleAsyncTaskExecutor executor = new SimpleAsyncTaskExecutor();
			executor.setThreadFactory((task) -> new ScarceThread(task, threads));
			return CallbackExecutor.onNewThreads(executor, this.timers);
		});
	}

	private void assertRunsOnceThereIsAThread(Function<Semaphore, CallbackExecutor> factory) throws Exception {
		Semaphore threads = new Semaphore(0);
		CallbackExecutor scarce = factory.apply(threads);
		CountDownLatch done = new CountDownLatch(2);
		try {
			scarce.execute(() -> {
				this.runs.incrementAndGet();
				done.countDown();
			});
			scarce.execute(done::countDown);
			threads.release(2);
			assertThat(done.await(10, TimeUnit.SECONDS)).isTrue();
			assertThat(this.runs).hasValue(1);
		}
		finally {
			scarce.destroy();
		}
	}

	@Test
	void whenDestroyedBeforeThereIsAThreadShouldDropTasks() {
		TimerService manual = mock();
		List<Runnable> retries = new ArrayList<>();
		given(manual.after(any(), any())).willAnswer((invocation) -> {
			retries.add(invocation.getArgument(1));
			return mock(Future.class);
		});
		SimpleAsyncTaskExecutor executor = new SimpleAsyncTaskExecutor();
		executor.setThreadFactory((task) -> new ScarceThread(task, new Semaphore(0)));
		CallbackExecutor scarce = CallbackExecutor.onNewThreads(executor, manual);
		scarce.execute(this.runs::incrementAndGet);
		assertThat(retries).hasSize(1);
		retries.get(0).run();
		assertThat(retries).hasSize(2);
		scarce.destroy();
		retries.get(1).run();
		assertThat(retries).hasSize(2);
		assertThat(this.runs).hasValue(0);
	}

	@Test
	void whenDestroyedShouldDropTasks() {
		this.workers.destroy();
		this.workers.execute(this.runs::incrementAndGet);
		assertThat(this.runs).hasValue(0);
	}

	@Test
	void whenDestroyedShouldDropTasksThatWait() throws Exception {
		CallbackExecutor one = CallbackExecutor.onPlatformThreads("test-worker-", 1, this.timers);
		CountDownLatch running = new CountDownLatch(1);
		CountDownLatch ended = new CountDownLatch(1);
		one.execute(() -> {
			running.countDown();
			awaitUninterrupted(new CountDownLatch(1));
			ended.countDown();
		});
		one.execute(this.runs::incrementAndGet);
		assertThat(running.await(60, TimeUnit.SECONDS)).isTrue();
		one.destroy();
		assertThat(ended.await(60, TimeUnit.SECONDS)).isTrue();
		Awaitility.await("end of the thread").untilAsserted(() -> assertThat(pool(one).isTerminated()).isTrue());
		assertThat(this.runs).hasValue(0);
	}

	private static ThreadPoolExecutor pool(CallbackExecutor workers) {
		return Objects.requireNonNull(workers.pool());
	}

	@Test
	void whenDestroyedShouldInterruptRunningTasks() throws Exception {
		assertInterrupts(this.workers);
	}

	@Test
	@EnabledForJreRange(min = JRE.JAVA_21)
	void whenDestroyedShouldInterruptVirtualThreads() throws Exception {
		CallbackExecutor virtual = CallbackExecutor.onVirtualThreads("test-virtual-", this.timers);
		assertInterrupts(virtual);
		virtual.execute(this.runs::incrementAndGet);
		assertThat(this.runs).hasValue(0);
	}

	private static void assertInterrupts(CallbackExecutor workers) throws Exception {
		CountDownLatch running = new CountDownLatch(1);
		CompletableFuture<Boolean> interrupted = new CompletableFuture<>();
		workers.execute(() -> {
			running.countDown();
			interrupted.complete(!awaitUninterrupted(new CountDownLatch(1)));
		});
		assertThat(running.await(60, TimeUnit.SECONDS)).isTrue();
		workers.destroy();
		assertThat(interrupted.get(60, TimeUnit.SECONDS)).isTrue();
	}

	private static boolean awaitUninterrupted(CountDownLatch latch) {
		try {
			return latch.await(60, TimeUnit.SECONDS);
		}
		catch (InterruptedException ex) {
			return false;
		}
	}

	/**
	 * Thread that can be started only while there are permits.
	 */
	private static final class ScarceThread extends Thread {

		private final Semaphore threads;

		ScarceThread(Runnable task, Semaphore threads) {
			super(task);
			this.threads = threads;
		}

		@Override
		public synchronized void start() {
			if (!this.threads.tryAcquire()) {
				throw new OutOfMemoryError("unable to create native thread (expected by the test)");
			}
			super.start();
		}

	}

}
