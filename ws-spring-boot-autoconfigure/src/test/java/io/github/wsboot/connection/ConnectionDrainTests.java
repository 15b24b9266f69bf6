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

import java.time.Duration;
import java.util.List;
import java.util.concurrent.CompletableFuture;
import java.util.concurrent.CopyOnWriteArrayList;
import java.util.concurrent.TimeUnit;
import java.util.concurrent.atomic.AtomicBoolean;
import java.util.stream.IntStream;

import org.awaitility.Awaitility;
import org.junit.jupiter.api.AfterEach;
import org.junit.jupiter.api.Test;
import org.springframework.context.ApplicationEventPublisher;
import org.springframework.web.socket.CloseStatus;

import io.github.wsboot.CloseCause;
import io.github.wsboot.ConnectionState;
import io.github.wsboot.DrainFinishedEvent;
import io.github.wsboot.DrainStartedEvent;
import io.github.wsboot.connection.TestConnections.TestConnection;
import io.github.wsboot.server.Promise;
import io.github.wsboot.support.SafeEventPublisher;

import static org.assertj.core.api.Assertions.assertThat;

/**
 * Tests for {@link ConnectionDrain}.
 */
class ConnectionDrainTests {

	private final TestConnections connections = new TestConnections();

	private final List<Object> events = new CopyOnWriteArrayList<>();

	private boolean ready = true;

	private Runnable onRestore = () -> {
	};

	private Runnable onRefuse = () -> {
	};

	@AfterEach
	void close() {
		this.connections.close();
	}

	@Test
	void withoutConnectionsShouldFinishAtOnce() {
		ConnectionDrain drain = drain(TestConnections.LONG);
		drain.start();
		assertThat(drain.isRunning()).isTrue();
		drain.stop();
		assertThat(drain.isRunning()).isFalse();
		assertThat(this.events).containsExactly("restore", "refuse", new DrainStartedEvent(0),
				new DrainFinishedEvent(0, 0, 0));
	}

	@Test
	void shouldWaitForTheLastCallbackOfEachConnection() throws Exception {
		TestConnection test = this.connections.open("1");
		ConnectionDrain drain = drain(TestConnections.LONG);
		drain.start();
		CompletableFuture<Void> stopping = CompletableFuture.runAsync(drain::stop);
		Awaitility.await("closing").until(() -> test.connection().state() == ConnectionState.CLOSING);
		assertThat(test.connection().queue().closeStatus()).isEqualTo(CloseStatus.SERVICE_RESTARTED);
		test.connection().onTransportClosed(CloseStatus.SERVICE_RESTARTED, CloseCause.CLIENT);
		assertThat(test.callbacks().closed).extracting(RecordingCallbacks.Closed::cause)
			.containsExactly(CloseCause.SHUTDOWN);
		assertThat(stopping).as("the callback has not returned").isNotDone();
		test.connection().onCloseCallbackDone();
		stopping.get(60, TimeUnit.SECONDS);
		assertThat(this.events).containsExactly("restore", "refuse", new DrainStartedEvent(1),
				new DrainFinishedEvent(1, 0, 0));
	}

	@Test
	void whenTimeIsOverShouldAbortAndCountTheUnfinished() {
		TestConnection silent = this.connections.open("silent");
		TestConnection stuck = this.connections.open("stuck");
		stuck.connection().onTransportClosed(CloseStatus.NORMAL, CloseCause.CLIENT);
		ConnectionDrain drain = drain(Duration.ofMillis(1));
		drain.start();
		drain.stop();
		assertThat(this.events).containsExactly("restore", "refuse", new DrainStartedEvent(1),
				new DrainFinishedEvent(1, 2, 2));
		assertThat(silent.wire().aborts).containsExactly(CloseStatus.SERVICE_RESTARTED);
		assertThat(silent.callbacks().closed).hasSize(1);
		assertThat(silent.callbacks().ends).containsExactly("interrupt", "abandon");
		assertThat(stuck.callbacks().ends).containsExactly("interrupt", "abandon");
		assertThat(this.connections.registry.unfinished()).as("given up for good").isEmpty();
	}

	@Test
	void connectionThatCannotBeClosedShouldNotKeepTheOthersOpen() {
		List<TestConnection> all = IntStream.range(0, 5).mapToObj((i) -> this.connections.open("c" + i)).toList();
		all.forEach((test) -> test.callbacks().failure = new OutOfMemoryError("expected"));
		ConnectionDrain drain = drain(Duration.ofMillis(100));
		drain.start();
		drain.stop();
		assertThat(all).allSatisfy((test) -> assertThat(test.callbacks().closed)
			.containsExactly(new RecordingCallbacks.Closed(CloseStatus.SERVICE_RESTARTED, CloseCause.SHUTDOWN)));
		assertThat(this.events).contains(new DrainStartedEvent(5)).hasAtLeastOneElementOfType(DrainFinishedEvent.class);
	}

	@Test
	void callbackThatReturnsAfterItsInterruptionShouldNotBeForfeited() throws Exception {
		TestConnection test = this.connections.open("1");
		CompletableFuture<Void> stopping = CompletableFuture.runAsync(drain(Duration.ofSeconds(8))::stop);
		Awaitility.await("interruption").until(() -> !test.callbacks().ends.isEmpty());
		test.connection().onCloseCallbackDone();
		stopping.get(60, TimeUnit.SECONDS);
		assertThat(test.callbacks().ends).containsExactly("interrupt");
		assertThat(this.events).containsExactly("refuse", new DrainStartedEvent(1), new DrainFinishedEvent(1, 1, 0));
	}

	@Promise("life-cycle")
	@Test
	void connectionsShouldBeClosedInBatches() throws Exception {
		List<TestConnection> opened = open(10);
		Thread stopping = new Thread(
				drain(new DrainSettings(Duration.ofHours(1), Duration.ZERO, 3, TestConnections.LONG, 0))::stop);
		stopping.start();
		Awaitility.await("first batch").until(() -> closing(opened) >= 3);
		assertThat(closing(opened)).isEqualTo(3);
		assertThat(this.connections.registry.isDraining()).isTrue();
		stopping.interrupt();
		stopping.join(10000);
		assertThat(stopping.isAlive()).as("once interrupted, it does not wait").isFalse();
		assertThat(opened).allSatisfy((test) -> assertThat(test.callbacks().closed)
			.containsExactly(new RecordingCallbacks.Closed(CloseStatus.SERVICE_RESTARTED, CloseCause.SHUTDOWN)));
	}

	@Promise("life-cycle")
	@Test
	void batchesShouldBeDoneInTime() throws Exception {
		List<TestConnection> opened = open(10);
		CompletableFuture<Void> stopping = CompletableFuture
			.runAsync(drain(new DrainSettings(Duration.ofSeconds(8), Duration.ZERO, 1, TestConnections.LONG, 0))::stop);
		Awaitility.await("all batches").until(() -> {
			opened.stream().map(TestConnection::connection).filter((each) -> !each.isEstablished()).forEach((each) -> {
				each.onTransportClosed(CloseStatus.SERVICE_RESTARTED, CloseCause.CLIENT);
				each.onCloseCallbackDone();
			});
			return stopping.isDone();
		});
		assertThat(this.events).containsExactly("refuse", new DrainStartedEvent(10), new DrainFinishedEvent(10, 0, 0));
	}

	@Test
	void connectionsThatComeDuringTheDelayShouldBeKeptUntilItIsOver() throws Exception {
		Thread stopping = new Thread(drain(new DrainSettings(TestConnections.LONG, TestConnections.LONG.minusSeconds(1),
				3, Duration.ZERO, 0))::stop);
		stopping.start();
		Awaitility.await("readiness").until(() -> this.events.contains("refuse"));
		TestConnection test = this.connections.open("1");
		assertThat(this.connections.registry.isDraining()).isFalse();
		assertThat(test.connection().isEstablished()).isTrue();
		stopping.interrupt();
		stopping.join(10000);
		assertThat(this.events).containsExactly("refuse", new DrainStartedEvent(1), new DrainFinishedEvent(1, 1, 1));
	}

	private List<TestConnection> open(int count) {
		return IntStream.range(0, count).mapToObj((i) -> this.connections.open("c" + i)).toList();
	}

	private static long closing(List<TestConnection> connections) {
		return connections.stream().filter((test) -> !test.connection().isEstablished()).count();
	}

	@Test
	void whileItStopsShouldNotAdmitAnyMoreUntilItStartsAgain() {
		ConnectionDrain drain = drain(TestConnections.LONG);
		drain.start();
		assertThat(this.connections.registry.isDraining()).isFalse();
		drain.stop();
		assertThat(this.connections.registry.isDraining()).isTrue();
		drain.start();
		assertThat(this.connections.registry.isDraining()).isFalse();
		assertThat(this.connections.open("1").connection().isEstablished()).isTrue();
	}

	@Test
	void whenBegunShouldDrainOnAThreadOfItsOwnAndOnlyOnce() throws Exception {
		TestConnection test = this.connections.open("1");
		ConnectionDrain drain = drain(TestConnections.LONG);
		drain.start();
		assertThat(drain.isDraining()).isFalse();
		assertThat(drain.begin()).isTrue();
		assertThat(drain.isDraining()).isTrue();
		assertThat(drain.begin()).as("again").isFalse();
		Awaitility.await("closing").until(() -> test.connection().state() == ConnectionState.CLOSING);
		assertThat(drain.isRunning()).as("for the stop to wait").isTrue();
		CompletableFuture<Void> stopping = CompletableFuture.runAsync(drain::stop);
		assertThat(stopping).isNotDone();
		test.connection().onTransportClosed(CloseStatus.SERVICE_RESTARTED, CloseCause.CLIENT);
		test.connection().onCloseCallbackDone();
		stopping.get(60, TimeUnit.SECONDS);
		assertThat(drain.isRunning()).isFalse();
		assertThat(drain.begin()).as("when it has been stopped").isFalse();
		assertThat(drain.isDraining()).as("until the next start").isTrue();
		assertThat(this.events).as("drained once")
			.containsExactly("restore", "refuse", new DrainStartedEvent(1), new DrainFinishedEvent(1, 0, 0));
	}

	@Test
	void whenStartedAgainShouldBeReadyToDrainAgain() {
		ConnectionDrain drain = drain(TestConnections.LONG);
		for (int i = 0; i < 2; i++) {
			this.events.clear();
			drain.start();
			assertThat(drain.isDraining()).isFalse();
			assertThat(drain.begin()).isTrue();
			awaitEnd();
			drain.stop();
			assertThat(this.events).containsExactly("restore", "refuse", new DrainStartedEvent(0),
					new DrainFinishedEvent(0, 0, 0));
		}
	}

	private void awaitEvents(Object... expected) {
		Awaitility.await("events").untilAsserted(() -> assertThat(this.events).containsExactlyInAnyOrder(expected));
	}

	private void awaitEnd() {
		Awaitility.await("end").until(() -> this.events.stream().anyMatch(DrainFinishedEvent.class::isInstance));
	}

	@Test
	void whenCancelledAfterItsEndShouldWelcomeClientsAgain() {
		ConnectionDrain drain = drain(TestConnections.LONG);
		drain.begin();
		awaitEnd();
		assertThat(drain.cancel()).isTrue();
		assertThat(drain.isDraining()).isFalse();
		assertThat(this.connections.registry.isDraining()).isFalse();
		assertThat(this.connections.open("1").connection().isEstablished()).isTrue();
		awaitEvents("refuse", new DrainStartedEvent(0), new DrainFinishedEvent(0, 0, 0), "restore");
		assertThat(drain.cancel()).as("again").isFalse();
		assertThat(drain.begin()).as("drained again").isTrue();
		assertThat(drain.cancel()).isTrue();
	}

	@Test
	void whenStoppedDuringACancellationShouldEndWithoutReadiness() {
		ConnectionDrain drain = drain(TestConnections.LONG);
		drain.begin();
		awaitEnd();
		this.onRestore = drain::stop;
		assertThat(drain.cancel()).isTrue();
		assertThat(this.events).last().isEqualTo("refuse");
		assertThat(this.connections.registry.isDraining()).isTrue();
		assertThat(drain.isDraining()).isTrue();
	}

	@Test
	void whenTwoDrainsAreCancelledAtTheSameTimeShouldBeReady() {
		ConnectionDrain drain = drain(TestConnections.LONG);
		drain.begin();
		awaitEnd();
		this.onRestore = once(() -> {
			this.events.clear();
			drain.begin();
			awaitEnd();
			this.onRefuse = once(drain::cancel);
		});
		assertThat(drain.cancel()).isTrue();
		assertThat(drain.isDraining()).isFalse();
		assertThat(this.events).last().isEqualTo("restore");
	}

	private static Runnable once(Runnable action) {
		AtomicBoolean done = new AtomicBoolean();
		return () -> {
			if (done.compareAndSet(false, true)) {
				action.run();
			}
		};
	}

	@Promise("life-cycle")
	@Test
	void whenCancelledDuringTheDelayShouldCloseNothing() {
		TestConnection test = this.connections.open("1");
		ConnectionDrain drain = drain(
				new DrainSettings(TestConnections.LONG, TestConnections.LONG.minusSeconds(1), 3, Duration.ZERO, 0));
		drain.begin();
		Awaitility.await("readiness").until(() -> this.events.contains("refuse"));
		assertThat(drain.cancel()).isTrue();
		assertThat(test.connection().isEstablished()).isTrue();
		awaitEvents("refuse", "restore");
	}

	@Promise("life-cycle")
	@Test
	void whenCancelledBetweenBatchesShouldLeaveTheRestAlone() {
		List<TestConnection> opened = open(10);
		ConnectionDrain drain = drain(
				new DrainSettings(Duration.ofHours(1), Duration.ZERO, 3, TestConnections.LONG, 0));
		drain.begin();
		Awaitility.await("first batch").until(() -> closing(opened) >= 3);
		assertThat(drain.cancel()).isTrue();
		assertThat(closing(opened)).isEqualTo(3);
		assertThat(opened).as("connections that close have their close timeout")
			.allSatisfy((test) -> assertThat(test.callbacks().ends).isEmpty());
		assertThat(this.connections.open("late").connection().isEstablished()).isTrue();
		awaitEvents("refuse", new DrainStartedEvent(10), new DrainFinishedEvent(10, 0, 0), "restore");
	}

	@Promise("life-cycle")
	@Test
	void whenCancelledWhileClientsCloseShouldNotCutOffThoseThatComeNext() {
		TestConnection slow = this.connections.open("slow");
		ConnectionDrain drain = drain(Duration.ofHours(1));
		drain.begin();
		Awaitility.await("closing").until(() -> slow.connection().state() == ConnectionState.CLOSING);
		assertThat(drain.cancel()).isTrue();
		TestConnection late = this.connections.open("late");
		slow.connection().onTransportClosed(CloseStatus.SERVICE_RESTARTED, CloseCause.CLIENT);
		assertThat(slow.callbacks().closed).extracting(RecordingCallbacks.Closed::cause)
			.containsExactly(CloseCause.SHUTDOWN);
		assertThat(late.connection().isEstablished()).isTrue();
		assertThat(drain.isRunning()).as("for the stop to close new connections").isTrue();
	}

	@Promise("life-cycle")
	@Test
	void whenCancelledShouldStillCloseEverythingWhenItStops() throws Exception {
		ConnectionDrain drain = drain(TestConnections.LONG);
		drain.begin();
		awaitEnd();
		drain.cancel();
		TestConnection test = this.connections.open("1");
		CompletableFuture<Void> stopping = CompletableFuture.runAsync(drain::stop);
		Awaitility.await("closing").until(() -> test.connection().state() == ConnectionState.CLOSING);
		test.connection().onTransportClosed(CloseStatus.SERVICE_RESTARTED, CloseCause.CLIENT);
		test.connection().onCloseCallbackDone();
		stopping.get(60, TimeUnit.SECONDS);
	}

	@Promise("life-cycle")
	@Test
	void whatNobodyHasAskedForShouldNotBeCancelled() throws Exception {
		TestConnection test = this.connections.open("1");
		ConnectionDrain drain = drain(TestConnections.LONG);
		assertThat(drain.cancel()).as("without a drain").isFalse();
		CompletableFuture<Void> stopping = CompletableFuture.runAsync(drain::stop);
		Awaitility.await("closing").until(() -> test.connection().state() == ConnectionState.CLOSING);
		assertThat(drain.cancel()).as("while the server stops").isFalse();
		assertThat(stopping).isNotDone();
		test.connection().onTransportClosed(CloseStatus.SERVICE_RESTARTED, CloseCause.CLIENT);
		test.connection().onCloseCallbackDone();
		stopping.get(60, TimeUnit.SECONDS);
		assertThat(drain.cancel()).as("when it has stopped").isFalse();
		assertThat(this.events).doesNotContain("restore");
	}

	@Promise("life-cycle")
	@Test
	void drainThatWasAskedForShouldNotBeCancelledOnceTheServerStops() throws Exception {
		TestConnection test = this.connections.open("1");
		ConnectionDrain drain = drain(TestConnections.LONG);
		drain.begin();
		Awaitility.await("closing").until(() -> test.connection().state() == ConnectionState.CLOSING);
		CompletableFuture<Void> stopping = CompletableFuture.runAsync(drain::stop);
		Awaitility.await("stop").until(() -> !drain.isRunning());
		assertThat(drain.cancel()).isFalse();
		assertThat(stopping).isNotDone();
		test.connection().onTransportClosed(CloseStatus.SERVICE_RESTARTED, CloseCause.CLIENT);
		test.connection().onCloseCallbackDone();
		stopping.get(60, TimeUnit.SECONDS);
		assertThat(this.connections.registry.isDraining()).isTrue();
	}

	@Promise("life-cycle")
	@Test
	void whenTheStartFailsShouldCloseThoseWhoHaveComeWithoutTheDelay() throws Exception {
		this.ready = false;
		TestConnection test = this.connections.open("1");
		ConnectionDrain drain = drain(
				new DrainSettings(Duration.ofHours(2), Duration.ofHours(1), 500, Duration.ZERO, 0));
		assertThat(drain.isRunning()).as("before its start").isTrue();
		CompletableFuture<Void> stopping = CompletableFuture.runAsync(drain::stop);
		Awaitility.await("closing").until(() -> test.connection().state() == ConnectionState.CLOSING);
		test.connection().onTransportClosed(CloseStatus.SERVICE_RESTARTED, CloseCause.CLIENT);
		test.connection().onCloseCallbackDone();
		stopping.get(60, TimeUnit.SECONDS);
		assertThat(this.events).containsExactly("refuse", new DrainStartedEvent(1), new DrainFinishedEvent(1, 0, 0));
	}

	@Promise("life-cycle")
	@Test
	void whenTheStartFailsBeforeAnybodyHasComeShouldOnlyLetNobodyIn() {
		this.ready = false;
		drain(new DrainSettings(Duration.ofHours(2), Duration.ofHours(1), 500, Duration.ZERO, 0)).stop();
		assertThat(this.connections.registry.isDraining()).isTrue();
		assertThat(this.events).containsExactly("refuse");
	}

	@Promise("life-cycle")
	@Test
	void whenAConnectionCannotBeClosedShouldCloseTheOthers() {
		List<TestConnection> opened = open(3);
		opened.forEach((test) -> test.callbacks().failureOfClosing = new NoClassDefFoundError("expected"));
		drain(Duration.ofMillis(1)).stop();
		assertThat(closing(opened)).isEqualTo(3);
		assertThat(this.events).containsExactly("refuse", new DrainStartedEvent(3), new DrainFinishedEvent(3, 3, 3));
	}

	@Test
	void listenerShouldBeAbleToWaitForAnotherThreadThatCancels() throws Exception {
		TestConnection test = this.connections.open("1");
		CompletableFuture<Boolean> cancelled = new CompletableFuture<>();
		ConnectionDrain[] drain = new ConnectionDrain[1];
		drain[0] = drain((event) -> {
			if (event instanceof DrainStartedEvent) {
				cancelled
					.complete(CompletableFuture.supplyAsync(drain[0]::cancel).orTimeout(20, TimeUnit.SECONDS).join());
			}
		});
		drain[0].begin();
		assertThat(cancelled.get(60, TimeUnit.SECONDS)).isTrue();
		awaitEvents("refuse", new DrainStartedEvent(1), new DrainFinishedEvent(1, 0, 0), "restore");
		assertThat(test.connection().isEstablished()).isTrue();
		assertThat(drain[0].isDraining()).isFalse();
	}

	@Test
	void listenerOfTheEndShouldBeAbleToStopTheServer() throws Exception {
		CompletableFuture<Void> stopped = new CompletableFuture<>();
		ConnectionDrain[] drain = new ConnectionDrain[1];
		drain[0] = drain((event) -> {
			if (event instanceof DrainFinishedEvent) {
				drain[0].stop();
				stopped.complete(null);
			}
		});
		drain[0].begin();
		stopped.get(60, TimeUnit.SECONDS);
		assertThat(this.events).as("drained once")
			.containsExactly("refuse", new DrainStartedEvent(0), new DrainFinishedEvent(0, 0, 0));
	}

	private ConnectionDrain drain(ApplicationEventPublisher listener) {
		return new ConnectionDrain(this.connections.registry, new SafeEventPublisher((event) -> {
			this.events.add(event);
			listener.publishEvent(event);
		}), new RecordingReadiness(), settings(TestConnections.LONG));
	}

	@Test
	void drainAfterACancelledOneShouldBeginWhenThatHasEnded() throws Exception {
		CompletableFuture<Void> released = new CompletableFuture<>();
		ConnectionDrain drain = drain((event) -> {
			if (event.equals(new DrainFinishedEvent(0, 0, 0))) {
				released.join();
			}
		});
		drain.begin();
		awaitEnd();
		assertThat(drain.cancel()).isTrue();
		TestConnection test = this.connections.open("1");
		assertThat(drain.begin()).isTrue();
		released.complete(null);
		Awaitility.await("closing").until(() -> !test.connection().isEstablished());
		assertThat(this.events).containsExactly("refuse", new DrainStartedEvent(0), new DrainFinishedEvent(0, 0, 0),
				"restore", "refuse", new DrainStartedEvent(1));
	}

	@Test
	void whenAListenerFailsShouldDrainAllTheSame() {
		TestConnection test = this.connections.open("1");
		ConnectionDrain drain = new ConnectionDrain(this.connections.registry, new SafeEventPublisher((event) -> {
			throw new IllegalStateException("expected");
		}), new RecordingReadiness(), settings(Duration.ofMillis(1)));
		drain.stop();
		assertThat(test.callbacks().closed).hasSize(1);
	}

	@Test
	void whenInterruptedShouldNotWait() {
		this.connections.open("1");
		Thread.currentThread().interrupt();
		drain(TestConnections.LONG).stop();
		assertThat(Thread.interrupted()).as("flag kept").isTrue();
		assertThat(this.events).containsExactly("refuse", new DrainStartedEvent(1), new DrainFinishedEvent(1, 1, 1));
	}

	private ConnectionDrain drain(Duration timeout) {
		return drain(settings(timeout));
	}

	private static DrainSettings settings(Duration timeout) {
		return new DrainSettings(timeout, Duration.ZERO, 500, Duration.ofMillis(200), 0);
	}

	private ConnectionDrain drain(DrainSettings settings) {
		return new ConnectionDrain(this.connections.registry, new SafeEventPublisher(this.events::add),
				new RecordingReadiness(), settings);
	}

	private final class RecordingReadiness implements ReadinessPublisher {

		@Override
		public boolean refuse() {
			ConnectionDrainTests.this.onRefuse.run();
			ConnectionDrainTests.this.events.add("refuse");
			return ConnectionDrainTests.this.ready;
		}

		@Override
		public void restore() {
			ConnectionDrainTests.this.events.add("restore");
			ConnectionDrainTests.this.onRestore.run();
		}

	}

}
