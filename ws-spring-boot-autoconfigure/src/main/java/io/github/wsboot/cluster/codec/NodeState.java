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

package io.github.wsboot.cluster.codec;

import java.nio.ByteBuffer;
import java.time.Instant;

import org.springframework.util.Assert;

/**
 * State of a node, which its heartbeats carry.
 *
 * @param name the node's name for people
 * @param since when the node has started, by its own clock, in whole milliseconds
 * @param connections the number of its connections
 * @param draining whether it is closing its connections, since it is about to stop
 * @since 0.1.0
 */
public record NodeState(String name, Instant since, int connections, boolean draining) {

	private static final int EXPECTED_SIZE = 64;

	/**
	 * Create a state; {@code since} loses what is less than a millisecond.
	 */
	public NodeState {
		Assert.hasLength(name, "'name' must not be empty");
		Assert.isTrue(connections >= 0, "'connections' must not be negative");
		since = Instant.ofEpochMilli(since.toEpochMilli());
	}

	/**
	 * Encode this state.
	 * @return the bytes
	 * @throws IllegalArgumentException if the name takes more than 65535 bytes of UTF-8
	 */
	public ByteBuffer encode() {
		FieldWriter writer = new FieldWriter(EXPECTED_SIZE);
		writer.writeLong(this.since.toEpochMilli());
		writer.writeInt(this.connections);
		writer.writeByte(this.draining ? 1 : 0);
		writer.writeText("name of a node", this.name);
		return writer.finish();
	}

	/**
	 * Decode a state.
	 * @param bytes the bytes from position to limit, which both stay as they are
	 * @return the state
	 * @throws MalformedMessageException if the bytes are no state
	 */
	public static NodeState decode(ByteBuffer bytes) {
		FieldReader reader = new FieldReader(bytes);
		Instant since = Instant.ofEpochMilli(reader.readLong("start of a node"));
		int connections = reader.readInt("number of connections");
		int draining = reader.readByte("state of a node");
		String name = reader.readText("name of a node");
		reader.expectEnd();
		if (connections < 0 || draining > 1 || name.isEmpty()) {
			throw new MalformedMessageException("The state of a node is out of bounds");
		}
		return new NodeState(name, since, connections, draining == 1);
	}

}
