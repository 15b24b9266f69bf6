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

package io.github.wsboot.connection;

import java.time.Duration;
import java.util.List;
import java.util.concurrent.CompletionStage;
import java.util.function.Predicate;

import org.jspecify.annotations.Nullable;
import org.springframework.util.Assert;
import org.springframework.web.socket.CloseStatus;

import io.github.wsboot.Audience;
import io.github.wsboot.BroadcastResult;
import io.github.wsboot.Connection;
import io.github.wsboot.EndpointAudience;
import io.github.wsboot.PushOptions;
import io.github.wsboot.Replies;
import io.github.wsboot.ask.Asks;
import io.github.wsboot.node.AudienceSpec;
import io.github.wsboot.support.CloseStatuses;

/**
 * {@link Audience} of connections of this node and of other nodes.
 */
class ConnectionAudience implements Audience {

	private final AudienceSpec spec;

	private final Predicate<Connection> filter;

	private final boolean local;

	private final AudienceMembers members;

	private final Broadcaster broadcaster;

	private final Asks asks;

	/**
	 * Create an audience.
	 * @param spec its members, on any node
	 * @param members finds those of this node
	 * @param broadcaster sends to all of them
	 * @param asks asks those of this node
	 */
	ConnectionAudience(AudienceSpec spec, AudienceMembers members, Broadcaster broadcaster, Asks asks) {
		this(spec, AudienceMembers.ALL, false, members, broadcaster, asks);
	}

	private ConnectionAudience(AudienceSpec spec, Predicate<Connection> filter, boolean local, AudienceMembers members,
			Broadcaster broadcaster, Asks asks) {
		this.spec = spec;
		this.filter = filter;
		this.local = local;
		this.members = members;
		this.broadcaster = broadcaster;
		this.asks = asks;
	}

	@Override
	public Audience except(String... ids) {
		return new ConnectionAudience(this.spec.without(List.of(ids)), this.filter, this.local, this.members,
				this.broadcaster, this.asks);
	}

	@Override
	public Audience local() {
		return new ConnectionAudience(this.spec, this.filter, true, this.members, this.broadcaster, this.asks);
	}

	@Override
	public Audience where(Predicate<Connection> predicate) {
		Assert.notNull(predicate, "'predicate' must not be null");
		return new ConnectionAudience(this.spec, this.filter.and(predicate), true, this.members, this.broadcaster,
				this.asks);
	}

	@Override
	public BroadcastResult push(Object payload) {
		return push(payload, PushOptions.none());
	}

	@Override
	public BroadcastResult push(Object payload, PushOptions options) {
		return this.broadcaster.broadcast(payload, options, () -> this.members.partitions(this.spec, this.filter),
				others());
	}

	@Override
	public <T> CompletionStage<Replies<T>> ask(Object payload, Class<T> answerType) {
		return ask(payload, answerType, this.asks.timeout());
	}

	@Override
	public <T> CompletionStage<Replies<T>> ask(Object payload, Class<T> answerType, Duration timeout) {
		return this.asks.askAll(this.members.members(this.spec, this.filter), payload, answerType, timeout);
	}

	@Override
	public BroadcastResult disconnect(CloseStatus status) {
		CloseStatus sendable = CloseStatuses.sendable(status);
		return this.broadcaster.disconnect(sendable, this.members.members(this.spec, this.filter), others());
	}

	@Override
	public int count() {
		return this.members.members(this.spec, this.filter).size();
	}

	private @Nullable AudienceSpec others() {
		return this.local ? null : this.spec;
	}

	/**
	 * Connections at all paths of an endpoint.
	 */
	static final class OfEndpoint extends ConnectionAudience implements EndpointAudience {

		private final String path;

		OfEndpoint(String path, AudienceMembers members, Broadcaster broadcaster, Asks asks) {
			super(AudienceSpec.endpoint(path), members, broadcaster, asks);
			this.path = path;
		}

		@Override
		public Audience room(String name) {
			Assert.notNull(name, "'name' must not be null");
			return new ConnectionAudience(AudienceSpec.room(name, this.path), super.members, super.broadcaster,
					super.asks);
		}

	}

}
