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

package io.github.wsboot.inbound;

import java.time.Duration;
import java.util.ArrayList;
import java.util.List;
import java.util.Set;
import java.util.concurrent.atomic.AtomicBoolean;
import java.util.concurrent.atomic.AtomicInteger;
import java.util.concurrent.atomic.AtomicReference;

import org.awaitility.Awaitility;
import org.junit.jupiter.api.AfterEach;
import org.junit.jupiter.api.Test;
import org.mockito.BDDMockito;
import org.mockito.Mockito;

import io.github.wsboot.outbound.SendMemoryBudget;

import static org.assertj.core.api.Assertions.assertThat;

/**
 * Tests for what two threads do at once with a {@link ReceiveMemoryBudget}. The second
 * one acts while the first one holds the lock, which then reads the clock, or has just
 * read a flag.
 */
class ReceiveMemoryBudgetThreadTests {

	private static final int KB = 1024;

	/** The most that a message may take. */
	private static final int LARGEST = 10 * KB;

	private static final Duration BOUND = Duration.ofSeconds(60);

	private final List<Thread> threads = new ArrayList<>();

	/** Run once when the clock is read. */
	private final AtomicReference<Runnable> onClock = new AtomicReference<>();

	/** Tight beyond 75 KB, calm again at 56 KB. */
	private final ReceiveMemoryBudget budget = new ReceiveMemoryBudget(100 * KB, LARGEST, new SendMemoryBudget(1000),
			this::time);

	@AfterEach
	void noThreadShouldBeLeft() throws InterruptedException {
		joinAll();
	}

	@Test
	void connectionThatAsksWhileItIsGivenATurnShouldGetASingleOne() throws InterruptedException {
		TestHolder slow = new TestHolder(this.budget);
		TestHolder large = new TestHolder(this.budget);
		AtomicBoolean heldBack = new AtomicBoolean();
		giveTurn(slow, large, () -> heldBack.set(large.account.isHeldBack()));
		assertThat(heldBack).isFalse();
		assertThat(large.account.hasTurn()).isTrue();
		assertThat(large.account.isRegistered()).isFalse();
		large.account.yieldTurn();
		assertThat(large.account.hasTurn()).isFalse();
		assertNothingIsReserved(slow, large);
	}

	@Test
	void connectionThatEndsWhileItIsGivenATurnShouldNotKeepIt() throws InterruptedException {
		TestHolder slow = new TestHolder(this.budget);
		TestHolder large = new TestHolder(this.budget);
		giveTurn(slow, large, large.account::stopWaiting);
		assertThat(large.account.hasTurn()).isFalse();
		assertThat(large.account.isRegistered()).isFalse();
		assertNothingIsReserved(slow, large);
	}

	@Test
	void memoryThatBecomesTightDuringAReleaseShouldSetTheFlagAfterIt() throws InterruptedException {
		TestHolder slow = new TestHolder(this.budget);
		TestHolder large = new TestHolder(this.budget);
		TestHolder other = new TestHolder(this.budget);
		AtomicBoolean tight = new AtomicBoolean();
		giveTurn(slow, large, () -> {
		});
		slow.account.removeMessage(70 * KB);
		assertThat(this.budget.isTight()).isFalse();
		this.onClock.set(() -> {
			actMeanwhile(() -> other.account.setUndelivered(80 * KB, 0));
			tight.set(this.budget.isTight());
		});
		large.account.yieldTurn();
		joinAll();
		assertThat(tight).as("changed without the lock, so the release may have reset it").isFalse();
		assertThat(this.budget.isTight()).isTrue();
	}

	@Test
	void connectionThatBeginsToWaitWhenQueuesBecomeShorterShouldBeRead() throws InterruptedException {
		int reads = 0;
		boolean eased;
		do {
			reads++;
			eased = askWhileQueuesBecomeShorter(reads);
		}
		while (eased);
		assertThat(reads).as("reads of the flag that were tried").isGreaterThan(2);
	}

	/**
	 * Let queues become shorter just after a read of the flag.
	 * @param lastRead the number of that read
	 * @return whether there were so many
	 */
	private boolean askWhileQueuesBecomeShorter(int lastRead) throws InterruptedException {
		SendMemoryBudget queues = Mockito.mock();
		AtomicReference<Runnable> easeListener = new AtomicReference<>();
		AtomicBoolean strained = new AtomicBoolean(true);
		AtomicInteger reads = new AtomicInteger();
		BDDMockito.willAnswer((call) -> {
			easeListener.set(call.getArgument(0));
			return null;
		}).given(queues).addEaseListener(BDDMockito.any());
		BDDMockito.given(queues.isStrained()).willAnswer((call) -> {
			boolean result = strained.get();
			if (reads.incrementAndGet() == lastRead) {
				strained.set(false);
				actMeanwhile(easeListener.get());
			}
			return result;
		});
		ReceiveMemoryBudget calm = new ReceiveMemoryBudget(1000 * KB, LARGEST, queues, this::time);
		TestHolder holder = new TestHolder(calm);
		holder.account.addMessage(20 * KB);
		boolean heldBack = holder.account.isHeldBack();
		joinAll();
		boolean eased = !strained.get();
		assertThat(eased && heldBack && holder.reads.get() == 0).as("waits, and nobody will read it").isFalse();
		return eased;
	}

	/**
	 * Have a waiting connection given a turn when there is room for two.
	 * @param meanwhile what happens on another thread before the turn has begun
	 */
	private void giveTurn(TestHolder slow, TestHolder large, Runnable meanwhile) throws InterruptedException {
		slow.account.addMessage(70 * KB);
		slow.account.addMessage(21 * KB);
		large.account.setUndelivered(9 * KB, 0);
		assertThat(large.account.isHeldBack()).isTrue();
		this.onClock.set(() -> actMeanwhile(meanwhile));
		slow.account.removeMessage(21 * KB);
		joinAll();
		assertThat(this.onClock).hasNullValue();
		assertThat(large.reads).hasValue(1);
	}

	/**
	 * Turns that nobody has any more would leave less memory for others.
	 */
	private void assertNothingIsReserved(TestHolder slow, TestHolder large) {
		slow.account.removeMessage(70 * KB);
		large.account.end();
		assertThat(this.budget.used()).isZero();
		new TestHolder(this.budget).account.setUndelivered(74 * KB, 0);
		assertThat(this.budget.isTight()).isFalse();
	}

	private long time() {
		Runnable action = this.onClock.getAndSet(null);
		if (action != null) {
			action.run();
		}
		return 1;
	}

	/**
	 * Run an action on another thread, until it has ended or waits for the lock.
	 */
	private void actMeanwhile(Runnable action) {
		Thread thread = new Thread(action, "meanwhile");
		this.threads.add(thread);
		thread.start();
		Set<Thread.State> states = Set.of(Thread.State.WAITING, Thread.State.TERMINATED);
		Awaitility.await().atMost(BOUND).until(() -> states.contains(thread.getState()));
	}

	private void joinAll() throws InterruptedException {
		for (Thread thread : this.threads) {
			thread.join(BOUND.toMillis());
			assertThat(thread.isAlive()).isFalse();
		}
	}

	private static final class TestHolder implements ReceiveAccount.Holder {

		private final ReceiveAccount account;

		private final AtomicInteger reads = new AtomicInteger();

		TestHolder(ReceiveMemoryBudget budget) {
			this.account = new ReceiveAccount(budget, this);
		}

		@Override
		public void readOn() {
			this.reads.incrementAndGet();
		}

		@Override
		public void dropMessages() {
		}

	}

}
