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
 * Each connection sends a text and waits until it is back.
 */
final class EchoTraffic implements Traffic {

	private final Clients clients;

	private final List<Client> senders;

	private final int size;

	private long sent;

	private long received;

	private boolean stopped;

	EchoTraffic(Clients clients, List<Client> senders, int size) {
		this.clients = clients;
		this.senders = senders;
		this.size = size;
	}

	@Override
	public void proceed() {
		if (this.sent == 0) {
			this.senders.forEach(this::send);
		}
	}

	private void send(Client sender) {
		this.sent++;
		this.clients.send(sender, 'E', this.size);
	}

	@Override
	public void received(Client client) {
		this.received++;
		if (!this.stopped) {
			send(client);
		}
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
