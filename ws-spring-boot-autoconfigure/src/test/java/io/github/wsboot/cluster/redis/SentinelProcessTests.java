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

package io.github.wsboot.cluster.redis;

import org.junit.jupiter.api.Tag;
import org.junit.jupiter.api.Test;

import static org.assertj.core.api.Assertions.assertThat;

/**
 * Tests for {@link SentinelProcess}.
 */
@Tag("redis")
class SentinelProcessTests {

	@Test
	void replicaShouldTakeOver() {
		try (RedisProcess first = RedisProcess.start(); RedisProcess second = RedisProcess.start()) {
			second.replicate(first);
			try (SentinelProcess sentinel = SentinelProcess.start(first)) {
				sentinel.awaitReplica(second.port());
				assertThat(sentinel.primary()).isEqualTo(first.port());
				sentinel.failover();
				sentinel.awaitPrimary(second.port());
				assertThat(second.isPrimary()).isTrue();
			}
		}
	}

	@Test
	void replicaShouldTakeOverFromAKilledPrimary() {
		try (RedisProcess first = RedisProcess.start(); RedisProcess second = RedisProcess.start()) {
			second.replicate(first);
			try (SentinelProcess sentinel = SentinelProcess.start(first)) {
				sentinel.awaitReplica(second.port());
				first.kill();
				sentinel.awaitPrimary(second.port());
				assertThat(second.isPrimary()).isTrue();
			}
		}
	}

}
