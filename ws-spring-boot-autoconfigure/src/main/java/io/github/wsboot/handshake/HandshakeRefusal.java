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

package io.github.wsboot.handshake;

import java.time.Instant;

import org.jspecify.annotations.Nullable;

import io.github.wsboot.HandshakeRejection;

/**
 * Handshake that did not lead to a connection, as shown to the operators of the server.
 * It contains nothing of the request's query, path variables or cookies, and text of the
 * client only shortened and in visible characters.
 *
 * @param at the time of the response
 * @param endpoint the path template of the endpoint
 * @param status the status of the response
 * @param reason the reason
 * @param explanation the reason in words, with the remedy
 * @param remoteAddress the client's address and port, as far as known
 * @since 0.1.0
 */
public record HandshakeRefusal(Instant at, String endpoint, int status, HandshakeRejection reason, String explanation,
		@Nullable String remoteAddress) {

}
