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

package io.github.wsboot;

/**
 * Connections of an endpoint: of all its paths, if it has several.
 *
 * @since 0.1.0
 * @see ConnectionManager#endpoint(String)
 */
public interface EndpointAudience extends Audience {

	/**
	 * Return the audience of the connections of this endpoint that are in a room.
	 * Connections of other endpoints do not belong to it, even if they have joined a room
	 * of the same name; {@link ConnectionManager#room(String)} includes them.
	 * @param name the name of the room, which need not exist
	 * @return an audience that is evaluated at each use
	 */
	Audience room(String name);

}
