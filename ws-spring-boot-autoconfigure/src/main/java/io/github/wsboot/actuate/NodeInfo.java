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

package io.github.wsboot.actuate;

import java.util.List;
import java.util.function.Supplier;

import org.jspecify.annotations.Nullable;

import io.github.wsboot.Cluster;
import io.github.wsboot.connection.ConnectionDrain;
import io.github.wsboot.handshake.HandshakeRefusals;

/**
 * Information about this node apart from its connections.
 *
 * @param maxConnections the maximum number of connections, or {@code null} if unlimited
 * @param endpoints the endpoints, one for each path
 * @param refusals the handshakes that were refused
 * @param drain closes all connections, or {@code null} if {@code ws.drain.enabled} is
 * false
 * @param cluster the cluster that the node belongs to, or {@code null} if there is none
 * @param clients the outgoing connections, or {@code null} if there can be none
 * @since 0.1.0
 */
public record NodeInfo(@Nullable Integer maxConnections, Supplier<List<EndpointInfo>> endpoints,
		HandshakeRefusals refusals, @Nullable ConnectionDrain drain, @Nullable Cluster cluster,
		@Nullable ClientsInfo clients) {

}
