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

import java.time.Instant;
import java.util.List;
import java.util.concurrent.CompletableFuture;
import java.util.function.BooleanSupplier;
import java.util.function.IntSupplier;
import java.util.function.Supplier;

import org.springframework.web.socket.CloseStatus;

import io.github.wsboot.BroadcastResult.Forwarding;
import io.github.wsboot.Cluster;
import io.github.wsboot.ClusterNode;
import io.github.wsboot.Frame;
import io.github.wsboot.PushOptions;
import io.github.wsboot.PushResult;

/**
 * {@link RemoteNodes} of a node that belongs to no cluster: there are none.
 * <p>
 * The bean of this type cannot be replaced by one of the application's.
 *
 * @since 0.1.0
 */
public final class SingleNode implements RemoteNodes, Cluster {

	private static final ForwardingResult NOT_NEEDED = () -> CompletableFuture.completedStage(Forwarding.NOT_NEEDED);

	private final Supplier<String> name;

	private final IntSupplier connections;

	private final BooleanSupplier draining;

	private final Instant since = Instant.now();

	/**
	 * Create the only node.
	 * @param name returns its name for people
	 * @param connections returns the number of its connections
	 * @param draining returns whether it is closing its connections
	 */
	public SingleNode(Supplier<String> name, IntSupplier connections, BooleanSupplier draining) {
		this.name = name;
		this.connections = connections;
		this.draining = draining;
	}

	@Override
	public boolean belongsToCluster() {
		return false;
	}

	@Override
	public PushResult push(String id, Frame frame, PushOptions options) {
		return PushResult.NOT_FOUND;
	}

	@Override
	public PushResult ask(String id, RemoteQuestion question) {
		return PushResult.NOT_FOUND;
	}

	@Override
	public void checkForwardable(Frame frame) {
	}

	@Override
	public ForwardingResult push(AudienceSpec audience, Frame frame, PushOptions options) {
		return NOT_NEEDED;
	}

	@Override
	public boolean disconnect(String id, CloseStatus status) {
		return false;
	}

	@Override
	public ForwardingResult disconnect(AudienceSpec audience, CloseStatus status) {
		return NOT_NEEDED;
	}

	@Override
	public void endSession(byte[] sha256) {
	}

	@Override
	public Cluster cluster() {
		return this;
	}

	@Override
	public List<ClusterNode> nodes() {
		String name = this.name.get();
		return List.of(new ClusterNode(name, name, this.since, this.connections.getAsInt(), true,
				this.draining.getAsBoolean()));
	}

	@Override
	public boolean isAvailable() {
		return true;
	}

}
