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

package io.github.wsboot.message;

import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.ValueSource;

import static org.assertj.core.api.Assertions.assertThat;

/**
 * Tests for {@link ReservedTypes}.
 */
class ReservedTypesTests {

	private final ReservedTypes types = new ReservedTypes("type");

	@ParameterizedTest
	@ValueSource(strings = { "{\"type\":\"ws.x\"}", "{\"type\":\"\\u0077s.x\"}", "{\"type\":\"w\\u0073.x\"}",
			"{\"type\":\"ws\\u002ex\"}", "{\"type\":\"ws\\u002Ex\"}", "{\"type\":\"ws.\\u0078\"}",
			"{\"a\":[],\"type\" : \"ws.x\"}", "{\"\\u0074ype\":\"\\u0077\\u0073\\u002e\\u0078\"}" })
	void shouldFindAReservedType(String text) {
		assertThat(this.types.of(text)).isEqualTo("ws.x");
	}

	@ParameterizedTest
	@ValueSource(strings = { "{\"type\":\"wsx\"}", "{\"type\":\"WS.x\"}", "{\"type\":\" ws.x\"}", "ws.x", "",
			"{\"kind\":\"ws.x\"}", "{\"type\":\"say\",\"type\":\"ws.x\"}", "[\"ws.x\"]", "{\"text\":\"\\u00e9\"}" })
	void shouldLeaveTheOthers(String text) {
		assertThat(this.types.of(text)).isNull();
	}

	@Test
	void shouldLookAtTheFieldOfTheApplicationToo() {
		ReservedTypes kinds = new ReservedTypes("kind");
		assertThat(kinds.of("{\"kind\":\"ws.x\"}")).isEqualTo("ws.x");
		assertThat(kinds.of("{\"kind\":\"say\",\"type\":\"ws.y\"}")).isEqualTo("ws.y");
		assertThat(kinds.of("{\"kind\":\"say\",\"type\":\"shout\",\"text\":\"ws.\"}")).isNull();
	}

}
