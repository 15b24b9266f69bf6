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

import java.time.Instant;

/**
 * One node of a {@link Cluster}: a running instance of the application. Its numbers are
 * those of its latest heartbeat; those of this node are current.
 *
 * @param id the node's id, new at each start, which is also the first part of the ids of
 * its connections; for this node without a cluster, it is no such part
 * @param name the node's name for people ({@code ws.cluster.node-name})
 * @param since when the node has started, by its own clock
 * @param connections the number of its connections
 * @param self whether it is this node
 * @param draining whether it is closing its connections, since it is about to stop
 * @since 0.1.0
 */
public record ClusterNode(String id, String name, Instant since, int connections, boolean self, boolean draining) {

}
