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
import java.util.List;
import java.util.function.Consumer;

import org.jspecify.annotations.Nullable;
import org.springframework.web.socket.CloseStatus;

import io.github.wsboot.CloseCause;
import io.github.wsboot.Connection;
import io.github.wsboot.Frame;
import io.github.wsboot.extension.AskOutcome;
import io.github.wsboot.extension.ConnectionListener;
import io.github.wsboot.extension.DropReason;
import io.github.wsboot.extension.FrameListener;
import io.github.wsboot.support.LogInterval;
import io.github.wsboot.support.SafeLogger;

/**
 * Calls several listeners, each of which may fail.
 */
final class CompositeConnectionListener implements ConnectionListener, FrameListener {

	private static final SafeLogger logger = SafeLogger.of(CompositeConnectionListener.class);

	private final List<ConnectionListener> listeners;

	private final List<FrameListener> frameListeners;

	private final LogInterval warnings = new LogInterval();

	CompositeConnectionListener(List<ConnectionListener> listeners, List<FrameListener> frameListeners) {
		this.listeners = List.copyOf(listeners);
		this.frameListeners = List.copyOf(frameListeners);
	}

	@Override
	public void onOpened(Connection connection) {
		invoke(this.listeners, (listener) -> listener.onOpened(connection));
	}

	@Override
	public void onClosed(Connection connection, CloseStatus status, CloseCause cause, Duration lasted) {
		invoke(this.listeners, (listener) -> listener.onClosed(connection, status, cause, lasted));
	}

	@Override
	public void onHandled(Connection connection, long nanos, @Nullable Throwable exception) {
		invoke(this.listeners, (listener) -> listener.onHandled(connection, nanos, exception));
	}

	@Override
	public void onDropped(Connection connection, DropReason reason, long messages) {
		invoke(this.listeners, (listener) -> listener.onDropped(connection, reason, messages));
	}

	@Override
	public void onSent(Connection connection, long nanos) {
		invoke(this.listeners, (listener) -> listener.onSent(connection, nanos));
	}

	@Override
	public void onAsked(Connection connection, AskOutcome outcome, long nanos) {
		invoke(this.listeners, (listener) -> listener.onAsked(connection, outcome, nanos));
	}

	@Override
	public void onLateAnswer(Connection connection) {
		invoke(this.listeners, (listener) -> listener.onLateAnswer(connection));
	}

	@Override
	public void onPong(Connection connection, long roundTripNanos) {
		invoke(this.listeners, (listener) -> listener.onPong(connection, roundTripNanos));
	}

	@Override
	public void onBroadcast(int targeted, long nanos) {
		invoke(this.listeners, (listener) -> listener.onBroadcast(targeted, nanos));
	}

	@Override
	public void onRelayedBroadcast(int targeted, long nanos) {
		invoke(this.listeners, (listener) -> listener.onRelayedBroadcast(targeted, nanos));
	}

	@Override
	public boolean listensTo(Connection connection) {
		for (FrameListener listener : this.frameListeners) {
			if (listensTo(listener, connection)) {
				return true;
			}
		}
		return false;
	}

	private boolean listensTo(FrameListener listener, Connection connection) {
		try {
			return listener.listensTo(connection);
		}
		catch (Throwable ex) {
			logFailure(listener, ex);
			return false;
		}
	}

	@Override
	public void onReceived(Connection connection, Frame frame) {
		invoke(this.frameListeners, (listener) -> {
			if (listener.listensTo(connection)) {
				listener.onReceived(connection, frame);
			}
		});
	}

	@Override
	public void onSent(Connection connection, Frame frame) {
		invoke(this.frameListeners, (listener) -> {
			if (listener.listensTo(connection)) {
				listener.onSent(connection, frame);
			}
		});
	}

	private <T> void invoke(List<T> listeners, Consumer<T> call) {
		for (int i = 0; i < listeners.size(); i++) {
			T listener = listeners.get(i);
			try {
				call.accept(listener);
			}
			catch (Throwable ex) {
				logFailure(listener, ex);
			}
		}
	}

	private void logFailure(Object listener, Throwable exception) {
		if (this.warnings.isTime()) {
			logger.warn("A listener of the type %s has failed. More of this is not logged for a minute.",
					listener.getClass().getName(), exception);
		}
	}

}
