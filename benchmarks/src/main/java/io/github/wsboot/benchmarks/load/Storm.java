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
import java.util.concurrent.TimeUnit;

/**
 * Many clients that connect at once, while others send a text a second each.
 */
final class Storm {

	/** Handshakes on their way: about what the backlog of a server takes. */
	private static final int MAX_CONNECTING = 4000;

	/** Connections that are begun before what has arrived is looked at. */
	private static final int BATCH = 32;

	private final Options options;

	private final int others;

	private final int connecting;

	private Histogram handshakes = new Histogram();

	private Histogram texts = new Histogram();

	/**
	 * Create a storm of nine in ten connections.
	 */
	Storm(Options options) {
		this.options = options;
		this.others = Math.max(1, options.connections() / 10);
		this.connecting = Math.max(1, options.connections() - this.others);
	}

	Result run(Contender contender) {
		MeasuredServer server = contender.server();
		try (Clients clients = server.clients(PlainFormat.TEXT)) {
			List<Client> senders = clients.open(contender.path(), this.others, true);
			server.await(clients, contender.path(), this.others);
			Traffic traffic = new PacedTraffic(clients, senders, this.options.size(), TimeUnit.SECONDS.toNanos(1));
			clients.listen((client, sentAt, arrivedAt) -> {
				this.texts.record(arrivedAt - sentAt);
				traffic.received(client);
			});
			Result result = run(clients, server, traffic);
			traffic.stop();
			clients.await("get what is on its way", () -> traffic.missing() == 0);
			server.await(clients, contender.path(), this.others + this.connecting);
			clients.closeAll();
			server.await(clients, contender.path(), 0);
			return result;
		}
	}

	private Result run(Clients clients, MeasuredServer server, Traffic traffic) {
		pump(clients, traffic, this.options.rampUp());
		this.texts = new Histogram();
		Duration before = server.cpu();
		pump(clients, traffic, this.options.measured());
		Duration calmCpu = server.cpu().minus(before);
		double calm = this.texts.percentile(99) / 1e3;
		this.texts = new Histogram();
		long start = System.nanoTime();
		before = server.cpu();
		connect(clients, traffic);
		long time = System.nanoTime() - start;
		Duration cpu = server.cpu().minus(before);
		double ofTraffic = (double) calmCpu.toNanos() * time / this.options.measured().toNanos();
		return new Result(time / 1e6, (cpu.toNanos() - ofTraffic) / 1e3 / this.connecting,
				this.handshakes.percentile(99) / 1e6, calm, this.texts.percentile(99) / 1e3);
	}

	private static void pump(Clients clients, Traffic traffic, Duration duration) {
		long end = System.nanoTime() + duration.toNanos();
		while (System.nanoTime() - end < 0) {
			traffic.proceed();
			clients.pump(1);
		}
	}

	private void connect(Clients clients, Traffic traffic) {
		this.handshakes = new Histogram();
		clients.onOpen((client) -> this.handshakes.record(System.nanoTime() - client.startedAt()));
		int all = this.others + this.connecting;
		clients.await("open connections", () -> {
			for (int i = 0; i < BATCH && clients.begunCount() < all
					&& clients.begunCount() - clients.openedCount() < MAX_CONNECTING; i++) {
				clients.connect(true);
			}
			traffic.proceed();
			return clients.openedCount() == all;
		});
		clients.onOpen((client) -> {
		});
	}

	int others() {
		return this.others;
	}

	int connecting() {
		return this.connecting;
	}

	/**
	 * Result of a storm.
	 *
	 * @param millis the milliseconds until all were established
	 * @param cpuMicros the server's processor time for each of them in microseconds,
	 * without that of the texts
	 * @param handshakeP99 the milliseconds that 99 of 100 handshakes did not exceed
	 * @param calmP99 the same of texts before, in microseconds
	 * @param stormP99 the same of texts meanwhile, in microseconds
	 */
	record Result(double millis, double cpuMicros, double handshakeP99, double calmP99, double stormP99) {

	}

}
