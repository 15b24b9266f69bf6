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

/**
 * Those that get a push of a node in a cluster, and the letters of the commands for it.
 */
enum ClusterAudience {

	BROADCAST('b', 'B'), ROOM('r', 'R');

	private final char local;

	private final char everywhere;

	ClusterAudience(char local, char everywhere) {
		this.local = local;
		this.everywhere = everywhere;
	}

	/**
	 * Return the letter for the connections of the pushing node only.
	 */
	char local() {
		return this.local;
	}

	char everywhere() {
		return this.everywhere;
	}

	@Override
	public String toString() {
		return (this == BROADCAST) ? "broadcast" : "room";
	}

}
