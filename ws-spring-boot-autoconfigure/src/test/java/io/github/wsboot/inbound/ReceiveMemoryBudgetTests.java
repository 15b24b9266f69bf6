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

import java.util.ArrayList;
import java.util.Collections;
import java.util.List;
import java.util.Optional;
import java.util.Random;
import java.util.concurrent.TimeUnit;
import java.util.concurrent.atomic.AtomicInteger;
import java.util.concurrent.atomic.AtomicLong;
import java.util.stream.Collectors;
import java.util.stream.Stream;

import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.ValueSource;

import io.github.wsboot.outbound.SendMemoryBudget;
import io.github.wsboot.server.Promise;

import static org.assertj.core.api.Assertions.assertThat;

/**
 * Tests for {@link ReceiveMemoryBudget} and {@link ReceiveAccount}.
 */
class ReceiveMemoryBudgetTests {

	private static final int KB = 1024;

	/** The most that a message may take. */
	private static final int LARGEST = 10 * KB;

	private final AtomicLong clock = new AtomicLong(1);

	private final SendMemoryBudget replies = new SendMemoryBudget(1000);

	private final AtomicInteger reliefs = new AtomicInteger();

	/** Tight beyond 75 KB, calm again at 56 KB. */
	private final ReceiveMemoryBudget budget = new ReceiveMemoryBudget(100 * KB, LARGEST, this.replies,
			this.clock::get);

	ReceiveMemoryBudgetTests() {
		this.budget.setRelief(this.reliefs::incrementAndGet);
	}

	@Test
	void smallMessagesThatComeAndGoShouldNotTouchTheBudget() {
		TestHolder holder = new TestHolder();
		holder.account.addMessage(700);
		assertThat(this.budget.used()).isZero();
		holder.account.addMessage(700);
		assertThat(this.budget.used()).isEqualTo(KB);
		holder.account.removeMessage(700);
		assertThat(this.budget.used()).isZero();
		assertThat(holder.account.held()).isEqualTo(700 + ReceiveMemoryBudget.OVERHEAD);
	}

	@Test
	void nobodyShouldBeHeldBackWhileThereIsMemory() {
		TestHolder holder = new TestHolder();
		holder.account.setUndelivered(75 * KB, 0);
		assertThat(holder.account.isHeldBack()).isFalse();
	}

	@Test
	void connectionThatCannotResumeShouldNotAffectOthers() {
		TestHolder one = new TestHolder();
		TestHolder two = new TestHolder();
		TestHolder large = new TestHolder();
		one.failing = true;
		two.failing = true;
		one.account.addMessage(40 * KB);
		two.account.addMessage(40 * KB);
		large.account.addMessage(15 * KB);
		assertThat(one.account.isHeldBack()).isTrue();
		assertThat(two.account.isHeldBack()).isTrue();
		large.account.removeMessage(15 * KB);
		one.account.removeMessage(40 * KB);
		two.account.removeMessage(40 * KB);
		assertThat(one.reads).isPositive();
		assertThat(two.reads).isPositive();
		assertThat(this.budget.used()).isZero();
	}

	@Test
	void connectionWithMoreThanAnEvenShareShouldBeHeldBackUntilThereIsMemory() {
		TestHolder large = new TestHolder();
		TestHolder small = new TestHolder();
		TestHolder idle = new TestHolder();
		large.account.addMessage(74 * KB);
		small.account.addMessage(4 * KB);
		assertThat(large.account.isHeldBack()).isTrue();
		assertThat(small.account.isHeldBack()).isFalse();
		assertThat(idle.account.isHeldBack()).isFalse();
		small.account.removeMessage(4 * KB);
		assertThat(large.reads).as("not calm").isZero();
		large.account.removeMessage(74 * KB);
		assertThat(large.reads).isOne();
		assertThat(large.account.isHeldBack()).isFalse();
		assertThat(this.budget.used()).isZero();
	}

	@Test
	void connectionThatFreesItsOwnMemoryShouldBeReadAgain() {
		TestHolder first = new TestHolder();
		TestHolder second = new TestHolder();
		first.account.addMessage(66 * KB);
		second.account.addMessage(6 * KB);
		second.account.addMessage(8 * KB);
		assertThat(second.account.isHeldBack()).as("beyond its share of 5 KB").isTrue();
		second.account.removeMessage(8 * KB);
		assertThat(second.reads).isOne();
		assertThat(second.account.isHeldBack()).isFalse();
		assertThat(first.account.isHeldBack()).as("calm only at 56 KB").isTrue();
	}

	@Test
	void incompleteMessagesShouldHaveTheirTurnsOneAfterTheOther() {
		TestHolder[] holders = new TestHolder[8];
		for (int i = 0; i < 8; i++) {
			holders[i] = new TestHolder();
			holders[i].account.setUndelivered(9 * KB, KB);
		}
		assertThat(holders[0].account.isHeldBack()).as("there is room for two").isFalse();
		assertThat(holders[1].account.isHeldBack()).isFalse();
		for (int i = 2; i < 8; i++) {
			assertThat(holders[i].account.isHeldBack()).as("%s", i).isTrue();
		}
		holders[1].account.setUndelivered(10 * KB, 1);
		assertThat(holders[1].account.isHeldBack()).as("its turn goes on").isFalse();
		holders[1].account.yieldTurn();
		assertThat(holders[1].account.isHeldBack()).as("its turn is over").isTrue();
		assertThat(holders[2].reads).as("the one that has waited longest").isOne();
		assertThat(holders[3].reads).isZero();
		holders[0].account.end();
		assertThat(holders[3].reads).as("an ended connection needs no turn").isOne();
	}

	@Test
	void memoryOfATurnShouldBeReservedForIt() {
		TestHolder[] holders = new TestHolder[4];
		for (int i = 0; i < 4; i++) {
			holders[i] = new TestHolder();
			holders[i].account.setUndelivered(19 * KB, 0);
		}
		TestHolder newcomer = new TestHolder();
		assertThat(newcomer.account.isHeldBack()).isFalse();
		newcomer.account.addMessage(2 * KB);
		assertThat(newcomer.account.isHeldBack()).as("below its share of 12 KB for five").isFalse();
		assertThat(holders[0].account.isHeldBack()).as("its turn").isFalse();
		assertThat(holders[1].account.isHeldBack()).as("its turn").isFalse();
		assertThat(newcomer.account.isHeldBack()).as("below its share of 22 KB, less two messages").isTrue();
	}

	@Test
	void whatWasReadAndNotParsedShouldHaveItsTurnAsWell() {
		TestHolder large = new TestHolder();
		TestHolder other = new TestHolder();
		large.account.addMessage(40 * KB);
		other.account.addMessage(10 * KB);
		large.account.setUndelivered(0, 40 * KB);
		assertThat(large.account.isHeldBack()).as("its turn").isFalse();
		large.account.setUndelivered(0, 0);
		assertThat(large.account.isHeldBack()).isFalse();
	}

	@Test
	void turnShouldHaveALimit() {
		TestHolder large = new TestHolder();
		large.account.setUndelivered(76 * KB, 0);
		assertThat(large.account.isHeldBack()).as("its turn").isFalse();
		assertThat(large.account.isOverdue(0)).isFalse();
		this.clock.addAndGet(TimeUnit.SECONDS.toNanos(11));
		assertThat(large.account.isOverdue(0)).as("the loop may have been held up").isFalse();
		assertThat(large.account.isOverdue(0)).isTrue();
		large.account.yieldTurn();
		assertThat(large.account.isOverdue(0)).isFalse();
	}

	@Test
	void turnShouldLastWhileTheClientIsSending() {
		TestHolder large = new TestHolder();
		large.account.setUndelivered(76 * KB, 0);
		assertThat(large.account.isHeldBack()).as("its turn").isFalse();
		assertThat(large.account.isOverdue(5 * KB)).isFalse();
		this.clock.addAndGet(TimeUnit.SECONDS.toNanos(11));
		for (int second = 1; second < 20; second++) {
			assertThat(large.account.isOverdue(5 * KB + second * 200)).as("it would be complete within a minute")
				.isFalse();
		}
		assertThat(large.account.isOverdue(9 * KB)).isFalse();
		assertThat(large.account.isOverdue(9 * KB + 10)).isFalse();
		assertThat(large.account.isOverdue(9 * KB + 20)).as("it would not").isTrue();
	}

	@Test
	void whileCallbacksAreSlowThereShouldBeNoTurnBeyondTheBudget() {
		TestHolder slow = new TestHolder();
		TestHolder large = new TestHolder();
		slow.account.addMessage(92 * KB);
		large.account.setUndelivered(5 * KB, 0);
		assertThat(large.account.isHeldBack()).as("there is no room for a message").isTrue();
		for (int second = 0; second < 9; second++) {
			this.clock.addAndGet(TimeUnit.SECONDS.toNanos(1));
			assertThat(slow.account.isOverdue(0)).isFalse();
			assertThat(large.account.isOverdue(0)).isFalse();
		}
		assertThat(large.reads).isZero();
		this.clock.addAndGet(TimeUnit.SECONDS.toNanos(2));
		assertThat(large.account.isOverdue(0)).isFalse();
		assertThat(large.reads).as("callbacks hang").isOne();
	}

	@Test
	void serverThatWasHeldUpShouldGiveNoTurnBeyondTheBudget() {
		TestHolder slow = new TestHolder();
		TestHolder large = new TestHolder();
		slow.account.addMessage(92 * KB);
		large.account.setUndelivered(5 * KB, 0);
		assertThat(large.account.isHeldBack()).as("there is no room for a message").isTrue();
		this.clock.addAndGet(TimeUnit.MINUTES.toNanos(1));
		assertThat(large.account.isOverdue(0)).isFalse();
		assertThat(slow.account.isOverdue(0)).isFalse();
		assertThat(large.account.isOverdue(0)).isFalse();
		assertThat(large.reads).as("callbacks had no time, either").isZero();
		slow.account.removeMessage(92 * KB);
		assertThat(large.reads).isOne();
	}

	@Test
	void ifNothingIsFreedTheOneThatNeedsTheLeastShouldHaveATurn() {
		TestHolder[] holders = new TestHolder[14];
		for (int i = 0; i < holders.length; i++) {
			holders[i] = new TestHolder();
			holders[i].account.setUndelivered((i == 9) ? 9 * KB : (i < 13) ? 7 * KB : 6 * KB, 0);
		}
		for (TestHolder holder : holders) {
			assertThat(holder.account.isHeldBack()).isTrue();
		}
		for (int second = 0; second < 3; second++) {
			this.clock.addAndGet(TimeUnit.SECONDS.toNanos(1));
			assertThat(holders[0].account.isOverdue(0)).isFalse();
		}
		assertThat(holders[9].reads).isOne();
		assertThat(holders[0].reads).isZero();
		holders[9].account.setUndelivered(10 * KB, 0);
		assertThat(this.reliefs).hasValue(0);
	}

	@Test
	void memoryForTheNextTurnShouldNotBeTakenByOthers() {
		TestHolder slow = new TestHolder();
		TestHolder other = new TestHolder();
		slow.account.addMessage(85 * KB);
		assertThat(other.account.maxRead()).as("15 KB less the largest message").isEqualTo(5 * KB);
	}

	/**
	 * However slow the server is, clients that only send must not be closed, and must not
	 * have to wait for the clock.
	 */
	@Promise("memory")
	@ParameterizedTest
	@ValueSource(ints = { 0, 1, 5, 20, 50, 80 })
	void largeMessagesShouldAllBeCompletedWithinTheBudget(int percentOfCallbacks) {
		for (int seed = 0; seed < 100; seed++) {
			Random random = new Random(seed);
			List<Sender> senders = Stream.generate(Sender::new).limit(40).collect(Collectors.toList());
			List<Sender> delivered = new ArrayList<>();
			while (!senders.isEmpty() || !delivered.isEmpty()) {
				Collections.shuffle(senders, random);
				boolean callback = random.nextInt(100) < percentOfCallbacks;
				Optional<Sender> reader = callback ? Optional.empty() : senders.stream().filter(Sender::read).findAny();
				reader.filter(Sender::isComplete).ifPresent((sender) -> {
					senders.remove(sender);
					delivered.add(sender);
				});
				if (reader.isEmpty() && !delivered.isEmpty()) {
					Sender sender = delivered.remove(random.nextInt(delivered.size()));
					sender.holder.account.removeMessage(LARGEST);
				}
				else if (!callback) {
					assertThat(reader).as("one that is read, seed %s", seed).isPresent();
				}
				assertThat(this.reliefs).as("seed %s", seed).hasValue(0);
			}
			assertThat(this.budget.used()).isZero();
		}
	}

	@Test
	void thereShouldBeATurnIfNothingIsFreed() {
		TestHolder large = new TestHolder();
		large.account.setUndelivered(0, 95 * KB);
		assertThat(large.account.isHeldBack()).as("there is no room for a message").isTrue();
		assertThat(large.account.isOverdue(0)).isFalse();
		this.clock.addAndGet(TimeUnit.SECONDS.toNanos(2));
		assertThat(large.account.isOverdue(0)).isFalse();
		assertThat(large.reads).as("the server may have been held up").isZero();
		this.clock.addAndGet(TimeUnit.SECONDS.toNanos(2));
		assertThat(large.account.isOverdue(0)).isFalse();
		assertThat(large.reads).isOne();
		assertThat(large.account.isHeldBack()).isFalse();
	}

	@Test
	void whenAllIsUsedShouldAskOnceForReliefAndReadFromNobody() {
		TestHolder large = new TestHolder();
		TestHolder idle = new TestHolder();
		large.account.setUndelivered(101 * KB, 0);
		assertThat(this.reliefs).hasValue(1);
		assertThat(idle.account.isHeldBack()).isTrue();
		assertThat(idle.account.isExcessive()).isFalse();
		assertThat(large.account.isExcessive()).isTrue();
		large.account.setUndelivered(102 * KB, 0);
		assertThat(this.reliefs).hasValue(1);
		large.account.end();
		assertThat(large.account.isExcessive()).isFalse();
		assertThat(idle.reads).isOne();
		assertThat(idle.account.isHeldBack()).isFalse();
		large.account.setUndelivered(101 * KB, 0);
		assertThat(this.reliefs).as("the next time").hasValue(2);
	}

	@Test
	void connectionThatHasEndedShouldNotBeCalled() {
		TestHolder large = new TestHolder();
		TestHolder other = new TestHolder();
		large.account.addMessage(60 * KB);
		other.account.addMessage(20 * KB);
		assertThat(large.account.isHeldBack()).isTrue();
		large.account.end();
		other.account.removeMessage(20 * KB);
		large.account.removeMessage(60 * KB);
		assertThat(large.reads).isZero();
		assertThat(this.budget.used()).isZero();
	}

	@Test
	void connectionThatHasEndedShouldNotWaitAgain() {
		TestHolder slow = new TestHolder();
		TestHolder large = new TestHolder();
		slow.account.addMessage(92 * KB);
		large.account.stopWaiting();
		large.account.setUndelivered(6 * KB, 0);
		assertThat(large.account.isHeldBack()).as("what it still sends is of no use").isFalse();
		slow.account.removeMessage(92 * KB);
		assertThat(large.reads).isZero();
	}

	@Test
	void connectionThatWaitsAndHoldsUndeliveredBytesLaterShouldHaveItsTurn() {
		TestHolder slow = new TestHolder();
		TestHolder large = new TestHolder();
		slow.account.addMessage(70 * KB);
		slow.account.addMessage(15 * KB);
		large.account.addMessage(8 * KB);
		assertThat(large.account.isHeldBack()).as("between two frames of what was read").isTrue();
		large.account.setUndelivered(0, 3 * KB);
		assertThat(large.reads).as("there is no room for a message").isZero();
		slow.account.removeMessage(15 * KB);
		assertThat(large.reads).isOne();
		assertThat(large.account.isHeldBack()).as("its turn").isFalse();
		assertThat(slow.account.isHeldBack()).as("still tight").isTrue();
	}

	@Test
	void connectionThatWaitsAndHoldsUndeliveredBytesLaterShouldHaveItsTurnAtOnceIfThereIsRoom() {
		TestHolder slow = new TestHolder();
		TestHolder large = new TestHolder();
		slow.account.addMessage(70 * KB);
		large.account.addMessage(12 * KB);
		assertThat(large.account.isHeldBack()).isTrue();
		large.account.setUndelivered(0, 3 * KB);
		assertThat(large.reads).isOne();
		assertThat(large.account.isHeldBack()).as("its turn").isFalse();
	}

	@Test
	void connectionWhoseReplyWasRefusedShouldBeHeldBackUntilQueuesAreShorter() {
		TestHolder holder = new TestHolder();
		this.replies.tryReserve(800);
		holder.account.onReplyRefused();
		holder.account.onReplyRefused();
		assertThat(holder.account.isHeldBack()).isTrue();
		this.replies.release(10);
		assertThat(holder.account.isHeldBack()).isTrue();
		this.replies.release(40);
		assertThat(holder.account.isHeldBack()).isFalse();
		assertThat(holder.reads).isOne();
	}

	@Test
	void replyThatWasRefusedForItsSizeShouldHoldNobodyBack() {
		TestHolder holder = new TestHolder();
		this.replies.tryReserve(500);
		holder.account.onReplyRefused();
		assertThat(holder.account.isHeldBack()).isFalse();
	}

	@Promise("memory")
	@Test
	void whileQueuesAreLongLargeMessagesShouldWaitForTheirTurns() {
		SendMemoryBudget queues = new SendMemoryBudget(100 * KB);
		ReceiveMemoryBudget calm = new ReceiveMemoryBudget(1000 * KB, 16 * KB, queues, this.clock::get);
		TestHolder[] holders = { new TestHolder(calm), new TestHolder(calm), new TestHolder(calm) };
		TestHolder small = new TestHolder(calm);
		small.account.setUndelivered(15 * KB, 0);
		queues.tryReserve(51 * KB);
		for (TestHolder holder : holders) {
			holder.account.setUndelivered(17 * KB, 0);
		}
		assertThat(holders[0].account.isHeldBack()).as("there is room for its reply").isFalse();
		assertThat(holders[1].account.isHeldBack()).isTrue();
		assertThat(holders[2].account.isHeldBack()).isTrue();
		assertThat(small.account.isHeldBack()).isFalse();
		queues.release(4 * KB);
		assertThat(holders[1].reads).isZero();
		queues.release(4 * KB);
		assertThat(holders[1].reads).as("room for two replies").isOne();
		assertThat(holders[2].reads).isZero();
		queues.release(6 * KB);
		assertThat(holders[2].reads).as("queues are short").isOne();
		assertThat(holders[2].account.isHeldBack()).isFalse();
	}

	@Test
	void whileQueuesStayLongThereShouldBeATurnNowAndThen() {
		SendMemoryBudget queues = new SendMemoryBudget(100 * KB);
		ReceiveMemoryBudget calm = new ReceiveMemoryBudget(1000 * KB, 16 * KB, queues, this.clock::get);
		TestHolder holder = new TestHolder(calm);
		queues.tryReserve(80 * KB);
		holder.account.setUndelivered(17 * KB, 0);
		assertThat(holder.account.isHeldBack()).isTrue();
		this.clock.addAndGet(TimeUnit.SECONDS.toNanos(2));
		queues.release(1);
		assertThat(holder.reads).isZero();
		assertThat(holder.account.isOverdue(0)).isFalse();
		assertThat(holder.reads).isOne();
	}

	@Test
	void budgetsThatShareQueuesShouldBothReadOnUntilTheyAreDestroyed() {
		SendMemoryBudget queues = new SendMemoryBudget(100 * KB);
		ReceiveMemoryBudget first = new ReceiveMemoryBudget(1000 * KB, 16 * KB, queues, this.clock::get);
		ReceiveMemoryBudget second = new ReceiveMemoryBudget(1000 * KB, 16 * KB, queues, this.clock::get);
		TestHolder ofFirst = new TestHolder(first);
		TestHolder ofSecond = new TestHolder(second);
		ofFirst.account.setUndelivered(17 * KB, 0);
		ofSecond.account.setUndelivered(17 * KB, 0);
		queues.tryReserve(80 * KB);
		assertThat(ofFirst.account.isHeldBack()).isTrue();
		assertThat(ofSecond.account.isHeldBack()).isTrue();
		queues.release(50 * KB);
		assertThat(ofFirst.reads).isOne();
		assertThat(ofSecond.reads).isOne();
		queues.tryReserve(50 * KB);
		assertThat(ofFirst.account.isHeldBack()).isTrue();
		assertThat(ofSecond.account.isHeldBack()).isTrue();
		second.destroy();
		queues.release(50 * KB);
		assertThat(ofFirst.reads).isEqualTo(2);
		assertThat(ofSecond.reads).isOne();
	}

	/**
	 * Client that sends a large message, of which a part is read at a time.
	 */
	private final class Sender {

		private final TestHolder holder = new TestHolder();

		/** Less the header of the frame. */
		private int received = -14;

		/** Read once unless the client is held back. */
		boolean read() {
			ReceiveAccount account = this.holder.account;
			if (account.isHeldBack()) {
				return false;
			}
			this.received = Math.min(LARGEST, this.received + Math.min(account.maxRead(), 4 * KB));
			if (isComplete()) {
				account.addMessage(LARGEST);
				account.yieldTurn();
			}
			account.setUndelivered(isComplete() ? 0 : this.received, 0);
			return true;
		}

		boolean isComplete() {
			return this.received == LARGEST;
		}

	}

	private final class TestHolder implements ReceiveAccount.Holder {

		private final ReceiveAccount account;

		private int reads;

		private boolean failing;

		TestHolder() {
			this(ReceiveMemoryBudgetTests.this.budget);
		}

		TestHolder(ReceiveMemoryBudget budget) {
			this.account = new ReceiveAccount(budget, this);
		}

		@Override
		public void readOn() {
			this.reads++;
			if (this.failing) {
				throw new OutOfMemoryError("expected");
			}
		}

		@Override
		public void dropMessages() {
		}

	}

}
