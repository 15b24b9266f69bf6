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

package io.github.wsboot.connection.handshake;

import java.security.Principal;
import java.util.Map;
import java.util.function.Supplier;

import org.jspecify.annotations.Nullable;

import io.github.wsboot.Handshake;

/**
 * Facts of a connection that its handshake has established.
 *
 * @param endpoint the path template of the endpoint
 * @param pathVariables the values of the template's variables
 * @param handshake the facts of the opening request
 * @param principal the authenticated principal or {@code null}
 * @param attributes returns the live, concurrent map of attributes; most connections have
 * none and need no map
 * @param owner follows the life of the connection
 * @param browserClient whether the client speaks the sub-protocol of the browser client
 * @since 0.1.0
 */
public record EstablishedHandshake(String endpoint, Map<String, String> pathVariables, Handshake handshake,
		@Nullable Principal principal, Supplier<Map<String, Object>> attributes, ConnectionOwner owner,
		boolean browserClient) {
}
