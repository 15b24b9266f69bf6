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

package io.github.wsboot.client.bean;

import org.springframework.http.HttpHeaders;

import io.github.wsboot.client.connection.ClientSettings;
import io.github.wsboot.connection.ConnectionFactory;
import io.github.wsboot.endpoint.session.EndpointHandlerFactory;

/**
 * Settings and factories for the connections of one client.
 *
 * @param settings the settings of the connections
 * @param maxBytes the bytes of the largest message that the client can send
 * @param headers the headers of each request
 * @param autoConnect whether to connect when the application is ready, if the annotation
 * says so
 * @param connections creates the connections
 * @param handlers creates the handler of the client's sessions
 * @since 0.1.0
 */
public record ClientParts(ClientSettings settings, long maxBytes, HttpHeaders headers, boolean autoConnect,
		ConnectionFactory connections, EndpointHandlerFactory handlers) {

	/**
	 * Creates the parts of clients.
	 */
	@FunctionalInterface
	public interface Source {

		/**
		 * Create the parts of a client.
		 * @param name the name of the client
		 * @return the parts
		 */
		ClientParts create(String name);

	}

}
