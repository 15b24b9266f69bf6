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
import java.util.Locale;

/**
 * Load of a server.
 *
 * @param kind what is sent
 * @param size the size of a message in bytes
 * @param connections the number of connections
 * @param window the broadcasts that may be on their way, 1 for an echo
 * @param compressed whether messages are compressed
 */
record Load(Kind kind, int size, int connections, int window, boolean compressed) {

	private static final int KB = 1024;

	private static final long DEFAULT_MESSAGE_SIZE = 8 * KB;

	private static final long DEFAULT_MAX_SIZE = 64 * KB;

	private static final long DEFAULT_MAX_BYTES = 1024 * KB;

	private static final String RULE = "echo:SIZE:CONNECTIONS, the same with :compressed, "
			+ "or broadcast:SIZE:CONNECTIONS:IN_FLIGHT";

	Load {
		if (size < Frames.MIN_TEXT || size > Frames.MAX_MESSAGE) {
			throw new IllegalArgumentException("a size is between " + Frames.MIN_TEXT + " and " + Frames.MAX_MESSAGE);
		}
		if (connections < 1 || window < 1) {
			throw new IllegalArgumentException("connections and texts in flight are positive");
		}
	}

	/**
	 * Read a load.
	 * @param text the load, as {@code echo:64:300}, {@code echo:1024:200:compressed} or
	 * {@code broadcast:2048:500:4}
	 * @throws IllegalArgumentException if it is none
	 */
	static Load parse(String text) {
		String[] parts = text.split(":");
		if (text.matches("echo:\\d{1,9}:\\d{1,9}(:compressed)?")) {
			return new Load(Kind.ECHO, number(parts[1]), number(parts[2]), 1, parts.length > 3);
		}
		if (text.matches("broadcast(:\\d{1,9}){3}")) {
			return new Load(Kind.BROADCAST, number(parts[1]), number(parts[2]), number(parts[3]), false);
		}
		throw new IllegalArgumentException("a load is " + RULE);
	}

	private static int number(String digits) {
		return Integer.parseInt(digits);
	}

	/**
	 * Return the same with fewer connections if there are more.
	 */
	Load atMost(int most) {
		return new Load(this.kind, this.size, Math.min(this.connections, most), this.window, this.compressed);
	}

	Traffic traffic(Clients clients, List<Client> readers) {
		return switch (this.kind) {
			case ECHO -> new EchoTraffic(clients, readers, this.size);
			case BROADCAST -> new BroadcastTraffic(clients, readers, this.size, this.window);
		};
	}

	/**
	 * Return the arguments without which a server refuses the load. All others are as
	 * they are by default.
	 */
	List<String> serverArguments() {
		List<String> arguments = new ArrayList<>();
		if (this.compressed) {
			arguments.add("--ws.compression.enabled=true");
		}
		if (this.size > DEFAULT_MESSAGE_SIZE) {
			arguments.add("--benchmark.spring-message-size=" + this.size);
		}
		if (this.size > DEFAULT_MAX_SIZE) {
			arguments.add("--ws.max-text-size=" + this.size + "B");
			arguments.add("--ws.max-binary-size=" + this.size + "B");
		}
		long waiting = (this.window + 1L) * this.size;
		if (waiting > DEFAULT_MAX_BYTES) {
			arguments.add("--ws.send.max-bytes=" + waiting + "B");
		}
		return arguments;
	}

	@Override
	public String toString() {
		String name = this.kind.name().toLowerCase(Locale.ROOT) + " " + describe(this.size);
		name += this.compressed ? " compressed, " : ", ";
		name += this.connections + " connections";
		return (this.kind == Kind.BROADCAST) ? name + ", " + this.window + " in flight" : name;
	}

	private static String describe(int size) {
		if (size >= KB * KB && size % (KB * KB) == 0) {
			return size / KB / KB + " MB";
		}
		return (size >= KB && size % KB == 0) ? size / KB + " KB" : size + " B";
	}

	/**
	 * Kind of load.
	 */
	enum Kind {

		/** Each connection sends a message and waits until it is back. */
		ECHO,

		/** One connection sends messages to all. */
		BROADCAST

	}

}
