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

package io.github.wsboot.transport.client;

import java.net.URI;
import java.time.Duration;
import java.util.List;

import org.jspecify.annotations.Nullable;
import org.springframework.http.HttpHeaders;

import io.github.wsboot.transport.codec.Compression;
import io.github.wsboot.transport.codec.FrameLimits;

/**
 * Request for an outgoing session.
 *
 * @param uri the URI with the scheme {@code ws} or {@code wss}
 * @param headers the application's headers
 * @param subProtocols the sub-protocols to offer, the preferred one first
 * @param tls creates the engine for {@code wss}
 * @param compression compresses messages, or {@code null} to offer no compression
 * @param limits the bounds of inbound messages
 * @param connectTimeout the time for the name's resolution and the TCP connection
 * @param handshakeTimeout the time for everything that follows until the session is
 * established
 * @param closeTimeout the time that the server may take to close
 * @since 0.1.0
 */
public record ClientRequest(URI uri, HttpHeaders headers, List<String> subProtocols, TlsEngineFactory tls,
		@Nullable Compression compression, FrameLimits limits, Duration connectTimeout, Duration handshakeTimeout,
		Duration closeTimeout) {

}
