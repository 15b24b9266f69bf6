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

import java.net.URI;
import java.time.Duration;
import java.util.ArrayList;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import java.util.concurrent.atomic.AtomicInteger;

import org.awaitility.Awaitility;
import org.awaitility.core.ConditionFactory;
import org.jspecify.annotations.Nullable;
import org.springframework.boot.autoconfigure.EnableAutoConfiguration;
import org.springframework.boot.builder.SpringApplicationBuilder;
import org.springframework.boot.web.server.servlet.context.ServletWebServerApplicationContext;
import org.springframework.context.annotation.Bean;
import org.springframework.context.annotation.Configuration;

import io.github.wsboot.Connection;
import io.github.wsboot.ConnectionManager;

import static org.assertj.core.api.Assertions.assertThat;

/**
 * A Spring Boot application with its web server, on a free port.
 */
public final class TestServer implements AutoCloseable {

	/** Far longer than anything takes, so that slow machines pass, too. */
	public static final Duration TIMEOUT = Duration.ofSeconds(60);

	private static final AtomicInteger clients = new AtomicInteger();

	private static final String CLIENT = "client";

	private final ServerKind kind;

	private final ServletWebServerApplicationContext context;

	private final @Nullable RoleBridge bridge;

	private TestServer(ServerKind kind, ServletWebServerApplicationContext context, @Nullable RoleBridge bridge) {
		this.kind = kind;
		this.context = context;
		this.bridge = bridge;
	}

	public static TestServer start(ServerKind kind, List<Class<?>> sources, String... properties) {
		// No pings among the frames that a test waits for, unless it wants them
		List<String> arguments = new ArrayList<>(
				List.of("server.port=0", "logging.level.root=warn", "ws.heartbeat.interval=10m"));
		arguments.addAll(kind.properties(sources));
		arguments.addAll(List.of(properties));
		RoleBridge bridge = kind.bridge();
		if (bridge != null) {
			arguments.addAll(OutgoingConnections.properties(bridge, arguments));
		}
		try {
			ServletWebServerApplicationContext context = start(sources, arguments, bridge);
			return new TestServer(kind, context, bridge);
		}
		catch (RuntimeException ex) {
			if (bridge != null) {
				bridge.close();
			}
			throw ex;
		}
	}

	private static ServletWebServerApplicationContext start(List<Class<?>> sources, List<String> arguments,
			@Nullable RoleBridge bridge) {
		SpringApplicationBuilder builder = new SpringApplicationBuilder(Application.class)
			.sources(sources.toArray(Class<?>[]::new))
			.sources((bridge != null) ? new Class<?>[] { OutgoingConnections.class } : new Class<?>[0])
			.logStartupInfo(false)
			.properties("spring.main.banner-mode=off");
		Map<String, String> byName = new LinkedHashMap<>();
		arguments.forEach((argument) -> byName.put(argument.substring(0, argument.indexOf('=')), argument));
		ServletWebServerApplicationContext context = (ServletWebServerApplicationContext) builder
			.run(byName.values().stream().map((argument) -> "--" + argument).toArray(String[]::new));
		if (bridge != null) {
			bridge.connectBy(context.getBean(RoleBridge.Connector.class));
		}
		return context;
	}

	/**
	 * Begin to wait for a condition, for a limited time.
	 */
	public static ConditionFactory await(String what) {
		return Awaitility.await(what).atMost(TIMEOUT).pollDelay(Duration.ZERO).pollInterval(Duration.ofMillis(5));
	}

	/**
	 * Return the port for clients, which play the servers of outgoing connections if
	 * these are tested.
	 */
	public int port() {
		return (this.bridge != null) ? this.bridge.port() : this.context.getWebServer().getPort();
	}

	public boolean isSecure() {
		return this.context.getEnvironment().containsProperty("server.ssl.bundle");
	}

	public URI uri(String path) {
		return URI.create((isTls() ? "wss" : "ws") + "://localhost:" + port() + path);
	}

	public URI httpUri(String path) {
		return URI.create((isTls() ? "https" : "http") + "://localhost:" + port() + path);
	}

	public boolean isTls() {
		return this.kind.isTls();
	}

	public <T> T bean(Class<T> type) {
		return this.context.getBean(type);
	}

	public ServletWebServerApplicationContext context() {
		return this.context;
	}

	public ConnectionManager connections() {
		return bean(ConnectionManager.class);
	}

	public Journal journal() {
		return bean(Journal.class);
	}

	/**
	 * Return a name for a new client.
	 */
	public static String newClient() {
		return "c" + clients.incrementAndGet();
	}

	/**
	 * Return a path with the name of its client, by which the connection can be found.
	 */
	public static String path(String path, String client) {
		return path + (path.contains("?") ? "&" : "?") + CLIENT + "=" + client;
	}

	public static String clientOf(Connection connection) {
		return String.valueOf(connection.handshake().queryParams().getFirst(CLIENT));
	}

	/**
	 * Return the connection of a client, which may still be about to be registered.
	 */
	public Connection connection(String client) {
		return await("connection of " + client).until(() -> find(client), Optional::isPresent).orElseThrow();
	}

	public Optional<Connection> find(String client) {
		return connections().connections().filter((connection) -> clientOf(connection).equals(client)).findFirst();
	}

	public void awaitNoConnection() {
		await("end of all connections").until(() -> connections().count() == 0);
	}

	@Override
	public void close() {
		Journal journal = journal();
		this.context.close();
		journal.assertLifeCycles();
		if (this.bridge != null) {
			this.bridge.close();
			assertThat(this.bridge.faults()).isEmpty();
		}
	}

	/**
	 * Asks for Actuator, its metrics and observations, and clients that are observed.
	 */
	@Configuration(proxyBeanMethods = false)
	public static class WithActuator {

	}

	/**
	 * Asks for a database.
	 */
	@Configuration(proxyBeanMethods = false)
	public static class WithDatabase {

	}

	/**
	 * Asks for the auto-configuration of Redis.
	 */
	@Configuration(proxyBeanMethods = false)
	public static class WithRedis {

	}

	/**
	 * Asks for Spring Security.
	 */
	@Configuration(proxyBeanMethods = false)
	public static class WithSecurity {

	}

	@Configuration(proxyBeanMethods = false)
	@EnableAutoConfiguration
	public static class Application {

		@Bean
		Journal journal() {
			return new Journal();
		}

	}

}
