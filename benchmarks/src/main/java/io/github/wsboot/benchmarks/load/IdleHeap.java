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

/**
 * Measures what an idle connection costs of the server's heap, each kind in a server of
 * its own.
 */
final class IdleHeap {

	/** Connections that load classes and fill pools before anything is counted. */
	private static final int FIRST = 100;

	private static final String COMPACT = "--ws.transport.tomcat.compact-buffers=true";

	private final Options options;

	/** The first is what the others are compared with. */
	private final List<Kind> kinds;

	private IdleHeap(Options options, List<Kind> kinds) {
		this.options = options;
		this.kinds = kinds;
	}

	/**
	 * Create a measurement of our connections against those of the baseline.
	 */
	static IdleHeap ofTargets(Options options) {
		List<Kind> kinds = new ArrayList<>();
		kinds.add(new Kind(options.baseline(), options.baseline()));
		if (options.targets().contains("/ws")) {
			kinds.add(new Kind("/ws", "/ws"));
			kinds.add(new Kind("/ws with compact buffers", "/ws", COMPACT));
		}
		return new IdleHeap(options, kinds.stream().distinct().toList());
	}

	/**
	 * Create a measurement of the connections of a node against those of a server without
	 * a cluster, whose ids are shorter.
	 */
	static IdleHeap ofNode(Options options, RedisServer redis) {
		List<String> arguments = new ArrayList<>(List.of(redis.nodeArguments()));
		arguments.add(COMPACT);
		return new IdleHeap(options, List.of(new Kind("/ws with compact buffers", "/ws", COMPACT),
				new Kind("the same in a cluster", "/ws", arguments.toArray(String[]::new))));
	}

	List<String> run() {
		MarkdownTable table = new MarkdownTable("heap per idle connection (%d of them)".formatted(this.options.idle()),
				"bytes", "against " + this.kinds.get(0).name());
		double baseline = 0;
		for (Kind kind : this.kinds) {
			double bytes = measure(kind);
			System.err.printf("idle connection at %s: %,.0f bytes%n", kind.name(), bytes);
			baseline = (baseline == 0) ? bytes : baseline;
			table.row(kind.name(), bytes, bytes / baseline);
		}
		return table.lines();
	}

	private double measure(Kind kind) {
		try (ServerProcess server = ServerProcess.start(this.options, kind.arguments());
				Clients clients = new Clients(server.port())) {
			clients.open(kind.path(), FIRST, true);
			long before = heap(clients, server, kind.path(), FIRST);
			clients.open(kind.path(), this.options.idle(), true);
			long after = heap(clients, server, kind.path(), FIRST + this.options.idle());
			return (double) (after - before) / this.options.idle();
		}
	}

	private static long heap(Clients clients, ServerProcess server, String path, int connections) {
		server.await(clients, path, connections);
		return server.heap();
	}

	/**
	 * A kind of connection.
	 *
	 * @param name what it is called
	 * @param path where it is opened
	 * @param arguments what the server is started with
	 */
	private record Kind(String name, String path, String... arguments) {

	}

}
