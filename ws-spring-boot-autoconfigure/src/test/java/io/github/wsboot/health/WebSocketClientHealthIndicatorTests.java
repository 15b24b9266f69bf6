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

import java.time.Instant;
import java.util.Arrays;
import java.util.List;
import java.util.Map;

import org.jspecify.annotations.Nullable;
import org.junit.jupiter.api.Tag;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.EnumSource;
import org.springframework.boot.health.contributor.Health;
import org.springframework.boot.health.contributor.Status;

import io.github.wsboot.client.ClientConnection;
import io.github.wsboot.client.ClientConnectionInfo;
import io.github.wsboot.client.ClientState;
import io.github.wsboot.health.WebSocketClientHealthIndicator.CheckedClient;

import static org.assertj.core.api.Assertions.assertThat;
import static org.mockito.BDDMockito.given;
import static org.mockito.Mockito.mock;

/**
 * Tests for {@link WebSocketClientHealthIndicator}.
 */
@Tag("boot")
class WebSocketClientHealthIndicatorTests {

	private static final Instant EARLY = Instant.parse("2026-01-02T03:04:05Z");

	private static final Instant LATE = EARLY.plusSeconds(60);

	@ParameterizedTest
	@EnumSource(ClientState.class)
	void shouldBeUpWhateverTheStateOfOthers(ClientState state) {
		Health health = health(false, connection("quotes", state, EARLY, null));
		assertThat(health.getStatus()).isEqualTo(Status.UP);
	}

	@ParameterizedTest
	@EnumSource(ClientState.class)
	void shouldBeDownUnlessARequiredOneIsEstablished(ClientState state) {
		Health health = health(true, connection("quotes", state, EARLY, null));
		assertThat(health.getStatus()).isEqualTo((state != ClientState.ESTABLISHED) ? Status.DOWN : Status.UP);
	}

	@Test
	void shouldBeDownIfARequiredOneHasNoConnection() {
		Health health = health(true, connection("news", ClientState.ESTABLISHED, EARLY, null));
		assertThat(health.getStatus()).isEqualTo(Status.DOWN);
		assertThat(health.getDetails()).isEqualTo(Map.of("quotes", Map.of("required", true, "states", Map.of())));
	}

	@Test
	void oneThatIsAwayShouldCount() {
		Health health = health(true, connection("quotes", ClientState.ESTABLISHED, EARLY, "an earlier one"),
				connection("quotes", ClientState.WAITING, LATE, "no route"),
				connection("quotes", ClientState.WAITING, LATE.plusSeconds(1), "refused"));
		assertThat(health.getStatus()).isEqualTo(Status.DOWN);
		assertThat(health.getDetails()).isEqualTo(Map.of("quotes",
				Map.of("required", true, "states", Map.of(ClientState.ESTABLISHED, 1L, ClientState.WAITING, 2L),
						"awaySince", LATE, "lastFailure", "no route")));
	}

	@Test
	void withoutOneThatIsAwayShouldShowTheOldest() {
		Health health = health(false, connection("quotes", ClientState.ESTABLISHED, LATE, "lost"),
				connection("quotes", ClientState.ESTABLISHED, EARLY, null));
		assertThat(health.getDetails()).isEqualTo(Map.of("quotes",
				Map.of("required", false, "states", Map.of(ClientState.ESTABLISHED, 2L), "establishedSince", EARLY)));
	}

	private static Health health(boolean required, ClientConnection... connections) {
		Health health = new WebSocketClientHealthIndicator(List.of(new CheckedClient("quotes", required)),
				() -> Arrays.stream(connections))
			.health();
		assertThat(health).isNotNull();
		return health;
	}

	private static ClientConnection connection(String client, ClientState state, Instant since,
			@Nullable String lastFailure) {
		ClientConnection connection = mock();
		given(connection.info())
			.willReturn(new ClientConnectionInfo("id", client, null, state, since, null, 1, 0, lastFailure, null));
		return connection;
	}

}
