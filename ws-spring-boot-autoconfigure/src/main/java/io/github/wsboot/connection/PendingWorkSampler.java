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

import java.util.HashMap;
import java.util.Map;
import java.util.concurrent.TimeUnit;
import java.util.concurrent.locks.ReentrantLock;
import java.util.function.LongSupplier;

import org.springframework.util.Assert;

/**
 * Sampler of the work that waits for the sockets and the callbacks of all connections. It
 * walks through the connections of this node at most once a second, however many callers
 * ask. Thread-safe.
 * <p>
 * The bean of this type cannot be replaced by one of the application's.
 *
 * @since 0.1.0
 */
public final class PendingWorkSampler {

	private static final long VALIDITY = TimeUnit.SECONDS.toNanos(1);

	private final ConnectionRegistry registry;

	private final LongSupplier clock;

	private final ReentrantLock lock = new ReentrantLock();

	private Map<String, PendingWork> found = Map.of();

	private long nextWalk;

	/**
	 * Create a sampler.
	 * @param registry the connections
	 */
	public PendingWorkSampler(ConnectionRegistry registry) {
		this(registry, System::nanoTime);
	}

	PendingWorkSampler(ConnectionRegistry registry, LongSupplier clock) {
		Assert.notNull(registry, "'registry' must not be null");
		this.registry = registry;
		this.clock = clock;
		this.nextWalk = clock.getAsLong();
	}

	/**
	 * Return the work that waits at an endpoint.
	 * @param path the path template of the endpoint
	 * @return the result of a walk that is at most a second old
	 */
	public PendingWork endpoint(String path) {
		this.lock.lock();
		try {
			long now = this.clock.getAsLong();
			if (now - this.nextWalk >= 0) {
				this.found = walk();
				this.nextWalk = now + VALIDITY;
			}
			return this.found.getOrDefault(path, PendingWork.NONE);
		}
		finally {
			this.lock.unlock();
		}
	}

	private Map<String, PendingWork> walk() {
		Map<String, PendingWork> found = new HashMap<>();
		for (ManagedConnection connection : this.registry.connections()) {
			long bytes = connection.queue().usage().bytes();
			int messages = connection.callbacks().pendingMessages();
			if (bytes > 0 || messages > 0) {
				found.merge(connection.endpoint(), new PendingWork(bytes, bytes, messages, messages),
						PendingWork::plus);
			}
		}
		return found;
	}

	/**
	 * Work that waits at an endpoint.
	 *
	 * @param queuedBytes the bytes in the queues of all its connections, including writes
	 * in progress
	 * @param maxQueuedBytes the bytes in the longest queue
	 * @param mailboxMessages the messages in the mailboxes of all its connections,
	 * including those that are being handled
	 * @param maxMailboxMessages the messages in the fullest mailbox
	 */
	public record PendingWork(long queuedBytes, long maxQueuedBytes, long mailboxMessages, long maxMailboxMessages) {

		static final PendingWork NONE = new PendingWork(0, 0, 0, 0);

		PendingWork plus(PendingWork other) {
			return new PendingWork(this.queuedBytes + other.queuedBytes,
					Math.max(this.maxQueuedBytes, other.maxQueuedBytes), this.mailboxMessages + other.mailboxMessages,
					Math.max(this.maxMailboxMessages, other.maxMailboxMessages));
		}

	}

}
