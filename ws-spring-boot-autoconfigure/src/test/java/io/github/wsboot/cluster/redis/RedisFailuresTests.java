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

import java.net.ConnectException;
import java.net.UnknownHostException;
import java.util.concurrent.CompletionException;

import io.lettuce.core.RedisConnectionException;
import org.junit.jupiter.api.Test;

import static org.assertj.core.api.Assertions.assertThat;

/**
 * Tests for {@link RedisFailures}.
 */
class RedisFailuresTests {

	private final RedisFailures failures = new RedisFailures("ws:test:");

	@Test
	void unknownHostShouldBeNamedWhateverTheResolverAdds() {
		UnknownHostException unknown = new UnknownHostException("redis.invalid");
		unknown.initCause(new IllegalStateException("NXDOMAIN"));
		assertThat(describe(unknown)).isEqualTo("The connection to Redis has failed (UnknownHostException)");
	}

	@Test
	void otherFailureShouldBeNamedByItsRoot() {
		assertThat(describe(new ConnectException("refused: /127.0.0.1:1")))
			.isEqualTo("The connection to Redis has failed (ConnectException)");
	}

	private String describe(Throwable root) {
		return String.valueOf(
				this.failures.describe(new CompletionException(new RedisConnectionException("Unable to connect", root)))
					.getMessage());
	}

}
