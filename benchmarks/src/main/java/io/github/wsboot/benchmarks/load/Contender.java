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

import java.util.List;

/**
 * Path of a server that is compared with others.
 *
 * @param name what it is called in tables
 * @param server the server
 * @param path the path
 */
record Contender(String name, MeasuredServer server, String path) {

	/**
	 * Return the paths of a server.
	 */
	static List<Contender> of(MeasuredServer server, List<String> paths) {
		return paths.stream().map((path) -> new Contender(path, server, path)).toList();
	}

}
