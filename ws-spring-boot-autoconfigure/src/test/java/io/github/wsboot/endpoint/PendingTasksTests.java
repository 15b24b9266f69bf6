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

package io.github.wsboot.endpoint;

import java.util.ArrayList;
import java.util.List;

import org.junit.jupiter.api.Test;

import io.github.wsboot.connection.ReceiveAccount;
import io.github.wsboot.connection.ReceiveBudget;
import io.github.wsboot.endpoint.EndpointSettings.ReceiveLimits;
import io.github.wsboot.endpoint.Mailbox.Task;
import io.github.wsboot.endpoint.PendingTasks.Entry;

import static org.assertj.core.api.Assertions.assertThat;
import static org.mockito.Mockito.mock;

/**
 * Tests for {@link PendingTasks}.
 */
class PendingTasksTests {

	private static final Task FIRST = () -> null;

	private static final Task SECOND = () -> null;

	private static final Task MESSAGE = () -> null;

	private final ReceiveBudget budget = MailboxTests.TestMailboxOwner.budget();

	private final ReceiveAccount inbound = new ReceiveAccount(this.budget, mock());

	private final PendingTasks tasks = new PendingTasks(new ReceiveLimits(2, 100), this.inbound);

	@Test
	void shouldKeepTheirOrder() {
		this.tasks.add(FIRST);
		this.tasks.addMessage(MESSAGE, 10);
		this.tasks.add(SECOND);
		assertThat(pollAll()).containsExactly(FIRST, MESSAGE, SECOND);
		assertThat(this.tasks.isEmpty()).isTrue();
		this.tasks.add(FIRST);
		assertThat(pollAll()).containsExactly(FIRST);
	}

	@Test
	void messagesShouldTakeMemoryUntilTheyAreDoneOrDropped() {
		this.tasks.addMessage(MESSAGE, 10_000);
		this.tasks.addMessage(MESSAGE, 20_000);
		this.tasks.addMessage(MESSAGE, 30_000);
		this.tasks.add(FIRST);
		assertThat(this.inbound.held()).isEqualTo(60_000 + 3 * ReceiveBudget.OVERHEAD);
		assertThat(this.budget.used()).isGreaterThan(59_000);
		this.tasks.done(this.tasks.poll());
		assertThat(this.inbound.held()).isEqualTo(50_000 + 2 * ReceiveBudget.OVERHEAD);
		Entry running = this.tasks.poll();
		this.tasks.dropMessages();
		assertThat(this.inbound.held()).as("what is handled").isEqualTo(20_000 + ReceiveBudget.OVERHEAD);
		assertThat(this.tasks.isEmpty()).isFalse();
		this.tasks.addMessage(MESSAGE, 10_000);
		this.tasks.clear();
		this.tasks.done(running);
		assertThat(this.inbound.held()).isZero();
		assertThat(this.budget.used()).isZero();
	}

	@Test
	void messagesShouldCountUntilTheyAreDone() {
		this.tasks.add(FIRST);
		this.tasks.addMessage(MESSAGE, 10);
		assertThat(this.tasks.messages()).isEqualTo(1);
		this.tasks.done(this.tasks.poll());
		Entry message = this.tasks.poll();
		assertThat(this.tasks.messages()).as("while it is handled").isEqualTo(1);
		this.tasks.done(message);
		assertThat(this.tasks.messages()).isZero();
	}

	@Test
	void shouldBeBoundedByNumberAndBytesButAlwaysTakeOne() {
		assertThat(this.tasks.fits(1000)).isTrue();
		this.tasks.addMessage(MESSAGE, 60);
		assertThat(this.tasks.fits(41)).isFalse();
		assertThat(this.tasks.fits(40)).isTrue();
		this.tasks.addMessage(MESSAGE, 0);
		assertThat(this.tasks.fits(0)).isFalse();
		this.tasks.done(this.tasks.poll());
		assertThat(this.tasks.fits(100)).isTrue();
	}

	@Test
	void whatIsNoMessageShouldBeTakenFromAmongThem() {
		this.tasks.addMessage(MESSAGE, 1);
		this.tasks.add(FIRST);
		this.tasks.addMessage(MESSAGE, 1);
		this.tasks.add(SECOND);
		assertThat(this.tasks.pollOther().task()).isSameAs(FIRST);
		assertThat(this.tasks.pollOther().task()).isSameAs(SECOND);
		assertThat(this.tasks.pollOther()).isNull();
		assertThat(pollAll()).containsExactly(MESSAGE, MESSAGE);
	}

	@Test
	void messagesShouldBeDroppedAndTheOthersStay() {
		this.tasks.addMessage(MESSAGE, 1);
		this.tasks.add(FIRST);
		this.tasks.addMessage(MESSAGE, 1);
		this.tasks.add(SECOND);
		this.tasks.dropMessages();
		assertThat(this.tasks.messages()).isZero();
		assertThat(pollAll()).containsExactly(FIRST, SECOND);
	}

	private List<Task> pollAll() {
		List<Task> all = new ArrayList<>();
		for (Entry entry = this.tasks.poll(); entry != null; entry = this.tasks.poll()) {
			all.add(entry.task());
		}
		return all;
	}

}
