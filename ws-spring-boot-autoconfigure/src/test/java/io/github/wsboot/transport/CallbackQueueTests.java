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

package io.github.wsboot.transport;

import java.util.ArrayList;
import java.util.List;
import java.util.concurrent.CopyOnWriteArrayList;
import java.util.concurrent.CountDownLatch;
import java.util.concurrent.TimeUnit;
import java.util.concurrent.atomic.AtomicInteger;

import org.junit.jupiter.api.AfterEach;
import org.junit.jupiter.api.Test;

import io.github.wsboot.concurrent.CallbackExecutor;
import io.github.wsboot.concurrent.TimerService;
import io.github.wsboot.inbound.ReceiveMemoryBudget;
import io.github.wsboot.outbound.SendMemoryBudget;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatExceptionOfType;
import static org.mockito.ArgumentMatchers.any;
import static org.mockito.BDDMockito.willThrow;
import static org.mockito.Mockito.mock;

/**
 * Tests for {@link CallbackQueue}.
 */
class CallbackQueueTests {

	private final CallbackExecutor workers = CallbackExecutor.onPlatformThreads("test-", 4, new TimerService());

	private final ReceiveMemoryBudget budget = new ReceiveMemoryBudget(Long.MAX_VALUE, 1000,
			new SendMemoryBudget(Long.MAX_VALUE));

	private final CountDownLatch roomAgain = new CountDownLatch(1);

	private final CountDownLatch blocker = new CountDownLatch(1);

	private final CountDownLatch last = new CountDownLatch(1);

	@AfterEach
	void stop() {
		this.workers.destroy();
	}

	@Test
	void messagesShouldTakeMemoryUntilTheyAreHandledOrDropped() throws Exception {
		CallbackQueue queue = queue(10, 1_000_000);
		queue.post(this::block);
		queue.postMessage(() -> {
		}, 10_000);
		assertThat(queue.inbound().held()).isEqualTo(10_000 + ReceiveMemoryBudget.OVERHEAD);
		queue.dropMessages();
		assertThat(queue.inbound().held()).isZero();
		queue.postMessage(() -> {
		}, 20_000);
		assertThat(this.budget.used()).isGreaterThan(19_000);
		queue.close(this.last::countDown);
		this.blocker.countDown();
		assertThat(this.last.await(20, TimeUnit.SECONDS)).isTrue();
		assertThat(this.budget.used()).isZero();
	}

	private CallbackQueue queue(int maxMessages, long maxBytes) {
		return new CallbackQueue(this.workers, maxMessages, maxBytes, this.budget, this.roomAgain::countDown);
	}

	@Test
	void callbacksShouldRunInOrderAndNeverOverlap() throws Exception {
		CallbackQueue queue = queue(10, 10);
		List<Integer> seen = new CopyOnWriteArrayList<>();
		AtomicInteger running = new AtomicInteger();
		List<Integer> overlaps = new CopyOnWriteArrayList<>();
		List<Integer> expected = new ArrayList<>();
		for (int i = 0; i < 1000; i++) {
			int number = i;
			expected.add(number);
			queue.postMessage(() -> {
				if (running.incrementAndGet() > 1) {
					overlaps.add(number);
				}
				seen.add(number);
				running.decrementAndGet();
			}, 1);
		}
		end(queue);
		assertThat(seen).isEqualTo(expected);
		assertThat(overlaps).isEmpty();
	}

	@Test
	void whatComesAfterwardsShouldNeedNoThreadIfNothingIsBeforeIt() throws Exception {
		CallbackQueue queue = queue(10, 10);
		List<String> seen = new CopyOnWriteArrayList<>();
		this.workers.execute(this::block);
		queue.runAfterPending(() -> seen.add("at once"));
		assertThat(seen).containsExactly("at once");
		queue.post(this::block);
		queue.runAfterPending(() -> seen.add("after the callback"));
		assertThat(seen).containsExactly("at once");
		this.blocker.countDown();
		end(queue);
		assertThat(seen).containsExactly("at once", "after the callback");
		queue.runAfterPending(() -> seen.add("too late"));
		assertThat(seen).doesNotContain("too late");
	}

	@Test
	void numberAndSizeOfMessagesShouldBeBounded() throws Exception {
		CallbackQueue queue = queue(3, 100);
		queue.post(this::block);
		queue.postMessage(() -> {
		}, 10);
		queue.postMessage(() -> {
		}, 10);
		assertThat(queue.isFull()).isFalse();
		queue.postMessage(() -> {
		}, 10);
		assertThat(queue.isFull()).isTrue();
		this.blocker.countDown();
		assertThat(this.roomAgain.await(60, TimeUnit.SECONDS)).isTrue();
		end(queue);
		assertThat(queue.isFull()).isFalse();
	}

	@Test
	void oneLargeMessageShouldFitAndFillTheQueue() {
		CallbackQueue queue = queue(3, 100);
		queue.post(this::block);
		queue.postMessage(() -> {
		}, 1000);
		assertThat(queue.isFull()).isTrue();
		this.blocker.countDown();
	}

	@Test
	void queueShouldBeFullWhenItsMessagesHaveReachedTheBound() throws Exception {
		CallbackQueue queue = queue(3, 100);
		queue.post(this::block);
		queue.postMessage(() -> {
		}, 99);
		assertThat(queue.isFull()).isFalse();
		queue.postMessage(() -> {
		}, 1);
		assertThat(queue.isFull()).isTrue();
		this.blocker.countDown();
		assertThat(this.roomAgain.await(60, TimeUnit.SECONDS)).isTrue();
		end(queue);
	}

	@Test
	void whenNobodyRunsTheLastCallbackAnotherCallShouldTryAgain() throws Exception {
		CallbackExecutor executor = mock();
		willThrow(new OutOfMemoryError("expected")).willAnswer((invocation) -> {
			this.workers.execute(invocation.getArgument(0));
			return null;
		}).given(executor).execute(any());
		CallbackQueue queue = new CallbackQueue(executor, 3, 100, this.budget, this.roomAgain::countDown);
		assertThatExceptionOfType(OutOfMemoryError.class).isThrownBy(() -> queue.close(this.last::countDown));
		end(queue);
	}

	@Test
	void failureShouldCostOneCallbackOnlyAndNothingShouldFollowTheLast() throws Exception {
		CallbackQueue queue = queue(3, 100);
		List<String> seen = new CopyOnWriteArrayList<>();
		queue.post(() -> {
			throw new AssertionError("asked to fail");
		});
		queue.post(() -> seen.add("next"));
		end(queue);
		queue.post(() -> seen.add("too late"));
		queue.postMessage(() -> seen.add("too late"), 100);
		assertThat(queue.isFull()).isFalse();
		assertThat(seen).containsExactly("next");
	}

	@Test
	void interruptOfACallbackShouldNotReachTheNextOne() throws Exception {
		CallbackQueue queue = queue(3, 100);
		List<Boolean> interrupted = new CopyOnWriteArrayList<>();
		queue.post(this::block);
		queue.post(() -> Thread.currentThread().interrupt());
		queue.post(() -> interrupted.add(Thread.currentThread().isInterrupted()));
		this.blocker.countDown();
		end(queue);
		assertThat(interrupted).containsExactly(false);
	}

	@Test
	void whenNothingCanBeReadOnShouldGoOn() throws Exception {
		CallbackQueue queue = new CallbackQueue(this.workers, 1, 100,
				new ReceiveMemoryBudget(Long.MAX_VALUE, 1000, new SendMemoryBudget(Long.MAX_VALUE)), () -> {
					throw new OutOfMemoryError("expected");
				});
		queue.postMessage(() -> {
		}, 10);
		end(queue);
	}

	private void block() {
		try {
			this.blocker.await(60, TimeUnit.SECONDS);
		}
		catch (InterruptedException ex) {
			Thread.currentThread().interrupt();
		}
	}

	private void end(CallbackQueue queue) throws InterruptedException {
		queue.close(this.last::countDown);
		assertThat(this.last.await(60, TimeUnit.SECONDS)).isTrue();
	}

}
