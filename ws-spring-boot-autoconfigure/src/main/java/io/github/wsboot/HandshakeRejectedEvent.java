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

import java.net.InetSocketAddress;

import org.jspecify.annotations.Nullable;
import org.springframework.http.HttpStatusCode;

/**
 * Published on the request's thread when a handshake did not lead to a connection. In
 * most cases this server has refused it. If a proxy has removed the {@code Upgrade}
 * header, whatever else serves the path answers the request, and the status may be any,
 * 200 for example.
 *
 * @param endpoint the path template of the endpoint
 * @param status the status of the response
 * @param reason the reason why there is no connection
 * @param remoteAddress the client's address, as far as known
 * @since 0.1.0
 */
public record HandshakeRejectedEvent(String endpoint, HttpStatusCode status, HandshakeRejection reason,
		@Nullable InetSocketAddress remoteAddress) {

}
