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

package io.github.wsboot.benchmarks.load;

import java.util.Arrays;
import java.util.Random;

import org.assertj.core.data.Percentage;
import org.junit.jupiter.api.Test;

import static org.assertj.core.api.Assertions.assertThat;

/**
 * Tests for {@link Histogram}.
 */
class HistogramTests {

	private final Histogram histogram = new Histogram();

	@Test
	void withoutTimesShouldBeZero() {
		assertThat(this.histogram.percentile(50)).isZero();
		assertThat(this.histogram.total()).isZero();
	}

	@Test
	void smallTimesShouldBeExact() {
		for (int i = 1; i <= 50; i++) {
			this.histogram.record(i);
		}
		assertThat(this.histogram.percentile(50)).isEqualTo(25);
		assertThat(this.histogram.percentile(99)).isEqualTo(50);
		assertThat(this.histogram.percentile(100)).isEqualTo(50);
		assertThat(this.histogram.total()).isEqualTo(50);
	}

	@Test
	void ninetyNineOfHundredShouldNotExceedTheP99() {
		for (int i = 0; i < 99; i++) {
			this.histogram.record(10);
		}
		this.histogram.record(1_000_000);
		assertThat(this.histogram.percentile(99)).isEqualTo(10);
		assertThat(this.histogram.percentile(99.5)).isCloseTo(1_000_000, Percentage.withPercentage(1.6));
	}

	@Test
	void anyTimesShouldBeCloseToTheSortedOnes() {
		Random random = new Random(42);
		long[] times = random.longs(10_000).map((value) -> (value >>> 1) >>> random.nextInt(60)).toArray();
		for (long time : times) {
			this.histogram.record(time);
		}
		Arrays.sort(times);
		for (int percent : new int[] { 1, 10, 50, 90, 99 }) {
			long expected = times[percent * times.length / 100 - 1];
			assertThat(this.histogram.percentile(percent)).as("p" + percent)
				.isLessThanOrEqualTo(expected)
				.isCloseTo(expected, Percentage.withPercentage(1.6));
		}
	}

	@Test
	void timesBeyondAllReasonShouldFit() {
		this.histogram.record(Long.MAX_VALUE);
		this.histogram.record(-1);
		assertThat(this.histogram.percentile(50)).isZero();
		assertThat(this.histogram.percentile(100)).isCloseTo(Long.MAX_VALUE, Percentage.withPercentage(1.6));
	}

}
