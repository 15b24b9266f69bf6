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

package io.github.wsboot.server.cluster;

import java.time.Duration;
import java.util.List;

/**
 * Engine that connects the nodes of a suite, with the faults that every engine can have.
 * Nodes are named by {@code ws.cluster.node-name}.
 */
interface NodeEngine extends AutoCloseable {

	/**
	 * Return the configuration by which a node uses the engine.
	 */
	Class<?> source();

	/**
	 * Return the properties by which a node uses the engine.
	 */
	List<String> properties(String node);

	/**
	 * Return how many nodes are subscribed to a room.
	 */
	int subscribers(String room);

	/**
	 * Delay what the engine sends to a node, messages and answers, at least. The order
	 * stays.
	 */
	void delay(String node, Duration delay);

	/**
	 * Refuse to open links of a node.
	 */
	void refuseOpens(String node);

	/**
	 * Break the links of a node, as a connection that is reset.
	 */
	void breakLinks(String node);

	/**
	 * Remove the faults of a node.
	 */
	void heal(String node);

	@Override
	void close();

}
