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

import java.io.IOException;
import java.io.UncheckedIOException;
import java.net.InetAddress;
import java.net.ServerSocket;
import java.nio.file.Files;
import java.nio.file.Path;
import java.time.Duration;
import java.util.List;

import io.lettuce.core.KillArgs;
import io.lettuce.core.RedisClient;
import io.lettuce.core.RedisURI;
import io.lettuce.core.api.sync.RedisCommands;
import org.jspecify.annotations.Nullable;

/**
 * Redis that connects the nodes of a cluster: one of the user's, or a process of its own
 * that stores nothing.
 */
final class RedisServer implements AutoCloseable {

	private static final String READY = "Ready to accept connections";

	private final @Nullable ChildProcess process;

	private final RedisURI address;

	private final RedisClient client;

	private final RedisCommands<String, String> commands;

	private RedisServer(@Nullable ChildProcess process, RedisURI address) {
		this.process = process;
		this.address = address;
		this.client = RedisClient.create(address);
		this.commands = this.client.connect().sync();
	}

	/**
	 * Connect to the Redis of the options, or start one.
	 */
	static RedisServer open(Options options) {
		String address = options.redis();
		return address.isEmpty() ? start() : new RedisServer(null, RedisURI.create("redis://" + address));
	}

	private static RedisServer start() {
		int port = freePort();
		ChildProcess process = ChildProcess.start("Redis", READY, List.of("redis-server", "--port", "" + port, "--bind",
				"127.0.0.1", "--save", "", "--appendonly", "no", "--loglevel", "notice", "--dir", directory()));
		process.awaitReady();
		return new RedisServer(process, RedisURI.create("127.0.0.1", port));
	}

	private static int freePort() {
		try (ServerSocket socket = new ServerSocket(0, 1, InetAddress.getLoopbackAddress())) {
			return socket.getLocalPort();
		}
		catch (IOException ex) {
			throw new UncheckedIOException(ex);
		}
	}

	private static String directory() {
		try {
			Path directory = Files.createTempDirectory("redis");
			directory.toFile().deleteOnExit();
			return directory.toString();
		}
		catch (IOException ex) {
			throw new UncheckedIOException(ex);
		}
	}

	/**
	 * Return the arguments of a server that is a node of the cluster on this Redis.
	 */
	String[] nodeArguments() {
		return new String[] { "--spring.profiles.active=cluster", "--spring.data.redis.host=" + this.address.getHost(),
				"--spring.data.redis.port=" + this.address.getPort() };
	}

	String version() {
		return info("server", "redis_version");
	}

	/**
	 * Return the processor time that Redis has spent since its start.
	 */
	Duration cpu() {
		double seconds = Double.parseDouble(info("cpu", "used_cpu_sys"))
				+ Double.parseDouble(info("cpu", "used_cpu_user"));
		return Duration.ofNanos((long) (seconds * 1e9));
	}

	/**
	 * Return the bytes that all its clients have sent.
	 */
	long bytesReceived() {
		return Long.parseLong(info("stats", "total_net_input_bytes"));
	}

	/**
	 * Return the bytes that all its clients were sent.
	 */
	long bytesSent() {
		return Long.parseLong(info("stats", "total_net_output_bytes"));
	}

	private String info(String section, String name) {
		return this.commands.info(section)
			.lines()
			.filter((line) -> line.startsWith(name + ":"))
			.map((line) -> line.substring(name.length() + 1).trim())
			.findFirst()
			.orElseThrow(() -> new IllegalStateException("Redis does not tell '" + name + "'"));
	}

	/**
	 * Close the connections of all that have subscribed to something.
	 */
	void killSubscribers() {
		this.commands.clientKill(KillArgs.Builder.typePubsub());
	}

	@Override
	public void close() {
		this.client.shutdown();
		if (this.process != null) {
			this.process.close();
		}
	}

}
