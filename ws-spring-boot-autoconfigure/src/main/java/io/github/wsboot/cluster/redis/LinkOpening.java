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

import java.nio.ByteBuffer;
import java.util.concurrent.CompletableFuture;
import java.util.concurrent.CompletionStage;
import java.util.concurrent.TimeUnit;
import java.util.concurrent.TimeoutException;
import java.util.function.Function;

import io.lettuce.core.RedisClient;
import io.lettuce.core.RedisException;
import io.lettuce.core.RedisURI;
import io.lettuce.core.api.StatefulConnection;
import io.lettuce.core.api.StatefulRedisConnection;
import io.lettuce.core.api.async.BaseRedisAsyncCommands;
import io.lettuce.core.pubsub.StatefulRedisPubSubConnection;
import io.netty.util.Timeout;

import io.github.wsboot.cluster.ClusterLink;
import io.github.wsboot.cluster.ClusterLinkListener;
import io.github.wsboot.cluster.Topic;

/**
 * Opens the two connections of a link, and closes them if one fails or if it takes too
 * long.
 */
final class LinkOpening {

	private static final int ATTEMPTS = 3;

	private final CompletableFuture<ClusterLink> link = new CompletableFuture<>();

	private final RedisClient client;

	private final TopicCodec codec;

	private final RedisFailures failures;

	private final ConnectionCloser closer;

	private final ClusterLinkListener listener;

	LinkOpening(RedisClient client, TopicCodec codec, RedisFailures failures, ConnectionCloser closer,
			ClusterLinkListener listener) {
		this.client = client;
		this.codec = codec;
		this.failures = failures;
		this.closer = closer;
		this.listener = listener;
	}

	/**
	 * Open the connections to the primary of this moment.
	 */
	CompletionStage<ClusterLink> open(PrimaryLocator locator) {
		Timeout timeout = this.client.getResources()
			.timer()
			.newTimeout((expired) -> fail(new TimeoutException()), RedisSettings.OPEN_TIMEOUT.toMillis(),
					TimeUnit.MILLISECONDS);
		this.link.whenComplete((opened, failure) -> timeout.cancel());
		locator.locate(this.client).thenAccept(this::connect).whenComplete((none, failure) -> {
			if (failure != null) {
				fail(failure);
			}
		});
		return this.link;
	}

	private void connect(RedisURI primary) {
		CompletionStage<StatefulRedisConnection<Topic, ByteBuffer>> publishing = checked(
				this.client.connectAsync(this.codec, primary), StatefulRedisConnection::async);
		CompletionStage<StatefulRedisPubSubConnection<Topic, ByteBuffer>> subscribing = checked(
				this.client.connectPubSubAsync(this.codec, primary), StatefulRedisPubSubConnection::async);
		publishing.thenAcceptBoth(subscribing, this::complete);
	}

	private <C extends StatefulConnection<Topic, ByteBuffer>> CompletionStage<C> checked(CompletionStage<C> connecting,
			Function<C, BaseRedisAsyncCommands<Topic, ByteBuffer>> commands) {
		connecting.thenAccept((connection) -> this.link.whenComplete((opened, failure) -> {
			if (failure != null) {
				this.closer.close(connection);
			}
		}));
		CompletionStage<C> checked = connecting.thenCompose(
				(connection) -> checkRole(commands.apply(connection), ATTEMPTS).thenApply((none) -> connection));
		checked.whenComplete((connection, failure) -> {
			if (failure != null) {
				fail(failure);
			}
		});
		return checked;
	}

	/**
	 * Check the role. Lettuce may complete a connection a moment before it takes
	 * commands: then the check is repeated.
	 */
	private CompletionStage<Void> checkRole(BaseRedisAsyncCommands<Topic, ByteBuffer> commands, int attempts) {
		return RoleCheck.check(commands, this.codec).exceptionallyCompose((failure) -> {
			boolean refused = RedisFailures.unwrap(failure).getClass() == RedisException.class;
			return (refused && attempts > 1) ? pause().thenCompose((none) -> checkRole(commands, attempts - 1))
					: CompletableFuture.failedStage(failure);
		});
	}

	private CompletionStage<Void> pause() {
		CompletableFuture<Void> end = new CompletableFuture<>();
		this.client.getResources().timer().newTimeout((expired) -> end.complete(null), 1, TimeUnit.MILLISECONDS);
		return end;
	}

	private void complete(StatefulRedisConnection<Topic, ByteBuffer> publishing,
			StatefulRedisPubSubConnection<Topic, ByteBuffer> subscribing) {
		RedisLink opened = new RedisLink(publishing, subscribing, this.listener, this.codec, this.failures,
				this.closer);
		if (this.link.complete(opened)) {
			opened.watchConnections();
		}
	}

	private void fail(Throwable failure) {
		this.link.completeExceptionally(this.failures.describe(failure));
	}

}
