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

import java.net.InetSocketAddress;
import java.net.SocketAddress;
import java.time.Duration;
import java.util.HashMap;
import java.util.List;
import java.util.Map;
import java.util.concurrent.CompletableFuture;
import java.util.concurrent.CompletionStage;
import java.util.concurrent.TimeUnit;

import io.lettuce.core.RedisClient;
import io.lettuce.core.RedisURI;
import io.lettuce.core.codec.StringCodec;
import io.lettuce.core.sentinel.api.StatefulRedisSentinelConnection;
import io.netty.util.Timeout;
import org.jspecify.annotations.Nullable;

import io.github.wsboot.cluster.ClusterLinkException;
import io.github.wsboot.cluster.ClusterLinkException.Reason;

/**
 * Asks all Sentinels for the primary, at once, and takes the address that most of them
 * name. It does not wait for the others once more than half of all agree, so that neither
 * a Sentinel that is cut off from the others nor one that is away matters.
 */
final class SentinelLocator implements PrimaryLocator {

	private static final Duration TIMEOUT = Duration.ofSeconds(2);

	private final List<RedisURI> sentinels;

	private final String master;

	private final RedisURI settings;

	/**
	 * Create a locator.
	 * @param sentinels the Sentinels
	 * @param master the name by which they know the primary
	 * @param settings settings of connections to the primary, whose address is replaced
	 */
	SentinelLocator(List<RedisURI> sentinels, String master, RedisURI settings) {
		this.sentinels = sentinels;
		this.master = master;
		this.settings = settings;
	}

	@Override
	public CompletionStage<RedisURI> locate(RedisClient client) {
		Vote vote = new Vote();
		Timeout timeout = client.getResources()
			.timer()
			.newTimeout((expired) -> vote.close(), TIMEOUT.toMillis(), TimeUnit.MILLISECONDS);
		vote.result.whenComplete((address, failure) -> timeout.cancel());
		this.sentinels.forEach((sentinel) -> ask(client, sentinel, vote).whenComplete(
				(address, failure) -> vote.add((address instanceof InetSocketAddress internet) ? internet : null)));
		return vote.result.thenApply((address) -> RedisURI.builder(this.settings)
			.withHost(address.getHostString())
			.withPort(address.getPort())
			.build());
	}

	/**
	 * Ask one Sentinel. The connection to it ends with the vote, as it may never answer.
	 */
	private CompletionStage<SocketAddress> ask(RedisClient client, RedisURI sentinel, Vote vote) {
		CompletionStage<StatefulRedisSentinelConnection<String, String>> connecting = client
			.connectSentinelAsync(StringCodec.UTF8, sentinel);
		connecting.thenAccept((connection) -> vote.result.whenComplete((address, failure) -> connection.closeAsync()));
		return connecting.thenCompose((connection) -> connection.async().getMasterAddrByName(this.master));
	}

	/**
	 * Counts what Sentinels answer.
	 */
	private final class Vote {

		private final CompletableFuture<InetSocketAddress> result = new CompletableFuture<>();

		/** Guarded by itself. */
		private final Map<InetSocketAddress, Integer> votes = new HashMap<>();

		/** Changed with the lock of the votes. */
		private int missing = SentinelLocator.this.sentinels.size();

		void add(@Nullable InetSocketAddress address) {
			synchronized (this.votes) {
				this.missing--;
				int count = (address != null) ? this.votes.merge(address, 1, Integer::sum) : 0;
				if (2 * count > SentinelLocator.this.sentinels.size()) {
					this.result.complete(address);
				}
				else if (this.missing == 0) {
					close();
				}
			}
		}

		void close() {
			synchronized (this.votes) {
				this.votes.entrySet()
					.stream()
					.max(Map.Entry.comparingByValue())
					.ifPresentOrElse((winner) -> this.result.complete(winner.getKey()),
							() -> this.result.completeExceptionally(new ClusterLinkException(Reason.CLOSED,
									"No Sentinel names the primary '" + SentinelLocator.this.master + "'", null)));
			}
		}

	}

}
