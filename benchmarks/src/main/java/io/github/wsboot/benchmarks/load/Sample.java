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

import java.time.Duration;
import java.util.List;

/**
 * Result of one measurement.
 *
 * @param delivered the texts that have arrived
 * @param time the duration
 * @param cpu the processor times that were spent meanwhile, that of the server first
 * @param p50 the median time from a text's start to its arrival in nanoseconds
 * @param p99 the time that 99 of 100 texts do not exceed in nanoseconds
 */
record Sample(long delivered, Duration time, List<Duration> cpu, long p50, long p99) {

	double perSecond() {
		return this.delivered * 1e9 / this.time.toNanos();
	}

	/**
	 * Return the server's processor time for each text in microseconds.
	 */
	double cpuMicros() {
		return cpuMicros(0);
	}

	/**
	 * Return one of the processor times for each text in microseconds.
	 */
	double cpuMicros(int index) {
		return this.cpu.get(index).toNanos() / 1e3 / this.delivered;
	}

	double p50Micros() {
		return this.p50 / 1e3;
	}

	double p99Micros() {
		return this.p99 / 1e3;
	}

}
