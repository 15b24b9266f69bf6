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
import java.util.concurrent.TimeUnit;
import java.util.stream.IntStream;

import org.jspecify.annotations.Nullable;
import org.junit.jupiter.api.AfterEach;
import org.junit.jupiter.api.Test;
import org.springframework.web.socket.CloseStatus;

import io.github.wsboot.CloseCause;
import io.github.wsboot.ConnectionState;
import io.github.wsboot.Frame;
import io.github.wsboot.Frame.Opcode;
import io.github.wsboot.PushResult;
import io.github.wsboot.connection.RecordingCallbacks.Closed;
import io.github.wsboot.connection.TestConnections.TestConnection;
import io.github.wsboot.outbound.EncodedFrame;
import io.github.wsboot.outbound.OutboundQueue;
import io.github.wsboot.server.Promise;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatExceptionOfType;

/**
 * Tests for {@link ConnectionHeartbeat} and {@link HeartbeatSchedule}, with a clock that
 * the tests set.
 */
@Promise("heartbeat")
class ConnectionHeartbeatTests {

	private static final HeartbeatSettings PINGS = new HeartbeatSettings(Duration.ofMinutes(60), Duration.ofMinutes(20),
			null);

	private static final HeartbeatSettings IDLE = new HeartbeatSettings(Duration.ofMinutes(10), Duration.ofMinutes(10),
			Duration.ofMinutes(60));

	private final List<TestConnections> opened = new ArrayList<>();

	private long minutes;

	private @Nullable Error clockFailure;

	@AfterEach
	void close() {
		this.opened.forEach(TestConnections::close);
	}

	@Test
	void pingShouldComeInTheLastQuarterOfTheInterval() {
		TestConnection test = open(PINGS);
		look(44);
		assertThat(pings(test)).isEmpty();
		look(61);
		assertThat(pings(test)).hasSize(1);
	}

	@Test
	void withoutLifeShouldAbort() {
		TestConnection test = pinged();
		look(80);
		assertThat(test.callbacks().closed).isEmpty();
		look(83);
		assertThat(test.callbacks().closed).as("a message that has come may not have been read").isEmpty();
		look(84);
		assertThat(test.callbacks().closed).extracting(Closed::cause).containsExactly(CloseCause.TIMEOUT);
		assertThat(test.wire().aborts).extracting(CloseStatus::getCode).containsExactly(1001);
		look(200);
		assertThat(test.callbacks().closed).hasSize(1);
	}

	@Test
	void anySignOfLifeShouldDo() {
		TestConnection test = pinged();
		test.connection().onBytesRead();
		look(90);
		look(100);
		assertThat(test.callbacks().closed).isEmpty();
		look(125);
		assertThat(pings(test)).hasSize(1);
	}

	@Test
	void signOfLifeBeforeThePingShouldNotDo() {
		TestConnection test = open(PINGS);
		test.connection().onBytesRead();
		look(61);
		pings(test);
		look(90);
		look(91);
		assertThat(test.callbacks().closed).hasSize(1);
	}

	@Test
	void lateSignOfLifeShouldDoAsLongAsTheConnectionIsThere() {
		TestConnection test = pinged();
		look(90);
		test.connection().onBytesRead();
		look(91);
		look(100);
		assertThat(test.callbacks().closed).isEmpty();
	}

	@Test
	void manyLooksAtOnceShouldCountAsOne() {
		TestConnection test = pinged();
		look(90);
		look(90);
		look(90);
		assertThat(test.callbacks().closed).isEmpty();
	}

	@Test
	void whileNothingIsReadTimeShouldNotPassButPingsGoOn() {
		TestConnection test = pinged();
		test.callbacks().full = true;
		look(70);
		look(110);
		look(111);
		assertThat(test.callbacks().closed).isEmpty();
		look(125);
		assertThat(pings(test)).as("those that find out whether the client is still there").hasSize(1);
		test.callbacks().full = false;
		look(140);
		assertThat(test.callbacks().closed).isEmpty();
		look(150);
		look(151);
		assertThat(test.callbacks().closed).hasSize(1);
	}

	@Test
	void timeShouldBeginWhenThePingIsWritten() {
		TestConnection test = open(PINGS);
		look(61);
		look(100);
		look(130);
		look(190);
		assertThat(test.callbacks().closed).isEmpty();
		assertThat(pings(test)).as("no more than one of them waits").hasSize(1);
		look(215);
		look(216);
		assertThat(test.callbacks().closed).hasSize(1);
	}

	@Test
	void timeShouldNotPassWhileThePingWaitsForTheEndOfAMessage() {
		TestConnection test = pinged();
		test.wire().delayingControlFrames = true;
		look(90);
		look(91);
		assertThat(test.callbacks().closed).isEmpty();
	}

	@Test
	void whereThereIsNoRoomShouldPingLater() {
		TestConnection test = open(PINGS);
		Frame other = Frame.ping(ByteBuffer.allocate(0));
		assertThat(IntStream.range(0, 100).mapToObj((i) -> test.connection().push(other))).contains(PushResult.DROPPED);
		look(61);
		look(100);
		look(101);
		assertThat(test.callbacks().closed).isEmpty();
		pings(test);
		look(102);
		assertThat(pings(test)).hasSize(1);
	}

	@Test
	void answerShouldTellTheRoundTripTime() {
		TestConnection test = open(PINGS);
		look(61);
		EncodedFrame ping = pings(test).get(0);
		assertThat(test.connection().info().roundTripTime()).isNull();
		assertThat(test.connection().acceptPong(bytes(ping))).isTrue();
		assertThat(test.connection().info().roundTripTime()).isBetween(Duration.ZERO, Duration.ofMinutes(1));
	}

	@Test
	void otherPongsShouldTellNothingAndBeLeft() {
		TestConnection test = pinged();
		assertThat(test.connection().acceptPong(new byte[0])).isFalse();
		assertThat(test.connection().acceptPong(new byte[16])).isFalse();
		assertThat(test.connection().acceptPong(bytes(new HeartbeatPings().next().frame()))).isFalse();
		assertThat(test.connection().info().roundTripTime()).isNull();
		look(90);
		look(91);
		assertThat(test.callbacks().closed).as("bytes are a sign of life").isEmpty();
	}

	@Test
	void answerToAnEarlierPingShouldBeTakenAndTellNothing() {
		TestConnection test = open(PINGS);
		look(61);
		EncodedFrame first = pings(test).get(0);
		test.connection().onBytesRead();
		look(125);
		assertThat(pings(test)).hasSize(1);
		assertThat(test.connection().acceptPong(bytes(first))).isTrue();
		assertThat(test.connection().info().roundTripTime()).isNull();
	}

	@Test
	void onceTheClientHasClosedShouldLookNoMore() {
		TestConnection test = pinged();
		test.callbacks().holdsBack = true;
		test.connection().closeAfterCallbacks(CloseStatus.NORMAL, CloseCause.CLIENT);
		look(90);
		look(91);
		assertThat(test.callbacks().closed).isEmpty();
	}

	@Test
	void switchedOffShouldNeitherPingNorEnd() {
		TestConnection test = open(HeartbeatSettings.OFF);
		look(10_000);
		look(20_000);
		assertThat(pings(test)).isEmpty();
		assertThat(test.connection().isEstablished()).isTrue();
	}

	@Test
	void silenceShouldCloseAndPongsAreSilence() {
		TestConnection test = open(IDLE);
		for (int i = 5; i <= 60; i += 5) {
			look(i);
			pings(test).forEach((ping) -> test.connection().acceptPong(bytes(ping)));
		}
		assertThat(test.connection().isEstablished()).isTrue();
		look(61);
		look(62);
		pings(test);
		assertThat(test.connection().state()).isEqualTo(ConnectionState.CLOSING);
		assertThat(test.connection().queue().closeStatus()).isNotNull()
			.extracting(CloseStatus::getCode)
			.isEqualTo(1001);
		test.connection().onTransportClosed(CloseStatus.NO_CLOSE_FRAME, CloseCause.CLIENT);
		assertThat(test.callbacks().closed).extracting(Closed::cause).containsExactly(CloseCause.TIMEOUT);
	}

	@Test
	void messagesInEitherDirectionShouldEndTheSilence() {
		TestConnection test = open(IDLE);
		quiet(test, 59);
		test.connection().onMessageRead(Opcode.TEXT, 1);
		quiet(test, 118);
		test.connection().push("x");
		test.wire().write();
		quiet(test, 177);
		assertThat(test.connection().isEstablished()).isTrue();
		quiet(test, 180);
		assertThat(test.connection().isEstablished()).isFalse();
	}

	@Test
	void whatIsNotReadOrNotWrittenShouldBeNoSilence() {
		TestConnection test = open(IDLE);
		test.callbacks().full = true;
		quiet(test, 59);
		test.callbacks().full = false;
		quiet(test, 118);
		test.connection().push("x");
		quiet(test, 150);
		quiet(test, 200);
		assertThat(test.connection().isEstablished()).isTrue();
	}

	@Test
	void roundShouldReachAllConnectionsOfALoopWithOnePing() {
		List<TestConnection> all = openOnOneLoop(1234);
		look(61);
		assertThat(all).allSatisfy((test) -> assertThat(test.connection().queue().peek()).isNotNull()
			.isSameAs(all.get(0).connection().queue().peek()));
	}

	@Test
	void roundShouldReachThoseWhoStayAndNobodyElse() {
		List<TestConnection> all = openOnOneLoop(10);
		for (int gone : new int[] { 0, 3, 4, 9 }) {
			all.get(gone).connection().terminate();
		}
		look(61);
		assertThat(all).allSatisfy((test) -> assertThat(pings(test))
			.hasSize((test.connection().state() == ConnectionState.CLOSED) ? 0 : 1));
	}

	@Test
	void connectionThatIsClosedBeforeItOpensShouldHaveNoPlace() {
		TestConnections connections = connections(PINGS);
		TestConnection gone = connections.create("1");
		gone.connection().onTransportClosed(CloseStatus.NO_CLOSE_FRAME, CloseCause.NETWORK);
		gone.connection().open();
		TestConnection there = connections.open("2");
		look(61);
		assertThat(pings(gone)).isEmpty();
		assertThat(pings(there)).hasSize(1);
	}

	@Test
	void stallShouldBeSeenInAConnectionThatWasIdleForLong() {
		TestConnection test = open(HeartbeatSettings.OFF);
		look(1);
		look(500);
		test.connection().push("x");
		look(1000);
		assertThat(test.callbacks().closed).as("nothing was waited for yet").isEmpty();
	}

	@Promise("failures")
	@Test
	void connectionThatCannotBeLookedAtShouldBeTheOnlyOneToEnd() {
		List<TestConnection> all = openOnOneLoop(3);
		TestConnection victim = all.get(1);
		look(61);
		assertThat(all).allSatisfy((test) -> assertThat(pings(test)).hasSize(1));
		victim.callbacks().failure = new OutOfMemoryError("expected");
		look(62);
		assertThat(victim.callbacks().closed).containsExactly(new Closed(CloseStatus.SERVER_ERROR, CloseCause.FAILURE));
		assertThat(victim.wire().aborts).containsExactly(CloseStatus.SERVER_ERROR);
		List<TestConnection> others = List.of(all.get(0), all.get(2));
		others.forEach((test) -> test.connection().onBytesRead());
		look(125);
		assertThat(others).allSatisfy((test) -> assertThat(pings(test)).hasSize(1));
		look(200);
		look(201);
		assertThat(others).as("pings are checked as before")
			.allSatisfy((test) -> assertThat(test.callbacks().closed).extracting(Closed::cause)
				.containsExactly(CloseCause.TIMEOUT));
		assertThat(victim.callbacks().closed).hasSize(1);
	}

	@Promise("failures")
	@Test
	void roundThatFailsShouldNotBeTheLast() {
		TestConnection test = open(PINGS);
		this.clockFailure = new OutOfMemoryError("expected");
		assertThatExceptionOfType(OutOfMemoryError.class).isThrownBy(() -> look(61));
		assertThat(pings(test)).isEmpty();
		look(62);
		assertThat(pings(test)).hasSize(1);
	}

	private List<TestConnection> openOnOneLoop(int count) {
		TestConnections connections = connections(PINGS);
		connections.loop = new TestLoop();
		return IntStream.range(0, count).mapToObj((i) -> connections.open("c" + i)).toList();
	}

	@Test
	void looksShouldBeAsFrequentAsTheShortestTimeAsksFor() {
		Duration second = Duration.ofSeconds(1);
		assertThat(new HeartbeatSchedules(PINGS).checkInterval(second)).isEqualTo(second);
		assertThat(new HeartbeatSchedules(HeartbeatSettings.OFF).checkInterval(second)).isEqualTo(second);
		assertThat(new HeartbeatSchedules(new HeartbeatSettings(second, Duration.ofSeconds(2), null))
			.checkInterval(second)).isEqualTo(Duration.ofMillis(251));
		assertThat(new HeartbeatSchedules(new HeartbeatSettings(null, second, Duration.ofSeconds(2)))
			.checkInterval(second)).isEqualTo(Duration.ofMillis(501));
	}

	/**
	 * Open a connection that has got a ping after 61 minutes.
	 */
	private TestConnection pinged() {
		TestConnection test = open(PINGS);
		look(61);
		assertThat(pings(test)).hasSize(1);
		return test;
	}

	private TestConnection open(HeartbeatSettings settings) {
		return connections(settings).open("1");
	}

	private TestConnections connections(HeartbeatSettings settings) {
		TestConnections connections = new TestConnections(new HeartbeatSchedules(settings, this::nanos));
		this.opened.add(connections);
		return connections;
	}

	private long nanos() {
		Error failure = this.clockFailure;
		this.clockFailure = null;
		if (failure != null) {
			throw failure;
		}
		return TimeUnit.MINUTES.toNanos(this.minutes);
	}

	/**
	 * Set the clock and check all connections.
	 */
	private void look(long minutes) {
		this.minutes = minutes;
		this.opened.get(0).heartbeat().startRounds();
	}

	/**
	 * Let a client answer pings and do nothing else until the given minute.
	 */
	private void quiet(TestConnection test, long minutes) {
		while (this.minutes < minutes) {
			look(this.minutes + 1);
			test.connection().onBytesRead();
		}
	}

	/**
	 * Write the queue and return the pings.
	 */
	private static List<EncodedFrame> pings(TestConnection test) {
		List<EncodedFrame> pings = new ArrayList<>();
		OutboundQueue queue = test.connection().queue();
		EncodedFrame frame = queue.poll();
		while (frame != null) {
			if (frame.opcode() == Opcode.PING) {
				pings.add(frame);
			}
			queue.onWritten();
			frame = queue.poll();
		}
		return pings;
	}

	private static byte[] bytes(EncodedFrame frame) {
		byte[] bytes = new byte[frame.payload().remaining()];
		frame.payload().duplicate().get(bytes);
		return bytes;
	}

}
