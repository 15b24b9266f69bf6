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

package io.github.wsboot.transport;

import java.net.InetSocketAddress;
import java.net.SocketAddress;
import java.security.Principal;
import java.util.List;

import org.jspecify.annotations.Nullable;
import org.springframework.web.socket.WebSocketExtension;

import io.github.wsboot.connection.handshake.HeaderSnapshot;
import io.github.wsboot.outbound.FrameEncoding;
import io.github.wsboot.outbound.PlainEncoding;
import io.github.wsboot.transport.codec.Inflation;
import io.github.wsboot.transport.codec.SessionCompression;

/**
 * Facts of the handshake that a session keeps.
 *
 * @param uri the request's URI
 * @param headers its headers
 * @param principal the authenticated principal or {@code null}
 * @param localAddress the server's address or {@code null}
 * @param remoteAddress the client's address or {@code null}
 * @param subProtocol the agreed sub-protocol or {@code null}
 * @param compression the agreed compression or {@code null}
 */
record SessionHandshake(String uri, HeaderSnapshot headers, @Nullable Principal principal,
		@Nullable InetSocketAddress localAddress, @Nullable InetSocketAddress remoteAddress,
		@Nullable String subProtocol, @Nullable SessionCompression compression) {

	/**
	 * Return the same facts with the given object for the client's address, if it is
	 * equal to the one here.
	 */
	SessionHandshake sharing(@Nullable SocketAddress address) {
		return (address instanceof InetSocketAddress shared && shared.equals(this.remoteAddress))
				? new SessionHandshake(this.uri, this.headers, this.principal, this.localAddress, shared,
						this.subProtocol, this.compression)
				: this;
	}

	/**
	 * Return the inflation of compressed messages, or {@code null} if compression has not
	 * been negotiated.
	 */
	@Nullable Inflation inflation() {
		return (this.compression != null) ? this.compression.inflation() : null;
	}

	FrameEncoding encoding() {
		return (this.compression != null) ? this.compression.encoding() : PlainEncoding.INSTANCE;
	}

	List<WebSocketExtension> extensions() {
		return (this.compression != null) ? List.of(this.compression.extension()) : List.of();
	}

}
