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

package io.github.wsboot.benchmarks.load;

import java.util.List;

/**
 * Each connection sends a text now and then, all of them evenly spread, and gets it back.
 */
final class PacedTraffic implements Traffic {

	private final Clients clients;

	private final List<Client> senders;

	private final int size;

	private final long start = System.nanoTime();

	private final long gap;

	private long sent;

	private long received;

	private boolean stopped;

	/**
	 * Create traffic.
	 * @param clients the connections
	 * @param senders those that send
	 * @param size the size of a text in bytes
	 * @param period the nanoseconds from one text of a connection to its next one
	 */
	PacedTraffic(Clients clients, List<Client> senders, int size, long period) {
		this.clients = clients;
		this.senders = senders;
		this.size = size;
		this.gap = period / senders.size();
	}

	@Override
	public void proceed() {
		while (!this.stopped && System.nanoTime() - this.start - this.sent * this.gap >= 0) {
			this.clients.send(this.senders.get((int) (this.sent % this.senders.size())), 'E', this.size);
			this.sent++;
		}
	}

	@Override
	public void received(Client client) {
		this.received++;
	}

	@Override
	public void stop() {
		this.stopped = true;
	}

	@Override
	public long missing() {
		return this.sent - this.received;
	}

}
