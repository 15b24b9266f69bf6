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
 * Processor time of the first things that a server does.
 *
 * @param readySeconds the seconds until it listened
 * @param startSeconds the processor time until then in seconds
 * @param connectMicros that of a connection in microseconds
 * @param firstMicros that of a message, of the first ones
 * @param nextMicros that of a message, of as many that follow
 * @param firstP99 the microseconds that 99 of 100 of the first messages did not exceed
 * @param firstSeconds the seconds in which the first messages came back
 */
record Youth(double readySeconds, double startSeconds, double connectMicros, double firstMicros, double nextMicros,
		double firstP99, double firstSeconds) {

	/**
	 * Measure.
	 * @param server a server that has just been started
	 * @param path where to
	 * @param ready how long that took
	 * @param options connections and size of a message
	 * @param messages the number of messages, twice
	 */
	static Youth measure(ServerProcess server, String path, Duration ready, Options options, int messages) {
		double start = server.cpu().toNanos() / 1e9;
		try (Clients clients = server.clients(PlainFormat.TEXT)) {
			Duration before = server.cpu();
			List<Client> readers = clients.open(path, options.connections(), true);
			// Before it is asked for anything by HTTP, which costs much the first time
			double connect = micros(server, before) / readers.size();
			server.await(clients, path, readers.size());
			Histogram times = new Histogram();
			EchoTraffic traffic = new EchoTraffic(clients, readers, options.size());
			clients.listen((client, sentAt, arrivedAt) -> {
				times.record(arrivedAt - sentAt);
				traffic.received(client);
			});
			before = server.cpu();
			long startedAt = System.nanoTime();
			traffic.proceed();
			clients.await("get the first messages", () -> times.total() >= messages);
			double seconds = (System.nanoTime() - startedAt) / 1e9;
			double first = micros(server, before) / messages;
			double p99 = times.percentile(99) / 1e3;
			before = server.cpu();
			clients.await("get the next messages", () -> times.total() >= 2L * messages);
			double next = micros(server, before) / messages;
			traffic.stop();
			clients.await("get what is on its way", () -> traffic.missing() == 0);
			return new Youth(ready.toNanos() / 1e9, start, connect, first, next, p99, seconds);
		}
	}

	private static double micros(ServerProcess server, Duration before) {
		return server.cpu().minus(before).toNanos() / 1e3;
	}

}
