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

import java.io.IOException;
import java.nio.ByteBuffer;

/**
 * Socket of a client, plain or with TLS. It never waits.
 */
interface Link {

	/**
	 * Go on connecting. Called when the socket is connected, and whenever there is
	 * something to read until it is done.
	 * @return whether it is done
	 */
	boolean establish() throws IOException;

	/**
	 * Read what is there.
	 * @param target where to, with room for 16 KB at least
	 * @return the number of bytes, or -1 at the end
	 */
	int read(ByteBuffer target) throws IOException;

	/**
	 * Return whether there is more that was read from the socket and had no room.
	 */
	boolean hasMore();

	/**
	 * Write as much as the socket takes.
	 * @return whether all is written; if not, call it again with the same source
	 */
	boolean write(ByteBuffer source) throws IOException;

	void close() throws IOException;

}
