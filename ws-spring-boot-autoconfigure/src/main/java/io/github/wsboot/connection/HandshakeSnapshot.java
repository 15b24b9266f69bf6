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

package io.github.wsboot.connection;

import java.net.InetSocketAddress;
import java.net.URI;
import java.util.Map;

import org.jspecify.annotations.Nullable;
import org.springframework.http.HttpHeaders;
import org.springframework.util.MultiValueMap;

import io.github.wsboot.Handshake;

/**
 * The facts of a handshake that outlive its request.
 *
 * @param uri the request's URI
 * @param headers the request's headers, read-only
 * @param queryParams the decoded parameters of the query string
 * @param cookies the values of the cookies by name
 * @param remoteAddress the client's address or {@code null}
 * @param subProtocol the agreed sub-protocol or {@code null}
 * @since 0.1.0
 */
public record HandshakeSnapshot(URI uri, HttpHeaders headers, MultiValueMap<String, String> queryParams,
		Map<String, String> cookies, @Nullable InetSocketAddress remoteAddress,
		@Nullable String subProtocol) implements Handshake {

	/**
	 * Return a description without headers, cookies and query, which may hold secrets.
	 */
	@Override
	public String toString() {
		return "Handshake[path=" + this.uri.getPath() + ", remoteAddress=" + this.remoteAddress + "]";
	}

	/**
	 * Return these facts with the sub-protocol that was agreed upon.
	 * @param subProtocol the sub-protocol or {@code null}
	 * @return the facts
	 */
	public HandshakeSnapshot withSubProtocol(@Nullable String subProtocol) {
		return new HandshakeSnapshot(this.uri, this.headers, this.queryParams, this.cookies, this.remoteAddress,
				subProtocol);
	}

}
