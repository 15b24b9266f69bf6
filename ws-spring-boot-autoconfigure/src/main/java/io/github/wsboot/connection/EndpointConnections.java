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

import java.util.List;

import org.springframework.util.Assert;

import io.github.wsboot.Audience;
import io.github.wsboot.EndpointAudience;

/**
 * {@link EndpointAudience} of the connections at all paths of an endpoint.
 */
final class EndpointConnections extends ConnectionAudience implements EndpointAudience {

	private final List<String> paths;

	private final ConnectionRegistry registry;

	private final Broadcaster broadcaster;

	EndpointConnections(List<String> paths, ConnectionRegistry registry, Broadcaster broadcaster) {
		super(() -> registry.endpoints().groups(paths), broadcaster);
		this.paths = paths;
		this.registry = registry;
		this.broadcaster = broadcaster;
	}

	@Override
	public Audience room(String name) {
		Assert.notNull(name, "'name' must not be null");
		return new ConnectionAudience(() -> this.registry.rooms().groups(name, this.paths), this.broadcaster);
	}

}
