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

import java.io.IOException;
import java.nio.ByteBuffer;
import java.nio.channels.Pipe;
import java.nio.channels.SelectionKey;
import java.util.List;
import java.util.concurrent.CompletableFuture;
import java.util.concurrent.CopyOnWriteArrayList;
import java.util.concurrent.CountDownLatch;
import java.util.concurrent.TimeUnit;
import java.util.concurrent.atomic.AtomicBoolean;

import org.jspecify.annotations.Nullable;
import org.junit.jupiter.api.AfterEach;
import org.junit.jupiter.api.Test;

import static org.assertj.core.api.Assertions.assertThat;

/**
 * Tests for {@link EventLoop}.
 */
class EventLoopTests {

	private final EventLoop loop = create();

	private final Pipe pipe = open();

	private final AtomicBoolean hogging = new AtomicBoolean(true);

	private final List<String> calls = new CopyOnWriteArrayList<>();

	private static EventLoop create() {
		try {
			return new EventLoop("test-loop");
		}
		catch (IOException ex) {
			throw new IllegalStateException(ex);
		}
	}

	private static Pipe open() {
		try {
			Pipe pipe = Pipe.open();
			pipe.source().configureBlocking(false);
			return pipe;
		}
		catch (IOException ex) {
			throw new IllegalStateException(ex);
		}
	}

	@AfterEach
	void stop() throws Exception {
		this.hogging.set(false);
		stopLoop();
		this.pipe.sink().close();
		this.pipe.source().close();
	}

	private void stopLoop() throws InterruptedException {
		this.loop.stop();
		this.loop.join(TimeUnit.SECONDS.toMillis(20));
		assertThat(this.loop.isAlive()).isFalse();
	}

	private void onLoop(Action action) {
		CompletableFuture<Void> done = new CompletableFuture<>();
		this.loop.execute(() -> {
			try {
				action.run();
				done.complete(null);
			}
			catch (Exception ex) {
				done.completeExceptionally(ex);
			}
		});
		assertThat(done).succeedsWithin(20, TimeUnit.SECONDS);
	}

	/**
	 * Count down when the pipe has become readable.
	 */
	private CountDownLatch awaitInput() {
		CountDownLatch readable = new CountDownLatch(1);
		onLoop(() -> {
			SelectionKey[] key = new SelectionKey[1];
			key[0] = this.loop.register(this.pipe.source(), () -> {
				key[0].interestOps(0);
				readable.countDown();
			});
			key[0].interestOps(SelectionKey.OP_READ);
		});
		return readable;
	}

	private void write() throws IOException {
		this.pipe.sink().write(ByteBuffer.allocate(1));
	}

	private static void await(CountDownLatch latch) {
		try {
			assertThat(latch.await(60, TimeUnit.SECONDS)).isTrue();
		}
		catch (InterruptedException ex) {
			throw new IllegalStateException(ex);
		}
	}

	@Test
	void handlerOfAReadyChannelShouldBeCalled() throws Exception {
		CountDownLatch readable = awaitInput();
		assertThat(readable.getCount()).isOne();
		write();
		await(readable);
	}

	@Test
	void whoFailsWhenItsChannelIsReadyShouldCostNobodyElseAnything() throws Exception {
		CountDownLatch failed = new CountDownLatch(1);
		onLoop(() -> {
			SelectionKey[] key = new SelectionKey[1];
			key[0] = this.loop.register(this.pipe.source(), () -> {
				key[0].cancel();
				failed.countDown();
				throw new IllegalStateException("expected by the test");
			});
			key[0].interestOps(SelectionKey.OP_READ);
		});
		CountDownLatch written = new CountDownLatch(1);
		write();
		await(failed);
		onLoop(() -> this.loop.writeLater(new RecordingParticipant("a", written)));
		await(written);
	}

	@Test
	void taskShouldWakeALoopThatSleeps() {
		// Without the wake-up, each would take until the next sweep
		long start = System.nanoTime();
		for (int i = 0; i < 40; i++) {
			onLoop(() -> {
			});
		}
		assertThat(System.nanoTime() - start).isLessThan(TimeUnit.SECONDS.toNanos(20));
	}

	@Test
	void tasksThatNeverEndShouldNotKeepChannelsFromTheirTurn() throws Exception {
		CountDownLatch readable = awaitInput();
		this.loop.execute(this::hog);
		write();
		await(readable);
	}

	private void hog() {
		if (this.hogging.get()) {
			this.loop.execute(this::hog);
		}
	}

	@Test
	void tasksThatNeverEndShouldNotKeepOthersFromWriting() {
		CountDownLatch written = new CountDownLatch(1);
		this.loop.execute(this::hog);
		this.loop.execute(() -> this.loop.writeLater(new RecordingParticipant("a", written)));
		await(written);
	}

	@Test
	void writingShouldComeAfterTheTasksThatWait() {
		CountDownLatch written = new CountDownLatch(2);
		this.loop.execute(() -> {
			this.loop.writeLater(new RecordingParticipant("a", written));
			this.loop.writeLater(new RecordingParticipant("b", written));
			this.loop.execute(() -> this.calls.add("task"));
		});
		await(written);
		assertThat(this.calls).containsExactly("task", "write a", "write b");
	}

	@Test
	void interruptionOfATaskShouldEndWithTheTurn() throws Exception {
		CountDownLatch readable = awaitInput();
		this.loop.execute(() -> Thread.currentThread().interrupt());
		write();
		await(readable);
		// The selector returns at once as long as its thread is interrupted
		onLoop(() -> {
		});
		CompletableFuture<Boolean> interrupted = new CompletableFuture<>();
		this.loop.execute(() -> interrupted.complete(Thread.currentThread().isInterrupted()));
		assertThat(interrupted).succeedsWithin(20, TimeUnit.SECONDS).isEqualTo(false);
	}

	@Test
	void allWhoTakePartShouldBeLookedAfterWhateverOneDoes() {
		CountDownLatch checked = new CountDownLatch(3);
		CountDownLatch gone = new CountDownLatch(1);
		onLoop(() -> {
			this.loop.add(new RecordingParticipant("a", checked).failing());
			this.loop.add(new RecordingParticipant("b", checked).failing());
			this.loop.add(new RecordingParticipant("c", checked));
			RecordingParticipant left = new RecordingParticipant("d", gone);
			this.loop.add(left);
			this.loop.remove(left);
		});
		await(checked);
		assertThat(this.calls).containsExactlyInAnyOrder("check a", "check b", "check c");
	}

	@Test
	void endShouldComeAfterTheTasksAndBeReportedToAllParticipants() throws Exception {
		CountDownLatch held = new CountDownLatch(1);
		CountDownLatch ignored = new CountDownLatch(9);
		this.loop.execute(() -> {
			this.loop.add(new RecordingParticipant("a", ignored).failing());
			this.loop.add(new RecordingParticipant("b", ignored));
			await(held);
		});
		this.loop.execute(() -> this.calls.add("task"));
		this.loop.stop();
		held.countDown();
		stopLoop();
		assertThat(this.calls).startsWith("task").containsExactlyInAnyOrder("task", "gone a", "gone b");
	}

	@Test
	void whatTheEndLeadsToShouldBeDone() throws Exception {
		onLoop(() -> this.loop.add(new RecordingParticipant("a", new CountDownLatch(1)) {

			@Override
			public void onLoopStopped() {
				super.onLoopStopped();
				EventLoopTests.this.loop.execute(() -> EventLoopTests.this.calls.add("afterwards"));
			}

		}));
		stopLoop();
		assertThat(this.calls).containsExactly("gone a", "afterwards");
	}

	@Test
	void shouldKnowItsThread() {
		CompletableFuture<Boolean> current = new CompletableFuture<>();
		this.loop.execute(() -> current.complete(EventLoop.isCurrentThread()));
		assertThat(current).succeedsWithin(20, TimeUnit.SECONDS).isEqualTo(true);
		assertThat(EventLoop.isCurrentThread()).isFalse();
	}

	@Test
	void buffersShouldBeEmptyForWhoeverIsNext() {
		onLoop(() -> {
			this.loop.readBuffer().put(new byte[10]).flip();
			this.loop.writeBuffer().put(new byte[10]).flip();
			assertThat(this.loop.readBuffer().remaining()).isEqualTo(64 * 1024);
			assertThat(this.loop.writeBuffer().remaining()).isEqualTo(64 * 1024);
			assertThat(this.loop.readBuffer()).isNotSameAs(this.loop.writeBuffer());
		});
	}

	@FunctionalInterface
	private interface Action {

		void run() throws Exception;

	}

	/**
	 * Participant that records calls.
	 */
	private class RecordingParticipant implements EventLoop.Participant {

		private final String name;

		private final CountDownLatch latch;

		private @Nullable RuntimeException failure;

		RecordingParticipant(String name, CountDownLatch latch) {
			this.name = name;
			this.latch = latch;
		}

		RecordingParticipant failing() {
			this.failure = new IllegalStateException("expected by the test");
			return this;
		}

		private void tell(String event) {
			EventLoopTests.this.calls.add(event + " " + this.name);
			this.latch.countDown();
			if (this.failure != null) {
				throw this.failure;
			}
		}

		@Override
		public void check() {
			tell("check");
		}

		@Override
		public void write() {
			tell("write");
		}

		@Override
		public void onLoopStopped() {
			tell("gone");
		}

		@Override
		public void onFailure(Throwable cause) {
		}

	}

}
