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
 * One connection sends texts to all. A text is on its way until, on average, each reader
 * has got as many as were sent.
 */
final class BroadcastTraffic implements Traffic {

	private final Clients clients;

	private final Client sender;

	private final char kind;

	private final List<Client> readers;

	private final int size;

	private final int window;

	private long sent;

	private long received;

	private boolean stopped;

	/**
	 * Create traffic that the first of the readers sends.
	 */
	BroadcastTraffic(Clients clients, List<Client> readers, int size, int window) {
		this(clients, readers.get(0), 'B', readers, size, window);
	}

	/**
	 * Create traffic.
	 * @param clients the connections
	 * @param sender sends the texts
	 * @param kind what each text begins with
	 * @param readers those that each text is for
	 * @param size the size of a text in bytes
	 * @param window how many texts may be on their way
	 */
	BroadcastTraffic(Clients clients, Client sender, char kind, List<Client> readers, int size, int window) {
		this.clients = clients;
		this.sender = sender;
		this.kind = kind;
		this.readers = readers;
		this.size = size;
		this.window = window;
	}

	@Override
	public void proceed() {
		long complete = this.received / this.readers.size();
		while (!this.stopped && this.sent < complete + this.window) {
			this.sent++;
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
		return this.sent * this.readers.size() - this.received;
	}

}
