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

/**
 * Published on every other node when a node has left the cluster, with all its
 * connections. Published on a worker.
 *
 * @param node the node, as it was last heard
 * @param clean whether it has said so, as it was stopped; otherwise nothing was heard of
 * it for {@code ws.cluster.dead-after}, and it may still be running somewhere
 * @since 0.1.0
 */
public record NodeLeftEvent(ClusterNode node, boolean clean) {

}
