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

package io.github.wsboot.monitor;

import java.nio.ByteBuffer;
import java.time.Duration;
import java.util.ArrayList;
import java.util.List;
import java.util.concurrent.atomic.AtomicReference;

import org.junit.jupiter.api.AfterEach;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.extension.ExtendWith;
import org.springframework.boot.test.system.CapturedOutput;
import org.springframework.boot.test.system.OutputCaptureExtension;
import org.springframework.util.StringUtils;
import org.springframework.web.socket.CloseStatus;

import io.github.wsboot.CloseCause;
import io.github.wsboot.Connection;
import io.github.wsboot.Frame;
import io.github.wsboot.Frame.Opcode;
import io.github.wsboot.PushResult;
import io.github.wsboot.connection.ManagedConnection;
import io.github.wsboot.connection.RecordingListener;
import io.github.wsboot.connection.TestConnections;
import io.github.wsboot.connection.TestConnections.TestConnection;
import io.github.wsboot.extension.ConnectionListener;
import io.github.wsboot.extension.FrameListener;
import io.github.wsboot.monitor.EndpointTraffic.Totals;
import io.github.wsboot.outbound.EncodedFrame;
import io.github.wsboot.outbound.OverflowPolicy;
import io.github.wsboot.outbound.SendMemoryBudget;
import io.github.wsboot.server.Promise;

import static org.assertj.core.api.Assertions.assertThat;

/**
 * Tests for {@link ConnectionMonitor} and its callers.
 */
@ExtendWith(OutputCaptureExtension.class)
class ConnectionMonitorTests {

	private TestConnections connections = new TestConnections();

	@AfterEach
	void close() {
		this.connections.close();
	}

	@Test
	void sentShouldCountWhatIsWritten() {
		TestConnection one = this.connections.open("one", "/a", null);
		TestConnection two = this.connections.open("two", "/a", null);
		TestConnection other = this.connections.open("other", "/b", null);
		one.connection().push("h\u00e9");
		one.connection().push(Frame.binary(ByteBuffer.wrap(new byte[200])));
		one.connection().push(Frame.ping(ByteBuffer.allocate(5)));
		two.connection().push("xyz");
		other.connection().push("12345");
		assertThat(sent("/a")).isEqualTo(new Totals(0, 0, 0, 0));
		one.wire().write();
		two.wire().write();
		assertThat(sent("/a")).isEqualTo(new Totals(2, 1, 6, 200));
		assertThat(sent("/a").messages()).isEqualTo(3);
		assertThat(sent("/a").bytes()).isEqualTo(206);
		assertThat(sent("/b")).isEqualTo(new Totals(0, 0, 0, 0));
	}

	@Test
	void fragmentedMessageShouldBeOneMessage() {
		TestConnection one = this.connections.open("one");
		one.connection().push(Frame.binary(ByteBuffer.allocate(10), false));
		one.connection().push(Frame.continuation(ByteBuffer.allocate(20), false));
		one.wire().write();
		assertThat(sent("/ws")).isEqualTo(new Totals(0, 0, 0, 30));
		one.connection().push(Frame.continuation(ByteBuffer.allocate(30), true));
		one.connection().push("text");
		one.wire().write();
		assertThat(sent("/ws")).isEqualTo(new Totals(1, 1, 4, 60));
	}

	@Test
	void payloadSizeShouldBeKnownForEachLengthOfHeader() {
		for (int size : new int[] { 0, 1, 125, 126, 127, 65535, 65536, 65537 }) {
			assertThat(new EncodedFrame(Frame.binary(ByteBuffer.allocate(size))).payloadSize()).isEqualTo(size);
		}
	}

	@Promise("console")
	@Test
	void framesShouldBeCopiedOnlyForAListenerThatWantsThem() {
		TestConnection one = this.connections.open("one");
		TestConnection two = this.connections.open("two");
		AtomicReference<String> wanted = new AtomicReference<>("nobody");
		List<Connection> calls = new ArrayList<>();
		ConnectionMonitor monitor = new ConnectionMonitor(new Traffic(), List::of, () -> List.of(new FrameListener() {

			@Override
			public boolean listensTo(Connection connection) {
				if (wanted.get().equals("fail")) {
					throw new IllegalStateException("asked to fail");
				}
				return connection.id().equals(wanted.get());
			}

			@Override
			public void onReceived(Connection connection, Frame frame) {
				calls.add(connection);
			}

		}));
		monitor.afterSingletonsInstantiated();
		assertThat(monitor.frameListener(one.connection())).isNull();
		wanted.set(two.connection().id());
		assertThat(monitor.frameListener(one.connection())).isNull();
		FrameListener listener = monitor.frameListener(two.connection());
		assertThat(listener).isNotNull();
		listener.onReceived(two.connection(), Frame.text("wanted"));
		wanted.set("nobody");
		listener.onReceived(two.connection(), Frame.text("not wanted"));
		assertThat(calls).containsExactly(two.connection());
		wanted.set("fail");
		assertThat(monitor.frameListener(two.connection())).isNull();
	}

	@Test
	void beginAndEndShouldBeReportedOnce() {
		TestConnection one = this.connections.open("one");
		one.connection().disconnect(CloseStatus.GOING_AWAY);
		one.connection().onTransportClosed(CloseStatus.NO_CLOSE_FRAME, CloseCause.NETWORK);
		one.connection().onTransportClosed(CloseStatus.NO_CLOSE_FRAME, CloseCause.NETWORK);
		assertThat(this.connections.listener.events()).containsExactly("opened /ws", "closed 1001 SERVER");
	}

	@Test
	void refusedMessagesShouldBeReportedWithTheirReason() {
		this.connections = new TestConnections(TestConnections.limits(OverflowPolicy.DROP_NEWEST),
				Duration.ofMinutes(1));
		TestConnection one = this.connections.open("one");
		assertThat(one.connection().push("x".repeat(2000))).isEqualTo(PushResult.TOO_LARGE);
		for (int i = 0; i < 12; i++) {
			one.connection().push("x");
		}
		assertThat(this.connections.listener.events()).containsExactly("opened /ws", "dropped 1 TOO_LARGE",
				"dropped 1 OVERFLOW", "dropped 1 OVERFLOW");
	}

	@Test
	void messagesInTheWayShouldBeReported() {
		this.connections = new TestConnections(TestConnections.limits(OverflowPolicy.DROP_OLDEST),
				Duration.ofMinutes(1));
		TestConnection one = this.connections.open("one");
		for (int i = 0; i < 12; i++) {
			one.connection().push("x" + i);
		}
		assertThat(this.connections.listener.events()).containsExactly("opened /ws", "dropped 1 OVERFLOW",
				"dropped 1 OVERFLOW");
		assertThat(one.wire().write()).startsWith("x2");
	}

	@Test
	void controlFramesShouldNotCountAsDropped() {
		TestConnection one = this.connections.open("one");
		for (int i = 0; i < 20; i++) {
			one.connection().push(Frame.ping(ByteBuffer.allocate(1)));
		}
		one.connection().terminate();
		assertThat(this.connections.listener.events()).containsExactly("opened /ws", "closed 1006 SERVER");
	}

	@Test
	void messagesThatAConnectionLeavesBehindShouldBeReported() {
		TestConnection one = this.connections.open("one");
		one.connection().push("a");
		one.connection().push(Frame.ping(ByteBuffer.allocate(1)));
		one.connection().push("b");
		one.connection().terminate();
		assertThat(one.connection().push("c")).isEqualTo(PushResult.CLOSED);
		assertThat(this.connections.listener.events()).containsExactlyInAnyOrder("opened /ws", "closed 1006 SERVER",
				"dropped 1 CLOSED", "dropped 1 CLOSED");
	}

	@Test
	void messagesThatTheBudgetRefusesShouldBeReported() {
		this.connections = new TestConnections(TestConnections.limits(OverflowPolicy.CLOSE), Duration.ofMinutes(1),
				new SendMemoryBudget(10));
		TestConnection one = this.connections.open("one");
		this.connections.open("two");
		assertThat(one.connection().push("x".repeat(20))).isEqualTo(PushResult.OVERLOADED);
		broadcast("x".repeat(20));
		assertThat(this.connections.listener.events()).containsExactly("opened /ws", "opened /ws", "dropped 1 OVERLOAD",
				"dropped 1 OVERLOAD", "dropped 1 OVERLOAD");
	}

	@Test
	void broadcastShouldBeReportedOnce() {
		this.connections.open("one");
		this.connections.open("two");
		broadcast("hello");
		assertThat(this.connections.listener.events()).containsExactly("opened /ws", "opened /ws", "broadcast 2");
	}

	private void broadcast(String text) {
		this.connections.manager().broadcast(text);
	}

	@Test
	void delayShouldBeMeasuredForSomeOfTheMessages() {
		TestConnection one = this.connections.open("one");
		for (int i = 0; i < 1000; i++) {
			one.connection().push("x");
			one.wire().write();
		}
		assertThat(this.connections.listener.delays()).hasSizeBetween(1000 / 80, 1000 / 49 + 1)
			.allSatisfy((nanos) -> assertThat(nanos).isPositive());
	}

	@Test
	void framesShouldBeReportedWhenTheyAreWritten() {
		TestConnection one = this.connections.open("one");
		one.connection().push("a");
		one.connection().push(Frame.text("b", false));
		one.connection().push(Frame.ping(ByteBuffer.wrap(new byte[] { 'p' })));
		assertThat(this.connections.listener.frames()).isEmpty();
		one.wire().write();
		assertThat(this.connections.listener.frames()).containsExactly("> PING p", "> TEXT a", "> TEXT... b");
	}

	@Test
	void listenerThatFailsShouldAffectNobodyAndBeLoggedOnce(CapturedOutput output) {
		RecordingListener healthy = new RecordingListener();
		ConnectionListener failing = new ConnectionListener() {

			@Override
			public void onOpened(Connection connection) {
				throw new IllegalStateException("expected by the test");
			}

		};
		ConnectionMonitor monitor = new ConnectionMonitor(new Traffic(), () -> List.of(failing, healthy), List::of);
		monitor.afterSingletonsInstantiated();
		for (int i = 0; i < 3; i++) {
			monitor.onOpened(this.connections.create("one").connection());
		}
		assertThat(healthy.events()).containsExactly("opened /ws", "opened /ws", "opened /ws");
		assertThat(StringUtils.countOccurrencesOf(output.toString(), "A listener of the type")).isOne();
	}

	@Test
	void withoutListenersNothingShouldBeMeasured() {
		ConnectionMonitor monitor = new ConnectionMonitor(new Traffic(), List::of, List::of);
		monitor.afterSingletonsInstantiated();
		assertThat(monitor.startTiming()).isZero();
		ManagedConnection connection = this.connections.create("one").connection();
		assertThat(monitor.frameListener(connection)).isNull();
		monitor.onOpened(connection);
		monitor.onReceived(connection, Opcode.TEXT, 3);
		assertThat(monitor.traffic().endpoints()).singleElement()
			.satisfies((endpoint) -> assertThat(endpoint.received()).isEqualTo(new Totals(1, 0, 3, 0)));
	}

	private Totals sent(String endpoint) {
		return this.connections.monitor.traffic().endpoint(endpoint).sent();
	}

}
