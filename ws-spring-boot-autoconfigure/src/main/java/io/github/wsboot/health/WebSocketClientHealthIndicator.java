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

package io.github.wsboot.health;

import java.util.Collection;
import java.util.Comparator;
import java.util.EnumMap;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;
import java.util.function.Supplier;
import java.util.stream.Collectors;
import java.util.stream.Stream;

import org.springframework.boot.health.contributor.AbstractHealthIndicator;
import org.springframework.boot.health.contributor.Health;
import org.springframework.boot.health.contributor.HealthIndicator;
import org.springframework.util.Assert;

import io.github.wsboot.client.ClientConnection;
import io.github.wsboot.client.ClientConnectionInfo;
import io.github.wsboot.client.ClientState;

/**
 * {@link HealthIndicator} of the annotated clients of an application.
 * <p>
 * Servers that are away change details only, as a client reconnects by itself. The status
 * is down while a connection of a required client is not established, or such a client
 * has no connection.
 *
 * @since 0.1.0
 */
public final class WebSocketClientHealthIndicator extends AbstractHealthIndicator {

	/** The connection that has been away for the longest time is the first. */
	private static final Comparator<ClientConnectionInfo> MOST_SERIOUS = Comparator
		.comparing(WebSocketClientHealthIndicator::isEstablished)
		.thenComparing(ClientConnectionInfo::since);

	private final Collection<CheckedClient> clients;

	private final Supplier<Stream<ClientConnection>> connections;

	/**
	 * Create an indicator.
	 * @param clients the annotated clients
	 * @param connections supplies all client connections that have not ended
	 */
	public WebSocketClientHealthIndicator(Collection<CheckedClient> clients,
			Supplier<Stream<ClientConnection>> connections) {
		super("WebSocket client health check failed");
		Assert.notNull(clients, "'clients' must not be null");
		Assert.notNull(connections, "'connections' must not be null");
		this.clients = List.copyOf(clients);
		this.connections = connections;
	}

	@Override
	protected void doHealthCheck(Health.Builder builder) {
		Map<String, List<ClientConnectionInfo>> found = this.connections.get()
			.map(ClientConnection::info)
			.collect(Collectors.groupingBy(ClientConnectionInfo::client));
		builder.up();
		for (CheckedClient client : this.clients) {
			List<ClientConnectionInfo> connections = found.getOrDefault(client.name(), List.of());
			if (client.required() && isAway(connections)) {
				builder.down();
			}
			builder.withDetail(client.name(), describe(client, connections));
		}
	}

	private static boolean isAway(List<ClientConnectionInfo> connections) {
		return connections.isEmpty() || !connections.stream().allMatch(WebSocketClientHealthIndicator::isEstablished);
	}

	private static boolean isEstablished(ClientConnectionInfo connection) {
		return connection.state() == ClientState.ESTABLISHED;
	}

	private static Map<String, Object> describe(CheckedClient client, List<ClientConnectionInfo> connections) {
		Map<String, Object> described = new LinkedHashMap<>();
		described.put("required", client.required());
		described.put("states", states(connections));
		connections.stream().min(MOST_SERIOUS).ifPresent((connection) -> {
			described.put(isEstablished(connection) ? "establishedSince" : "awaySince", connection.since());
			if (connection.lastFailure() != null) {
				described.put("lastFailure", connection.lastFailure());
			}
		});
		return described;
	}

	private static Map<ClientState, Long> states(List<ClientConnectionInfo> connections) {
		return connections.stream()
			.collect(Collectors.groupingBy(ClientConnectionInfo::state, () -> new EnumMap<>(ClientState.class),
					Collectors.counting()));
	}

	/**
	 * Annotated client.
	 *
	 * @param name the name of the client
	 * @param required whether the application cannot do without its connections
	 * @since 0.1.0
	 */
	public record CheckedClient(String name, boolean required) {

	}

}
