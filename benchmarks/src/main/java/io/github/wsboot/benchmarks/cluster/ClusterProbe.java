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

package io.github.wsboot.benchmarks.cluster;

import org.springframework.web.bind.annotation.GetMapping;
import org.springframework.web.bind.annotation.RestController;

import io.github.wsboot.ConnectionManager;

/**
 * Returns data of the receiving node that cannot be seen from outside.
 */
@RestController
class ClusterProbe {

	/** Event loops, which only the receiving node has. */
	private static final String LOOPS = "ws-loop-";

	private final BroadcastEndpoint broadcasts;

	private final ConnectionManager connections;

	ClusterProbe(BroadcastEndpoint broadcasts, ConnectionManager connections) {
		this.broadcasts = broadcasts;
		this.connections = connections;
	}

	@GetMapping("/probe/nodes")
	String nodes() {
		return Integer.toString(this.connections.cluster().nodes().size());
	}

	/**
	 * Return the nanoseconds of processor time that deliveries have taken this node: in
	 * its event loops, on the thread of its link, and in the calls of local pushes.
	 */
	@GetMapping("/probe/delivery-time")
	String deliveryTime() {
		String link = MemoryEngine.threadName(ClusterServer.RECEIVING_NODE);
		long threads = ThreadTimes.sum((name) -> name.startsWith(LOOPS) || name.equals(link));
		return Long.toString(threads + this.broadcasts.localPushNanos());
	}

}
