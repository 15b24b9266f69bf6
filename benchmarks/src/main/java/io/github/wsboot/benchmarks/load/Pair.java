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

import java.util.ArrayList;
import java.util.List;
import java.util.function.Supplier;
import java.util.function.ToDoubleFunction;

/**
 * Results of two kinds that were measured one right after the other.
 *
 * @param <T> the type of a result
 * @param first the result of the first kind, whichever was measured first
 * @param second the result of the second kind
 */
record Pair<T>(T first, T second) {

	/**
	 * Measure two kinds in turn.
	 * @param <T> the type of a result
	 * @param rounds the number of pairs, after one that does not count
	 * @param first measures the first kind
	 * @param second measures the second kind
	 */
	static <T> List<Pair<T>> measure(int rounds, Supplier<T> first, Supplier<T> second) {
		List<Pair<T>> pairs = new ArrayList<>();
		for (int round = 0; round <= rounds; round++) {
			// Nobody is always the first
			Pair<T> pair = (round % 2 == 1) ? measure(second, first).swapped() : measure(first, second);
			System.err.printf("%s: %s%n", (round == 0) ? "warm-up" : "round " + round, pair);
			if (round > 0) {
				pairs.add(pair);
			}
		}
		return pairs;
	}

	private static <T> Pair<T> measure(Supplier<T> first, Supplier<T> second) {
		T result = first.get();
		return new Pair<>(result, second.get());
	}

	private Pair<T> swapped() {
		return new Pair<>(this.second, this.first);
	}

	double ratio(ToDoubleFunction<T> value) {
		return value.applyAsDouble(this.second) / value.applyAsDouble(this.first);
	}

	double difference(ToDoubleFunction<T> value) {
		return value.applyAsDouble(this.second) - value.applyAsDouble(this.first);
	}

	static <T> double medianOfFirst(List<Pair<T>> pairs, ToDoubleFunction<T> value) {
		return Statistics.median(pairs, (pair) -> value.applyAsDouble(pair.first));
	}

	static <T> double medianOfSecond(List<Pair<T>> pairs, ToDoubleFunction<T> value) {
		return Statistics.median(pairs, (pair) -> value.applyAsDouble(pair.second));
	}

}
