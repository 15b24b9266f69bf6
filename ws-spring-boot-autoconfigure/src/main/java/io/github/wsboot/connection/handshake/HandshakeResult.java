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

package io.github.wsboot.connection.handshake;

import java.util.Map;

import org.jspecify.annotations.Nullable;
import org.springframework.util.Assert;
import org.springframework.web.socket.WebSocketSession;
import org.springframework.web.socket.handler.WebSocketSessionDecorator;

/**
 * Result of a successful handshake on its way to the session. It travels in the
 * attributes of the session, which forgets it when the connection takes it.
 *
 * @since 0.1.0
 */
public final class HandshakeResult {

	private static final String ATTRIBUTE = HandshakeResult.class.getName();

	private final String endpoint;

	private final Map<String, String> pathVariables;

	private final HandshakeSnapshot handshake;

	private final ConnectionOwner owner;

	private HandshakeResult(String endpoint, Map<String, String> pathVariables, HandshakeSnapshot handshake,
			ConnectionOwner owner) {
		this.endpoint = endpoint;
		this.pathVariables = pathVariables;
		this.handshake = handshake;
		this.owner = owner;
	}

	/**
	 * Hand the result of a successful handshake over to its session.
	 * @param endpoint the path template of the endpoint
	 * @param pathVariables the values of the template's variables
	 * @param handshake the facts of the opening request
	 * @param owner follows the life of the connection
	 * @param attributes the attributes of the future session
	 */
	public static void handOver(String endpoint, Map<String, String> pathVariables, HandshakeSnapshot handshake,
			ConnectionOwner owner, Map<String, Object> attributes) {
		attributes.put(ATTRIBUTE, new HandshakeResult(endpoint, pathVariables, handshake, owner));
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
	public static @Nullable HandshakeResult takeFrom(Map<String, Object> attributes) {
		return (HandshakeResult) attributes.remove(ATTRIBUTE);
	}

	/**
	 * Take the facts of the connection from a session, which forgets them. Works once for
	 * each session.
	 * @param session the established session
	 * @return the facts
	 * @throws IllegalStateException if the session has none
	 */
	public static EstablishedHandshake takeFacts(WebSocketSession session) {
		return takeFacts(session, AgreedSubProtocol.own(session.getAcceptedProtocol()));
	}

	/**
	 * Take the facts of the connection from a session, which forgets them. Works once for
	 * each session.
	 * @param session the established session
	 * @param subProtocol the session's sub-protocol
	 * @return the facts
	 * @throws IllegalStateException if the session has none
	 */
	public static EstablishedHandshake takeFacts(WebSocketSession session, AgreedSubProtocol subProtocol) {
		HandshakeResult result = (WebSocketSessionDecorator.unwrap(session) instanceof Holder holder)
				? holder.takeHandshakeResult() : takeFrom(session.getAttributes());
		Assert.state(result != null, "The session was not established by an endpoint's handshake");
		return new EstablishedHandshake(result.endpoint, result.pathVariables,
				result.handshake.agreed(subProtocol.own(), session.getRemoteAddress()), session.getPrincipal(),
				session::getAttributes, result.owner, subProtocol.browserClient());
	}

	/**
	 * Session that keeps the result of its handshake outside of its attributes.
	 *
	 * @since 0.1.0
	 */
	public interface Holder {

		/**
		 * Return the result and forget it.
		 * @return the result that {@link HandshakeResult#takeFrom} has returned, or
		 * {@code null} if there is none or this is not the first call
		 */
		@Nullable HandshakeResult takeHandshakeResult();

	}

}
