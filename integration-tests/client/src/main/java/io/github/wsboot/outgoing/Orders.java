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

package io.github.wsboot.outgoing;

import org.springframework.stereotype.Service;

import io.github.wsboot.PushResult;
import io.github.wsboot.client.ClientConnection;
import io.github.wsboot.client.WebSocketClients;

/**
 * A service that connects from code.
 */
@Service
class Orders {

	private final WebSocketClients clients;

	Orders(WebSocketClients clients) {
		this.clients = clients;
	}

	ClientConnection connect(String uri) {
		return this.clients.uri(uri).connect();
	}

	PushResult order(ClientConnection connection, String symbol) {
		return connection.push(symbol);
	}

}
