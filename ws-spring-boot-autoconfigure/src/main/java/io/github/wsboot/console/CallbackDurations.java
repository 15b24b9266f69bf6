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

import java.util.concurrent.atomic.AtomicLongArray;

/**
 * Histogram of the durations of callbacks, with buckets that are at most a sixteenth
 * wide: precise enough for a chart, at the cost of one increment for each callback.
 * Written by hand, since the console works without Micrometer and HdrHistogram, which are
 * optional.
 */
final class CallbackDurations {

	/** Parts of each power of two. */
	private static final int PARTS = 16;

	private static final int PART_BITS = 4;

	/** Enough for the largest positive number. */
	private static final int BUCKETS = (Long.SIZE - PART_BITS) * PARTS;

	private final AtomicLongArray counts = new AtomicLongArray(BUCKETS);

	void add(long nanos) {
		this.counts.incrementAndGet(bucket(Math.max(nanos, 0)));
	}

	/**
	 * Return a percentile of the durations since the last call, and reset the histogram.
	 * @param share the percentile as a fraction, up to 1
	 * @return nanoseconds, or -1 if nothing was counted
	 */
	long take(double share) {
		long[] taken = new long[BUCKETS];
		long total = 0;
		for (int i = 0; i < BUCKETS; i++) {
			taken[i] = (this.counts.get(i) != 0) ? this.counts.getAndSet(i, 0) : 0;
			total += taken[i];
		}
		long rank = (long) Math.ceil(share * total);
		long seen = 0;
		for (int i = 0; i < BUCKETS; i++) {
			seen += taken[i];
			if (taken[i] > 0 && seen >= rank) {
				return highest(i);
			}
		}
		return -1;
	}

	private static int bucket(long nanos) {
		if (nanos < PARTS) {
			return (int) nanos;
		}
		int shift = Long.SIZE - 1 - Long.numberOfLeadingZeros(nanos) - PART_BITS;
		return (shift + 1) * PARTS + (int) (nanos >>> shift) - PARTS;
	}

	/**
	 * Return the longest duration that belongs to a bucket.
	 */
	private static long highest(int bucket) {
		if (bucket < PARTS) {
			return bucket;
		}
		int shift = bucket / PARTS - 1;
		return ((long) (bucket % PARTS + PARTS + 1) << shift) - 1;
	}

}
