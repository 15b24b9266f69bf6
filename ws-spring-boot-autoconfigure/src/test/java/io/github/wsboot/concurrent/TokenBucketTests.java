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

package io.github.wsboot.concurrent;

import java.util.concurrent.TimeUnit;

import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.ValueSource;

import static org.assertj.core.api.Assertions.assertThat;

/**
 * Tests for {@link TokenBucket}.
 */
class TokenBucketTests {

	private static final long SECOND = TimeUnit.SECONDS.toNanos(1);

	@Test
	void shouldHoldNoMoreThanTheBurst() {
		TokenBucket bucket = new TokenBucket(new Rate(10, 3), 0);
		assertThat(taken(bucket, 0)).isEqualTo(3);
		assertThat(taken(bucket, 100 * SECOND)).isEqualTo(3);
	}

	@ParameterizedTest
	@ValueSource(longs = { 0, Long.MAX_VALUE - 500_000_000, Long.MIN_VALUE, -1 })
	void shouldFillUpAtItsRate(long start) {
		TokenBucket bucket = new TokenBucket(new Rate(10, 10), start);
		assertThat(taken(bucket, start)).isEqualTo(10);
		assertThat(taken(bucket, start + SECOND / 10)).isEqualTo(1);
		assertThat(taken(bucket, start + SECOND / 2)).isEqualTo(4);
		assertThat(taken(bucket, start + 2 * SECOND)).isEqualTo(10);
	}

	@Test
	void shouldNotLetMoreThroughInTheLongRun() {
		TokenBucket bucket = new TokenBucket(new Rate(100, 5), 0);
		int taken = 0;
		for (long now = 0; now < 10 * SECOND; now += SECOND / 1000) {
			taken += bucket.take(now) ? 1 : 0;
		}
		assertThat(taken).isBetween(1000, 1005);
	}

	@Test
	void shouldTellHowLongTheNextOneTakes() {
		TokenBucket bucket = new TokenBucket(new Rate(2, 1), 0);
		assertThat(bucket.nanosUntilNext(0)).isNotPositive();
		assertThat(bucket.take(0)).isTrue();
		assertThat(bucket.nanosUntilNext(0)).isEqualTo(SECOND / 2);
		assertThat(bucket.nanosUntilNext(SECOND / 4)).isEqualTo(SECOND / 4);
		assertThat(bucket.take(SECOND / 2)).isTrue();
	}

	@Test
	void shouldTellWhetherItIsHalfFull() {
		TokenBucket bucket = new TokenBucket(new Rate(10, 10), 0);
		assertThat(bucket.isHalfFull(0)).isTrue();
		assertThat(taken(bucket, 0)).isEqualTo(10);
		assertThat(bucket.isHalfFull(0)).isFalse();
		assertThat(bucket.isHalfFull(SECOND / 2 - 1)).isFalse();
		assertThat(bucket.isHalfFull(SECOND / 2)).isTrue();
	}

	@Test
	void shouldTakeTheLargestNumbers() {
		TokenBucket bucket = new TokenBucket(new Rate(1, Integer.MAX_VALUE), 0);
		for (int i = 0; i < 1000; i++) {
			assertThat(bucket.take(0)).isTrue();
		}
		assertThat(taken(new TokenBucket(new Rate(1_000_000, 1), 0), 0)).isEqualTo(1);
	}

	private static int taken(TokenBucket bucket, long now) {
		int taken = 0;
		while (bucket.take(now)) {
			taken++;
		}
		return taken;
	}

}
