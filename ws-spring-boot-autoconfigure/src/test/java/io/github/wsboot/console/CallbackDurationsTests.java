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

package io.github.wsboot.console;

import org.assertj.core.data.Percentage;
import org.junit.jupiter.api.Tag;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.ValueSource;

import static org.assertj.core.api.Assertions.assertThat;

/**
 * Tests for {@link CallbackDurations}.
 */
@Tag("boot")
class CallbackDurationsTests {

	private final CallbackDurations durations = new CallbackDurations();

	@ParameterizedTest
	@ValueSource(longs = { 0, 1, 15, 16, 17, 31, 32, 33, 1000, 123_456, 98_765_432, 30_000_000_000L, Long.MAX_VALUE })
	void anyDurationShouldBeKnownToASixteenth(long nanos) {
		this.durations.add(nanos);
		assertThat(this.durations.take(0.99)).isGreaterThanOrEqualTo(nanos)
			.isCloseTo(nanos, Percentage.withPercentage(100 / 16.0));
	}

	@Test
	void percentileShouldBeThatOfAllDurations() {
		for (int i = 1; i <= 1000; i++) {
			this.durations.add(i * 1000L);
		}
		assertThat(this.durations.take(0.99)).isCloseTo(990_000, Percentage.withPercentage(7));
		for (int i = 1; i <= 1000; i++) {
			this.durations.add(i * 1000L);
		}
		assertThat(this.durations.take(0.5)).isCloseTo(500_000, Percentage.withPercentage(7));
	}

	@Test
	void nothingShouldBeCountedTwice() {
		this.durations.add(1000);
		assertThat(this.durations.take(0.99)).isPositive();
		assertThat(this.durations.take(0.99)).isEqualTo(-1);
	}

}
