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
import java.util.ArrayList;
import java.util.List;

/**
 * Measures how long a node is cut off from its cluster when Redis closes its connections,
 * and what it takes to subscribe all of its topics again.
 */
final class Resubscription {

	private static final int[] TOPICS = { 0, 1000, 10_000, 50_000 };

	/** Rooms of one connection, at most as many as it may be in. */
	private static final int ROOMS = 1000;

	/**
	 * After which a link counts as one that works, so that a broken one is replaced at
	 * once.
	 */
	private static final Duration PAUSE = Duration.ofSeconds(4);

	private final Options options;

	private final ClusterNodes nodes;

	Resubscription(Options options, ClusterNodes nodes) {
		this.options = options;
		this.nodes = nodes;
	}

	List<String> run() {
		MarkdownTable table = new MarkdownTable("topics of rooms", "cut off (ms)", "node's processor time (ms)",
				"Redis' (ms)", "KB to Redis", "KB from Redis");
		ClusterNode node = this.nodes.receiving();
		try (Clients clients = new Clients(node.port())) {
			int topics = 0;
			for (int next : TOPICS) {
				while (topics < next) {
					clients.open("/rooms/%d/%d".formatted(topics, ROOMS), 1, true);
					topics += ROOMS;
				}
				row(table, clients, node, topics);
			}
			clients.closeAll();
		}
		List<String> report = new ArrayList<>();
		report.add("A node whose connections Redis closes, until it has the cluster back; medians of %d rounds."
			.formatted(this.options.rounds()));
		report.add("");
		report.addAll(table.lines());
		return report;
	}

	private void row(MarkdownTable table, Clients clients, ClusterNode node, int topics) {
		List<Outage> outages = new ArrayList<>();
		for (int round = 0; round <= this.options.rounds(); round++) {
			node.awaitTopics(clients, topics);
			clients.pump(PAUSE);
			Outage outage = measure(clients, node, topics);
			System.err.printf("%s, %,d topics: %s%n", (round == 0) ? "warm-up" : "round " + round, topics, outage);
			if (round > 0) {
				outages.add(outage);
			}
		}
		table.row("%,d".formatted(topics), Statistics.median(outages, (each) -> each.duration.toNanos() / 1e6),
				Statistics.median(outages, (each) -> each.cpu.toNanos() / 1e6),
				Statistics.median(outages, (each) -> each.redisCpu.toNanos() / 1e6),
				Statistics.median(outages, (each) -> each.bytesToRedis / 1e3),
				Statistics.median(outages, (each) -> each.bytesFromRedis / 1e3));
	}

	private Outage measure(Clients clients, ClusterNode node, int topics) {
		int links = node.links();
		Duration cpu = node.cpu();
		Duration redisCpu = this.nodes.redis().cpu();
		long received = this.nodes.redis().bytesReceived();
		long sent = this.nodes.redis().bytesSent();
		this.nodes.redis().killSubscribers();
		clients.await("reach the cluster again", () -> node.links() > links);
		node.awaitTopics(clients, topics);
		return new Outage(node.outage(), node.cpu().minus(cpu), this.nodes.redis().cpu().minus(redisCpu),
				this.nodes.redis().bytesReceived() - received, this.nodes.redis().bytesSent() - sent);
	}

	private record Outage(Duration duration, Duration cpu, Duration redisCpu, long bytesToRedis, long bytesFromRedis) {

	}

}
