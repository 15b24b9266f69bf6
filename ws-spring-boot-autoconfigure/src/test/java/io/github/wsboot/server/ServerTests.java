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

package io.github.wsboot.server;

import java.util.ArrayDeque;
import java.util.ArrayList;
import java.util.Deque;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;

import org.junit.jupiter.api.AfterAll;
import org.junit.jupiter.api.AfterEach;
import org.junit.jupiter.api.TestInstance;
import org.junit.jupiter.api.TestInstance.Lifecycle;

/**
 * A suite, with a subclass for each {@link ServerKind}. Servers are started once for each
 * set of properties that the suite asks for.
 */
@TestInstance(Lifecycle.PER_CLASS)
abstract class ServerTests {

	private final List<Class<?>> sources;

	private final Map<List<String>, TestServer> servers = new LinkedHashMap<>();

	private final Deque<AutoCloseable> clients = new ArrayDeque<>();

	/**
	 * Create a suite.
	 * @param sources the beans and configurations of its application
	 */
	ServerTests(Class<?>... sources) {
		this.sources = List.of(sources);
	}

	/**
	 * Return the server to run on.
	 */
	abstract ServerKind kind();

	/**
	 * Return the server with these properties.
	 */
	TestServer server(String... properties) {
		return this.servers.computeIfAbsent(List.of(properties),
				(key) -> TestServer.start(kind(), this.sources, properties));
	}

	TestClient connect(String path, String... subProtocols) {
		return connect(server(), path, subProtocols);
	}

	TestClient connect(TestServer server, String path, String... subProtocols) {
		return closeLater(TestClient.connect(server, path, subProtocols));
	}

	List<TestClient> connect(int count, String path) {
		List<TestClient> connected = new ArrayList<>();
		for (int i = 0; i < count; i++) {
			connected.add(connect(path));
		}
		return connected;
	}

	RawWebSocketClient raw(String path) {
		return raw(server(), path);
	}

	RawWebSocketClient raw(TestServer server, String path) {
		return closeLater(RawWebSocketClient.to(server, path).connect());
	}

	<T extends AutoCloseable> T closeLater(T client) {
		this.clients.push(client);
		return client;
	}

	@AfterEach
	void disconnectClients() throws Exception {
		while (!this.clients.isEmpty()) {
			this.clients.pop().close();
		}
		this.servers.values().forEach(TestServer::awaitNoConnection);
	}

	@AfterAll
	void stopServers() {
		this.servers.values().forEach(TestServer::close);
		this.servers.clear();
	}

}
