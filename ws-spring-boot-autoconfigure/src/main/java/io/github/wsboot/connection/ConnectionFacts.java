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

import java.security.Principal;
import java.util.Map;

import org.jspecify.annotations.Nullable;
import org.springframework.util.Assert;
import org.springframework.web.socket.WebSocketSession;

import io.github.wsboot.Handshake;

/**
 * What is known of a connection from its handshake.
 *
 * @param endpoint the path template of the endpoint
 * @param pathVariables the values of the template's variables
 * @param handshake what the opening request said
 * @param principal the authenticated principal or {@code null}
 * @param attributes the live, concurrent map of attributes
 * @param ended to be told once the connection has ended, if anybody wants to know
 * @since 0.1.0
 */
public record ConnectionFacts(String endpoint, Map<String, String> pathVariables, Handshake handshake,
		@Nullable Principal principal, Map<String, Object> attributes, Runnable ended) {

	private static final String ATTRIBUTE = ConnectionFacts.class.getName();

	/**
	 * Hand the facts of a successful handshake over to its session.
	 * @param endpoint the path template of the endpoint
	 * @param pathVariables the values of the template's variables
	 * @param handshake what the opening request said
	 * @param ended to be told once the connection has ended
	 * @param attributes the attributes of the session to be
	 */
	public static void handOver(String endpoint, Map<String, String> pathVariables, HandshakeSnapshot handshake,
			Runnable ended, Map<String, Object> attributes) {
		attributes.put(ATTRIBUTE, new HandOver(endpoint, pathVariables, handshake, ended));
	}

	/**
	 * Return the handshake that was handed over, so that its facts need not be kept
	 * twice.
	 * @param attributes the attributes of the session to be
	 * @return the handshake, or {@code null} if it is not one of an endpoint
	 */
	public static @Nullable HandshakeSnapshot handshake(Map<String, Object> attributes) {
		return (attributes.get(ATTRIBUTE) instanceof HandOver handOver) ? handOver.handshake() : null;
	}

	/**
	 * Take the facts over from the handshake of a session.
	 * @param session the established session
	 * @return the facts
	 */
	public static ConnectionFacts takeOver(WebSocketSession session) {
		Object facts = session.getAttributes().remove(ATTRIBUTE);
		Assert.state(facts instanceof HandOver, "The session was not established by an endpoint's handshake");
		HandOver handOver = (HandOver) facts;
		return new ConnectionFacts(handOver.endpoint(), handOver.pathVariables(),
				handOver.handshake().agreed(session.getAcceptedProtocol(), session.getRemoteAddress()),
				session.getPrincipal(), session.getAttributes(), handOver.ended());
	}

	private record HandOver(String endpoint, Map<String, String> pathVariables, HandshakeSnapshot handshake,
			Runnable ended) {

	}

}
