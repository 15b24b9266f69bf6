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

package io.github.wsboot.endpoint;

import java.nio.charset.StandardCharsets;

import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.ValueSource;

import static org.assertj.core.api.Assertions.assertThat;

/**
 * Tests for {@link Arrivals}.
 */
class ArrivalsTests {

	@ParameterizedTest
	@ValueSource(strings = { "", "ascii", "\u0080", "caf\u00e9", "\u07ff\u0800\uffff", "\ud83d\ude00!", "\ud83d",
			"\ude00", "\ude00\ud83d", "a\ud83d\ud83d\ude00b" })
	void lengthShouldBeThatOfTheBytes(String text) {
		assertThat(Arrivals.utf8Length(text)).isEqualTo(text.getBytes(StandardCharsets.UTF_8).length);
	}

}
