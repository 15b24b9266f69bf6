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
import java.util.function.Supplier;
import java.util.stream.IntStream;

/**
 * Lets clients do their work for a while, and measures the later part of that time.
 */
final class Measurement {

	private final Clients clients;

	private final List<Supplier<Duration>> clocks;

	private final Duration rampUp;

	private final Duration measured;

	private Histogram times = new Histogram();

	private boolean measuring;

	/**
	 * Create a measurement of all the processor time of a server.
	 */
	Measurement(Clients clients, MeasuredServer server, Options options) {
		this(clients, List.of(server::cpu), options);
	}

	/**
	 * Create a measurement.
	 * @param clients the connections
	 * @param clocks return processor times that were spent so far, that of the server
	 * first
	 * @param options how long to measure
	 */
	Measurement(Clients clients, List<Supplier<Duration>> clocks, Options options) {
		this(clients, clocks, options.rampUp(), options.measured());
	}

	/**
	 * Create a measurement.
	 * @param clients the connections
	 * @param clocks return processor times that were spent so far, that of the server
	 * first
	 * @param rampUp how long to work before
	 * @param measured how long to measure
	 */
	Measurement(Clients clients, List<Supplier<Duration>> clocks, Duration rampUp, Duration measured) {
		this.clients = clients;
		this.clocks = clocks;
		this.rampUp = rampUp;
		this.measured = measured;
	}

	/**
	 * Measure.
	 * @param traffic what to send
	 * @return what was found
	 * @throws IllegalStateException if a single text has been lost
	 */
	Sample run(Traffic traffic) {
		this.times = new Histogram();
		this.clients.listen((client, sentAt, arrivedAt) -> {
			if (this.measuring) {
				this.times.record(arrivedAt - sentAt);
			}
			traffic.received(client);
		});
		pump(traffic, this.rampUp);
		List<Duration> before = times();
		long start = System.nanoTime();
		this.measuring = true;
		pump(traffic, this.measured);
		this.measuring = false;
		Duration time = Duration.ofNanos(System.nanoTime() - start);
		List<Duration> after = times();
		traffic.stop();
		awaitMissing(traffic);
		return sample(time,
				IntStream.range(0, after.size()).mapToObj((i) -> after.get(i).minus(before.get(i))).toList());
	}

	private List<Duration> times() {
		return this.clocks.stream().map(Supplier::get).toList();
	}

	private void awaitMissing(Traffic traffic) {
		try {
			this.clients.await("get what is on its way", () -> traffic.missing() == 0);
		}
		catch (IllegalStateException ex) {
			throw new IllegalStateException(traffic.missing() + " texts have been lost", ex);
		}
	}

	private void pump(Traffic traffic, Duration duration) {
		long end = System.nanoTime() + duration.toNanos();
		while (System.nanoTime() - end < 0) {
			traffic.proceed();
			this.clients.pump(1);
		}
	}

	private Sample sample(Duration time, List<Duration> cpu) {
		if (this.times.total() == 0) {
			throw new IllegalStateException("Nothing has arrived within " + time);
		}
		return new Sample(this.times.total(), time, cpu, this.times.percentile(50), this.times.percentile(99));
	}

}
