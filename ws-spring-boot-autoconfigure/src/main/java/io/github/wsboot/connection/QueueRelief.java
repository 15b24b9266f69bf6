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

import java.util.Comparator;
import java.util.List;
import java.util.concurrent.Executor;
import java.util.concurrent.atomic.AtomicBoolean;

import org.apache.commons.logging.Log;
import org.apache.commons.logging.LogFactory;
import org.springframework.core.log.LogMessage;

/**
 * Makes the longest queues overflow when all together take too much memory, so that
 * clients which read get on.
 */
final class QueueRelief {

	private static final Log logger = LogFactory.getLog(QueueRelief.class);

	private final ConnectionRegistry registry;

	private final SendBudget budget;

	private final Executor executor;

	private final AtomicBoolean scheduled = new AtomicBoolean();

	QueueRelief(ConnectionRegistry registry, SendBudget budget, Executor executor) {
		this.registry = registry;
		this.budget = budget;
		this.executor = executor;
	}

	void schedule() {
		if (this.scheduled.compareAndSet(false, true)) {
			this.executor.execute(this::relieve);
		}
	}

	private void relieve() {
		try {
			long excess = this.budget.excess();
			List<ManagedConnection> longest = this.registry.all()
				.members()
				.stream()
				.sorted(Comparator.comparingLong(QueueRelief::bytes).reversed())
				.toList();
			int count = 0;
			for (ManagedConnection connection : longest) {
				long bytes = bytes(connection);
				if (excess <= 0 || bytes == 0) {
					break;
				}
				excess -= bytes;
				count++;
				connection.loop().execute(connection.outbound()::shed);
			}
			if (count > 0) {
				logger.warn(LogMessage.format("The queues of all connections have nearly reached "
						+ "'ws.send.max-total-bytes': the %d longest overflow", count));
			}
		}
		finally {
			this.scheduled.set(false);
		}
	}

	private static long bytes(ManagedConnection connection) {
		OutboundQueue.Usage usage = connection.queue().usage();
		return usage.bytes() + (long) usage.messages() * SendBudget.OVERHEAD;
	}

}
