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

import io.github.wsboot.connection.ConnectionDrain;
import io.github.wsboot.handshake.HandshakeRefusals;

/**
 * What is known of this node besides its connections.
 *
 * @param maxConnections how many connections there may be, or {@code null} for any number
 * @param endpoints the endpoints, one for each path
 * @param refusals the handshakes that were refused
 * @param drain closes all connections, or {@code null} if that is switched off
 * @since 0.1.0
 */
public record NodeInfo(@Nullable Integer maxConnections, Supplier<List<EndpointInfo>> endpoints,
		HandshakeRefusals refusals, @Nullable ConnectionDrain drain) {

}
