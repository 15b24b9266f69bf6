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
 * Redis and the two nodes between which most is measured: one pushes, and the other one
 * receives it.
 *
 * @param redis what connects them
 * @param pushing the node without clients, but for those that command it
 * @param receiving the node of the clients
 */
record ClusterNodes(RedisServer redis, ClusterNode pushing, ClusterNode receiving) implements AutoCloseable {

	static ClusterNodes start(Options options) {
		RedisServer redis = RedisServer.open(options);
		try {
			ClusterNode pushing = ClusterNode.start(options, redis);
			try {
				return new ClusterNodes(redis, pushing, ClusterNode.start(options, redis));
			}
			catch (RuntimeException ex) {
				pushing.close();
				throw ex;
			}
		}
		catch (RuntimeException ex) {
			redis.close();
			throw ex;
		}
	}

	/**
	 * Open connections to the receiving node that get its broadcasts and are in one room.
	 * @return the connections, which pushes of both nodes reach
	 */
	List<Client> openMembers(Clients clients, int count) {
		List<Client> members = clients.open("/rooms/0/1", count, true);
		this.receiving.awaitTopics(clients, 1);
		this.pushing.awaitNodes(clients, 2);
		return members;
	}

	@Override
	public void close() {
		this.receiving.close();
		this.pushing.close();
		this.redis.close();
	}

}
