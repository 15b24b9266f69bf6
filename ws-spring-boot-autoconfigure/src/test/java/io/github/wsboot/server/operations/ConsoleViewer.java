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

package io.github.wsboot.server.operations;

import java.util.LinkedHashMap;
import java.util.Map;
import java.util.concurrent.atomic.AtomicLong;

import tools.jackson.databind.JsonNode;
import tools.jackson.databind.json.JsonMapper;

import io.github.wsboot.server.Login;
import io.github.wsboot.server.RawWebSocketClient;
import io.github.wsboot.server.TestServer;

import static org.assertj.core.api.Assertions.assertThat;

/**
 * Client of the console's WebSocket, which does what the page does.
 */
final class ConsoleViewer implements AutoCloseable {

	private final RawWebSocketClient client;

	private final AtomicLong ids = new AtomicLong();

	private ConsoleViewer(RawWebSocketClient client) {
		this.client = client;
	}

	static RawWebSocketClient.Opening to(TestServer server, String path) {
		return RawWebSocketClient.to(server, path + "/feed").header("Origin", Login.origin(server));
	}

	static ConsoleViewer open(TestServer server) {
		return of(to(server, "/ws-console").connect());
	}

	static ConsoleViewer of(RawWebSocketClient client) {
		return new ConsoleViewer(client);
	}

	RawWebSocketClient client() {
		return this.client;
	}

	/**
	 * Read on until there is a message of a type.
	 */
	JsonNode next(String type) {
		while (true) {
			JsonNode message = JsonMapper.shared().readTree(this.client.nextText());
			if (message.get("type").asString().equals(type)) {
				return message.get("content");
			}
		}
	}

	/**
	 * Send a command and return its reply.
	 */
	JsonNode reply(String command, Object... parameters) {
		Map<String, Object> message = new LinkedHashMap<>();
		long id = this.ids.incrementAndGet();
		message.put("id", id);
		message.put("command", command);
		for (int i = 0; i < parameters.length; i += 2) {
			message.put((String) parameters[i], parameters[i + 1]);
		}
		this.client.text(JsonMapper.shared().writeValueAsString(message));
		JsonNode reply = next("reply");
		assertThat(reply.get("id").asLong()).isEqualTo(id);
		return reply;
	}

	JsonNode result(String command, Object... parameters) {
		JsonNode reply = reply(command, parameters);
		assertThat(reply.get("error").isNull()).as("%s", reply).isTrue();
		return reply.get("result");
	}

	String error(String command, Object... parameters) {
		return reply(command, parameters).get("error").asString();
	}

	@Override
	public void close() {
		this.client.close();
	}

}
