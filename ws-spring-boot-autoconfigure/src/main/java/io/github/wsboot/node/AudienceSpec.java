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

package io.github.wsboot.node;

import java.util.HashSet;
import java.util.List;
import java.util.Set;

import org.jspecify.annotations.Nullable;

/**
 * Description of an audience that another node can evaluate for its own connections.
 *
 * @param kind the kind of audience
 * @param name the path template of the endpoint, the name of the room or of the user;
 * empty for all connections
 * @param endpoint the path template of the endpoint that a room is restricted to, or
 * {@code null}
 * @param except the ids of the connections to leave out
 * @since 0.1.0
 */
public record AudienceSpec(Kind kind, String name, @Nullable String endpoint, Set<String> except) {

	private static final AudienceSpec ALL = new AudienceSpec(Kind.ALL, "", null, Set.of());

	/**
	 * Return the audience of all connections.
	 * @return the description
	 */
	public static AudienceSpec all() {
		return ALL;
	}

	/**
	 * Return the audience of an endpoint.
	 * @param path one of its path templates
	 * @return the description
	 */
	public static AudienceSpec endpoint(String path) {
		return new AudienceSpec(Kind.ENDPOINT, path, null, Set.of());
	}

	/**
	 * Return the audience of a room of the application or of one endpoint.
	 * @param name the name of the room
	 * @param endpoint a path template of the endpoint, or {@code null} for all endpoints
	 * @return the description
	 */
	public static AudienceSpec room(String name, @Nullable String endpoint) {
		return new AudienceSpec(Kind.ROOM, name, endpoint, Set.of());
	}

	/**
	 * Return the audience of a user.
	 * @param name the name of the user
	 * @return the description
	 */
	public static AudienceSpec user(String name) {
		return new AudienceSpec(Kind.USER, name, null, Set.of());
	}

	/**
	 * Return this audience without certain connections.
	 * @param ids their ids
	 * @return a description that leaves out these as well
	 */
	public AudienceSpec without(List<String> ids) {
		Set<String> excepted = new HashSet<>(this.except);
		excepted.addAll(ids);
		return new AudienceSpec(this.kind, this.name, this.endpoint, Set.copyOf(excepted));
	}

	/**
	 * Kind of an audience.
	 */
	public enum Kind {

		/**
		 * All connections.
		 */
		ALL,

		/**
		 * The connections of an endpoint.
		 */
		ENDPOINT,

		/**
		 * The members of a room.
		 */
		ROOM,

		/**
		 * The connections of a user.
		 */
		USER

	}

}
