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
import java.util.Collection;
import java.util.function.ToDoubleFunction;

/**
 * Statistics that reduce many figures to one.
 */
final class Statistics {

	private Statistics() {
	}

	/**
	 * Return the median: of an even number of values, the middle between the two in the
	 * middle.
	 */
	static double median(double... values) {
		if (values.length == 0) {
			throw new IllegalArgumentException("There is no median of nothing");
		}
		double[] sorted = values.clone();
		Arrays.sort(sorted);
		int middle = sorted.length / 2;
		return (sorted.length % 2 == 1) ? sorted[middle] : (sorted[middle - 1] + sorted[middle]) / 2;
	}

	static <T> double median(Collection<T> samples, ToDoubleFunction<T> value) {
		return median(samples.stream().mapToDouble(value).toArray());
	}

}
