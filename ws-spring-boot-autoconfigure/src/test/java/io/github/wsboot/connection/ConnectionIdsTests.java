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

package io.github.wsboot.connection;

import java.util.Base64;
import java.util.Set;
import java.util.stream.Collectors;
import java.util.stream.IntStream;

import org.junit.jupiter.api.Test;

import static org.assertj.core.api.Assertions.assertThat;

/**
 * Tests for {@link ConnectionIds}.
 */
class ConnectionIdsTests {

	private final ConnectionIds ids = new ConnectionIds();

	@Test
	void shouldHave128BitsThatAreSafeInAUrl() {
		String id = this.ids.next();
		assertThat(id).matches("[A-Za-z0-9_-]{22}");
		assertThat(Base64.getUrlDecoder().decode(id)).hasSize(16);
	}

	@Test
	void shouldNotRepeat() {
		int count = 10_000;
		Set<String> drawn = IntStream.range(0, count).mapToObj((i) -> this.ids.next()).collect(Collectors.toSet());
		assertThat(drawn).hasSize(count);
	}

}
