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

package io.github.wsboot.connection;

import java.util.Collections;
import java.util.List;
import java.util.Map;
import java.util.Set;
import java.util.TreeMap;

/**
 * Which paths the endpoints of this application have, and which of them are paths of the
 * same endpoint.
 *
 * @since 0.1.0
 */
public final class EndpointPaths {

	private final Map<String, List<String>> paths = new TreeMap<>();

	/**
	 * Create them.
	 * @param endpoints the path templates of each endpoint
	 */
	public EndpointPaths(List<List<String>> endpoints) {
		endpoints.forEach((templates) -> templates.forEach((path) -> this.paths.put(path, List.copyOf(templates))));
	}

	/**
	 * Return the path templates of all endpoints.
	 * @return the path templates
	 */
	public Set<String> templates() {
		return Collections.unmodifiableSet(this.paths.keySet());
	}

	/**
	 * Return all paths of an endpoint.
	 * @param path one of its path templates
	 * @return the path templates of the endpoint
	 * @throws IllegalArgumentException if no endpoint has this path template; the message
	 * lists those that there are
	 */
	List<String> sameEndpoint(String path) {
		List<String> found = this.paths.get(path);
		if (found == null) {
			throw new IllegalArgumentException("No WebSocket endpoint has the path template '" + path
					+ "'. The path templates of this application are: " + this.paths.keySet());
		}
		return found;
	}

}
