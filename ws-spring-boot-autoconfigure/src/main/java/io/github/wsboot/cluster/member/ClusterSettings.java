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

import java.nio.charset.StandardCharsets;
import java.time.Duration;

import org.springframework.util.Assert;

/**
 * Settings of a node in a cluster.
 *
 * @param nodeName the node's name for people
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
public record ClusterSettings(String nodeName, Duration heartbeat, Duration probeTimeout, Duration deadAfter,
		Duration linger, long maxPendingBytes, int maxMessageSize) {

	private static final int MAX_NAME_LENGTH = 255;

	/**
	 * Create settings.
	 * @throws IllegalArgumentException if no message can carry the name
	 */
	public ClusterSettings {
		Assert.isTrue(!nodeName.isBlank() && nodeName.length() <= MAX_NAME_LENGTH,
				"The name of a node must have 1 to 255 characters");
		Assert.isTrue(StandardCharsets.UTF_8.newEncoder().canEncode(nodeName),
				"The name of a node must be valid Unicode");
	}

}
