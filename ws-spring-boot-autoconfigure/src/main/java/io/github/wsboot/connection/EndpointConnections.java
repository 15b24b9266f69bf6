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

import org.springframework.util.Assert;

import io.github.wsboot.Audience;
import io.github.wsboot.EndpointAudience;
import io.github.wsboot.node.AudienceSpec;

/**
 * {@link EndpointAudience} of the connections at all paths of an endpoint.
 */
final class EndpointConnections extends ConnectionAudience implements EndpointAudience {

	private final String path;

	private final AudienceMembers members;

	private final Broadcaster broadcaster;

	EndpointConnections(String path, AudienceMembers members, Broadcaster broadcaster) {
		super(AudienceSpec.endpoint(path), members, broadcaster);
		this.path = path;
		this.members = members;
		this.broadcaster = broadcaster;
	}

	@Override
	public Audience room(String name) {
		Assert.notNull(name, "'name' must not be null");
		return new ConnectionAudience(AudienceSpec.room(name, this.path), this.members, this.broadcaster);
	}

}
