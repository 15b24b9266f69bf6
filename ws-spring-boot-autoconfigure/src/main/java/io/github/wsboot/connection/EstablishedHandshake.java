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
 * @param handshake what the opening request said
 * @param principal the authenticated principal or {@code null}
 * @param attributes gives the live, concurrent map of attributes; most connections have
 * none and need no map
 * @param ended called once the connection has ended, whether or not the container has
 * noticed
 * @since 0.1.0
 */
public record EstablishedHandshake(String endpoint, Map<String, String> pathVariables, Handshake handshake,
		@Nullable Principal principal, Supplier<Map<String, Object>> attributes, Runnable ended) {

	private static final String ATTRIBUTE = EstablishedHandshake.class.getName();

	/**
	 * Hand the facts of a successful handshake over to its session.
	 * @param endpoint the path template of the endpoint
	 * @param pathVariables the values of the template's variables
	 * @param handshake what the opening request said
	 * @param ended called once the connection has ended
	 * @param attributes the attributes of the session to be
	 */
	public static void handOver(String endpoint, Map<String, String> pathVariables, HandshakeSnapshot handshake,
			Runnable ended, Map<String, Object> attributes) {
		attributes.put(ATTRIBUTE, new HandOver(endpoint, pathVariables, handshake, ended));
	}

	/**
	 * Return the handshake that was handed over, so that a session can share what is kept
	 * of it.
	 * @param attributes the attributes of the session to be
	 * @return the handshake, or {@code null} if it is not one of an endpoint
	 */
	public static @Nullable HandshakeSnapshot handshake(Map<String, Object> attributes) {
		return (attributes.get(ATTRIBUTE) instanceof HandOver handOver) ? handOver.handshake : null;
	}

	/**
	 * Take what was handed over, for a session that keeps it itself.
	 * @param attributes the attributes of the session to be
	 * @return what was handed over, or {@code null} if it is not a session of an endpoint
	 */
	public static @Nullable HandOver take(Map<String, Object> attributes) {
		return (HandOver) attributes.remove(ATTRIBUTE);
	}

	/**
	 * Take the facts over from the handshake of a session.
	 * @param session the established session
	 * @return the facts
	 */
	public static EstablishedHandshake takeOver(WebSocketSession session) {
		HandOver handOver = (WebSocketSessionDecorator.unwrap(session) instanceof Keeper keeper) ? keeper.takeHandOver()
				: take(session.getAttributes());
		Assert.state(handOver != null, "The session was not established by an endpoint's handshake");
		return new EstablishedHandshake(handOver.endpoint, handOver.pathVariables,
				handOver.handshake.agreed(session.getAcceptedProtocol(), session.getRemoteAddress()),
				session.getPrincipal(), session::getAttributes, handOver.ended);
	}

	/**
	 * A session that keeps what was handed over to it itself.
	 *
	 * @since 0.1.0
	 */
	public interface Keeper {

		/**
		 * Give it away.
		 * @return what {@link #take} has returned, the first time
		 */
		@Nullable HandOver takeHandOver();

	}

	/**
	 * Facts on their way from a handshake to its session.
	 *
	 * @since 0.1.0
	 */
	public static final class HandOver {

		private final String endpoint;

		private final Map<String, String> pathVariables;

		private final HandshakeSnapshot handshake;

		private final Runnable ended;

		private HandOver(String endpoint, Map<String, String> pathVariables, HandshakeSnapshot handshake,
				Runnable ended) {
			this.endpoint = endpoint;
			this.pathVariables = pathVariables;
			this.handshake = handshake;
			this.ended = ended;
		}

	}

}
