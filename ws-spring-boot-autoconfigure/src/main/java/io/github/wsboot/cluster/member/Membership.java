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
import java.util.Collection;
import java.util.Comparator;
import java.util.HashMap;
import java.util.HashSet;
import java.util.List;
import java.util.Map;
import java.util.Set;

import org.jspecify.annotations.Nullable;

import io.github.wsboot.ClusterNode;
import io.github.wsboot.cluster.codec.NodeState;

/**
 * The other nodes that this one knows. A node is known from its first heartbeat, and gone
 * when it says so or has been silent for too long. While this node does not hear itself,
 * it judges nobody: a failure of the engine makes no node disappear.
 * <p>
 * Changed on the control thread, read on any.
 */
final class Membership {

	/** In the order of their names, which is a person's. */
	private static final Comparator<ClusterNode> ORDER = Comparator.comparing(ClusterNode::name)
		.thenComparing(ClusterNode::id);

	private final long deadAfter;

	private final ClusterEvents events;

	private final Map<String, Peer> peers = new HashMap<>();

	/** Nodes that were heard since the last heartbeat of this one. */
	private final Set<String> heard = new HashSet<>();

	/** The latest state of {@link #peers}. */
	private volatile Map<String, ClusterNode> known = Map.of();

	/** Since when this node hears itself. */
	private volatile long availableSince;

	private volatile boolean available;

	/** Whether the link was replaced since all others fell silent. */
	private boolean doubted;

	/**
	 * Create a membership without other nodes.
	 * @param deadAfter how long another node may be silent, in nanoseconds
	 * @param events called when a node joins or leaves
	 */
	Membership(long deadAfter, ClusterEvents events) {
		this.deadAfter = deadAfter;
		this.events = events;
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
		ClusterNode node = new ClusterNode(id, state.name(), state.since(), state.connections(), false,
				state.draining());
		boolean joined = this.peers.put(id, new Peer(node, now)) == null;
		this.heard.add(id);
		this.doubted = false;
		update();
		if (joined) {
			this.events.onJoined(node);
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
			update();
			this.events.onLeft(peer.node, clean);
		}
	}

	private void update() {
		Map<String, ClusterNode> known = new HashMap<>();
		this.peers.forEach((id, peer) -> known.put(id, peer.node));
		this.known = Map.copyOf(known);
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
	 * @return {@code false} if all are silent at once: the link is to be replaced first, as
	 * the reason may be on this side
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
		if (!silent.isEmpty() && silent.size() == this.peers.size() && !this.doubted) {
			this.doubted = true;
			return false;
		}
		silent.forEach((id) -> remove(id, false));
		return true;
	}

	/**
	 * Return whether all other nodes are known: this one has heard itself for so long that
	 * each of them must have been heard.
	 */
	boolean isSettled(long now) {
		return this.available && now - this.availableSince > this.deadAfter;
	}

	/**
	 * Return whether there may be a node.
	 * @return {@code false} if it is known that there is none
	 */
	boolean mayExist(String id, long now) {
		return this.known.containsKey(id) || !isSettled(now);
	}

	@Nullable ClusterNode find(String id) {
		return this.known.get(id);
	}

	/**
	 * Return the other nodes in the order of their names.
	 */
	List<ClusterNode> nodes() {
		Collection<ClusterNode> known = this.known.values();
		return known.stream().sorted(ORDER).toList();
	}

	int count() {
		return this.known.size();
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
