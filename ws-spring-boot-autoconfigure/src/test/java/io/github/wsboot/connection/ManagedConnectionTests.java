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
import java.util.ArrayList;
import java.util.List;
import java.util.concurrent.CyclicBarrier;
import java.util.concurrent.ExecutorService;
import java.util.concurrent.Executors;
import java.util.concurrent.Future;
import java.util.concurrent.TimeUnit;
import java.util.stream.IntStream;

import org.awaitility.Awaitility;
import org.junit.jupiter.api.AfterEach;
import org.junit.jupiter.api.RepeatedTest;
import org.junit.jupiter.api.Test;
import org.springframework.web.socket.CloseStatus;

import io.github.wsboot.CloseCause;
import io.github.wsboot.ConnectionState;
import io.github.wsboot.PushResult;
import io.github.wsboot.connection.RecordingCallbacks.Closed;
import io.github.wsboot.connection.TestConnections.TestConnection;
import io.github.wsboot.outbound.OverflowPolicy;
import io.github.wsboot.outbound.SendLimits;
import io.github.wsboot.server.Promise;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatExceptionOfType;
import static org.assertj.core.api.Assertions.assertThatIllegalArgumentException;

/**
 * Tests for {@link ManagedConnection}, including ends that several sides cause at once.
 */
class ManagedConnectionTests {

	private static final int THREADS = 8;

	private final TestConnections connections = new TestConnections();

	private final ExecutorService threads = Executors.newFixedThreadPool(THREADS);

	@AfterEach
	void close() {
		this.threads.shutdownNow();
		this.connections.close();
	}

	@Test
	void shouldBeEstablishedFromTheBeginning() {
		TestConnection test = this.connections.open("1");
		assertThat(test.connection().state()).isEqualTo(ConnectionState.ESTABLISHED);
		assertThat(test.connection().isEstablished()).isTrue();
		assertThat(this.connections.registry.find("1")).isSameAs(test.connection());
	}

	@Test
	void whatHasNeverOpenedShouldLeaveNothing() {
		TestConnection test = this.connections.create("1");
		test.connection().onTransportClosed(CloseStatus.SERVER_ERROR, CloseCause.NETWORK);
		assertThat(this.connections.registry.unfinished()).isEmpty();
	}

	@Test
	void shouldWakeTheWireForEachPush() {
		TestConnection test = this.connections.open("1");
		assertThat(test.connection().push("a")).isEqualTo(PushResult.ACCEPTED);
		assertThat(test.connection().push("b")).isEqualTo(PushResult.ACCEPTED);
		assertThat(test.wire().scheduledWrites).hasValue(2);
		assertThat(test.wire().write()).containsExactly("a", "b");
	}

	@Test
	void shouldCloseAfterWhatWasAccepted() {
		TestConnection test = this.connections.open("1");
		test.connection().push("a");
		assertThat(test.connection().disconnect()).isTrue();
		assertThat(test.connection().state()).isEqualTo(ConnectionState.CLOSING);
		assertThat(test.connection().push("b")).isEqualTo(PushResult.CLOSED);
		assertThat(test.wire().write()).containsExactly("a");
		assertThat(test.connection().queue().closeStatus()).isEqualTo(CloseStatus.NORMAL);
		assertThat(test.callbacks().closed).as("not before the socket has ended").isEmpty();
	}

	@Test
	void shouldDisconnectOnce() {
		TestConnection test = this.connections.open("1");
		assertThat(test.connection().disconnect(new CloseStatus(4000, "bye"))).isTrue();
		assertThat(test.connection().disconnect(new CloseStatus(4001))).isFalse();
		test.connection().onTransportClosed(CloseStatus.NO_CLOSE_FRAME, CloseCause.NETWORK);
		assertThat(test.callbacks().closed)
			.containsExactly(new Closed(new CloseStatus(4000, "bye"), CloseCause.SERVER));
	}

	@Test
	void shouldTerminateOnce() {
		TestConnection test = this.connections.open("1");
		test.connection().push("a");
		assertThat(test.connection().terminate()).isTrue();
		assertThat(test.connection().terminate()).isFalse();
		assertThat(test.connection().state()).isEqualTo(ConnectionState.CLOSED);
		assertThat(test.wire().write()).as("what was accepted").isEmpty();
		assertThat(test.wire().aborts).contains(CloseStatus.NO_CLOSE_FRAME);
		assertThat(test.callbacks().closed).containsExactly(new Closed(CloseStatus.NO_CLOSE_FRAME, CloseCause.SERVER));
	}

	@Test
	void whenClosingShouldTerminateWithTheStatusItHas() {
		TestConnection test = this.connections.open("1");
		test.connection().disconnect(new CloseStatus(4000));
		assertThat(test.connection().terminate()).isFalse();
		assertThat(test.callbacks().closed).containsExactly(new Closed(new CloseStatus(4000), CloseCause.SERVER));
	}

	@Test
	void shouldTellItsCallbacksWhetherToRead() {
		TestConnection test = this.connections.open("1");
		test.connection().pause();
		test.connection().resume();
		test.connection().disconnect();
		assertThat(test.callbacks().reading).containsExactly("pause", "resume", "closing");
	}

	@Test
	void whenTheClientWasFirstShouldTellItsStatus() {
		TestConnection test = this.connections.open("1");
		test.connection().onTransportClosed(CloseStatus.GOING_AWAY, CloseCause.CLIENT);
		assertThat(test.connection().disconnect()).isFalse();
		assertThat(test.connection().state()).isEqualTo(ConnectionState.CLOSED);
		assertThat(test.callbacks().closed).containsExactly(new Closed(CloseStatus.GOING_AWAY, CloseCause.CLIENT));
	}

	@Test
	void shouldRefuseStatusesThatMustNotBeSent() {
		TestConnection test = this.connections.open("1");
		assertThatIllegalArgumentException().isThrownBy(() -> test.connection().disconnect(new CloseStatus(1006)));
		assertThat(test.connection().isEstablished()).isTrue();
	}

	@Test
	void whenClosedShouldKeepItsFacts() {
		TestConnection test = this.connections.open("1", "/ws", "ada");
		test.connection().join("lobby");
		test.connection().attributes().put("key", "value");
		test.connection().onTransportClosed(CloseStatus.NORMAL, CloseCause.CLIENT);
		assertThat(test.connection().rooms()).containsExactly("lobby");
		assertThat(test.connection().user()).isEqualTo("ada");
		assertThat(test.connection().principal()).isNotNull();
		assertThat(test.connection().attributes()).containsEntry("key", "value");
		assertThat(test.connection().push("late")).isEqualTo(PushResult.CLOSED);
		assertThat(test.connection().ping(ByteBuffer.allocate(1))).isEqualTo(PushResult.CLOSED);
		assertThat(test.connection().join("other")).isFalse();
		assertThat(test.connection().leave("lobby")).isFalse();
	}

	@Test
	void shouldBeUnregisteredBeforeItsCallback() {
		TestConnection test = this.connections.open("1", "/ws", "ada");
		test.connection().join("lobby");
		test.connection().onTransportClosed(CloseStatus.NORMAL, CloseCause.CLIENT);
		assertThat(this.connections.registry.find("1")).isNull();
		assertThat(this.connections.registry.endpoints().isEmpty()).isTrue();
		assertThat(this.connections.registry.rooms().isEmpty()).isTrue();
		assertThat(this.connections.registry.users().isEmpty()).isTrue();
	}

	@Test
	void whenClosedBeforeItOpensShouldNotStayRegistered() {
		TestConnection test = this.connections.create("1", "/ws", "ada");
		test.connection().onTransportClosed(CloseStatus.NORMAL, CloseCause.CLIENT);
		test.connection().open();
		assertThat(this.connections.registry.count()).isZero();
		assertThat(this.connections.registry.endpoints().isEmpty()).isTrue();
		assertThat(this.connections.registry.users().isEmpty()).isTrue();
	}

	@Test
	void whenThePrincipalHasNoNameShouldOpenWithoutUser() {
		TestConnection test = this.connections.open("1", "/ws", "");
		assertThat(test.connection().user()).isNull();
		assertThat(test.connection().isEstablished()).isTrue();
	}

	@Test
	void whenTheServerDrainsShouldCloseAtOnce() {
		this.connections.registry.startDraining(0);
		TestConnection test = this.connections.open("1");
		assertThat(test.connection().state()).isEqualTo(ConnectionState.CLOSING);
		assertThat(test.connection().queue().closeStatus()).isEqualTo(CloseStatus.SERVICE_RESTARTED);
	}

	@Test
	void whenTheServerDrainsShouldAskABrowserClientToStayAway() {
		this.connections.registry.startDraining(1);
		assertThat(this.connections.openBrowserClient("1").connection().queue().closeStatus())
			.isEqualTo(CloseStatus.SERVICE_RESTARTED.withReason("retry-after=1"));
		assertThat(this.connections.open("2").connection().queue().closeStatus())
			.isEqualTo(CloseStatus.SERVICE_RESTARTED);
		this.connections.registry.startDraining(0);
		assertThat(this.connections.openBrowserClient("3").connection().queue().closeStatus())
			.isEqualTo(CloseStatus.SERVICE_RESTARTED);
	}

	@Test
	void whenTheCloseTimeoutPassesShouldAbort() {
		try (TestConnections hasty = new TestConnections(TestConnections.limits(OverflowPolicy.CLOSE),
				Duration.ofMillis(1))) {
			TestConnection test = hasty.open("1");
			test.connection().disconnect(new CloseStatus(4000));
			Awaitility.await("abort").until(() -> !test.wire().aborts.isEmpty());
			assertThat(test.callbacks().closed).containsExactly(new Closed(new CloseStatus(4000), CloseCause.SERVER));
			assertThat(test.connection().state()).isEqualTo(ConnectionState.CLOSED);
		}
	}

	@Test
	void whenTheQueueOverflowsShouldGiveTheConnectionUp() {
		TestConnection test = this.connections.open("1");
		List<PushResult> results = IntStream.range(0, 12).mapToObj((i) -> test.connection().push("m" + i)).toList();
		assertThat(results).startsWith(PushResult.ACCEPTED).endsWith(PushResult.DROPPED, PushResult.CLOSED);
		assertThat(test.wire().aborts).extracting(CloseStatus::getCode).containsExactly(1013);
		assertThat(test.callbacks().slow).hasSize(1);
		assertThat(test.callbacks().closed).extracting(Closed::cause).containsExactly(CloseCause.SLOW_CONSUMER);
		assertThat(test.connection().info().queuedBytes()).isZero();
	}

	@Test
	void whenThePolicyDropsShouldStayAndTellOnce() {
		try (TestConnections dropping = new TestConnections(TestConnections.limits(OverflowPolicy.DROP_OLDEST),
				TestConnections.LONG)) {
			TestConnection test = dropping.open("1");
			for (int i = 0; i < 20; i++) {
				assertThat(test.connection().push("m" + i)).isEqualTo(PushResult.ACCEPTED);
			}
			assertThat(test.wire().write()).hasSize(10).startsWith("m10").endsWith("m19");
			assertThat(test.callbacks().slow).hasSize(1);
			assertThat(test.connection().info().droppedMessages()).isEqualTo(10);
			assertThat(test.connection().isEstablished()).isTrue();
		}
	}

	@Test
	void shouldRefuseAMessageLargerThanItsQueue() {
		TestConnection test = this.connections.open("1");
		assertThat(test.connection().push("x".repeat(1000))).isEqualTo(PushResult.TOO_LARGE);
		assertThat(test.connection().isEstablished()).isTrue();
		assertThat(test.callbacks().slow).isEmpty();
	}

	@Test
	void withoutProgressShouldGiveTheConnectionUp() {
		SendLimits impatient = new SendLimits(1000, 10, Duration.ofNanos(1), OverflowPolicy.DROP_NEWEST);
		try (TestConnections stalled = new TestConnections(impatient, TestConnections.LONG)) {
			TestConnection test = stalled.open("1");
			test.connection().outbound().checkProgress();
			assertThat(test.callbacks().closed).isEmpty();
			test.connection().push("a");
			Awaitility.await("stall").until(() -> {
				test.connection().outbound().checkProgress();
				return !test.callbacks().closed.isEmpty();
			});
			assertThat(test.callbacks().slow).hasSize(1);
			assertThat(test.wire().aborts).extracting(CloseStatus::getCode).containsExactly(1013);
		}
	}

	@Test
	void shouldTellWhatPeopleWantToKnow() {
		TestConnection test = this.connections.open("1", "/chat", "ada");
		test.connection().push("abc");
		assertThat(test.connection().info()).satisfies((info) -> {
			assertThat(info.id()).isEqualTo("1");
			assertThat(info.endpoint()).isEqualTo("/chat");
			assertThat(info.user()).isEqualTo("ada");
			assertThat(info.state()).isEqualTo(ConnectionState.ESTABLISHED);
			assertThat(info.queuedMessages()).isOne();
			assertThat(info.queuedBytes()).isEqualTo(5);
			assertThat(info.since()).isNotNull();
		});
		assertThat(test.connection()).hasToString("Connection[id=1, endpoint=/chat, state=ESTABLISHED]");
	}

	@Test
	void pushThatTheLoopCannotAddShouldEndTheConnectionAndLeaveNothing() {
		TestConnection test = this.connections.open("1");
		test.wire().failure = new OutOfMemoryError("expected");
		assertThat(test.connection().push("a")).isEqualTo(PushResult.ACCEPTED);
		assertThat(test.callbacks().closed).containsExactly(new Closed(CloseStatus.SERVER_ERROR, CloseCause.FAILURE));
		assertThat(test.wire().aborts).containsExactly(CloseStatus.SERVER_ERROR);
		assertThat(this.connections.budget.used()).isZero();
	}

	@Test
	void pushThatTheLoopDoesNotTakeShouldReserveNothing() {
		TestConnection test = this.connections.open("1");
		test.wire().loop().failure = new OutOfMemoryError("expected");
		assertThatExceptionOfType(OutOfMemoryError.class).isThrownBy(() -> test.connection().push("a"));
		assertThat(this.connections.budget.used()).isZero();
		assertThat(test.connection().push("b")).isEqualTo(PushResult.ACCEPTED);
		assertThat(test.wire().write()).containsExactly("b");
		assertThat(test.connection().info().queuedMessages()).isZero();
	}

	@Test
	void closeThatFailsShouldBeCompletedNevertheless() {
		TestConnection test = this.connections.open("1");
		test.callbacks().failure = new OutOfMemoryError("expected");
		test.wire().loop().failure = new OutOfMemoryError("expected");
		assertThat(test.connection().disconnect()).isTrue();
		assertThat(test.callbacks().reading).containsExactly("closing");
		assertThat(test.connection().queue().closeStatus()).isEqualTo(CloseStatus.NORMAL);
	}

	@Promise("failures")
	@Test
	void endThatFailsShouldBeCompletedNevertheless() {
		TestConnection test = this.connections.open("1");
		test.connection().join("room");
		test.callbacks().failure = new OutOfMemoryError("expected");
		test.wire().loop().failure = new OutOfMemoryError("expected");
		test.connection().onTransportClosed(CloseStatus.NORMAL, CloseCause.CLIENT);
		assertThat(test.callbacks().closed).containsExactly(new Closed(CloseStatus.NORMAL, CloseCause.CLIENT));
		assertThat(this.connections.registry.find("1")).isNull();
		assertThat(this.connections.registry.roomCount()).isZero();
		test.connection().onCloseCallbackDone();
		assertThat(this.connections.registry.unfinished()).isEmpty();
	}

	@RepeatedTest(50)
	void shouldEndOnceAndByOneReason() throws Exception {
		TestConnection test = this.connections.open("1", "/ws", "ada");
		ManagedConnection connection = test.connection();
		race(List.of(() -> connection.disconnect(new CloseStatus(4000)),
				() -> connection.close(new CloseStatus(4001), CloseCause.FAILURE),
				() -> connection.onTransportClosed(new CloseStatus(4002), CloseCause.CLIENT),
				() -> connection.onTransportClosed(new CloseStatus(4003), CloseCause.NETWORK),
				() -> connection.abort(new CloseStatus(4004), CloseCause.SLOW_CONSUMER),
				() -> connection.abort(new CloseStatus(4005), CloseCause.SHUTDOWN), () -> connection.join("lobby"),
				() -> connection.bindUser("bob")));
		assertThat(test.callbacks().closed).hasSize(1);
		RecordingCallbacks.Closed closed = test.callbacks().closed.get(0);
		assertThat(closed.cause()).isEqualTo(expectedCause(closed.status().getCode()));
		assertThat(this.connections.registry.count()).isZero();
		assertThat(this.connections.registry.rooms().isEmpty()).isTrue();
		assertThat(this.connections.registry.users().isEmpty()).isTrue();
	}

	@RepeatedTest(50)
	void whenItOpensWhileItEndsShouldNotStayRegistered() throws Exception {
		TestConnection test = this.connections.create("1", "/ws", "ada");
		race(List.of(test.connection()::open,
				() -> test.connection().onTransportClosed(CloseStatus.NO_CLOSE_FRAME, CloseCause.NETWORK)));
		assertThat(test.callbacks().closed).hasSize(1);
		assertThat(this.connections.registry.count()).isZero();
		assertThat(this.connections.registry.endpoints().isEmpty()).isTrue();
		assertThat(this.connections.registry.users().isEmpty()).isTrue();
	}

	private static CloseCause expectedCause(int code) {
		return switch (code) {
			case 4000 -> CloseCause.SERVER;
			case 4001 -> CloseCause.FAILURE;
			case 4002 -> CloseCause.CLIENT;
			case 4003 -> CloseCause.NETWORK;
			case 4004 -> CloseCause.SLOW_CONSUMER;
			default -> CloseCause.SHUTDOWN;
		};
	}

	private void race(List<Runnable> actions) throws Exception {
		CyclicBarrier start = new CyclicBarrier(actions.size());
		List<Future<?>> running = new ArrayList<>();
		for (Runnable action : actions) {
			running.add(this.threads.submit(() -> {
				start.await(60, TimeUnit.SECONDS);
				action.run();
				return null;
			}));
		}
		for (Future<?> future : running) {
			future.get(60, TimeUnit.SECONDS);
		}
	}

}
