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

package io.github.wsboot.annotation;

import java.lang.annotation.Documented;
import java.lang.annotation.ElementType;
import java.lang.annotation.Retention;
import java.lang.annotation.RetentionPolicy;
import java.lang.annotation.Target;

import org.springframework.stereotype.Component;

import io.github.wsboot.MessageProtocol;

/**
 * Marks a bean whose annotated methods serve WebSocket connections.
 * <p>
 * The bean is an ordinary one: constructor injection, scopes, proxies and transactions
 * work. One instance serves all connections, so what belongs to a connection is kept in
 * {@link io.github.wsboot.Connection#attributes()}. Callbacks of one connection never
 * overlap and run in the order of arrival; those of different connections run
 * concurrently. Callbacks may block, unless the class is also annotated with
 * {@link NonBlocking @NonBlocking}.
 *
 * <pre class="code">
 * &#064;WebSocketEndpoint("/chat/{room}")
 * class ChatEndpoint {
 *
 *     &#064;OnOpen
 *     void joined(Connection connection, &#064;PathVariable String room) {
 *         connection.join(room);
 *     }
 *
 *     &#064;OnMessage
 *     &#064;Broadcast(room = "{room}")
 *     String said(String line) {
 *         return line;
 *     }
 *
 * }
 * </pre>
 *
 * @since 0.1.0
 * @see OnOpen
 * @see OnMessage
 * @see OnClose
 * @see OnError
 */
@Target(ElementType.TYPE)
@Retention(RetentionPolicy.RUNTIME)
@Documented
@Component
public @interface WebSocketEndpoint {

	/**
	 * Path templates of this endpoint, as in {@code /chat/{room}}; placeholders such as
	 * {@code ${chat.path}} are resolved. Without any, the endpoint serves
	 * {@code ws.path}. Two endpoints must not share a path. Path parameters (matrix
	 * variables) of a request are not part of the path: {@code /chat/A;1} is
	 * {@code /chat/A}.
	 * @return the paths
	 */
	String[] value() default {};

	/**
	 * Sub-protocols that this endpoint speaks, the preferred one first. The server
	 * chooses the first one that the client offers as well; {@link #requireSubProtocol()}
	 * decides what happens if there is none. A client never gets a sub-protocol that it
	 * did not offer. Names are compared exactly.
	 * <p>
	 * The browser client adds a sub-protocol of its own to each of them: it offers
	 * {@code chat.v1+ws.v1} for {@code chat.v1}, and {@code ws.v1} for an endpoint that
	 * names none. The endpoint sees only its own part. {@code ws.v1} and names that end
	 * with {@code +ws.v1} fail at start-up, unless {@code ws.browser-client.enabled} is
	 * {@code false}.
	 * @return the names of the sub-protocols
	 */
	String[] subProtocols() default {};

	/**
	 * Whether a client has to offer one of {@link #subProtocols()}. If so, a handshake
	 * that offers none of them is refused with status 400 before it reaches
	 * {@link OnHandshake @OnHandshake}. Otherwise it succeeds, and
	 * {@link io.github.wsboot.Handshake#subProtocol()} is {@code null}. {@code true}
	 * without any sub-protocols fails at start-up.
	 * @return whether to require one
	 */
	boolean requireSubProtocol() default false;

	/**
	 * Whether the attributes of the client's HTTP session, if it has one, are copied to
	 * {@link io.github.wsboot.Connection#attributes()} at the handshake. No session is
	 * created.
	 * @return whether to copy them
	 */
	boolean httpSession() default false;

	/**
	 * Protocol of the text messages of this endpoint: how they carry their type,
	 * questions and answers. It is the bean of this class, if there is one, or else an
	 * instance that the server creates, with the beans that its constructor takes: one
	 * for all endpoints and outgoing connections that name the class, which is destroyed
	 * with the application. The default is the {@link MessageProtocol} bean of the
	 * application or, without one, JSON with the fields of {@code ws.message}.
	 * @return the class of the protocol
	 */
	Class<? extends MessageProtocol> protocol() default MessageProtocol.class;

}
