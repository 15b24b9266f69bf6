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

import java.time.Duration;
import java.util.ArrayList;
import java.util.List;

import org.jspecify.annotations.Nullable;
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
import io.github.wsboot.connection.ManagedConnection;
import io.github.wsboot.connection.RecordingListener;
import io.github.wsboot.connection.TestConnections;
import io.github.wsboot.extension.ConnectionListener;
import io.github.wsboot.extension.DropReason;
import io.github.wsboot.extension.FrameListener;

import static org.assertj.core.api.Assertions.assertThat;

/**
 * Tests for {@link CompositeConnectionListener}.
 */
@ExtendWith(OutputCaptureExtension.class)
class CompositeConnectionListenerTests {

	private final TestConnections connections = new TestConnections();

	private final ManagedConnection connection = this.connections.create("one").connection();

	private final RecordingListener first = new RecordingListener();

	private final RecordingListener second = new RecordingListener();

	@AfterEach
	void close() {
		this.connections.close();
	}

	@Test
	void shouldPassEachEventOnToAllListeners() {
		tellAll(new CompositeConnectionListener(List.of(this.first, this.second), List.of()));
		assertThat(this.first.events()).containsExactly("opened /ws", "handled IllegalStateException",
				"dropped 3 OVERFLOW", "answered", "broadcast 7", "closed 1001 SHUTDOWN");
		assertThat(this.first.delays()).containsExactly(5L);
		assertThat(this.second.events()).isEqualTo(this.first.events());
		assertThat(this.second.delays()).isEqualTo(this.first.delays());
	}

	@Test
	void shouldTellInTheGivenOrder() {
		List<String> calls = new ArrayList<>();
		new CompositeConnectionListener(List.of(noting("a", calls), noting("b", calls), noting("c", calls)), List.of())
			.onOpened(this.connection);
		assertThat(calls).containsExactly("a", "b", "c");
	}

	private static ConnectionListener noting(String name, List<String> calls) {
		return new ConnectionListener() {

			@Override
			public void onOpened(Connection connection) {
				calls.add(name);
			}

		};
	}

	@Test
	void failureInAnyEventShouldNotAffectOtherListeners(CapturedOutput output) {
		tellAll(new CompositeConnectionListener(List.of(new FailingListener(), this.second), List.of()));
		assertThat(this.second.events()).hasSize(6);
		assertThat(this.second.delays()).hasSize(1);
		assertThat(StringUtils.countOccurrencesOf(output.toString(),
				"A listener of the type " + FailingListener.class.getName() + " has failed"))
			.as("warnings within a minute")
			.isOne();
	}

	private void tellAll(CompositeConnectionListener listeners) {
		listeners.onOpened(this.connection);
		listeners.onHandled(this.connection, 1, new IllegalStateException("expected by the test"));
		listeners.onDropped(this.connection, DropReason.OVERFLOW, 3);
		listeners.onSent(this.connection, 5);
		listeners.onPong(this.connection, 6);
		listeners.onBroadcast(7, 8);
		listeners.onClosed(this.connection, CloseStatus.GOING_AWAY, CloseCause.SHUTDOWN, Duration.ofSeconds(1));
	}

	@Test
	void shouldTellOfFramesOnlyThoseWhoWantThem() {
		CompositeConnectionListener listeners = new CompositeConnectionListener(List.of(),
				List.of(new WantingListener(false, this.first), new WantingListener(true, this.second)));
		assertThat(listeners.listensTo(this.connection)).isTrue();
		listeners.onReceived(this.connection, Frame.text("in"));
		listeners.onSent(this.connection, Frame.text("out"));
		assertThat(this.first.frames()).isEmpty();
		assertThat(this.second.frames()).containsExactly("< TEXT in", "> TEXT out");
	}

	@Test
	void whenNobodyWantsFramesShouldSaySo() {
		assertThat(new CompositeConnectionListener(List.of(), List.of(new WantingListener(false, this.first)))
			.listensTo(this.connection)).isFalse();
		assertThat(new CompositeConnectionListener(List.of(this.first), List.of()).listensTo(this.connection))
			.isFalse();
	}

	@Test
	void listenerThatFailsToAnswerShouldGetNoFrames() {
		FrameListener undecided = new FrameListener() {

			@Override
			public boolean listensTo(Connection connection) {
				throw new IllegalStateException("expected by the test");
			}

			@Override
			public void onSent(Connection connection, Frame frame) {
				CompositeConnectionListenerTests.this.first.onSent(connection, frame);
			}

		};
		CompositeConnectionListener listeners = new CompositeConnectionListener(List.of(),
				List.of(undecided, this.second));
		assertThat(listeners.listensTo(this.connection)).isTrue();
		listeners.onSent(this.connection, Frame.text("out"));
		assertThat(this.first.frames()).isEmpty();
		assertThat(this.second.frames()).containsExactly("> TEXT out");
		assertThat(new CompositeConnectionListener(List.of(), List.of(undecided)).listensTo(this.connection)).isFalse();
	}

	/**
	 * Passes frames on if the flag is set.
	 */
	private record WantingListener(boolean wants, FrameListener target) implements FrameListener {

		@Override
		public boolean listensTo(Connection connection) {
			return this.wants;
		}

		@Override
		public void onReceived(Connection connection, Frame frame) {
			this.target.onReceived(connection, frame);
		}

		@Override
		public void onSent(Connection connection, Frame frame) {
			this.target.onSent(connection, frame);
		}

	}

	/**
	 * Fails at each call, with errors and exceptions.
	 */
	private static final class FailingListener implements ConnectionListener {

		@Override
		public void onOpened(Connection connection) {
			throw new AssertionError("expected by the test");
		}

		@Override
		public void onClosed(Connection connection, CloseStatus status, CloseCause cause, Duration lasted) {
			throw new IllegalStateException("expected by the test");
		}

		@Override
		public void onHandled(Connection connection, long nanos, @Nullable Throwable exception) {
			throw new IllegalStateException("expected by the test");
		}

		@Override
		public void onDropped(Connection connection, DropReason reason, long messages) {
			throw new IllegalStateException("expected by the test");
		}

		@Override
		public void onSent(Connection connection, long nanos) {
			throw new IllegalStateException("expected by the test");
		}

		@Override
		public void onPong(Connection connection, long roundTripNanos) {
			throw new IllegalStateException("expected by the test");
		}

		@Override
		public void onBroadcast(int targeted, long nanos) {
			throw new StackOverflowError("expected by the test");
		}

	}

}
