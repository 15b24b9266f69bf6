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

package io.github.wsboot.cluster.member;

import java.util.ArrayList;
import java.util.Comparator;
import java.util.HashSet;
import java.util.List;
import java.util.Map;
import java.util.Set;
import java.util.concurrent.ConcurrentHashMap;
import java.util.function.Consumer;

import org.jspecify.annotations.Nullable;

import io.github.wsboot.ClusterNode;
import io.github.wsboot.cluster.codec.NodeState;
import io.github.wsboot.support.LogInterval;
import io.github.wsboot.support.SafeLogger;

/**
 * The other nodes that this one knows. A node is known from its first heartbeat, and gone
 * when it says so or has been silent for too long. While this node does not hear itself,
 * it judges nobody: a failure of the engine makes no node disappear.
 * <p>
 * Changed on the control thread, read on any.
 */
final class Membership {

	/** By name, since people look for names; several nodes may have the same. */
	private static final Comparator<ClusterNode> ORDER = Comparator.comparing(ClusterNode::name)
		.thenComparing(ClusterNode::id);

	/** More than any cluster has: forged messages must not fill the memory. */
	static final int MAX_NODES = 1_000;

	private static final SafeLogger logger = SafeLogger.of(Membership.class);

	private final long deadAfter;

	private final ClusterEvents events;

	private final Consumer<String> onLeft;

	/** Written on the control thread, read on any. */
	private final Map<String, Peer> peers = new ConcurrentHashMap<>();

	/** Nodes that were heard since the last heartbeat of this one. */
	private final Set<String> heard = new HashSet<>();

	private final LogInterval warnings = new LogInterval();

	/** Since when this node hears itself. */
	private volatile long availableSince;

	private volatile boolean available;

	/** Whether the link was replaced since all others fell silent. */
	private boolean linkReplaced;

	/**
	 * Create a membership without other nodes.
	 * @param deadAfter how long another node may be silent, in nanoseconds
	 * @param events called when a node joins or leaves
	 * @param onLeft called with the id of a node that has left
	 */
	Membership(long deadAfter, ClusterEvents events, Consumer<String> onLeft) {
		this.deadAfter = deadAfter;
		this.events = events;
		this.onLeft = onLeft;
	}

	/**
	 * Called when this node hears itself.
	 * @param now the time as {@link System#nanoTime()} returns it
	 */
	void onAvailable(long now) {
		this.availableSince = now;
		this.available = true;
	}

	/**
	 * Called when this node no longer hears itself.
	 */
	void onUnavailable() {
		this.available = false;
		this.heard.clear();
	}

	boolean isAvailable() {
		return this.available;
	}

	/**
	 * Called when a node has sent its state.
	 */
	void onState(String id, NodeState state, long now) {
		if (this.peers.size() >= MAX_NODES && !this.peers.containsKey(id)) {
			warn();
			return;
		}
		ClusterNode node = new ClusterNode(id, state.name(), state.since(), state.connections(), false,
				state.draining());
		boolean joined = this.peers.put(id, new Peer(node, now)) == null;
		this.heard.add(id);
		this.linkReplaced = false;
		if (joined) {
			this.events.onJoined(node);
		}
	}

	private void warn() {
		if (this.warnings.isTime()) {
			logger.warn("The cluster has more than " + MAX_NODES
					+ " other nodes: further ones are ignored. More of this is not logged for a minute.");
		}
	}

	/**
	 * Called when a node has said that it stops.
	 */
	void onLeave(String id) {
		remove(id, true);
	}

	private void remove(String id, boolean clean) {
		Peer peer = this.peers.remove(id);
		this.heard.remove(id);
		if (peer != null) {
			this.events.onLeft(peer.node, clean);
			this.onLeft.accept(id);
		}
	}

	/**
	 * Return how many nodes were heard since the last call.
	 */
	int takeHeard() {
		int count = this.heard.size();
		this.heard.clear();
		return count;
	}

	/**
	 * Remove the nodes that have been silent for too long.
	 * @param now a time up to which this node has heard all that others have sent, as
	 * {@link System#nanoTime()} returns it
	 * @return {@code false} if all are silent at once: the link is to be replaced first,
	 * as the reason may be on this side
	 */
	boolean checkSilence(long now) {
		if (!isSettled(now)) {
			return true;
		}
		List<String> silent = new ArrayList<>();
		this.peers.forEach((id, peer) -> {
			if (now - peer.lastHeard > this.deadAfter) {
				silent.add(id);
			}
		});
		if (!silent.isEmpty() && silent.size() == this.peers.size() && !this.linkReplaced) {
			this.linkReplaced = true;
			return false;
		}
		silent.forEach((id) -> remove(id, false));
		return true;
	}

	/**
	 * Return whether all other nodes are known: this one has heard itself for so long
	 * that each of them must have been heard.
	 */
	boolean isSettled(long now) {
		return this.available && now - this.availableSince > this.deadAfter;
	}

	/**
	 * Return whether there may be a node.
	 * @return {@code false} if it is known that there is none
	 */
	boolean mayExist(String id, long now) {
		return this.peers.containsKey(id) || !isSettled(now) || this.peers.size() >= MAX_NODES;
	}

	@Nullable ClusterNode find(String id) {
		Peer peer = this.peers.get(id);
		return (peer != null) ? peer.node : null;
	}

	/**
	 * Return the other nodes in the order of their names.
	 */
	List<ClusterNode> nodes() {
		return this.peers.values().stream().map(Peer::node).sorted(ORDER).toList();
	}

	int count() {
		return this.peers.size();
	}

	/**
	 * Another node.
	 *
	 * @param node its latest state
	 * @param lastHeard when it came, as {@link System#nanoTime()} returned it
	 */
	private record Peer(ClusterNode node, long lastHeard) {

	}

}
