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

package io.github.wsboot.monitor;

import java.util.Collection;
import java.util.Collections;
import java.util.Map;
import java.util.concurrent.ConcurrentHashMap;

import org.springframework.util.Assert;

/**
 * Traffic of the annotated endpoints of this node, or of its clients, since the start.
 * Always counted, whether it is read or not. Thread-safe.
 * <p>
 * The bean of this type cannot be replaced by one of the application's.
 *
 * @since 0.1.0
 */
public final class Traffic {

	/**
	 * Name of what is beyond the maximum number of names.
	 */
	public static final String OTHER = "other";

	private final Map<String, EndpointTraffic> endpoints = new ConcurrentHashMap<>();

	private final int maxEndpoints;

	/**
	 * Create the traffic of endpoints, the number of which is bounded otherwise.
	 */
	public Traffic() {
		this(Integer.MAX_VALUE);
	}

	/**
	 * Create the traffic of clients, which the application may name as it likes.
	 * @param maxEndpoints the number of names to count apart; further ones are counted
	 * together as {@value #OTHER}
	 */
	public Traffic(int maxEndpoints) {
		this.maxEndpoints = maxEndpoints;
	}

	/**
	 * Return the traffic of an endpoint, which is zero at first.
	 * @param path the path template of the endpoint, or the name of the client
	 * @return its traffic, always the same instance
	 */
	public EndpointTraffic endpoint(String path) {
		Assert.notNull(path, "'path' must not be null");
		EndpointTraffic known = this.endpoints.get(path);
		return (known != null) ? known : this.endpoints.computeIfAbsent(bounded(path), EndpointTraffic::new);
	}

	private String bounded(String path) {
		return (this.endpoints.size() < this.maxEndpoints) ? path : OTHER;
	}

	/**
	 * Return the traffic of all endpoints, by path template.
	 * @return a live view
	 */
	public Collection<EndpointTraffic> endpoints() {
		return Collections.unmodifiableCollection(this.endpoints.values());
	}

}
