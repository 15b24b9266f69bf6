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

import java.time.Duration;

/**
 * Settings of a node in a cluster.
 *
 * @param heartbeat the time between two heartbeats
 * @param probeTimeout how long the node waits for its own heartbeat to come back
 * @param deadAfter how long another node may be silent before it counts as gone; more
 * than the two others together
 * @param linger how long a room or user without a connection here stays subscribed
 * @param maxPendingBytes the size of all messages that were handed to the engine and are
 * not confirmed
 * @param maxMessageSize the largest payload that is sent to other nodes and taken from
 * them, in bytes
 * @since 0.1.0
 */
public record ClusterSettings(Duration heartbeat, Duration probeTimeout, Duration deadAfter, Duration linger,
		long maxPendingBytes, int maxMessageSize) {

}
