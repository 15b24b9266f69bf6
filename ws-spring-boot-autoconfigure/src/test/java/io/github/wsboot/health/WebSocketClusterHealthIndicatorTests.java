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
import java.util.Map;
import java.util.Set;

import org.junit.jupiter.api.Tag;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.ValueSource;
import org.springframework.boot.health.actuate.endpoint.StatusAggregator;
import org.springframework.boot.health.contributor.Health;
import org.springframework.boot.health.contributor.Status;

import io.github.wsboot.cluster.member.ClusterStatus;

import static org.assertj.core.api.Assertions.assertThat;

/**
 * Tests for {@link WebSocketClusterHealthIndicator}.
 */
@Tag("boot")
class WebSocketClusterHealthIndicatorTests {

	private static final Instant PROBE = Instant.parse("2026-01-02T03:04:05Z");

	private static final ClusterStatus UP = new ClusterStatus("AbCd-_12", 3, true, "UP", PROBE, 2, null);

	private static final ClusterStatus AWAY = new ClusterStatus("AbCd-_12", 1, false, "CONNECTING", null, 0,
			"The connection was refused");

	@ParameterizedTest
	@ValueSource(booleans = { true, false })
	void shouldBeUpWhileTheClusterIsReached(boolean required) {
		Health health = health(UP, required);
		assertThat(health.getStatus()).isEqualTo(Status.UP);
		assertThat(health.getDetails())
			.isEqualTo(Map.of("node", "AbCd-_12", "nodes", 3, "link", "UP", "lastProbe", PROBE, "gaps", 2L));
	}

	@Test
	void shouldBeDegradedOtherwise() {
		Health health = health(AWAY, false);
		assertThat(health.getStatus().getCode()).isEqualTo("DEGRADED");
		assertThat(health.getDetails()).isEqualTo(Map.of("node", "AbCd-_12", "nodes", 1, "link", "CONNECTING", "gaps",
				0L, "cause", "The connection was refused"));
	}

	@Test
	void shouldBeOutOfServiceOtherwiseIfTheClusterIsRequired() {
		assertThat(health(AWAY, true).getStatus()).isEqualTo(Status.OUT_OF_SERVICE);
	}

	@Test
	void degradedShouldNotCountInTheStatusOfTheApplication() {
		StatusAggregator aggregator = StatusAggregator.getDefault();
		assertThat(aggregator.getAggregateStatus(Set.of(WebSocketClusterHealthIndicator.DEGRADED, Status.UP)))
			.isEqualTo(Status.UP);
		assertThat(aggregator.getAggregateStatus(Set.of(WebSocketClusterHealthIndicator.DEGRADED, Status.DOWN)))
			.isEqualTo(Status.DOWN);
	}

	private static Health health(ClusterStatus status, boolean required) {
		Health health = new WebSocketClusterHealthIndicator(() -> status, required).health();
		assertThat(health).isNotNull();
		return health;
	}

}
