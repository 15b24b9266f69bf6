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

package io.github.wsboot;

import java.time.Duration;

import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.ValueSource;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatIllegalArgumentException;

/**
 * Tests for {@link PushOptions}.
 */
class PushOptionsTests {

	private static final Duration SECOND = Duration.ofSeconds(1);

	@Test
	void optionsShouldAddUp() {
		PushOptions options = PushOptions.conflate("key").expireAfter(SECOND);
		assertThat(options.conflationKey()).isEqualTo("key");
		assertThat(options.lifetime()).isEqualTo(SECOND);
		assertThat(options.isEmpty()).isFalse();
		assertThat(options.expireAfter(SECOND.multipliedBy(2)).lifetime()).isEqualTo(SECOND.multipliedBy(2));
		assertThat(options.lifetime()).as("immutable").isEqualTo(SECOND);
	}

	@Test
	void noOptionsShouldBeEmpty() {
		assertThat(PushOptions.none().isEmpty()).isTrue();
		assertThat(PushOptions.none().conflationKey()).isNull();
		assertThat(PushOptions.none().lifetime()).isNull();
		assertThat(PushOptions.none().expireAfter(SECOND).isEmpty()).isFalse();
		assertThat(PushOptions.none().isEmpty()).isTrue();
	}

	@Test
	void sameOptionsShouldBeEqual() {
		assertThat(PushOptions.conflate("key").expireAfter(SECOND))
			.isEqualTo(PushOptions.conflate("key").expireAfter(Duration.ofMillis(1000)))
			.hasSameHashCodeAs(PushOptions.conflate("key").expireAfter(SECOND))
			.hasToString("PushOptions[conflationKey=key, lifetime=PT1S]")
			.isNotEqualTo(PushOptions.conflate("key"))
			.isNotEqualTo(PushOptions.none().expireAfter(SECOND));
	}

	@Test
	void keyShouldHaveOneTo200Characters() {
		assertThat(PushOptions.conflate("k").conflationKey()).isEqualTo("k");
		assertThat(PushOptions.conflate(" ").conflationKey()).isEqualTo(" ");
		assertThat(PushOptions.conflate("\uD83D\uDE00".repeat(100)).conflationKey()).hasSize(200);
		assertThatIllegalArgumentException().isThrownBy(() -> PushOptions.conflate(""))
			.withMessage("'key' must not be empty");
		assertThatIllegalArgumentException().isThrownBy(() -> PushOptions.conflate("k".repeat(201)))
			.withMessage("'key' must not have more than 200 characters, and has 201");
	}

	@ParameterizedTest
	@ValueSource(strings = { "a\uD83D", "\uDE00b", "\uD83D\uD83D\uDE00", "\uDE00\uD83D" })
	void keyShouldHaveWholeCharacters(String key) {
		assertThatIllegalArgumentException().isThrownBy(() -> PushOptions.conflate(key))
			.withMessage("'key' must not have half of a surrogate pair: other nodes could not read it");
	}

	@Test
	void lifetimeShouldBePositive() {
		assertThat(PushOptions.none().expireAfter(Duration.ofNanos(1)).lifetime()).isEqualTo(Duration.ofNanos(1));
		assertThatIllegalArgumentException().isThrownBy(() -> PushOptions.none().expireAfter(Duration.ZERO))
			.withMessage("'lifetime' must be positive, and is PT0S");
		assertThatIllegalArgumentException().isThrownBy(() -> PushOptions.none().expireAfter(SECOND.negated()));
	}

}
