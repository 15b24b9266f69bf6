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
import java.util.Collection;
import java.util.concurrent.CompletionException;
import java.util.concurrent.CompletionStage;
import java.util.concurrent.atomic.AtomicBoolean;

import io.lettuce.core.RedisChannelHandler;
import io.lettuce.core.RedisConnectionStateListener;
import io.lettuce.core.api.StatefulRedisConnection;
import io.lettuce.core.api.async.RedisAsyncCommands;
import io.lettuce.core.pubsub.StatefulRedisPubSubConnection;

import io.github.wsboot.cluster.ClusterLink;
import io.github.wsboot.cluster.ClusterLinkException;
import io.github.wsboot.cluster.ClusterLinkException.Reason;
import io.github.wsboot.cluster.ClusterLinkListener;
import io.github.wsboot.cluster.Topic;

/**
 * Link of two connections to one Redis: one that publishes, and one that subscribes. It
 * breaks with the first of them.
 */
final class RedisLink implements ClusterLink {

	private final StatefulRedisConnection<Topic, ByteBuffer> publishing;

	private final StatefulRedisPubSubConnection<Topic, ByteBuffer> subscribing;

	private final RedisAsyncCommands<Topic, ByteBuffer> commands;

	private final SubscriptionCommands subscriptions;

	private final GuardedListener listener;

	private final AtomicBoolean broken = new AtomicBoolean();

	private final AtomicBoolean closing = new AtomicBoolean();

	private final TopicCodec codec;

	private final RedisFailures failures;

	private final ConnectionCloser closer;

	RedisLink(StatefulRedisConnection<Topic, ByteBuffer> publishing,
			StatefulRedisPubSubConnection<Topic, ByteBuffer> subscribing, ClusterLinkListener listener,
			TopicCodec codec, RedisFailures failures, ConnectionCloser closer) {
		this.publishing = publishing;
		this.subscribing = subscribing;
		this.commands = publishing.async();
		this.listener = new GuardedListener(listener);
		this.codec = codec;
		this.failures = failures;
		this.closer = closer;
		this.subscriptions = new SubscriptionCommands(subscribing.async(), this.listener, failures,
				() -> onBroken(new ClusterLinkException(Reason.UNSUBSCRIBED, "Redis has ended a subscription", null)));
		subscribing.addListener(this.subscriptions);
	}

	/**
	 * Break when one of the connections ends, or has ended already.
	 */
	void watchConnections() {
		Disconnection disconnection = new Disconnection();
		this.publishing.addListener(disconnection);
		this.subscribing.addListener(disconnection);
		if (!this.publishing.isOpen() || !this.subscribing.isOpen()) {
			onBroken(RedisFailures.closed());
		}
	}

	@Override
	public CompletionStage<Void> subscribe(Collection<Topic> topics) {
		return this.subscriptions.subscribe(topics);
	}

	@Override
	public CompletionStage<Void> unsubscribe(Collection<Topic> topics) {
		return this.subscriptions.unsubscribe(topics);
	}

	@Override
	public CompletionStage<Integer> publish(Topic topic, ByteBuffer message) {
		CompletionStage<Integer> receivers = this.commands.publish(topic, message.duplicate())
			.handle((count, failure) -> {
				if (failure != null) {
					throw new CompletionException(this.failures.describe(failure));
				}
				return count.intValue();
			});
		if (topic.kind() == Topic.Kind.NODE && this.subscriptions.isSubscribed(topic)) {
			// To itself: a probe
			checkRole();
		}
		return receivers;
	}

	private void checkRole() {
		RoleCheck.check(this.commands, this.codec).whenComplete((none, failure) -> {
			if (failure != null) {
				onBroken(this.failures.describe(failure));
			}
		});
	}

	private void onBroken(ClusterLinkException cause) {
		if (!this.broken.compareAndSet(false, true)) {
			// By closing its connections, for another cause
			return;
		}
		closeConnections();
		this.listener.broken(cause);
		this.subscriptions.end(cause);
	}

	@Override
	public void close() {
		this.listener.close();
		closeConnections();
		this.subscriptions.end(RedisFailures.closed());
	}

	private void closeConnections() {
		// Lettuce warns of a second call
		if (this.closing.compareAndSet(false, true)) {
			this.closer.close(this.publishing);
			this.closer.close(this.subscribing);
		}
	}

	private final class Disconnection implements RedisConnectionStateListener {

		@Override
		public void onRedisDisconnected(RedisChannelHandler<?, ?> connection) {
			onBroken(RedisFailures.closed());
		}

		@Override
		public void onRedisExceptionCaught(RedisChannelHandler<?, ?> connection, Throwable cause) {
			onBroken(RedisLink.this.failures.describe(cause));
		}

	}

}
