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

package io.github.wsboot.transport.loop;

import java.time.Duration;
import java.util.ArrayList;
import java.util.List;
import java.util.concurrent.CompletableFuture;
import java.util.concurrent.CountDownLatch;
import java.util.concurrent.TimeUnit;
import java.util.concurrent.atomic.AtomicInteger;
import java.util.stream.IntStream;

import org.awaitility.Awaitility;
import org.junit.jupiter.api.AfterEach;
import org.junit.jupiter.api.Test;

import io.github.wsboot.connection.FailingLog;
import io.github.wsboot.server.Promise;

import static org.assertj.core.api.Assertions.assertThat;

/**
 * Tests for {@link EventLoops} and {@link EventLoop}.
 */
class EventLoopsTests {

	private final EventLoops loops = new EventLoops(2);

	@AfterEach
	void stop() throws InterruptedException {
		this.loops.destroy();
	}

	@Test
	void shouldTakeTurns() {
		EventLoop first = this.loops.next();
		EventLoop second = this.loops.next();
		assertThat(second).isNotSameAs(first);
		assertThat(this.loops.next()).isSameAs(first);
	}

	@Test
	void shouldBeAliveUntilTheyAreDestroyed() throws InterruptedException {
		assertThat(this.loops.count()).isEqualTo(2);
		assertThat(this.loops.alive()).isEqualTo(2);
		this.loops.next().stop();
		Awaitility.await("end of one").until(() -> this.loops.alive() == 1);
		this.loops.destroy();
		assertThat(this.loops.alive()).isZero();
		assertThat(this.loops.count()).isEqualTo(2);
	}

	@Test
	void shouldRunTasksInTheirOrderAndOnOneThread() throws InterruptedException {
		EventLoop loop = this.loops.next();
		List<Integer> ran = new ArrayList<>();
		CountDownLatch done = new CountDownLatch(1);
		IntStream.range(0, 1000).forEach((i) -> loop.execute(() -> ran.add(i)));
		loop.execute(() -> loop.execute(done::countDown));
		assertThat(done.await(60, TimeUnit.SECONDS)).isTrue();
		assertThat(ran).containsExactlyElementsOf(IntStream.range(0, 1000).boxed().toList());
	}

	@Test
	void whenATaskFailsShouldGoOn() throws InterruptedException {
		EventLoop loop = this.loops.next();
		CountDownLatch done = new CountDownLatch(1);
		loop.execute(() -> {
			throw new OutOfMemoryError("expected");
		});
		loop.execute(done::countDown);
		assertThat(done.await(60, TimeUnit.SECONDS)).isTrue();
	}

	@Test
	void whenManyHaveToWriteShouldDoOtherWorkMeanwhile() throws Exception {
		EventLoop loop = this.loops.next();
		AtomicInteger other = new AtomicInteger();
		CompletableFuture<Integer> meanwhile = new CompletableFuture<>();
		loop.execute(() -> {
			for (int i = 0; i < 1000; i++) {
				loop.writeLater(new Writer(() -> {
					loop.execute(other::incrementAndGet);
					spin(Duration.ofNanos(100_000));
				}));
			}
			loop.writeLater(new Writer(() -> meanwhile.complete(other.get())));
		});
		assertThat(meanwhile.get(60, TimeUnit.SECONDS)).isBetween(1, 999);
	}

	/** Time that a write to a socket takes, or more. */
	private static void spin(Duration duration) {
		long start = System.nanoTime();
		while (System.nanoTime() - start < duration.toNanos()) {
			Thread.onSpinWait();
		}
	}

	@Test
	void whenOneCannotWriteShouldReportThatAndLetTheOthersWrite() throws InterruptedException {
		EventLoop loop = this.loops.next();
		CountDownLatch last = new CountDownLatch(1);
		Writer failing = new Writer(() -> {
			throw new OutOfMemoryError("expected");
		});
		loop.execute(() -> {
			loop.writeLater(failing);
			loop.writeLater(new Writer(last::countDown));
		});
		assertThat(last.await(60, TimeUnit.SECONDS)).isTrue();
		assertThat(failing.failures()).singleElement().isInstanceOf(OutOfMemoryError.class);
	}

	@Promise("failures")
	@Test
	void whenTheLogFailsShouldGoOn() throws InterruptedException {
		EventLoop loop = this.loops.next();
		CountDownLatch done = new CountDownLatch(1);
		try (FailingLog log = new FailingLog()) {
			loop.execute(() -> {
				throw new OutOfMemoryError("expected");
			});
			loop.execute(() -> loop.writeLater(new Writer(() -> {
				throw new OutOfMemoryError("expected");
			}, List.of())));
			loop.execute(() -> loop.writeLater(new Writer(done::countDown)));
			assertThat(done.await(10, TimeUnit.SECONDS)).isTrue();
			assertThat(log.failures()).isEqualTo(2);
		}
		assertThat(this.loops.alive()).isEqualTo(2);
	}

	@Promise("threads")
	@Test
	void interruptOfOneShouldNotReachOthers() throws Exception {
		EventLoop loop = this.loops.next();
		CompletableFuture<Boolean> task = new CompletableFuture<>();
		CompletableFuture<Boolean> writer = new CompletableFuture<>();
		loop.execute(() -> Thread.currentThread().interrupt());
		loop.execute(() -> {
			task.complete(Thread.currentThread().isInterrupted());
			loop.writeLater(new Writer(() -> Thread.currentThread().interrupt()));
			loop.writeLater(new Writer(() -> writer.complete(Thread.currentThread().isInterrupted())));
		});
		assertThat(task.get(10, TimeUnit.SECONDS)).isFalse();
		assertThat(writer.get(10, TimeUnit.SECONDS)).isFalse();
	}

	@Test
	void shouldReportItsLagWhileItIsHeldAndAfterwards() {
		CountDownLatch held = new CountDownLatch(1);
		this.loops.next().execute(() -> await(held));
		Awaitility.await("lag").until(() -> this.loops.lag().compareTo(Duration.ofMillis(300)) > 0);
		held.countDown();
		Awaitility.await("end of the lag").until(() -> this.loops.lag().compareTo(Duration.ofMillis(300)) < 0);
	}

	private static void await(CountDownLatch latch) {
		try {
			assertThat(latch.await(60, TimeUnit.SECONDS)).isTrue();
		}
		catch (InterruptedException ex) {
			Thread.currentThread().interrupt();
		}
	}

	private record Writer(Runnable action, List<Throwable> failures) implements EventLoop.Participant {

		Writer(Runnable action) {
			this(action, new ArrayList<>());
		}

		@Override
		public void check() {
		}

		@Override
		public void write() {
			this.action.run();
		}

		@Override
		public void onFailure(Throwable cause) {
			this.failures.add(cause);
		}

		@Override
		public void onLoopStopped() {
		}

	}

}
