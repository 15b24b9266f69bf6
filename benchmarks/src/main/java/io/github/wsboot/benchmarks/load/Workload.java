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

import java.util.List;

/**
 * Work of the clients of a measurement.
 */
enum Workload {

	/** Each connection sends a text and waits until it is back. */
	ECHO("echo, 1 in flight on each connection"),

	/** One connection sends a text to all and waits until all have it. */
	BROADCAST("broadcast, 1 in flight"),

	/** One connection sends texts to all, eight of which may be on their way. */
	BROADCAST_8("broadcast, 8 in flight");

	private final String description;

	Workload(String description) {
		this.description = description;
	}

	Traffic traffic(Clients clients, List<Client> readers, int size) {
		return switch (this) {
			case ECHO -> new EchoTraffic(clients, readers, size);
			case BROADCAST -> new BroadcastTraffic(clients, readers, size, 1);
			case BROADCAST_8 -> new BroadcastTraffic(clients, readers, size, 8);
		};
	}

	@Override
	public String toString() {
		return this.description;
	}

}
