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
import java.util.stream.IntStream;

/**
 * Measures what three nodes do that have nothing to do but to tell each other that they
 * live, beside a server without a cluster, at the same time.
 */
final class HeartbeatCost {

	private static final int NODES = 3;

	/** Until the servers have done what follows a start. */
	private static final Duration SETTLING = Duration.ofSeconds(20);

	private final Options options;

	private final ClusterNodes nodes;

	HeartbeatCost(Options options, ClusterNodes nodes) {
		this.options = options;
		this.nodes = nodes;
	}

	List<String> run() {
		try (ServerProcess alone = ServerProcess.start(this.options);
				ClusterNode third = ClusterNode.start(this.options, this.nodes.redis());
				Clients clients = new Clients(alone.port())) {
			List<ClusterNode> all = List.of(this.nodes.pushing(), this.nodes.receiving(), third);
			all.forEach((node) -> node.awaitNodes(clients, NODES));
			clients.pump(SETTLING);
			return measure(clients, alone, all);
		}
	}

	private List<String> measure(Clients clients, ServerProcess alone, List<ClusterNode> all) {
		Duration time = this.options.measured().multipliedBy(2L * this.options.rounds());
		System.err.printf("Nothing but heartbeats for %s%n", time);
		Duration aloneBefore = alone.cpu();
		Duration redisBefore = this.nodes.redis().cpu();
		long bytesBefore = bytes();
		List<Duration> before = all.stream().map(ClusterNode::cpu).toList();
		clients.pump(time);
		List<Duration> after = all.stream().map(ClusterNode::cpu).toList();
		double[] spent = IntStream.range(0, NODES)
			.mapToDouble((i) -> perSecond(after.get(i).minus(before.get(i)), time))
			.toArray();
		MarkdownTable table = new MarkdownTable("idle", "processor time (ms/s)");
		table.row("server without a cluster", perSecond(alone.cpu().minus(aloneBefore), time));
		table.row("each of %d nodes (median)".formatted(NODES), Statistics.median(spent));
		table.row("Redis", perSecond(this.nodes.redis().cpu().minus(redisBefore), time));
		List<String> report = new ArrayList<>();
		report.add("Nobody is connected for %s s; %,.0f bytes/s go through Redis.".formatted(time.toMillis() / 1e3,
				(bytes() - bytesBefore) * 1e3 / time.toMillis()));
		report.add("");
		report.addAll(table.lines());
		return report;
	}

	private long bytes() {
		return this.nodes.redis().bytesReceived() + this.nodes.redis().bytesSent();
	}

	private static double perSecond(Duration spent, Duration time) {
		return spent.toNanos() / 1e6 / (time.toNanos() / 1e9);
	}

}
