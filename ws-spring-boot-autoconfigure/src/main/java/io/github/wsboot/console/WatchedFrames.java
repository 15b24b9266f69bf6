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

package io.github.wsboot.console;

import java.util.Map;
import java.util.concurrent.ConcurrentHashMap;

/**
 * Watched connections, each with the log of its frames.
 */
final class WatchedFrames {

	private final Map<String, Watched> watched = new ConcurrentHashMap<>();

	/**
	 * Start watching a connection.
	 * @return the log, which all viewers of the connection share
	 */
	FrameLog watch(String id) {
		return this.watched
			.compute(id,
					(key, known) -> (known != null) ? new Watched(known.log(), known.watchers() + 1)
							: new Watched(new FrameLog(), 1))
			.log();
	}

	/**
	 * Stop watching a connection. The log is removed with its last viewer.
	 */
	void unwatch(String id) {
		this.watched.computeIfPresent(id,
				(key, known) -> (known.watchers() > 1) ? new Watched(known.log(), known.watchers() - 1) : null);
	}

	boolean isEmpty() {
		return this.watched.isEmpty();
	}

	boolean isWatched(String id) {
		return this.watched.containsKey(id);
	}

	/**
	 * Record a frame if its connection is watched.
	 * @param id the id of its connection, watched or not
	 * @param direction {@code in} from the client, or {@code out}
	 * @param text the readable form of the frame
	 */
	void record(String id, String direction, FrameText text) {
		Watched known = this.watched.get(id);
		if (known != null) {
			known.log().add(direction, text);
		}
	}

	private record Watched(FrameLog log, int watchers) {

	}

}
