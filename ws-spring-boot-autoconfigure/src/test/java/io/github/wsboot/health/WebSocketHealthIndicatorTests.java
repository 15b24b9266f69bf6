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

import java.time.Duration;
import java.util.Map;
import java.util.concurrent.CountDownLatch;
import java.util.concurrent.Executors;
import java.util.concurrent.ThreadPoolExecutor;
import java.util.concurrent.TimeUnit;

import org.jspecify.annotations.Nullable;
import org.junit.jupiter.api.Tag;
import org.junit.jupiter.api.Test;
import org.springframework.boot.health.contributor.Health;
import org.springframework.boot.health.contributor.Status;

import io.github.wsboot.connection.ConnectionRegistry;
import io.github.wsboot.server.Promise;

import static org.assertj.core.api.Assertions.assertThat;

/**
 * Tests for {@link WebSocketHealthIndicator}.
 */
@Tag("boot")
class WebSocketHealthIndicatorTests {

	private final ConnectionRegistry registry = new ConnectionRegistry(10);

	private @Nullable ThreadPoolExecutor workers;

	@Promise("actuator")
	@Test
	void shouldBeUpHoweverSlowTheLoopsAre() {
		Health health = health(null, false, new EventLoopState(2, 2, Duration.ofMinutes(1)));
		assertThat(health.getStatus()).isEqualTo(Status.UP);
		assertThat(health.getDetails()).isEqualTo(Map.of("connections", 0, "draining", false, "eventLoops",
				Map.of("alive", 2, "configured", 2, "worstLagMillis", 60000L)));
	}

	@Test
	void shouldTellTheLimitIfThereIsOne() {
		assertThat(health(5, false, new EventLoopState(2, 2, Duration.ZERO)).getDetails()).containsEntry("limit", 5);
	}

	@Test
	void whileDrainingShouldBeOutOfService() {
		Health health = health(null, true, new EventLoopState(2, 2, Duration.ZERO));
		assertThat(health.getStatus()).isEqualTo(Status.OUT_OF_SERVICE);
		assertThat(health.getDetails()).containsEntry("draining", true);
	}

	@Promise("threads")
	@Test
	void shouldBeUpAndTellWhileAllWorkersAreHeld() throws Exception {
		ThreadPoolExecutor workers = (ThreadPoolExecutor) Executors.newFixedThreadPool(1);
		this.workers = workers;
		CountDownLatch begun = new CountDownLatch(1);
		workers.execute(() -> {
			begun.countDown();
			awaitInterrupt();
		});
		workers.execute(() -> {
		});
		assertThat(begun.await(20, TimeUnit.SECONDS)).isTrue();
		Health health = health(null, false, new EventLoopState(2, 2, Duration.ZERO));
		assertThat(health.getStatus()).isEqualTo(Status.UP);
		assertThat(health.getDetails()).containsEntry("workers", Map.of("active", 1, "queued", 1, "max", 1));
		workers.shutdownNow();
	}

	private static void awaitInterrupt() {
		try {
			new CountDownLatch(1).await(20, TimeUnit.SECONDS);
		}
		catch (InterruptedException ex) {
			Thread.currentThread().interrupt();
		}
	}

	@Promise("actuator")
	@Test
	void withOneDeadLoopShouldBeDown() {
		assertThat(health(null, false, new EventLoopState(1, 2, Duration.ZERO)).getStatus()).isEqualTo(Status.DOWN);
		assertThat(health(null, true, new EventLoopState(1, 2, Duration.ZERO)).getStatus()).isEqualTo(Status.DOWN);
	}

	private Health health(Integer limit, boolean draining, EventLoopState loops) {
		return new WebSocketHealthIndicator(this.registry, limit, () -> draining, () -> loops, this.workers).health();
	}

}
