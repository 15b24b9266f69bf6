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
 * The connections whose frames somebody watches, each with its log.
 */
final class WatchedFrames {

	private final Map<String, Watched> watched = new ConcurrentHashMap<>();

	/**
	 * Begin to watch a connection.
	 * @return the log that all who watch it share
	 */
	FrameLog begin(String id) {
		return this.watched
			.compute(id,
					(key, known) -> (known != null) ? new Watched(known.log(), known.watchers() + 1)
							: new Watched(new FrameLog(), 1))
			.log();
	}

	/**
	 * End what was begun. With the last one who watches, the log is gone.
	 */
	void end(String id) {
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
	 * Tell of a frame.
	 * @param id the id of its connection, watched or not
	 * @param direction where it went
	 * @param text what is shown of it
	 */
	void frame(String id, String direction, FrameText text) {
		Watched known = this.watched.get(id);
		if (known != null) {
			known.log().add(direction, text);
		}
	}

	private record Watched(FrameLog log, int watchers) {

	}

}
