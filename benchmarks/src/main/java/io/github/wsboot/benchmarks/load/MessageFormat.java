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

package io.github.wsboot.benchmarks.load;

import java.nio.ByteBuffer;
import java.util.List;

/**
 * Form of the messages of a client, which carry the time they were sent at.
 */
interface MessageFormat {

	/** The time of what is no message of a client. */
	long NO_TIME = Long.MIN_VALUE;

	/**
	 * Return the headers of a handshake that ask for this form, each with its end of
	 * line, or an empty text.
	 */
	default String headers() {
		return "";
	}

	/**
	 * Do what comes before the first message.
	 * @param clients the connections
	 * @param readers those that have been opened
	 */
	default void begin(Clients clients, List<Client> readers) {
	}

	/**
	 * Write a frame with a message.
	 * @param target where to
	 * @param kind what the message begins with
	 * @param time the time it carries
	 * @param size the size of the message in bytes
	 */
	void write(ByteBuffer target, char kind, long time, int size);

	/**
	 * Return the time that a message carries.
	 * @param opcode the kind of its first frame, with {@link Frames#COMPRESSED} if it is
	 * @param bytes what holds the payload of that frame
	 * @param from where the payload begins
	 * @param length its length
	 * @return the time, or {@link #NO_TIME}
	 */
	long time(int opcode, byte[] bytes, int from, int length);

}
