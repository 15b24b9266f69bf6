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
import java.util.function.Supplier;

import org.jspecify.annotations.Nullable;
import org.springframework.util.Assert;
import org.springframework.web.socket.WebSocketSession;
import org.springframework.web.socket.handler.WebSocketSessionDecorator;

import io.github.wsboot.Handshake;

/**
 * Facts of a connection that its handshake has established.
 *
 * @param endpoint the path template of the endpoint
 * @param pathVariables the values of the template's variables
 * @param handshake the facts of the opening request
 * @param principal the authenticated principal or {@code null}
 * @param attributes returns the live, concurrent map of attributes; most connections have
 * none and need no map
 * @param onEnded called once the connection has ended, whether or not the container has
 * noticed
 * @since 0.1.0
 */
public record EstablishedHandshake(String endpoint, Map<String, String> pathVariables, Handshake handshake,
		@Nullable Principal principal, Supplier<Map<String, Object>> attributes, Runnable onEnded) {

	private static final String ATTRIBUTE = EstablishedHandshake.class.getName();

	/**
	 * Hand the result of a successful handshake over to its session.
	 * @param endpoint the path template of the endpoint
	 * @param pathVariables the values of the template's variables
	 * @param handshake the facts of the opening request
	 * @param onEnded called once the connection has ended
	 * @param attributes the attributes of the future session
	 */
	public static void handOver(String endpoint, Map<String, String> pathVariables, HandshakeSnapshot handshake,
			Runnable onEnded, Map<String, Object> attributes) {
		attributes.put(ATTRIBUTE, new HandshakeResult(endpoint, pathVariables, handshake, onEnded));
	}

	/**
	 * Return the handshake that was handed over, so that a session can share its objects.
	 * @param attributes the attributes of the future session
	 * @return the handshake, or {@code null} if it is not one of an endpoint
	 */
	public static @Nullable HandshakeSnapshot handshake(Map<String, Object> attributes) {
		return (attributes.get(ATTRIBUTE) instanceof HandshakeResult result) ? result.handshake : null;
	}

	/**
	 * Remove the result of a handshake from the attributes, for a session that keeps the
	 * result itself.
	 * @param attributes the attributes of the future session
	 * @return the result, or {@code null} if the session is not one of an endpoint
	 */
	public static @Nullable HandshakeResult takeResult(Map<String, Object> attributes) {
		return (HandshakeResult) attributes.remove(ATTRIBUTE);
	}

	/**
	 * Take the facts from a session, which forgets them. Works once for each session.
	 * @param session the established session
	 * @return the facts
	 * @throws IllegalStateException if the session has none
	 */
	public static EstablishedHandshake take(WebSocketSession session) {
		HandshakeResult result = (WebSocketSessionDecorator.unwrap(session) instanceof HandshakeResultHolder holder)
				? holder.takeHandshakeResult() : takeResult(session.getAttributes());
		Assert.state(result != null, "The session was not established by an endpoint's handshake");
		return new EstablishedHandshake(result.endpoint, result.pathVariables,
				result.handshake.agreed(session.getAcceptedProtocol(), session.getRemoteAddress()),
				session.getPrincipal(), session::getAttributes, result.onEnded);
	}

	/**
	 * Session that keeps the result of its handshake outside of its attributes.
	 *
	 * @since 0.1.0
	 */
	public interface HandshakeResultHolder {

		/**
		 * Return the result and forget it.
		 * @return the result that {@link #takeResult} has returned, or {@code null} if
		 * there is none or this is not the first call
		 */
		@Nullable HandshakeResult takeHandshakeResult();

	}

	/**
	 * Result of a handshake on its way to the session.
	 *
	 * @since 0.1.0
	 */
	public static final class HandshakeResult {

		private final String endpoint;

		private final Map<String, String> pathVariables;

		private final HandshakeSnapshot handshake;

		private final Runnable onEnded;

		private HandshakeResult(String endpoint, Map<String, String> pathVariables, HandshakeSnapshot handshake,
				Runnable onEnded) {
			this.endpoint = endpoint;
			this.pathVariables = pathVariables;
			this.handshake = handshake;
			this.onEnded = onEnded;
		}

	}

}
