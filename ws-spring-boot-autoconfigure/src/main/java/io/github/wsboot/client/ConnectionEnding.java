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

package io.github.wsboot.client;

import java.time.Duration;

import org.jspecify.annotations.Nullable;
import org.springframework.web.socket.CloseStatus;

import io.github.wsboot.CloseCause;

/**
 * Ending of a connection or of an attempt, after which a client may connect again.
 *
 * @param client the name of the client
 * @param attempt the number of attempts since the last stable connection, this one
 * included, or 0 if the connection that has ended was stable
 * @param failure why the attempt has failed, or {@code null} if a connection has ended
 * @param status the close status of the connection, or {@code null} if an attempt has
 * failed
 * @param cause the cause of the end of the connection, or {@code null} if an attempt has
 * failed
 * @param established how long the connection was established, zero if an attempt has
 * failed
 * @since 0.1.0
 */
public record ConnectionEnding(String client, int attempt, @Nullable ConnectFailedException failure,
		@Nullable CloseStatus status, @Nullable CloseCause cause, Duration established) {

}
