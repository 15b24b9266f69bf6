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

import java.util.concurrent.locks.Lock;

import org.jspecify.annotations.Nullable;

import io.github.wsboot.PushOptions;
import io.github.wsboot.PushResult;
import io.github.wsboot.client.ClientState;
import io.github.wsboot.connection.ManagedConnection;
import io.github.wsboot.message.PayloadEncoder;
import io.github.wsboot.outbound.EncodedFrame;

/**
 * Messages that the application pushes to a client connection: they go to the present
 * connection or, if the client is set so, wait for the next one. For any thread; payloads
 * are encoded, and frames pushed, without the lock.
 */
final class ClientPushes {

	private final ClientProgress progress;

	private final PayloadEncoder encoder;

	private final Lock lock;

	/** Guarded by the lock. */
	private final OfflineQueue offline;

	/**
	 * Create the messages of a client connection.
	 * @param progress the state of the client connection
	 * @param lock the lock of the client connection
	 */
	ClientPushes(RegisteredClient client, ClientServices services, ClientProgress progress, Lock lock) {
		this.progress = progress;
		this.encoder = services.encoder();
		this.lock = lock;
		this.offline = new OfflineQueue(client.settings().offline(), services.timers()::nanoTime);
	}

	PushResult push(Object payload, PushOptions options) {
		ManagedConnection present = this.progress.connection();
		if (present == null && !this.offline.isEnabled()) {
			return unavailable();
		}
		EncodedFrame frame = EncodedFrame.of(this.encoder.encode(payload), options);
		PushResult result = (present != null) ? present.pushEncoded(frame) : PushResult.CLOSED;
		return (result == PushResult.CLOSED) ? pushLater(frame, present) : result;
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
				return this.offline.offer(frame);
			}
		}
		finally {
			this.lock.unlock();
		}
		PushResult result = present.pushEncoded(frame);
		return (result == PushResult.CLOSED) ? pushLater(frame, present) : result;
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
