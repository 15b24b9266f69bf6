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
import java.net.URI;
import java.util.Map;

import org.jspecify.annotations.Nullable;
import org.springframework.http.HttpHeaders;
import org.springframework.util.MultiValueMap;

/**
 * Facts of a client's opening request. Immutable.
 *
 * @since 0.1.0
 */
public interface Handshake {

	/**
	 * Return the request's URI.
	 * @return the URI, query included
	 */
	URI uri();

	/**
	 * Return the request's headers.
	 * @return read-only headers
	 */
	HttpHeaders headers();

	/**
	 * Return the parameters of the query string, decoded.
	 * @return an immutable map
	 */
	MultiValueMap<String, String> queryParams();

	/**
	 * Return the values of the request's cookies by name, not decoded. If a name occurs
	 * more than once, the first value counts. {@code @CookieValue} decodes values.
	 * @return an immutable map
	 */
	Map<String, String> cookies();

	/**
	 * Return the client's address; that of the server if the connection is an outgoing
	 * one.
	 * @return the address, as far as known
	 */
	@Nullable InetSocketAddress remoteAddress();

	/**
	 * Return the sub-protocol that was agreed upon, without that of the browser client.
	 * @return the sub-protocol, or {@code null} if there is none; always {@code null}
	 * while the handshake is in progress: {@link HandshakeContext#subProtocol()} has it
	 * then
	 */
	@Nullable String subProtocol();

}
