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

package io.github.wsboot.client.connection;

import java.time.Duration;
import java.util.Map;
import java.util.concurrent.locks.Lock;

import org.jspecify.annotations.Nullable;

import io.github.wsboot.PushOptions;
import io.github.wsboot.PushResult;
import io.github.wsboot.client.ClientState;
import io.github.wsboot.connection.ManagedConnection;
import io.github.wsboot.extension.DropReason;
import io.github.wsboot.message.PayloadEncoder;
import io.github.wsboot.outbound.EncodedFrame;
import io.github.wsboot.support.SafeRunner;

/**
 * Messages that the application pushes to a client connection: they go to the present
 * connection or, if the client is set so, wait for the next one. For any thread; payloads
 * are encoded, and frames pushed, without the lock.
 */
final class ClientPushes {

	private static final Duration ROUND = Duration.ofSeconds(1);

	private final ClientProgress progress;

	private final PayloadEncoder encoder;

	private final Lock lock;

	private final ClientTimers timers;

	private final ClientReports reports;

	/** Guarded by the lock. */
	private final OfflineQueue offline;

	/** Whether the timer is going to look at the queue. Guarded, too. */
	private boolean watched;

	/**
	 * Create the messages of a client connection.
	 * @param progress the state of the client connection
	 * @param lock the lock of the client connection
	 * @param reports reports what is dropped
	 */
	ClientPushes(RegisteredClient client, ClientServices services, ClientProgress progress, Lock lock,
			ClientReports reports) {
		this.progress = progress;
		this.encoder = services.encoder();
		this.lock = lock;
		this.timers = services.timers();
		this.reports = reports;
		this.offline = new OfflineQueue(client.settings().offline(), this.timers::nanoTime);
	}

	PushResult push(Object payload, PushOptions options) {
		ManagedConnection present = this.progress.connection();
		if (present == null && !this.offline.isEnabled()) {
			return unavailable();
		}
		EncodedFrame frame = EncodedFrame.of(this.encoder.encode(payload), options);
		PushResult result = (present != null) ? present.pushEncoded(frame) : PushResult.CLOSED;
		if (result == PushResult.CLOSED) {
			result = pushLater(frame, present);
			reportDropped();
		}
		return result;
	}

	private PushResult unavailable() {
		return (this.progress.state() == ClientState.CLOSED) ? PushResult.CLOSED : PushResult.UNAVAILABLE;
	}

	/**
	 * Let a message wait for the next socket, if the client is set so.
	 * @param ended the socket that did not take it any more, if there was one
	 */
	private PushResult pushLater(EncodedFrame frame, @Nullable ManagedConnection ended) {
		ManagedConnection present;
		this.lock.lock();
		try {
			if (!this.offline.isEnabled() || this.progress.isClosed()) {
				return unavailable();
			}
			present = this.progress.connection();
			if (present == null || present == ended) {
				PushResult result = this.offline.offer(frame);
				watch();
				return result;
			}
		}
		finally {
			this.lock.unlock();
		}
		PushResult result = present.pushEncoded(frame);
		return (result == PushResult.CLOSED) ? pushLater(frame, present) : result;
	}

	/**
	 * Have the queue looked at in a second, and so on while messages wait. If that fails,
	 * the next message tries again. Called under the lock.
	 */
	private void watch() {
		if (!this.watched && !this.offline.isEmpty()) {
			SafeRunner.run(() -> {
				this.timers.after(ROUND, this::dropExpired);
				this.watched = true;
			});
		}
	}

	private void dropExpired() {
		this.lock.lock();
		try {
			this.watched = false;
			this.offline.dropExpired();
			watch();
		}
		finally {
			this.lock.unlock();
		}
		reportDropped();
	}

	/**
	 * Report what was dropped since the last call. Called without the lock, as listeners
	 * may take it.
	 */
	void reportDropped() {
		Map<DropReason, Long> dropped;
		this.lock.lock();
		try {
			dropped = this.offline.takeDropped();
		}
		finally {
			this.lock.unlock();
		}
		this.reports.reportDropped(dropped);
	}

	/**
	 * Return the next message that waits. Called under the lock.
	 */
	OfflineQueue.@Nullable Entry next() {
		return this.offline.next();
	}

	/**
	 * Push a message that has waited. If the connection has ended meanwhile, it waits
	 * again.
	 */
	void push(OfflineQueue.Entry message, ManagedConnection connection) {
		if (connection.pushEncoded(message.frame()) == PushResult.CLOSED) {
			keep(message);
		}
	}

	private void keep(OfflineQueue.Entry message) {
		this.lock.lock();
		try {
			if (!this.progress.isClosed()) {
				this.offline.putBack(message);
				watch();
			}
		}
		finally {
			this.lock.unlock();
		}
	}

	/**
	 * Drop what waits. Called under the lock.
	 */
	void clear() {
		this.offline.clear();
	}

}
