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
 * A handshake that did not lead to a connection, for those who operate the server. It has
 * nothing of the request's query, path variables or cookies, and what a client has
 * written is in visible characters and not long.
 *
 * @param at when it was answered
 * @param endpoint the path template of the endpoint
 * @param status the status of the response
 * @param reason why it did not
 * @param explanation the same in words, with what to do about it
 * @param remoteAddress the client's address and port, as far as known
 * @since 0.1.0
 */
public record HandshakeRefusal(Instant at, String endpoint, int status, HandshakeRejection reason, String explanation,
		@Nullable String remoteAddress) {

}
