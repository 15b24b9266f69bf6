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

import java.util.List;

import org.junit.jupiter.api.Test;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatIllegalArgumentException;

/**
 * Tests for {@link Statistics}.
 */
class StatisticsTests {

	@Test
	void medianOfAnOddNumberShouldBeTheMiddle() {
		assertThat(Statistics.median(9, 1, 5)).isEqualTo(5);
	}

	@Test
	void medianOfAnEvenNumberShouldBeBetweenTheTwoInTheMiddle() {
		assertThat(Statistics.median(9, 1, 5, 2)).isEqualTo(3.5);
	}

	@Test
	void medianShouldNotChangeItsValues() {
		double[] values = { 3, 1, 2 };
		assertThat(Statistics.median(values)).isEqualTo(2);
		assertThat(values).containsExactly(3, 1, 2);
	}

	@Test
	void medianOfNothingShouldBeRejected() {
		assertThatIllegalArgumentException().isThrownBy(() -> Statistics.median())
			.withMessage("There is no median of nothing");
	}

	@Test
	void medianOfSamplesShouldBeThatOfTheirValues() {
		assertThat(Statistics.median(List.of("a", "bbbb", "cc"), String::length)).isEqualTo(2);
	}

}
