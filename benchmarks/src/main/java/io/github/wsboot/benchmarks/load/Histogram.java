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

/**
 * Counts times in buckets that are at most 1.6 percent wide, in constant memory.
 */
final class Histogram {

	private static final int BITS = 6;

	private static final int WIDTH = 1 << BITS;

	private final long[] counts = new long[WIDTH * (Long.SIZE - BITS)];

	private long total;

	private long max;

	/**
	 * Count a time.
	 * @param nanos the time, which is taken for 0 if it is negative
	 */
	void record(long nanos) {
		long value = Math.max(0, nanos);
		this.counts[bucket(value)]++;
		this.total++;
		this.max = Math.max(this.max, value);
	}

	private static int bucket(long value) {
		if (value < WIDTH) {
			return (int) value;
		}
		int shift = Long.SIZE - 1 - Long.numberOfLeadingZeros(value) - BITS;
		return (shift + 1) * WIDTH + (int) (value >>> shift) - WIDTH;
	}

	private static long lowest(int bucket) {
		int shift = bucket / WIDTH - 1;
		return (shift < 0) ? bucket : (long) (WIDTH + bucket % WIDTH) << shift;
	}

	/**
	 * Return the time that a part of all times do not exceed.
	 * @param percent the part
	 * @return the lower end of the time's bucket in nanoseconds, or 0 without any times
	 */
	long percentile(double percent) {
		long rank = (long) Math.ceil(this.total * percent / 100);
		long seen = 0;
		for (int i = 0; i < this.counts.length; i++) {
			seen += this.counts[i];
			if (seen >= rank && seen > 0) {
				return lowest(i);
			}
		}
		return this.max;
	}

	long total() {
		return this.total;
	}

}
