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

package io.github.wsboot.endpoint.callback;

import java.security.Principal;
import java.util.HashMap;
import java.util.Locale;
import java.util.Map;

import org.jspecify.annotations.Nullable;
import org.springframework.messaging.Message;
import org.springframework.messaging.MessageHeaders;
import org.springframework.messaging.simp.SimpMessageHeaderAccessor;

import io.github.wsboot.Connection;
import io.github.wsboot.Handshake;
import io.github.wsboot.HandshakeContext;
import io.github.wsboot.WebSocketEndpointConfigurer;
import io.github.wsboot.connection.handshake.HandshakeSnapshot;

/**
 * Headers of the messages that callbacks are called with. All messages of a connection
 * share them: there is no id, no timestamp and no copy for each message.
 *
 * @since 0.1.0
 */
public final class CallbackHeaders extends MessageHeaders {

	private static final long serialVersionUID = 1L;

	private static final String CONTEXT = "wsHandshakeContext";

	private static final String HANDSHAKE = "wsHandshake";

	private static final String PATH_VARIABLES = "wsPathVariables";

	private CallbackHeaders(Map<String, Object> headers) {
		super(headers, ID_VALUE_NONE, -1L);
	}

	public static CallbackHeaders of(Connection connection) {
		Map<String, Object> headers = facts(connection.handshake(), connection.pathVariables(), connection.principal());
		headers.put(WebSocketEndpointConfigurer.CONNECTION_HEADER, connection);
		return new CallbackHeaders(headers);
	}

	public static CallbackHeaders of(HandshakeContext context) {
		Map<String, Object> headers = facts(context.handshake(), context.pathVariables(), context.principal());
		headers.put(CONTEXT, context);
		return new CallbackHeaders(headers);
	}

	/**
	 * Create the headers of a call for which there is no connection.
	 * @param pathVariables the values of the variables of the client's URI
	 * @param others the other headers
	 * @return the headers
	 */
	public static CallbackHeaders ofClient(Map<String, String> pathVariables, Map<String, Object> others) {
		Map<String, Object> headers = new HashMap<>(others);
		headers.put(PATH_VARIABLES, pathVariables);
		return new CallbackHeaders(headers);
	}

	private static Map<String, Object> facts(Handshake handshake, Map<String, String> pathVariables,
			@Nullable Principal principal) {
		Map<String, Object> headers = new HashMap<>();
		headers.put(HANDSHAKE, handshake);
		headers.put(PATH_VARIABLES, pathVariables);
		if (principal != null) {
			headers.put(SimpMessageHeaderAccessor.USER_HEADER, principal);
		}
		return headers;
	}

	static Handshake handshake(Message<?> message) {
		return required(message, HANDSHAKE, Handshake.class);
	}

	/**
	 * Return the locale of the handshake's request, or {@code null} if it has none, as
	 * while a client has not connected yet.
	 */
	static @Nullable Locale locale(Message<?> message) {
		return (message.getHeaders().get(HANDSHAKE) instanceof HandshakeSnapshot snapshot) ? snapshot.locale() : null;
	}

	static HandshakeContext context(Message<?> message) {
		return required(message, CONTEXT, HandshakeContext.class);
	}

	@SuppressWarnings("unchecked")
	static Map<String, String> pathVariables(Message<?> message) {
		return required(message, PATH_VARIABLES, Map.class);
	}

	/**
	 * Return a description without values of the handshake, which may be secret.
	 */
	@Override
	public String toString() {
		return keySet().toString();
	}

	private static <T> T required(Message<?> message, String header, Class<T> type) {
		T value = message.getHeaders().get(header, type);
		if (value == null) {
			throw new IllegalArgumentException("The message has no header '" + header + "'");
		}
		return value;
	}

}
