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
 * Path templates of the application's endpoints, grouped by endpoint.
 *
 * @since 0.1.0
 */
public final class EndpointPaths {

	private final Map<String, List<String>> paths;

	private final boolean any;

	/**
	 * Create the paths.
	 * @param endpoints the path templates of each endpoint
	 */
	public EndpointPaths(List<List<String>> endpoints) {
		this(new TreeMap<>(), false);
		endpoints.forEach((templates) -> templates.forEach((path) -> this.paths.put(path, List.copyOf(templates))));
	}

	private EndpointPaths(Map<String, List<String>> paths, boolean any) {
		this.paths = paths;
		this.any = any;
	}

	/**
	 * Return these paths, or paths that accept any path if there are none: an application
	 * without endpoints of its own cannot know which ones exist.
	 * @return the paths
	 */
	public EndpointPaths orAny() {
		return new EndpointPaths(this.paths, this.paths.isEmpty());
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
	 * @return the path templates of the endpoint, or only this one if it is not known
	 * here
	 */
	List<String> find(String path) {
		return this.paths.getOrDefault(path, List.of(path));
	}

	/**
	 * Check that there is an endpoint.
	 * @param path one of its path templates
	 * @throws IllegalArgumentException if no endpoint has this path template; the message
	 * lists the known ones
	 */
	void check(String path) {
		if (!this.any && !this.paths.containsKey(path)) {
			throw new IllegalArgumentException("No WebSocket endpoint has the path template '" + path
					+ "'. The path templates of this application are: " + this);
		}
	}

	@Override
	public String toString() {
		return this.paths.keySet().toString();
	}

}
