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

package io.github.wsboot.actuate;

import java.util.List;
import java.util.function.Supplier;
import java.util.stream.Stream;

import io.github.wsboot.client.ClientConnection;

/**
 * Information about the outgoing connections of this node.
 *
 * @param annotated the annotated clients
 * @param connections supplies all client connections that have not ended
 * @since 0.1.0
 */
public record ClientsInfo(List<AnnotatedClientInfo> annotated, Supplier<Stream<ClientConnection>> connections) {

	/**
	 * Annotated client.
	 *
	 * @param name the name of the client
	 * @param uri the template of its URI, without credentials and query
	 * @since 0.1.0
	 */
	public record AnnotatedClientInfo(String name, String uri) {

	}

}
