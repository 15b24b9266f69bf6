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

import java.time.Duration;
import java.util.concurrent.CompletableFuture;
import java.util.concurrent.CompletionStage;

import io.lettuce.core.RedisClient;
import org.jspecify.annotations.Nullable;
import org.springframework.data.redis.connection.lettuce.LettuceConnectionFactory;
import org.springframework.util.Assert;

import io.github.wsboot.cluster.ClusterBroker;
import io.github.wsboot.cluster.ClusterLink;
import io.github.wsboot.cluster.ClusterLinkListener;

/**
 * Engine that carries messages over the channels of a Redis, 6.2 or later. Nothing is
 * stored there.
 * <p>
 * It takes address, credentials, TLS and options from the application's connection
 * factory, and opens two connections of its own to the primary: one that publishes and
 * one that subscribes. The number of the database and {@code ReadFrom} have no effect.
 * With Sentinels, each new link asks them for the primary. Redis Cluster is not supported
 * yet.
 * <p>
 * It is defined automatically if there is one connection factory, or a primary one. With
 * several, define a bean of this type for the one to use.
 *
 * @since 0.1.0
 */
public final class RedisBroker implements ClusterBroker, AutoCloseable {

	private static final Duration CLOSE_TIMEOUT = Duration.ofSeconds(1);

	private final RedisSettings settings;

	private final PrimaryLocator locator;

	private final TopicCodec codec;

	private final RedisFailures failures;

	private final ConnectionCloser closer = new ConnectionCloser();

	/** Guarded by this. */
	private @Nullable RedisClient client;

	/** Guarded by this. */
	private boolean closed;

	/**
	 * Create an engine. Nothing is connected before the first link is opened.
	 * @param connectionFactory tells how to connect; its own connections are not used
	 * @param prefix the beginning of the names of all channels, the same on all nodes of
	 * an application and different for each application, such as {@code ws:chat:}
	 * @throws IllegalArgumentException if the connection factory is for a Redis Cluster,
	 * or if its settings cannot be read
	 */
	public RedisBroker(LettuceConnectionFactory connectionFactory, String prefix) {
		Assert.notNull(connectionFactory, "'connectionFactory' must not be null");
		Assert.hasText(prefix, "'prefix' must not be empty");
		this.settings = new RedisSettings(connectionFactory);
		this.locator = this.settings.locator();
		this.codec = new TopicCodec(prefix);
		this.failures = new RedisFailures(prefix);
	}

	@Override
	public CompletionStage<ClusterLink> open(ClusterLinkListener listener) {
		RedisClient client = client();
		if (client == null) {
			return CompletableFuture.failedStage(RedisFailures.closed());
		}
		return new LinkOpening(client, this.codec, this.failures, this.closer, listener).open(this.locator);
	}

	private @Nullable RedisClient client() {
		synchronized (this) {
			if (this.client == null && !this.closed) {
				this.client = this.settings.createClient();
			}
			return this.client;
		}
	}

	/**
	 * Close all connections, and open no more.
	 */
	@Override
	public void close() {
		RedisClient client;
		synchronized (this) {
			this.closed = true;
			client = this.client;
			this.client = null;
		}
		if (client != null) {
			this.closer.awaitClosed(CLOSE_TIMEOUT);
			client.close();
		}
	}

}
