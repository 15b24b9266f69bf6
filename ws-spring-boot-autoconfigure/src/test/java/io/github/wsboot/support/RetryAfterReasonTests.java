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

package io.github.wsboot.support;

import java.time.Duration;
import java.util.List;
import java.util.stream.IntStream;

import org.jspecify.annotations.Nullable;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.CsvFileSource;
import org.springframework.web.socket.CloseStatus;

import static org.assertj.core.api.Assertions.assertThat;

/**
 * Tests for {@link RetryAfterReason}.
 */
class RetryAfterReasonTests {

	@Test
	void drawnSecondsShouldCoverTheRangeEvenly() {
		List<Duration> drawn = IntStream.range(0, 10_000)
			.mapToObj((i) -> RetryAfterReason.draw(CloseStatus.SERVICE_RESTARTED, 5))
			.map(RetryAfterReason::read)
			.toList();
		for (int seconds = 1; seconds <= 5; seconds++) {
			Duration each = Duration.ofSeconds(seconds);
			// 2,000 are expected; the standard deviation is 40
			assertThat(drawn.stream().filter(each::equals).count()).as("%s", each).isBetween(1_600L, 2_400L);
		}
		assertThat(drawn).allMatch((each) -> each.compareTo(Duration.ofSeconds(5)) <= 0);
	}

	@Test
	void withoutABoundTheStatusShouldStayAsItIs() {
		assertThat(RetryAfterReason.draw(CloseStatus.SERVICE_RESTARTED, 0)).isSameAs(CloseStatus.SERVICE_RESTARTED);
		assertThat(RetryAfterReason.draw(CloseStatus.SERVICE_RESTARTED, 1).getReason()).isEqualTo("retry-after=1");
	}

	@ParameterizedTest
	@CsvFileSource(files = "src/test/js/retry-after.csv", delimiter = '|', numLinesToSkip = 1)
	void shouldReadWhatAServerThatGoesAwayAsksFor(int code, @Nullable String reason, long seconds) {
		assertThat(RetryAfterReason.read(new CloseStatus(code, reason))).isEqualTo(Duration.ofSeconds(seconds));
	}

}
