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

import java.nio.ByteBuffer;
import java.time.Duration;
import java.util.ArrayDeque;
import java.util.ArrayList;
import java.util.List;
import java.util.Queue;
import java.util.concurrent.atomic.AtomicInteger;

import org.junit.jupiter.api.Test;
import org.springframework.web.socket.CloseStatus;

import io.github.wsboot.Frame;
import io.github.wsboot.PushResult;
import io.github.wsboot.connection.RecordingWire;

import static org.assertj.core.api.Assertions.assertThat;

/**
 * Tests for {@link SessionOutbound}.
 */
class SessionOutboundTests {

	private final SendMemoryBudget budget = new SendMemoryBudget(2000);

	private final Queue<Runnable> loop = new ArrayDeque<>();

	private final AtomicInteger wakes = new AtomicInteger();

	private final List<Throwable> failures = new ArrayList<>();

	private final SessionOutbound outbound = new SessionOutbound(
			new SendLimits(1000, 3, Duration.ofMinutes(1), OverflowPolicy.DROP_OLDEST), this.budget, this.loop::add,
			this.wakes::incrementAndGet, this.failures::add);

	private void runLoop() {
		Runnable task = this.loop.poll();
		while (task != null) {
			task.run();
			task = this.loop.poll();
		}
	}

	@Test
	void shouldAddOnTheLoopInOrderAndHaveItWritten() {
		assertThat(this.outbound.offer(Frame.text("a"))).isEqualTo(PushResult.ACCEPTED);
		assertThat(this.outbound.offer(Frame.text("b"))).isEqualTo(PushResult.ACCEPTED);
		assertThat(this.outbound.queue().peek()).as("before the loop's turn").isNull();
		assertThat(this.wakes).hasValue(0);
		runLoop();
		assertThat(this.wakes).hasValue(2);
		assertThat(RecordingWire.write(this.outbound.queue())).containsExactly("a", "b");
		assertThat(this.budget.used()).isZero();
	}

	@Test
	void shouldDropNothingThatWasAcceptedWhateverThePolicy() {
		this.outbound.offer(Frame.text("a"));
		this.outbound.offer(Frame.text("b"));
		this.outbound.offer(Frame.text("c"));
		long used = this.budget.used();
		assertThat(this.outbound.offer(Frame.text("d"))).isEqualTo(PushResult.DROPPED);
		assertThat(this.budget.used()).as("what was refused takes nothing").isEqualTo(used);
		runLoop();
		assertThat(RecordingWire.write(this.outbound.queue())).containsExactly("a", "b", "c");
		assertThat(this.outbound.offer(Frame.text("d"))).isEqualTo(PushResult.ACCEPTED);
	}

	@Test
	void shouldTellWhatCanNeverFitFromWhatCannotNow() {
		assertThat(this.outbound.offer(Frame.binary(ByteBuffer.allocate(1001)))).isEqualTo(PushResult.TOO_LARGE);
		assertThat(this.budget.used()).isZero();
		this.budget.tryReserve(1900);
		assertThat(this.outbound.offer(Frame.text("a"))).isEqualTo(PushResult.OVERLOADED);
		assertThat(this.budget.used()).isEqualTo(1900);
	}

	@Test
	void beginningThatTheBudgetRefusesShouldNotCountAsBegun() {
		this.budget.tryReserve(1900);
		assertThat(this.outbound.offer(Frame.text("a", false))).isEqualTo(PushResult.OVERLOADED);
		this.budget.release(1900);
		assertThat(this.outbound.offer(Frame.continuation(ByteBuffer.allocate(1), true)))
			.as("the end of a message that has not begun")
			.isEqualTo(PushResult.DROPPED);
		assertThat(this.outbound.offer(Frame.text("b"))).isEqualTo(PushResult.ACCEPTED);
	}

	@Test
	void closeFrameShouldComeAfterWhatWasAccepted() {
		this.outbound.offer(Frame.text("a"));
		this.outbound.finish(CloseStatus.GOING_AWAY);
		assertThat(this.wakes).hasValue(1);
		assertThat(this.outbound.queue().closeStatus()).as("while a message is in the inbox").isNull();
		runLoop();
		assertThat(this.outbound.queue().closeStatus()).as("while a message waits").isNull();
		RecordingWire.write(this.outbound.queue());
		assertThat(this.outbound.queue().closeStatus()).isEqualTo(CloseStatus.GOING_AWAY);
	}

	@Test
	void discardingShouldFreeWhatWaitsAndWhatIsOnItsWay() {
		this.outbound.offer(Frame.text("waits"));
		runLoop();
		this.outbound.offer(Frame.text("on its way"));
		this.outbound.discard();
		runLoop();
		assertThat(this.budget.used()).isZero();
		assertThat(this.outbound.queue().peek()).isNull();
		assertThat(this.outbound.offer(Frame.text("late"))).isEqualTo(PushResult.CLOSED);
		assertThat(this.budget.used()).isZero();
	}

}
