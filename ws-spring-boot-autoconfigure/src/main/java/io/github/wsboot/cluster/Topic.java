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

package io.github.wsboot.cluster;

import org.springframework.util.Assert;

/**
 * Topic that messages are published to and nodes subscribe to. An engine maps each to a
 * channel or subject of its own, one to one, and keeps those of different applications
 * apart.
 *
 * @param kind the kind of topic
 * @param name the id of the node, or the name of the room or user, which may be any valid
 * Unicode text; empty for {@link Kind#ALL}
 * @since 0.1.0
 */
public record Topic(Kind kind, String name) {

	/**
	 * The topic of every node.
	 */
	public static final Topic ALL = new Topic(Kind.ALL, "");

	/**
	 * Create a topic.
	 */
	public Topic {
		Assert.notNull(kind, "'kind' must not be null");
		Assert.isTrue(name.isEmpty() == (kind == Kind.ALL), "Each topic but that of all nodes must have a name");
	}

	/**
	 * Return the topic of one node.
	 * @param id the id of the node
	 * @return the topic
	 */
	public static Topic node(String id) {
		return new Topic(Kind.NODE, id);
	}

	/**
	 * Return the topic of the members of a room.
	 * @param name the name of the room
	 * @return the topic
	 */
	public static Topic room(String name) {
		return new Topic(Kind.ROOM, name);
	}

	/**
	 * Return the topic of the connections of a user.
	 * @param name the name of the user
	 * @return the topic
	 */
	public static Topic user(String name) {
		return new Topic(Kind.USER, name);
	}

	/**
	 * Kind of a topic.
	 */
	public enum Kind {

		/**
		 * What concerns every node.
		 */
		ALL,

		/**
		 * What concerns one node.
		 */
		NODE,

		/**
		 * What concerns the nodes with a member of a room.
		 */
		ROOM,

		/**
		 * What concerns the nodes with a connection of a user.
		 */
		USER

	}

}
