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

package io.github.wsboot.connection;

import java.nio.ByteBuffer;
import java.time.Duration;
import java.util.List;
import java.util.concurrent.CompletionStage;
import java.util.concurrent.Executor;
import java.util.concurrent.ExecutorService;
import java.util.concurrent.Executors;
import java.util.concurrent.TimeUnit;
import java.util.concurrent.atomic.AtomicInteger;

import org.junit.jupiter.api.AfterEach;
import org.junit.jupiter.api.Test;
import org.springframework.web.socket.CloseStatus;

import io.github.wsboot.CloseCause;
import io.github.wsboot.Frame;
import io.github.wsboot.PushOptions;
import io.github.wsboot.PushResult;
import io.github.wsboot.connection.TestConnections.TestConnection;
import io.github.wsboot.outbound.EncodedFrame;
import io.github.wsboot.outbound.OutboundQueue;
import io.github.wsboot.outbound.OverflowPolicy;
import io.github.wsboot.outbound.QueuedFrame;
import io.github.wsboot.outbound.SendLimits;
import io.github.wsboot.outbound.SendMemoryBudget;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatExceptionOfType;
import static org.awaitility.Awaitility.await;
import static org.mockito.BDDMockito.given;
import static org.mockito.Mockito.mock;

/**
 * Tests for {@link ConnectionOutbound}.
 */
class ConnectionOutboundTests {

	private static final String LONG_KEY = "k".repeat(PushOptions.MAX_KEY_LENGTH);

	private static final SendMemoryBudget PLENTY = new SendMemoryBudget(Long.MAX_VALUE);

	private TestConnections connections = new TestConnections();

	@AfterEach
	void close() {
		this.connections.close();
	}

	private ConnectionOutbound open(OverflowPolicy overflow, SendMemoryBudget budget) {
		this.connections.close();
		this.connections = new TestConnections(new SendLimits(1000, 4, Duration.ofMinutes(1), overflow),
				TestConnections.LONG, budget);
		return this.connections.open("one").connection().outbound();
	}

	@Test
	void whatIsWrittenShouldFreeTheBudget() {
		SendMemoryBudget budget = new SendMemoryBudget(10_000);
		ConnectionOutbound outbound = open(OverflowPolicy.CLOSE, budget);
		assertThat(outbound.push(text("a"))).isEqualTo(PushResult.ACCEPTED);
		assertThat(budget.used()).isEqualTo(text("a").size() + SendMemoryBudget.OVERHEAD);
		RecordingWire.write(outbound.queue());
		assertThat(budget.used()).isZero();
	}

	@Test
	void whatTheQueueRefusesShouldNotStayInTheBudget() {
		SendMemoryBudget budget = new SendMemoryBudget(10_000);
		ConnectionOutbound outbound = open(OverflowPolicy.DROP_NEWEST, budget);
		assertThat(outbound.push(text("x".repeat(1001)))).isEqualTo(PushResult.TOO_LARGE);
		assertThat(budget.used()).isZero();
		fill(outbound);
		long full = budget.used();
		assertThat(outbound.push(text("e"))).isEqualTo(PushResult.DROPPED);
		assertThat(budget.used()).isEqualTo(full);
	}

	private static void fill(ConnectionOutbound outbound) {
		for (String text : List.of("a", "b", "c", "d")) {
			assertThat(outbound.push(text(text))).isEqualTo(PushResult.ACCEPTED);
		}
	}

	@Test
	void whileTheConnectionEndsShouldRefuseAndKeepNothingReserved() {
		SendMemoryBudget budget = new SendMemoryBudget(300);
		ConnectionOutbound outbound = open(OverflowPolicy.CLOSE, budget);
		outbound.push(text("a"));
		connection().disconnect();
		assertThat(outbound.push(text("b"))).as("beyond the budget").isEqualTo(PushResult.CLOSED);
		assertThat(RecordingWire.write(outbound.queue())).containsExactly("a");
		assertThat(outbound.push(text("c"))).as("within the budget").isEqualTo(PushResult.CLOSED);
		assertThat(outbound.take(new QueuedFrame(text("d"), 0, () -> {
		}).retain())).as("of a broadcast").isFalse();
		assertThat(budget.used()).isZero();
		assertThat(outbound.queue().usage().messages()).isZero();
		assertThat(this.connections.listener.events()).as("refused since the end has begun")
			.containsExactly("opened /ws");
	}

	private ManagedConnection connection() {
		ManagedConnection connection = this.connections.registry.find("one");
		assertThat(connection).isNotNull();
		return connection;
	}

	@Test
	void broadcastShouldWakeTheWireOfEachWhoTakesIt() {
		TestConnection one = this.connections.open("one");
		AtomicInteger released = new AtomicInteger();
		QueuedFrame queued = new QueuedFrame(text("a"), 0, released::incrementAndGet).retain();
		assertThat(one.connection().outbound().take(queued)).isTrue();
		assertThat(one.wire().scheduledWrites).hasValue(1);
		queued.release();
		assertThat(released).as("the queue holds it").hasValue(0);
		assertThat(one.wire().write()).containsExactly("a");
		assertThat(released).hasValue(1);
	}

	@Test
	void overflowShouldEndTheConnectionAndTellWhy() {
		ConnectionOutbound outbound = open(OverflowPolicy.CLOSE, PLENTY);
		TestConnection two = this.connections.open("two");
		fill(two.connection().outbound());
		assertThat(two.connection().push("e")).isEqualTo(PushResult.DROPPED);
		assertThat(two.callbacks().slow).singleElement()
			.satisfies((ex) -> assertThat(ex).hasMessageContaining("'two'").hasMessageContaining("'ws.send'"));
		assertThat(two.callbacks().closed).extracting(RecordingCallbacks.Closed::cause)
			.containsExactly(CloseCause.SLOW_CONSUMER);
		assertThat(two.wire().aborts).extracting(CloseStatus::getCode).containsExactly(1013);
		assertThat(outbound.push(text("other"))).as("only the slow one").isEqualTo(PushResult.ACCEPTED);
	}

	@Test
	void messageThatTakesThePlaceOfAnotherShouldTellOfASlowConsumer() {
		open(OverflowPolicy.DROP_OLDEST, PLENTY);
		TestConnection two = this.connections.open("two");
		fill(two.connection().outbound());
		assertThat(two.callbacks().slow).isEmpty();
		assertThat(two.connection().push("e")).isEqualTo(PushResult.ACCEPTED);
		assertThat(two.callbacks().slow).hasSize(1);
		assertThat(two.wire().write()).containsExactly("b", "c", "d", "e");
	}

	@Test
	void stagesShouldCompleteOnWorkersOnceTheQueueIsShort() {
		ConnectionOutbound outbound = open(OverflowPolicy.CLOSE, PLENTY);
		fill(outbound);
		CompletionStage<Void> writable = outbound.whenWritable();
		assertThat(writable.toCompletableFuture()).isNotDone();
		RecordingWire.write(outbound.queue());
		assertThat(writable.toCompletableFuture()).isCompleted();
		assertThat(outbound.whenWritable().toCompletableFuture()).isCompleted();
	}

	@Test
	void stagesShouldCompleteOutsideOfTheLoopAfterOneHop() throws Exception {
		ExecutorService loop = Executors.newSingleThreadExecutor((task) -> new Thread(task, "loop"));
		ExecutorService waiters = Executors.newSingleThreadExecutor((task) -> new Thread(task, "waiter"));
		try {
			AtomicInteger hops = new AtomicInteger();
			ConnectionOutbound outbound = outbound(loop, (task) -> {
				hops.incrementAndGet();
				waiters.execute(task);
			});
			assertThat(threadOf(outbound.whenWritable())).as("while the queue is short").isNotEqualTo("loop");
			assertThat(hops).hasValue(1);
			fill(outbound);
			CompletionStage<Void> writable = outbound.whenWritable();
			loop.submit(() -> RecordingWire.write(outbound.queue())).get(60, TimeUnit.SECONDS);
			assertThat(threadOf(writable)).as("once the queue is short again").isNotEqualTo("loop");
			assertThat(hops).hasValue(2);
		}
		finally {
			loop.shutdown();
			waiters.shutdown();
		}
	}

	private ConnectionOutbound outbound(Executor loop, Executor waiters) {
		ConnectionControl control = mock();
		given(control.loop()).willReturn(loop);
		given(control.handle()).willReturn(this.connections.open("one").connection());
		SendLimits limits = new SendLimits(1000, 4, Duration.ofMinutes(1), OverflowPolicy.CLOSE);
		return new ConnectionOutbound(control, limits, PLENTY, waiters, this.connections.monitor, false);
	}

	private static String threadOf(CompletionStage<Void> stage) throws Exception {
		return stage.thenApply((nothing) -> Thread.currentThread().getName())
			.toCompletableFuture()
			.get(60, TimeUnit.SECONDS);
	}

	@Test
	void stagesShouldCompleteWhenTheConnectionEnds() {
		ConnectionOutbound outbound = open(OverflowPolicy.CLOSE, PLENTY);
		fill(outbound);
		CompletionStage<Void> writable = outbound.whenWritable();
		connection().terminate();
		assertThat(writable.toCompletableFuture()).isCompleted();
		assertThat(outbound.whenWritable().toCompletableFuture()).isCompleted();
	}

	@Test
	void stagesShouldCompleteAlthoughTheServerTakesNoTask() {
		ManagedConnection connection = this.connections.open("one").connection();
		ConnectionOutbound outbound = new ConnectionOutbound(connection,
				new SendLimits(1000, 4, Duration.ofMinutes(1), OverflowPolicy.CLOSE), PLENTY, (task) -> {
					throw new IllegalStateException("expected by the test");
				}, connection.monitor(), false);
		assertThat(outbound.whenWritable().toCompletableFuture()).isCompleted();
	}

	@Test
	void pingOfTheHeartbeatShouldCountForNoBudgetAndTellWhenItIsOut() {
		SendMemoryBudget budget = new SendMemoryBudget(1);
		ConnectionOutbound outbound = open(OverflowPolicy.CLOSE, budget);
		AtomicInteger written = new AtomicInteger();
		assertThat(outbound.ping(ping(), written::incrementAndGet)).isTrue();
		assertThat(budget.used()).isZero();
		assertThat(written).hasValue(0);
		RecordingWire.write(outbound.queue());
		assertThat(written).hasValue(1);
	}

	@Test
	void pingShouldFindNoRoomInAQueueThatIsFinishedOrFullOfControlFrames() {
		ConnectionOutbound outbound = open(OverflowPolicy.CLOSE, PLENTY);
		while (outbound.push(ping()).isAccepted()) {
			assertThat(outbound.queue().hasWork()).isTrue();
		}
		assertThat(outbound.ping(ping(), () -> {
		})).isFalse();
		RecordingWire.write(outbound.queue());
		outbound.finish(CloseStatus.NORMAL);
		assertThat(outbound.ping(ping(), () -> {
		})).isFalse();
	}

	private static EncodedFrame ping() {
		return new EncodedFrame(Frame.ping(ByteBuffer.allocate(4)));
	}

	@Test
	void refusedControlFramesShouldNotEndTheConnection() {
		ConnectionOutbound outbound = open(OverflowPolicy.CLOSE, PLENTY);
		for (int i = 0; i < 20; i++) {
			outbound.push(ping());
		}
		assertThat(outbound.push(ping())).isEqualTo(PushResult.DROPPED);
		assertThat(connection().isEstablished()).isTrue();
	}

	@Test
	void sheddingShouldDropWithAPolicyThatDropsAndEndTheConnectionOtherwise() {
		ConnectionOutbound outbound = open(OverflowPolicy.DROP_NEWEST, PLENTY);
		fill(outbound);
		outbound.relieve();
		assertThat(RecordingWire.write(outbound.queue())).isEmpty();
		assertThat(connection().isEstablished()).isTrue();
		assertThat(this.connections.listener.events()).contains("dropped 1 OVERLOAD");
		outbound = open(OverflowPolicy.CLOSE, PLENTY);
		fill(outbound);
		outbound.relieve();
		assertThat(this.connections.registry.find("one")).isNull();
		assertThat(this.connections.listener.events()).contains("closed 1013 SLOW_CONSUMER");
	}

	@Test
	void queueShouldBeWatchedFromItsFirstFrameUntilALookFindsItEmpty() {
		ConnectionOutbound outbound = open(OverflowPolicy.CLOSE, PLENTY);
		assertThat(outbound.isWatched()).isFalse();
		outbound.push(text("a"));
		assertThat(outbound.isWatched()).isTrue();
		outbound.checkProgress();
		assertThat(outbound.isWatched()).isTrue();
		RecordingWire.write(outbound.queue());
		outbound.checkProgress();
		assertThat(outbound.isWatched()).isFalse();
	}

	@Test
	void fullQueueShouldTakeANewerMessageWithoutAnAlarm() {
		open(OverflowPolicy.CLOSE, PLENTY);
		TestConnection two = this.connections.open("two");
		fill(two.connection().outbound());
		two.wire().write();
		for (int i = 0; i < 100; i++) {
			for (String key : List.of("a", "b", "c", "d")) {
				assertThat(two.connection().push(key + i, PushOptions.conflate(key))).isEqualTo(PushResult.ACCEPTED);
			}
		}
		assertThat(two.callbacks().slow).isEmpty();
		assertThat(two.connection().info().droppedMessages()).isEqualTo(396);
		assertThat(this.connections.listener.events()).filteredOn("dropped 1 CONFLATED"::equals).hasSize(396);
		assertThat(two.wire().write()).containsExactly("a99", "b99", "c99", "d99");
	}

	@Test
	void fullQueueShouldEndTheConnectionForAnotherKey() {
		open(OverflowPolicy.CLOSE, PLENTY);
		TestConnection two = this.connections.open("two");
		fill(two.connection().outbound());
		assertThat(two.connection().push("e", PushOptions.conflate("e"))).isEqualTo(PushResult.ACCEPTED);
		assertThat(two.callbacks().slow).hasSize(1);
		assertThat(two.callbacks().closed).extracting(RecordingCallbacks.Closed::cause)
			.containsExactly(CloseCause.SLOW_CONSUMER);
		assertThat(two.connection().push("f", PushOptions.conflate("e"))).isEqualTo(PushResult.CLOSED);
	}

	@Test
	void fullQueueShouldTellOfASlowConsumerForAnotherKey() {
		open(OverflowPolicy.DROP_NEWEST, PLENTY);
		TestConnection two = this.connections.open("two");
		fill(two.connection().outbound());
		assertThat(two.connection().push("e", PushOptions.conflate("e"))).isEqualTo(PushResult.ACCEPTED);
		assertThat(two.callbacks().slow).hasSize(1);
		assertThat(two.wire().write()).containsExactly("a", "b", "c", "d");
	}

	@Test
	void broadcastWithAKeyShouldKeepItsPlaceInEachQueue() {
		SendMemoryBudget budget = new SendMemoryBudget(10_000);
		open(OverflowPolicy.CLOSE, budget);
		TestConnection one = this.connections.open("two");
		TestConnection other = this.connections.open("three");
		AtomicInteger released = new AtomicInteger();
		for (int i = 0; i < 10; i++) {
			QueuedFrame shared = new QueuedFrame(keyed("a" + i, "a"), 0, released::incrementAndGet).retain();
			assertThat(one.connection().outbound().take(shared)).isTrue();
			assertThat(other.connection().outbound().take(shared)).isTrue();
			shared.release();
			if (i == 4) {
				assertThat(other.wire().write()).containsExactly("a4");
			}
		}
		assertThat(budget.used()).as("two places").isPositive();
		assertThat(released).hasValue(9);
		assertThat(one.wire().write()).containsExactly("a9");
		assertThat(released).hasValue(9);
		assertThat(other.wire().write()).containsExactly("a9");
		assertThat(released).hasValue(10);
		assertThat(budget.used()).isZero();
	}

	@Test
	void placesOfABroadcastShouldCountForTheBudget() {
		SendMemoryBudget budget = new SendMemoryBudget(200);
		open(OverflowPolicy.CLOSE, budget);
		ConnectionOutbound one = this.connections.open("two").connection().outbound();
		ConnectionOutbound other = this.connections.open("three").connection().outbound();
		QueuedFrame shared = new QueuedFrame(keyed("a", "a"), 0, () -> {
		}).retain();
		assertThat(one.take(shared)).isTrue();
		assertThat(other.take(shared)).isFalse();
		assertThat(this.connections.listener.events()).contains("dropped 1 OVERLOAD");
		assertThat(other.queue().usage().messages()).isZero();
		one.discard(() -> {
		});
		assertThat(budget.used()).isZero();
	}

	@Test
	void broadcastThatTheQueueRefusesShouldKeepNothing() {
		SendMemoryBudget budget = new SendMemoryBudget(10_000);
		ConnectionOutbound outbound = open(OverflowPolicy.DROP_NEWEST, budget);
		fill(outbound);
		long full = budget.used();
		AtomicInteger released = new AtomicInteger();
		QueuedFrame shared = new QueuedFrame(keyed("e", "e"), 0, released::incrementAndGet).retain();
		assertThat(outbound.take(shared)).isFalse();
		shared.release();
		assertThat(released).hasValue(1);
		assertThat(budget.used()).isEqualTo(full);
	}

	@Test
	void broadcastShouldKeepNothingIfAddingItFails() {
		SendMemoryBudget budget = new SendMemoryBudget(10_000);
		open(OverflowPolicy.CLOSE, budget);
		TestConnection two = this.connections.open("two");
		AtomicInteger released = new AtomicInteger();
		QueuedFrame shared = new QueuedFrame(keyed("a", "a"), 0, released::incrementAndGet).retain();
		two.wire().failure = new OutOfMemoryError("expected by the test");
		assertThatExceptionOfType(OutOfMemoryError.class).isThrownBy(() -> two.connection().outbound().take(shared));
		shared.release();
		assertThat(released).as("the queue holds it").hasValue(0);
		two.connection().terminate();
		assertThat(released).hasValue(1);
		assertThat(budget.used()).isZero();
	}

	@Test
	void memoryOfOptionsShouldBeFreedWhateverBecomesOfTheMessage() {
		SendMemoryBudget budget = new SendMemoryBudget(100_000);
		ConnectionOutbound outbound = open(OverflowPolicy.DROP_OLDEST, budget);
		OutboundQueue queue = outbound.queue();
		outbound.push(text("a"));
		long plain = budget.used();
		assertThat(queue.memory()).isEqualTo(plain);
		RecordingWire.write(queue);
		outbound.push(keyed("a", LONG_KEY));
		long keyed = budget.used();
		assertThat(keyed).as("two bytes for each character").isGreaterThan(plain + 2 * LONG_KEY.length());
		assertThat(queue.memory()).isEqualTo(keyed);
		outbound.push(keyed("b", LONG_KEY));
		assertThat(budget.used()).as("conflated").isEqualTo(keyed);
		assertThat(RecordingWire.write(queue)).containsExactly("b");
		assertThatNothingIsLeft("written", queue, budget);
		for (int i = 0; i < 9; i++) {
			outbound.push(keyed("a", i + LONG_KEY.substring(1)));
		}
		assertThat(budget.used()).as("dropped for newer ones").isEqualTo(4 * keyed);
		queue.dropMessages();
		assertThatNothingIsLeft("dropped", queue, budget);
		outbound
			.push(EncodedFrame.of(Frame.text("a"), PushOptions.conflate(LONG_KEY).expireAfter(Duration.ofNanos(1))));
		await().until(queue::dropExpired);
		assertThatNothingIsLeft("expired", queue, budget);
		assertThat(outbound.push(keyed("x".repeat(1001), LONG_KEY))).isEqualTo(PushResult.TOO_LARGE);
		assertThatNothingIsLeft("refused", queue, budget);
		outbound.push(keyed("a", LONG_KEY));
		connection().terminate();
		assertThatNothingIsLeft("closed", queue, budget);
	}

	private static void assertThatNothingIsLeft(String event, OutboundQueue queue, SendMemoryBudget budget) {
		assertThat(budget.used()).as(event).isZero();
		assertThat(queue.memory()).as(event).isZero();
		assertThat(queue.hasOptions()).as(event).isFalse();
	}

	@Test
	void keyOfABroadcastShouldCountOnce() {
		SendMemoryBudget budget = new SendMemoryBudget(100_000);
		open(OverflowPolicy.CLOSE, budget);
		TestConnection two = this.connections.open("two");
		TestConnection three = this.connections.open("three");
		DefaultConnectionManager manager = this.connections.manager();
		manager.broadcast("a", (connection) -> !connection.id().equals("one"));
		long plain = budget.used();
		two.wire().write();
		three.wire().write();
		assertThat(budget.used()).isZero();
		manager.all().except("one").push("a", PushOptions.conflate(LONG_KEY));
		assertThat(budget.used() - plain).isBetween(2L * LONG_KEY.length(), 4L * LONG_KEY.length());
		assertThat(two.wire().write()).containsExactly("a");
		assertThat(three.wire().write()).containsExactly("a");
		assertThat(budget.used()).isZero();
	}

	@Test
	void expiredMessagesShouldBeDroppedByTheChecks() {
		TestConnection one = this.connections.open("one");
		ConnectionOutbound outbound = one.connection().outbound();
		one.connection().push("a", PushOptions.none().expireAfter(Duration.ofNanos(1)));
		one.connection().push("b", PushOptions.none().expireAfter(Duration.ofHours(1)));
		int writes = one.wire().scheduledWrites.get();
		await().until(() -> {
			outbound.checkProgress();
			return this.connections.listener.events().contains("dropped 1 EXPIRED");
		});
		assertThat(one.wire().scheduledWrites.get()).as("a close frame may be next").isGreaterThan(writes);
		assertThat(outbound.isWatched()).isTrue();
		assertThat(one.wire().write()).containsExactly("b");
	}

	@Test
	void reliefShouldContentItselfWithExpiredMessages() {
		SendMemoryBudget budget = new SendMemoryBudget(2000);
		ConnectionOutbound outbound = open(OverflowPolicy.CLOSE, budget);
		EncodedFrame expired = EncodedFrame.of(Frame.text("a"), PushOptions.none().expireAfter(Duration.ofNanos(1)));
		await().until(expired::isExpired);
		outbound.push(expired);
		outbound.push(text("b"));
		outbound.relieve();
		assertThat(this.connections.listener.events()).contains("dropped 1 EXPIRED");
		assertThat(connection().isEstablished()).isTrue();
		outbound.relieve();
		assertThat(this.connections.listener.events()).contains("closed 1013 SLOW_CONSUMER");
	}

	private static EncodedFrame keyed(String text, String key) {
		return EncodedFrame.of(Frame.text(text), PushOptions.conflate(key));
	}

	@Test
	void finishingShouldWakeTheWireForTheCloseFrame() {
		TestConnection one = this.connections.open("one");
		one.connection().outbound().finish(CloseStatus.GOING_AWAY);
		assertThat(one.wire().scheduledWrites).hasValue(1);
		assertThat(one.connection().queue().closeStatus()).isEqualTo(CloseStatus.GOING_AWAY);
	}

	private static EncodedFrame text(String text) {
		return new EncodedFrame(Frame.text(text));
	}

}
