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

package io.github.wsboot.demo.api;

import java.util.List;

import io.github.wsboot.Cluster;
import io.github.wsboot.ClusterNode;

/**
 * View of the cluster for the page.
 *
 * @param enabled whether there is one
 * @param node the name of the node that answers
 * @param nodes the names of all nodes, that of this one first
 * @param available whether this node reaches the others
 */
record ClusterView(boolean enabled, String node, List<String> nodes, boolean available) {

	static ClusterView of(boolean enabled, Cluster cluster) {
		List<String> names = cluster.nodes().stream().map(ClusterNode::name).toList();
		return new ClusterView(enabled, names.get(0), names, cluster.isAvailable());
	}

}
