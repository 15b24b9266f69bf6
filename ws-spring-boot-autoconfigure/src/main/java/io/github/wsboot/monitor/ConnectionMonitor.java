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
import java.time.Instant;
import java.util.List;
import java.util.function.Supplier;

import org.jspecify.annotations.Nullable;
import org.springframework.beans.factory.SmartInitializingSingleton;
import org.springframework.util.Assert;
import org.springframework.web.socket.CloseStatus;

import io.github.wsboot.CloseCause;
import io.github.wsboot.Connection;
import io.github.wsboot.Frame;
import io.github.wsboot.extension.AskOutcome;
import io.github.wsboot.extension.ConnectionListener;
import io.github.wsboot.extension.DropReason;
import io.github.wsboot.extension.FrameListener;
import io.github.wsboot.support.Timing;

/**
 * Counts the traffic of this node, and reports events to the listeners. Callers need not
 * know whether there are listeners. Thread-safe.
 * <p>
 * The bean of this type cannot be replaced by one of the application's.
 *
 * @since 0.1.0
 */
public final class ConnectionMonitor implements SmartInitializingSingleton {

	private final Traffic traffic;

	private final Supplier<List<ConnectionListener>> listeners;

	private final Supplier<List<FrameListener>> frameListeners;

	/** {@code null} if there are no listeners. */
	private volatile @Nullable ConnectionListener listener;

	/** {@code null} if there are no listeners. */
	private volatile @Nullable FrameListener frameListener;

	/**
	 * Create a monitor. The listeners are looked up once all singletons exist, as
	 * listeners may inject any bean; no events are reported before.
	 * @param traffic the counters
	 * @param listeners supplies the listeners
	 * @param frameListeners supplies the listeners for frames
	 */
	public ConnectionMonitor(Traffic traffic, Supplier<List<ConnectionListener>> listeners,
			Supplier<List<FrameListener>> frameListeners) {
		Assert.notNull(traffic, "'traffic' must not be null");
		this.traffic = traffic;
		this.listeners = listeners;
		this.frameListeners = frameListeners;
	}

	@Override
	public void afterSingletonsInstantiated() {
		List<ConnectionListener> listeners = this.listeners.get();
		List<FrameListener> frameListeners = this.frameListeners.get();
		CompositeConnectionListener all = new CompositeConnectionListener(listeners, frameListeners);
		this.listener = listeners.isEmpty() ? null : all;
		this.frameListener = frameListeners.isEmpty() ? null : all;
	}

	/**
	 * Return the traffic.
	 * @return the counters
	 */
	public Traffic traffic() {
		return this.traffic;
	}

	/**
	 * Return the current time for work to be measured if there are listeners.
	 * @return the time, or {@link Timing#NONE} if there are no listeners
	 */
	public long startTiming() {
		return (this.listener != null) ? Timing.start() : Timing.NONE;
	}

	/**
	 * Called when a whole text or binary message has arrived.
	 * @param connection the connection that received it
	 * @param opcode the kind of message
	 * @param bytes the size of its payload
	 */
	public void onReceived(Connection connection, Frame.Opcode opcode, int bytes) {
		EndpointTraffic endpoint = this.traffic.endpoint(connection.endpoint());
		if (opcode == Frame.Opcode.TEXT) {
			endpoint.countReceivedText(bytes);
		}
		else {
			endpoint.countReceivedBinary(bytes);
		}
	}

	/**
	 * Return the listener for the frames of a connection.
	 * @param connection the connection
	 * @return the listener, or {@code null} if no listener wants its frames
	 */
	public @Nullable FrameListener frameListener(Connection connection) {
		FrameListener listener = this.frameListener;
		return (listener != null && listener.listensTo(connection)) ? listener : null;
	}

	/**
	 * Called when a message has been handled.
	 * @param connection the connection that received it
	 * @param since the result of {@link #startTiming()} when the handling began
	 * @param exception the failure, or {@code null}
	 */
	public void onHandled(Connection connection, long since, @Nullable Throwable exception) {
		ConnectionListener listener = this.listener;
		if (listener != null && since != Timing.NONE) {
			listener.onHandled(connection, Timing.nanosSince(since), exception);
		}
	}

	public void onOpened(Connection connection) {
		ConnectionListener listener = this.listener;
		if (listener != null) {
			listener.onOpened(connection);
		}
	}

	public void onClosed(Connection connection, CloseStatus status, CloseCause cause, Instant since) {
		ConnectionListener listener = this.listener;
		if (listener != null) {
			Duration lasted = Duration.between(since, Instant.now());
			// The clock may have been set
			listener.onClosed(connection, status, cause, lasted.isNegative() ? Duration.ZERO : lasted);
		}
	}

	public void onDropped(Connection connection, DropReason reason) {
		ConnectionListener listener = this.listener;
		if (listener != null) {
			listener.onDropped(connection, reason, 1);
		}
	}

	public void onSent(Connection connection, long since) {
		ConnectionListener listener = this.listener;
		if (listener != null && since != Timing.NONE) {
			listener.onSent(connection, Timing.nanosSince(since));
		}
	}

	/**
	 * Called when an ask has ended.
	 * @param connection the connection that was asked
	 * @param outcome how the ask has ended
	 * @param since the result of {@link #startTiming()} when the ask began
	 */
	public void onAsked(Connection connection, AskOutcome outcome, long since) {
		ConnectionListener listener = this.listener;
		if (listener != null && since != Timing.NONE) {
			listener.onAsked(connection, outcome, Timing.nanosSince(since));
		}
	}

	/**
	 * Called for an answer that nobody waits for.
	 * @param connection the connection that has received it
	 */
	public void onLateAnswer(Connection connection) {
		ConnectionListener listener = this.listener;
		if (listener != null) {
			listener.onLateAnswer(connection);
		}
	}

	public void onPong(Connection connection, long roundTripNanos) {
		ConnectionListener listener = this.listener;
		if (listener != null) {
			listener.onPong(connection, roundTripNanos);
		}
	}

	public void onBroadcast(int targeted, long since) {
		ConnectionListener listener = this.listener;
		if (listener != null && since != Timing.NONE) {
			listener.onBroadcast(targeted, Timing.nanosSince(since));
		}
	}

	public void onRelayedBroadcast(int targeted, long since) {
		ConnectionListener listener = this.listener;
		if (listener != null && since != Timing.NONE) {
			listener.onRelayedBroadcast(targeted, Timing.nanosSince(since));
		}
	}

}
