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

import io.github.wsboot.benchmarks.cluster.ClusterServer;

/**
 * Node of a cluster as a process of its own.
 */
final class ClusterNode implements AutoCloseable {

	private final ServerProcess server;

	private ClusterNode(ServerProcess server) {
		this.server = server;
	}

	/**
	 * Start a node.
	 * @return the node, ready for connections, which may not see other nodes yet
	 */
	static ClusterNode start(Options options, RedisServer redis) {
		return new ClusterNode(ServerProcess.start(ClusterServer.class, options, redis.nodeArguments()));
	}

	ServerProcess server() {
		return this.server;
	}

	int port() {
		return this.server.port();
	}

	Duration cpu() {
		return this.server.cpu();
	}

	/**
	 * Return the processor time that the threads of the connections to Redis have taken.
	 */
	Duration linkTime() {
		return Duration.ofNanos(Long.parseLong(this.server.get("/probe/link-time")));
	}

	/**
	 * Wait until the node sees so many, itself included.
	 */
	void awaitNodes(Clients clients, int nodes) {
		clients.await("see " + nodes + " nodes", () -> number("/probe/nodes") == nodes);
	}

	/**
	 * Wait until so many topics are subscribed, besides the two of every node.
	 */
	void awaitTopics(Clients clients, int topics) {
		clients.await("subscribe " + topics + " topics", () -> number("/probe/topics") == topics + 2);
	}

	/**
	 * Return how many times the node has reached the cluster.
	 */
	int links() {
		return number("/probe/links");
	}

	/**
	 * Return how long the cluster was out of reach the last time.
	 */
	Duration outage() {
		return Duration.ofNanos(Long.parseLong(this.server.get("/probe/outage")));
	}

	private int number(String path) {
		return Integer.parseInt(this.server.get(path));
	}

	@Override
	public void close() {
		this.server.close();
	}

}
