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

package io.github.wsboot.demo.ticker;

import java.math.BigDecimal;
import java.time.Instant;
import java.util.ArrayDeque;
import java.util.Deque;
import java.util.List;
import java.util.concurrent.ThreadLocalRandom;

import org.springframework.scheduling.annotation.Scheduled;
import org.springframework.stereotype.Component;

import io.github.wsboot.Connection;
import io.github.wsboot.ConnectionManager;

/**
 * Moves one price at random, and sends it to all viewers. In a cluster each node does so
 * by itself, for its own viewers.
 */
@Component
class Ticker {

	private static final int MOST_POINTS = 60;

	private static final BigDecimal LOWEST = new BigDecimal("1.00");

	private final ConnectionManager connections;

	private final Deque<Point> points = new ArrayDeque<>();

	Ticker(ConnectionManager connections) {
		this.connections = connections;
		this.points.add(new Point(Instant.now(), new BigDecimal("100.00")));
	}

	@Scheduled(initialDelay = 1000, fixedRate = 1000)
	synchronized void tick() {
		BigDecimal before = this.points.getLast().price();
		Point point = new Point(Instant.now(), before.add(randomCents()).max(LOWEST));
		this.points.addLast(point);
		if (this.points.size() > MOST_POINTS) {
			this.points.removeFirst();
		}
		this.connections.endpoint(TickerEndpoint.PATH)
			.local()
			.push(new Tick(point.at(), point.price(), point.price().subtract(before)));
	}

	/**
	 * Send the prices so far to a connection. No tick comes in between, so it misses
	 * none.
	 */
	synchronized void catchUp(Connection connection) {
		connection.push(new History(List.copyOf(this.points)));
	}

	private static BigDecimal randomCents() {
		return BigDecimal.valueOf(ThreadLocalRandom.current().nextLong(-50, 51), 2);
	}

}
