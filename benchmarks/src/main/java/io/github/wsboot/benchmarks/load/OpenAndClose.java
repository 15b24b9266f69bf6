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

/**
 * Connections that are closed as soon as they are open, a few at a time.
 */
final class OpenAndClose {

	private static final int AT_A_TIME = 32;

	private final Options options;

	OpenAndClose(Options options) {
		this.options = options;
	}

	/**
	 * Measure.
	 * @param contender where to open connections
	 * @param measured for how long
	 */
	Result run(Contender contender, Duration measured) {
		MeasuredServer server = contender.server();
		try (Clients clients = server.clients(PlainFormat.TEXT)) {
			clients.open(contender.path(), 1, true);
			clients.onOpen(Client::close);
			pump(clients, this.options.rampUp());
			int closed = clients.endedCount();
			Duration before = server.cpu();
			long start = System.nanoTime();
			pump(clients, measured);
			int count = clients.endedCount() - closed;
			Duration cpu = server.cpu().minus(before);
			double seconds = (System.nanoTime() - start) / 1e9;
			clients.closeAll();
			server.await(clients, contender.path(), 0);
			return new Result(count / seconds, cpu.toNanos() / 1e3 / count);
		}
	}

	private static void pump(Clients clients, Duration duration) {
		long end = System.nanoTime() + duration.toNanos();
		while (System.nanoTime() - end < 0) {
			while (clients.begunCount() - clients.endedCount() < AT_A_TIME) {
				clients.connect(true);
			}
			clients.pump(1);
		}
	}

	/**
	 * Result of a measurement.
	 *
	 * @param perSecond the connections that were opened and closed each second
	 * @param cpuMicros the server's processor time for each of them in microseconds
	 */
	record Result(double perSecond, double cpuMicros) {

	}

}
