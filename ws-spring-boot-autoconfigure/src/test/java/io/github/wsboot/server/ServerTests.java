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

import org.junit.jupiter.api.AfterEach;
import org.junit.jupiter.api.BeforeEach;
import org.junit.jupiter.api.TestInfo;
import org.junit.jupiter.api.TestInstance;
import org.junit.jupiter.api.TestInstance.Lifecycle;
import org.junit.jupiter.params.AfterParameterizedClassInvocation;
import org.junit.jupiter.params.Parameter;
import org.junit.jupiter.params.ParameterizedClass;
import org.junit.jupiter.params.provider.ArgumentsSource;

import static org.assertj.core.api.Assumptions.assumeThat;

/**
 * A suite that runs on each {@link ServerKind}, or on those that {@link ServerKinds},
 * {@link DirectOnly} and {@link PlainOnly} leave; with {@link ClientRole} for outgoing
 * connections, too. Servers are started once for each kind and each set of properties
 * that the suite asks for.
 */
@ParameterizedClass(name = "{0}", allowZeroInvocations = true)
@ArgumentsSource(ServerKindProvider.class)
@TestInstance(Lifecycle.PER_CLASS)
public abstract class ServerTests {

	@Parameter
	private ServerKind kind;

	private final List<Class<?>> sources;

	private final Map<List<String>, TestServer> servers = new LinkedHashMap<>();

	private final Deque<AutoCloseable> clients = new ArrayDeque<>();

	/**
	 * Create a suite.
	 * @param sources the beans and configurations of its application
	 */
	protected ServerTests(Class<?>... sources) {
		this.sources = List.of(sources);
	}

	/**
	 * Return the server to run on.
	 */
	public ServerKind kind() {
		return this.kind;
	}

	/**
	 * Return the beans and configurations of the application.
	 */
	protected List<Class<?>> sources() {
		return this.sources;
	}

	/**
	 * Return the server with these properties.
	 */
	public TestServer server(String... properties) {
		return this.servers.computeIfAbsent(List.of(properties),
				(key) -> TestServer.start(kind(), sources(), properties));
	}

	public TestClient connect(String path, String... subProtocols) {
		return connect(server(), path, subProtocols);
	}

	public TestClient connect(TestServer server, String path, String... subProtocols) {
		return closeLater(TestClient.connect(server, path, subProtocols));
	}

	public List<TestClient> connect(int count, String path) {
		List<TestClient> connected = new ArrayList<>();
		for (int i = 0; i < count; i++) {
			connected.add(connect(path));
		}
		return connected;
	}

	public RawWebSocketClient raw(String path) {
		return raw(server(), path);
	}

	public RawWebSocketClient raw(TestServer server, String path) {
		return closeLater(RawWebSocketClient.to(server, path).connect());
	}

	public <T extends AutoCloseable> T closeLater(T client) {
		this.clients.push(client);
		return client;
	}

	@BeforeEach
	void skipWhatIsOnlyForServers(TestInfo test) {
		test.getTestMethod()
			.map((method) -> method.getAnnotation(ServerRole.class))
			.ifPresent((only) -> assumeThat(kind().isOutgoing()).as(only.value()).isFalse());
	}

	@AfterEach
	protected void disconnectClients() throws Exception {
		while (!this.clients.isEmpty()) {
			this.clients.pop().close();
		}
		this.servers.values().forEach(TestServer::awaitNoConnection);
	}

	/**
	 * One instance of the suite is for all kinds, so this is not for {@code AfterAll}.
	 */
	@AfterParameterizedClassInvocation
	protected void stopServers() {
		// Also if one of them fails: the next kind must not get it
		List<TestServer> stopped = List.copyOf(this.servers.values());
		this.servers.clear();
		stopped.forEach(TestServer::close);
	}

}
