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

import java.time.Duration;

import org.jspecify.annotations.Nullable;

import io.github.wsboot.client.reconnect.ReconnectSettings;
import io.github.wsboot.transport.client.TlsEngineFactory;
import io.github.wsboot.transport.codec.Compression;
import io.github.wsboot.transport.codec.FrameLimits;

/**
 * Settings of the connections of one client.
 *
 * @param tls creates the engines for {@code wss}
 * @param compression compresses messages, or {@code null} to offer no compression
 * @param limits the bounds of inbound messages
 * @param connectTimeout the time for the name's resolution and the TCP connection
 * @param handshakeTimeout the time for everything that follows until a connection is
 * established
 * @param closeTimeout the time that the server may take to close
 * @param reconnect when to connect again
 * @param offline the messages that wait while there is no socket
 * @since 0.1.0
 */
public record ClientSettings(TlsEngineFactory tls, @Nullable Compression compression, FrameLimits limits,
		Duration connectTimeout, Duration handshakeTimeout, Duration closeTimeout, ReconnectSettings reconnect,
		OfflineQueueSettings offline) {

	/**
	 * Settings of the messages that wait while there is no socket.
	 *
	 * @param maxMessages the number of messages, 0 for none
	 * @param maxBytes the size of all messages together
	 * @param maxAge how long a message waits
	 */
	public record OfflineQueueSettings(int maxMessages, long maxBytes, Duration maxAge) {

	}

}
