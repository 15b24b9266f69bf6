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

package io.github.wsboot.node;

import java.util.Set;
import java.util.concurrent.CompletableFuture;
import java.util.concurrent.CompletionStage;

import org.jspecify.annotations.Nullable;

/**
 * Subscriptions of this node to what other nodes push to groups: to each room and each
 * user that has a connection here.
 * <p>
 * Thread-safe. The first two methods are called while a group is being changed, so in
 * order for each name: they must only note the change.
 *
 * @since 0.1.0
 */
public interface GroupSubscriptions {

	/**
	 * Subscriptions of a node that belongs to no cluster.
	 */
	GroupSubscriptions NONE = new GroupSubscriptions() {

		@Override
		public void onAppeared(AudienceSpec.Kind kind, String name) {
		}

		@Override
		public void onVanished(AudienceSpec.Kind kind, String name) {
		}

		@Override
		public CompletionStage<Boolean> whenReachable(Set<String> rooms, @Nullable String user) {
			return CompletableFuture.completedStage(true);
		}

	};

	/**
	 * Called when a group has its first connection.
	 * @param kind {@code ROOM} or {@code USER}
	 * @param name the name of the room or user
	 */
	void onAppeared(AudienceSpec.Kind kind, String name);

	/**
	 * Called when a group has lost its last connection.
	 * @param kind {@code ROOM} or {@code USER}
	 * @param name the name of the room or user
	 */
	void onVanished(AudienceSpec.Kind kind, String name);

	/**
	 * Return a stage that tells when all that other nodes push to groups arrives here.
	 * @param rooms the names of rooms that have a connection here
	 * @param user the name of a user that has one, or {@code null}
	 * @return the stage, with {@code false} if the cluster cannot be reached. It never
	 * completes exceptionally and completes on a thread that may block.
	 */
	CompletionStage<Boolean> whenReachable(Set<String> rooms, @Nullable String user);

}
