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

package io.github.wsboot;

import java.util.List;

/**
 * The nodes that this one forms a cluster with. A node without a cluster is the only node
 * of its own.
 * <p>
 * No method waits for a network: each returns what this node knows now. Thread-safe.
 *
 * @since 0.1.0
 * @see ConnectionManager#cluster()
 */
public interface Cluster {

	/**
	 * Return the nodes that this one believes to be running. A node that has failed is
	 * still listed for up to {@code ws.cluster.dead-after}; while {@link #isAvailable()}
	 * is {@code false}, the list does not change.
	 * @return an immutable snapshot: this node, then the others by name and id
	 */
	List<ClusterNode> nodes();

	/**
	 * Return whether this node reaches the others. While it does not, its pushes reach
	 * its own connections only, and report {@link PushResult#UNAVAILABLE} or
	 * {@link BroadcastResult.Forwarding#UNAVAILABLE} for the rest.
	 * @return whether messages come through; always {@code true} without a cluster
	 */
	boolean isAvailable();

}
