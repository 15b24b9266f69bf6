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
 * Findings of one measurement of outgoing connections.
 *
 * @param perSecond the texts that have arrived at the client in each second
 * @param clientMicros the client's processor time for each of them in microseconds
 * @param serverMicros the server's processor time for each of them in microseconds
 */
record OutgoingSample(double perSecond, double clientMicros, double serverMicros) {

	/**
	 * Return the client's processor time as a share of the server's.
	 */
	double ratio() {
		return this.clientMicros / this.serverMicros;
	}

	@Override
	public String toString() {
		return "%,.0f/s, %.2f us of client CPU and %.2f us of server CPU each".formatted(this.perSecond,
				this.clientMicros, this.serverMicros);
	}

}
