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

import java.net.URI;
import java.time.Instant;
import java.util.List;
import java.util.Map;
import java.util.stream.IntStream;
import java.util.stream.Stream;

import org.jspecify.annotations.Nullable;
import org.junit.jupiter.api.Tag;
import org.junit.jupiter.api.Test;
import tools.jackson.databind.json.JsonMapper;

import io.github.wsboot.actuate.ClientsInfo.AnnotatedClientInfo;
import io.github.wsboot.client.ClientConnection;
import io.github.wsboot.client.ClientConnectionInfo;
import io.github.wsboot.client.ClientState;

import static org.assertj.core.api.Assertions.assertThat;
import static org.mockito.BDDMockito.given;
import static org.mockito.Mockito.mock;

/**
 * Tests for {@link ClientOperations}.
 */
@Tag("boot")
class ClientOperationsTests {

	private static final Instant EARLY = Instant.parse("2026-01-02T03:04:05Z");

	private static final Instant LATE = EARLY.plusSeconds(60);

	private static final String URI_TEMPLATE = "wss://example.org/{symbol}";

	private static ClientOperations operations(ClientConnection... connections) {
		return new ClientOperations(new ClientsInfo(List.of(new AnnotatedClientInfo("quotes", URI_TEMPLATE)),
				() -> Stream.of(connections)));
	}

	@Test
	void clientWithoutAConnectionShouldBeShown() {
		assertThat(operations().summary())
			.containsExactly(new ClientDescriptor("quotes", URI_TEMPLATE, Map.of(), 0, null, null));
	}

	@Test
	void connectionsOfAClientShouldBeAddedUp() {
		assertThat(operations(connection("quotes", ClientState.ESTABLISHED, EARLY, "an earlier one", null),
				connection("quotes", ClientState.REFUSED, LATE.plusSeconds(1), "no", LATE),
				connection("quotes", ClientState.WAITING, LATE, "no route", EARLY))
			.summary())
			.containsExactly(new ClientDescriptor("quotes", URI_TEMPLATE,
					Map.of(ClientState.ESTABLISHED, 1L, ClientState.REFUSED, 1L, ClientState.WAITING, 1L), 6,
					"no route", EARLY));
	}

	@Test
	void urisShouldFollowAndBeBounded() {
		ClientConnection[] connections = IntStream.range(0, 150)
			.mapToObj((i) -> connection("ws://example.org/" + i, ClientState.ESTABLISHED, EARLY, null, null))
			.toArray(ClientConnection[]::new);
		assertThat(operations(connections).summary()).hasSize(101)
			.extracting(ClientDescriptor::name)
			.startsWith("quotes", "ws://example.org/0", "ws://example.org/1", "ws://example.org/10");
	}

	@Test
	void connectionsShouldComeInPages() {
		ClientOperations operations = operations(connection("quotes", ClientState.ESTABLISHED, EARLY, null, null),
				connection("ws://example.org", ClientState.ESTABLISHED, EARLY, null, null),
				connection("quotes", ClientState.WAITING, LATE, "no route", EARLY));
		assertThat(operations.connections(null, Page.of(0, 2)).more()).isTrue();
		assertThat(operations.connections(null, Page.of(0, 2)).clients()).hasSize(2);
		ClientConnectionsDescriptor page = operations.connections("quotes", Page.of(1, 1));
		assertThat(page.more()).isFalse();
		assertThat(page.clients()).containsExactly(new ClientConnectionDescriptor("id", "quotes", ClientState.WAITING,
				LATE, null, 2, 1, "no route", EARLY));
	}

	@Test
	void valuesOfVariablesShouldNotBeShown() {
		ClientOperations operations = operations(connection("quotes", ClientState.ESTABLISHED, EARLY, null, null));
		JsonMapper mapper = JsonMapper.shared();
		assertThat(mapper.writeValueAsString(operations.summary())).doesNotContain("secret");
		assertThat(mapper.writeValueAsString(operations.connections(null, Page.of(0, 2)))).contains("\"quotes\"")
			.doesNotContain("secret");
	}

	private static ClientConnection connection(String client, ClientState state, Instant since,
			@Nullable String lastFailure, @Nullable Instant nextAttempt) {
		ClientConnection connection = mock();
		given(connection.client()).willReturn(client);
		given(connection.info()).willReturn(new ClientConnectionInfo("id", client, URI.create("wss://host/secret"),
				state, since, null, 2, 1, lastFailure, nextAttempt));
		return connection;
	}

}
