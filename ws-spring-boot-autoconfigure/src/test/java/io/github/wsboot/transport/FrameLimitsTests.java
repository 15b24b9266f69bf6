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

package io.github.wsboot.transport;

import org.junit.jupiter.api.Test;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatIllegalArgumentException;

/**
 * Tests for {@link FrameLimits}.
 */
class FrameLimitsTests {

	@Test
	void shouldTakeTheSmallestAndTheLargestLimits() {
		assertThat(new FrameLimits(0, 0, 1).maxFragments()).isEqualTo(1);
		assertThat(new FrameLimits(Integer.MAX_VALUE, 0, 1).maxTextSize()).isEqualTo(Integer.MAX_VALUE);
	}

	@Test
	void shouldRefuseLimitsThatNothingCanMeet() {
		assertThatIllegalArgumentException().isThrownBy(() -> new FrameLimits(-1, 0, 1))
			.withMessage("'maxTextSize' must not be negative");
		assertThatIllegalArgumentException().isThrownBy(() -> new FrameLimits(0, -1, 1))
			.withMessage("'maxBinarySize' must not be negative");
		assertThatIllegalArgumentException().isThrownBy(() -> new FrameLimits(0, 0, 0))
			.withMessage("'maxFragments' must be positive");
	}

}
