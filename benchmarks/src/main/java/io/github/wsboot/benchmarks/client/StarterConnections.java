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

package io.github.wsboot.benchmarks.client;

import io.github.wsboot.client.WebSocketClients;

/**
 * Connections of an annotated client.
 */
class StarterConnections implements OutgoingConnections {

	private final WebSocketClients clients;

	private final String name;

	StarterConnections(WebSocketClients clients, String name) {
		this.clients = clients;
		this.name = name;
	}

	@Override
	public void open(int count) {
		for (int i = 0; i < count; i++) {
			this.clients.client(this.name).connect();
		}
	}

	@Override
	public int established() {
		return this.clients.client(this.name).audience().count();
	}

	@Override
	public int send(String text) {
		return this.clients.client(this.name).audience().push(text).targeted();
	}

}
