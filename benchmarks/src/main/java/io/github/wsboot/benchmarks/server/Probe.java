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

package io.github.wsboot.benchmarks.server;

import io.micrometer.core.instrument.MeterRegistry;
import io.micrometer.core.instrument.Timer;
import org.springframework.beans.factory.ObjectProvider;
import org.springframework.web.bind.annotation.GetMapping;
import org.springframework.web.bind.annotation.PostMapping;
import org.springframework.web.bind.annotation.RequestParam;
import org.springframework.web.bind.annotation.RestController;

import io.github.wsboot.Connection;
import io.github.wsboot.ConnectionManager;
import io.github.wsboot.transport.loop.EventLoops;

/**
 * Returns data that cannot be seen from outside.
 */
@RestController
class Probe {

	private final ConnectionManager connections;

	private final SpringHandler springHandler;

	private final StompSessions stompSessions;

	private final ObjectProvider<EventLoops> loops;

	private final ObjectProvider<MeterRegistry> meters;

	Probe(ConnectionManager connections, SpringHandler springHandler, StompSessions stompSessions,
			ObjectProvider<EventLoops> loops, ObjectProvider<MeterRegistry> meters) {
		this.connections = connections;
		this.springHandler = springHandler;
		this.stompSessions = stompSessions;
		this.loops = loops;
		this.meters = meters;
	}

	/**
	 * Collect garbage until nothing more is found.
	 * @return the bytes of heap that are left
	 */
	@PostMapping("/probe/gc")
	String gc() {
		return Long.toString(Jvm.heapAfterCollection());
	}

	@GetMapping("/probe/jvm")
	String jvm() {
		return Jvm.describe();
	}

	@GetMapping("/probe/flags")
	String flags() {
		return Jvm.flags();
	}

	/**
	 * Return the number of event loops, 0 without any.
	 */
	@GetMapping("/probe/loops")
	String loops() {
		return Integer.toString(this.loops.stream().mapToInt(EventLoops::count).sum());
	}

	/**
	 * Return the number of connections at a path.
	 */
	@GetMapping("/probe/connections")
	String connections(@RequestParam String path) {
		return Integer.toString(count(path));
	}

	private int count(String path) {
		return switch (path) {
			case "/spring" -> this.springHandler.count();
			case "/stomp" -> this.stompSessions.count();
			default -> this.connections.endpoint(path).count();
		};
	}

	/**
	 * Return the number of our connections at a path whose clients do not read what is
	 * waiting for them.
	 */
	@GetMapping("/probe/waiting")
	String waiting(@RequestParam String path) {
		return Long.toString(this.connections.connections()
			.filter((connection) -> connection.endpoint().equals(path))
			.filter(Probe::isWaiting)
			.count());
	}

	/**
	 * Return the number of messages that the meters have counted, 0 without any.
	 */
	@GetMapping("/probe/metered")
	String metered() {
		return Long.toString(this.meters.stream()
			.flatMap((registry) -> registry.find("websocket.server.message.duration").timers().stream())
			.mapToLong(Timer::count)
			.sum());
	}

	private static boolean isWaiting(Connection connection) {
		return connection.info().queuedBytes() > 0;
	}

}
