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

import java.util.List;
import java.util.stream.Stream;

import io.github.wsboot.server.TestServer;

/**
 * Sentinel, on a free port. It watches a primary and its replicas, and lets a replica
 * take over when the primary is away for a second.
 */
public final class SentinelProcess extends RedisProgram {

	/** Name of the primary. */
	public static final String NAME = "main";

	private SentinelProcess(RedisBinary binary, RedisProcess primary, int quorum) {
		super(binary,
				Stream.of("sentinel monitor %s %s %d %d".formatted(NAME, primary.host(), primary.port(), quorum),
						"sentinel down-after-milliseconds %s 1000".formatted(NAME),
						"sentinel failover-timeout %s 5000".formatted(NAME)),
				"--sentinel");
	}

	/**
	 * Start the Sentinel of this machine. It decides alone.
	 * @param primary the primary, which has all its replicas
	 */
	public static SentinelProcess start(RedisProcess primary) {
		return start(RedisBinary.INSTALLED, primary, 1);
	}

	/**
	 * Start a Sentinel.
	 * @param binary the executable
	 * @param primary the primary, which has all its replicas
	 * @param quorum how many Sentinels have to agree that the primary is away
	 */
	public static SentinelProcess start(RedisBinary binary, RedisProcess primary, int quorum) {
		return new SentinelProcess(binary, primary, quorum);
	}

	/**
	 * Wait until it knows a replica and has heard from it.
	 * @param port the port by which the replica is announced
	 */
	public void awaitReplica(int port) {
		TestServer.await("replica").until(() -> {
			List<String> lines = command("SENTINEL", "REPLICAS", NAME).lines().toList();
			return lines.contains(String.valueOf(port)) && fact("flags", lines).equals("slave")
					&& fact("master-link-status", lines).equals("ok");
		});
	}

	private static String fact(String name, List<String> lines) {
		return lines.get(lines.indexOf(name) + 1);
	}

	/**
	 * Let a replica take over though the primary is there.
	 */
	public void failover() {
		command("SENTINEL", "FAILOVER", NAME);
	}

	/**
	 * Return the port of the primary, as it is named to clients.
	 */
	public int primary() {
		return Integer.parseInt(command("SENTINEL", "GET-MASTER-ADDR-BY-NAME", NAME).lines()
			.reduce((host, port) -> port)
			.orElseThrow());
	}

	/**
	 * Wait until it names the primary with this port to clients.
	 */
	public void awaitPrimary(int port) {
		TestServer.await("primary").until(() -> primary() == port);
	}

}
