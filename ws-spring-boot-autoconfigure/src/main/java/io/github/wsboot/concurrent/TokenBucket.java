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

/**
 * Bucket of tokens that is full in the beginning and fills up again at a steady rate. Its
 * only state is the time at which it will be full. Times are those of
 * {@link System#nanoTime()}. For one thread at a time.
 *
 * @since 0.1.0
 */
public final class TokenBucket {

	private final long nanosPerToken;

	private final long capacity;

	/** Time at which the bucket is, or was, full again. */
	private long full;

	/**
	 * Create a full bucket.
	 * @param rate the rate at which it fills up, and the number of tokens that it holds
	 * @param now the time
	 */
	public TokenBucket(Rate rate, long now) {
		this.nanosPerToken = Math.max(1, TimeUnit.SECONDS.toNanos(1) / rate.perSecond());
		this.capacity = rate.burst() * this.nanosPerToken;
		this.full = now;
	}

	/**
	 * Take a token.
	 * @param now the time
	 * @return whether there was a token
	 */
	public boolean take(long now) {
		if (nanosUntilNext(now) > 0) {
			return false;
		}
		this.full = now + missing(now) + this.nanosPerToken;
		return true;
	}

	/**
	 * Return the time until there is a token.
	 * @param now the time
	 * @return the nanoseconds to wait, not positive if there is a token already
	 */
	public long nanosUntilNext(long now) {
		return missing(now) + this.nanosPerToken - this.capacity;
	}

	/**
	 * Return whether the bucket has at least half of its tokens.
	 * @param now the time
	 * @return whether the bucket is half full
	 */
	public boolean isHalfFull(long now) {
		return missing(now) <= this.capacity / 2;
	}

	private long missing(long now) {
		return Math.max(0, this.full - now);
	}

}
