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

/**
 * One connection lets its node push as fast as it can to a single client, which gets all
 * of it. Each command stands for a burst of pushes, so that commands cost little.
 */
final class BurstTraffic implements Traffic {

	/** Pushes for each command. */
	static final int BURST = 100;

	/** Bursts on their way, of sizes that no limit of the cluster or of Redis refuses. */
	private static final int WINDOW = 8;

	private final Clients clients;

	private final Client sender;

	private final char kind;

	private final int size;

	private long sent;

	private long received;

	private boolean stopped;

	/**
	 * Create traffic.
	 * @param clients the connections
	 * @param sender sends the commands
	 * @param kind what each text begins with
	 * @param size the size of a text in bytes
	 */
	BurstTraffic(Clients clients, Client sender, char kind, int size) {
		this.clients = clients;
		this.sender = sender;
		this.kind = kind;
		this.size = size;
	}

	@Override
	public void proceed() {
		while (!this.stopped && missing() <= (WINDOW - 1) * BURST) {
			this.sent += BURST;
			this.clients.send(this.sender, this.kind, this.size);
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
