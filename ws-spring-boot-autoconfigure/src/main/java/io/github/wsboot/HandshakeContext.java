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

import java.security.Principal;
import java.util.List;
import java.util.Map;

import org.jspecify.annotations.Nullable;
import org.springframework.http.HttpHeaders;
import org.springframework.http.HttpStatusCode;

/**
 * Handshake in progress: has the facts of the request, and can refuse it. No connection
 * exists yet.
 * <p>
 * May be used on the request's thread only, and must not be kept.
 *
 * @since 0.1.0
 */
public interface HandshakeContext {

	/**
	 * Return the path template of the endpoint.
	 * @return the path template
	 */
	String endpoint();

	/**
	 * Return the values of the path template's variables: decoded, and without path
	 * parameters, so that {@code /chat/A;1} and {@code /chat/A;2} have the same.
	 * @return an immutable map
	 */
	Map<String, String> pathVariables();

	/**
	 * Return the facts of the request.
	 * @return the handshake
	 */
	Handshake handshake();

	/**
	 * Return the authenticated principal of the request.
	 * @return the principal or {@code null}
	 */
	@Nullable Principal principal();

	/**
	 * Return the sub-protocols that the client offers, without that of the browser
	 * client: {@code chat.v1} for {@code chat.v1+ws.v1}.
	 * @return the names in the client's order of preference, as they are written; empty
	 * if it offers none
	 */
	List<String> offeredSubProtocols();

	/**
	 * Return the sub-protocol that will be agreed upon if the handshake succeeds: the
	 * first sub-protocol of the endpoint that the client offers.
	 * @return the sub-protocol, or {@code null} if there is none
	 * @see io.github.wsboot.annotation.WebSocketEndpoint#requireSubProtocol()
	 */
	@Nullable String subProtocol();

	/**
	 * Return the attributes that will become {@link Connection#attributes()}.
	 * @return the live map
	 */
	Map<String, Object> attributes();

	/**
	 * Return the headers of the response, sent whether the handshake succeeds or not.
	 * @return mutable headers
	 */
	HttpHeaders responseHeaders();

	/**
	 * Refuse the handshake. The first refusal counts.
	 * @param status the status of the response
	 */
	void reject(HttpStatusCode status);

	/**
	 * Return whether the handshake was refused.
	 * @return whether {@link #reject} was called
	 */
	boolean isRejected();

}
