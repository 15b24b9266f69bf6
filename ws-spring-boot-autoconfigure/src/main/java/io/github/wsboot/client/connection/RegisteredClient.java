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

package io.github.wsboot.client.connection;

import java.util.List;

import org.jspecify.annotations.Nullable;
import org.springframework.http.HttpHeaders;

import io.github.wsboot.connection.ConnectionFactory;

/**
 * Client that can be connected: that of an annotated bean, or that of a URI.
 *
 * @param name the name of the client, or the template of the URI
 * @param uri the template of the URI, placeholders resolved
 * @param subProtocols the sub-protocols to offer, the preferred one first
 * @param headers the headers of each request, as the properties say
 * @param autoConnect whether to connect when the application is ready
 * @param settings the settings of its connections
 * @param connections creates its connections
 * @param callbacks the callbacks of the bean, or {@code null} if there is none
 * @since 0.1.0
 */
public record RegisteredClient(String name, String uri, List<String> subProtocols, HttpHeaders headers,
		boolean autoConnect, ClientSettings settings, ConnectionFactory connections,
		@Nullable ClientCallbacks callbacks) {

}
