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

package io.github.wsboot.cluster.redis;

import java.io.IOException;
import java.io.UncheckedIOException;
import java.nio.file.Path;
import java.util.Arrays;
import java.util.List;
import java.util.Set;
import java.util.regex.Pattern;
import java.util.stream.Collectors;
import java.util.stream.Stream;

import io.github.wsboot.server.TestServer;
import io.github.wsboot.server.TestTls;

/**
 * Redis, on a free port.
 */
public final class RedisProcess extends RedisProgram {

	private static final Pattern NO_CLIENT = Pattern
		.compile(" user=%s | name=sentinel-| flags=\\w*[SM]".formatted(ADMIN));

	private RedisProcess(RedisBinary binary, String... settings) {
		super(binary, Stream.concat(Stream.of("save \"\"", "appendonly no", "repl-diskless-sync-delay 0"),
				Arrays.stream(settings)));
	}

	/**
	 * Start the Redis of this machine.
	 * @param settings lines of its configuration
	 */
	public static RedisProcess start(String... settings) {
		return start(RedisBinary.INSTALLED, settings);
	}

	/**
	 * Start a Redis.
	 * @param binary the executable
	 * @param settings lines of its configuration
	 */
	public static RedisProcess start(RedisBinary binary, String... settings) {
		return new RedisProcess(binary, settings);
	}

	/**
	 * Let Redis 7 serve TLS on another port, with the certificate of {@link TestTls}.
	 * @return the port
	 */
	public int enableTls() {
		try {
			Path folder = folder();
			TestTls.writePem(folder);
			int tlsPort = FreePorts.next();
			String certificate = folder.resolve("fullchain.pem").toString();
			command("CONFIG", "SET", "tls-cert-file", certificate, "tls-key-file",
					folder.resolve("privkey.pem").toString(), "tls-ca-cert-file", certificate, "tls-auth-clients", "no",
					"tls-port", String.valueOf(tlsPort));
			return tlsPort;
		}
		catch (IOException ex) {
			throw new UncheckedIOException(ex);
		}
	}

	/**
	 * Make it a replica, and wait until it has caught up.
	 * @param primary the other Redis
	 */
	public void replicate(RedisProcess primary) {
		command("REPLICAOF", primary.host(), String.valueOf(primary.port()));
		TestServer.await("replication").until(() -> command("INFO", "replication").contains("master_link_status:up"));
	}

	public boolean isPrimary() {
		return command("ROLE").startsWith("master");
	}

	/**
	 * Return the channels that have subscribers, except those of Sentinels.
	 */
	public Set<String> channels() {
		return lines("PUBSUB", "CHANNELS").filter((channel) -> !channel.startsWith("__sentinel__"))
			.collect(Collectors.toSet());
	}

	/**
	 * Return the clients, as Redis describes them. Replicas, primaries, Sentinels and the
	 * connections of {@link #command} do not count.
	 */
	public List<String> clients() {
		return lines("CLIENT", "LIST").filter((client) -> !NO_CLIENT.matcher(client).find()).toList();
	}

	private Stream<String> lines(String... command) {
		return command(command).lines().filter((line) -> !line.isEmpty());
	}

}
