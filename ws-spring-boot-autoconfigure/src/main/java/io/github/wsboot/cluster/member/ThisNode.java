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
import java.time.Instant;
import java.util.List;
import java.util.function.Supplier;

import org.springframework.util.Assert;

import io.github.wsboot.ClusterNode;
import io.github.wsboot.cluster.codec.NodeState;
import io.github.wsboot.node.LocalNode;
import io.github.wsboot.node.SessionEndListener;

/**
 * This node, as it describes itself to the others, and what they may do with it.
 * <p>
 * The bean of this type cannot be replaced by one of the application's.
 *
 * @param identity its identity
 * @param name its name for people
 * @param connections its connections
 * @param sessions returns what is called when an HTTP session has ended on another node
 * @since 0.1.0
 */
public record ThisNode(ClusterIdentity identity, String name, LocalNode connections,
		Supplier<List<SessionEndListener>> sessions) {

	/**
	 * Longest name, in characters.
	 */
	public static final int MAX_NAME_LENGTH = 255;

	/**
	 * Create the node.
	 * @throws IllegalArgumentException if no message can carry the name
	 */
	public ThisNode {
		Assert.isTrue(!name.isBlank() && name.length() <= MAX_NAME_LENGTH,
				"The name of a node must have 1 to 255 characters");
		Assert.isTrue(StandardCharsets.UTF_8.newEncoder().canEncode(name), "The name of a node must be valid Unicode");
	}

	String id() {
		return this.identity.id();
	}

	Instant since() {
		return this.identity.since();
	}

	/**
	 * Return what the next heartbeat says.
	 */
	NodeState state() {
		return new NodeState(this.name, since(), this.connections.count(), this.connections.isDraining());
	}

	/**
	 * Return what the application of this node sees.
	 */
	ClusterNode describe() {
		return new ClusterNode(id(), this.name, since(), this.connections.count(), true, this.connections.isDraining());
	}

}
