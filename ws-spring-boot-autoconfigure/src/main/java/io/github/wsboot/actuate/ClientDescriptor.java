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

package io.github.wsboot.actuate;

import java.time.Instant;
import java.util.Comparator;
import java.util.EnumMap;
import java.util.List;
import java.util.Map;
import java.util.Objects;
import java.util.stream.Collectors;

import com.fasterxml.jackson.annotation.JsonInclude;
import org.jspecify.annotations.Nullable;

import io.github.wsboot.client.ClientConnectionInfo;
import io.github.wsboot.client.ClientState;

/**
 * Client and its connections together.
 *
 * @param name the name of the client, or the template of the URI
 * @param uri the template of the URI without its query, which may be secret
 * @param states the numbers of connections by state
 * @param attempts the number of attempts of all these connections
 * @param lastFailure the latest failure of the connection that has been away for the
 * longest time, or {@code null} if none is away or has failed
 * @param nextAttempt the time of the next attempt, or {@code null} if none is planned
 */
record ClientDescriptor(String name, String uri, Map<ClientState, Long> states, long attempts,
		@JsonInclude(JsonInclude.Include.NON_NULL) @Nullable String lastFailure,
		@JsonInclude(JsonInclude.Include.NON_NULL) @Nullable Instant nextAttempt) {

	static ClientDescriptor of(String name, String uri, List<ClientConnectionInfo> connections) {
		Map<ClientState, Long> states = connections.stream()
			.collect(Collectors.groupingBy(ClientConnectionInfo::state, () -> new EnumMap<>(ClientState.class),
					Collectors.counting()));
		long attempts = connections.stream().mapToLong(ClientConnectionInfo::attempts).sum();
		return new ClientDescriptor(name, uri, states, attempts, lastFailure(connections), nextAttempt(connections));
	}

	private static @Nullable String lastFailure(List<ClientConnectionInfo> connections) {
		return connections.stream()
			.filter((connection) -> connection.state() != ClientState.ESTABLISHED && connection.lastFailure() != null)
			.min(Comparator.comparing(ClientConnectionInfo::since))
			.map(ClientConnectionInfo::lastFailure)
			.orElse(null);
	}

	private static @Nullable Instant nextAttempt(List<ClientConnectionInfo> connections) {
		return connections.stream()
			.map(ClientConnectionInfo::nextAttempt)
			.filter(Objects::nonNull)
			.min(Instant::compareTo)
			.orElse(null);
	}

}
