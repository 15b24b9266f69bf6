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

package io.github.wsboot.outbound;

import java.util.ArrayDeque;
import java.util.ArrayList;
import java.util.List;
import java.util.Queue;
import java.util.concurrent.atomic.AtomicInteger;

import org.junit.jupiter.api.AfterEach;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.extension.ExtendWith;
import org.springframework.boot.test.system.CapturedOutput;
import org.springframework.boot.test.system.OutputCaptureExtension;

import io.github.wsboot.connection.ManagedConnection;
import io.github.wsboot.connection.TestConnections;
import io.github.wsboot.connection.TestConnections.TestConnection;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatExceptionOfType;
import static org.mockito.BDDMockito.given;
import static org.mockito.BDDMockito.then;
import static org.mockito.Mockito.mock;
import static org.mockito.Mockito.never;

/**
 * Tests for {@link MemoryPressureRelief}.
 */
@ExtendWith(OutputCaptureExtension.class)
class MemoryPressureReliefTests {

	/** What a message of 98 characters takes. */
	private static final int COST = 100 + SendMemoryBudget.OVERHEAD;

	private static final String MESSAGE = "x".repeat(98);

	private final SendMemoryBudget budget = new SendMemoryBudget(20 * COST);

	private final TestConnections connections = new TestConnections(TestConnections.limits(OverflowPolicy.CLOSE),
			TestConnections.LONG, this.budget);

	private final List<ManagedConnection> opened = new ArrayList<>();

	private final Queue<Runnable> workers = new ArrayDeque<>();

	private final MemoryPressureRelief relief = new MemoryPressureRelief(this.connections.registry.queues(),
			this.budget, this.workers::add);

	@AfterEach
	void close() {
		this.connections.close();
	}

	private TestConnection open(String id, int messages) {
		TestConnection opened = this.connections.open(id);
		this.opened.add(opened.connection());
		for (int i = 0; i < messages; i++) {
			assertThat(opened.connection().push(MESSAGE).isAccepted()).isTrue();
		}
		return opened;
	}

	private void runAll() {
		List.copyOf(this.workers).forEach(Runnable::run);
		this.workers.clear();
	}

	private List<String> ended() {
		return this.opened.stream()
			.filter((connection) -> !connection.isEstablished())
			.map(ManagedConnection::id)
			.toList();
	}

	@Test
	void whenItCannotBeScheduledShouldTryAgain() {
		AtomicInteger calls = new AtomicInteger();
		MemoryPressureRelief failing = new MemoryPressureRelief(this.connections.registry.queues(), this.budget,
				(task) -> {
					if (calls.getAndIncrement() == 0) {
						throw new OutOfMemoryError("expected");
					}
				});
		assertThatExceptionOfType(OutOfMemoryError.class).isThrownBy(failing::schedule);
		failing.schedule();
		assertThat(calls).hasValue(2);
	}

	@Test
	void shouldMeasureQueuesOnAWorker() {
		open("long", 9);
		open("middle", 8);
		this.relief.schedule();
		assertThat(ended()).isEmpty();
		assertThat(this.workers).hasSize(1);
	}

	@Test
	void asMuchAsIsNeededOfTheLongestShouldOverflow(CapturedOutput output) {
		open("short", 2);
		open("long", 9);
		open("middle", 8);
		this.relief.schedule();
		runAll();
		assertThat(ended()).containsExactly("long");
		assertThat(this.budget.used()).isEqualTo(10 * COST);
		assertThat(output).contains("'ws.send.max-total-bytes': the 1 longest overflow");
	}

	@Test
	void oftenRepeatedReliefShouldBeLoggedOnceAMinute(CapturedOutput output) {
		open("short", 2);
		open("middle", 8);
		for (int i = 0; i < 3; i++) {
			open("long" + i, 9);
			this.relief.schedule();
			runAll();
		}
		assertThat(ended()).containsExactly("long0", "long1", "long2");
		assertThat(output).containsOnlyOnce("longest overflow");
	}

	@Test
	void severalShouldOverflowIfOneIsNotEnough() {
		open("short", 2);
		open("middle", 3);
		open("long", 4);
		this.budget.tryReserve(11 * COST);
		assertThat(this.budget.excess()).isEqualTo(5 * COST);
		this.relief.schedule();
		runAll();
		assertThat(ended()).containsExactly("middle", "long");
	}

	@Test
	void whenThereIsRoomAgainShouldSpareAll(CapturedOutput output) {
		TestConnection one = open("long", 9);
		open("middle", 8);
		this.relief.schedule();
		one.wire().write();
		runAll();
		assertThat(ended()).isEmpty();
		assertThat(output).doesNotContain("ws.send.max-total-bytes");
	}

	@Test
	void whenNoQueueHoldsAnythingShouldSpareAll() {
		open("short", 0);
		this.budget.tryReserve(20 * COST);
		this.relief.schedule();
		runAll();
		assertThat(ended()).isEmpty();
	}

	@Test
	void shouldMeasureOnceHoweverManyAsk() {
		open("long", 9);
		open("middle", 8);
		for (int i = 0; i < 5; i++) {
			this.relief.schedule();
		}
		assertThat(this.workers).hasSize(1);
		runAll();
		this.relief.schedule();
		assertThat(this.workers).as("another run after the first one").hasSize(1);
	}

	@Test
	void queueThatAnotherContextHasRelievedMeanwhileShouldBeSpared(CapturedOutput output) {
		Relievable queue = mock();
		given(queue.memory()).willReturn(20L * COST);
		given(queue.isBeingFreed()).willReturn(false, true);
		this.budget.tryReserve(20 * COST);
		new MemoryPressureRelief(List.of(queue), this.budget, Runnable::run).schedule();
		then(queue).should(never()).relieve();
		assertThat(output).doesNotContain("ws.send.max-total-bytes");
	}

	@Test
	void queueShouldOverflowOnTheLoopOfItsConnection() {
		TestConnection one = open("long", 9);
		open("middle", 8);
		one.connection().loop().execute(() -> {
			this.relief.schedule();
			runAll();
			assertThat(ended()).as("within another task of the loop").isEmpty();
		});
		assertThat(ended()).containsExactly("long");
	}

}
