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

import org.springframework.core.annotation.AliasFor;
import org.springframework.stereotype.Component;

import io.github.wsboot.MessageProtocol;

/**
 * Marks a bean whose annotated methods are the callbacks of outgoing connections. They
 * have the same parameters, results, errors and guarantees as those of a
 * {@link WebSocketEndpoint @WebSocketEndpoint}, and may take the
 * {@link io.github.wsboot.client.ClientConnection} as well.
 *
 * <pre class="code">
 * &#064;WebSocketClient(name = "quotes", value = "wss://quotes.example.org/stream/{symbol}")
 * class QuotesClient {
 *
 *     &#064;OnHandshake
 *     void authenticate(ConnectRequest request) {
 *         request.headers().setBearerAuth(this.tokens.current());
 *     }
 *
 *     &#064;OnMessage("quote")
 *     void quote(Quote quote) {
 *     }
 *
 * }
 * </pre>
 *
 * {@link OnHandshake @OnHandshake} is called before each attempt, on a worker, with the
 * {@link io.github.wsboot.client.ConnectRequest}; an exception ends the attempt.
 * <p>
 * A client whose URI has no variables connects when the application is ready. For others,
 * call {@link io.github.wsboot.client.WebSocketClients#client(Class)}.
 *
 * @since 0.1.0
 * @see io.github.wsboot.client.WebSocketClients
 */
@Target(ElementType.TYPE)
@Retention(RetentionPolicy.RUNTIME)
@Documented
@Component
public @interface WebSocketClient {

	/**
	 * Alias for {@link #uri()}.
	 * @return the template of the URI
	 */
	@AliasFor("uri")
	String value() default "";

	/**
	 * The URI with the scheme {@code ws} or {@code wss}. It may have variables, as in
	 * {@code wss://example.org/stream/{symbol}}; placeholders such as
	 * {@code ${quotes.url}} are resolved. The property
	 * {@code ws.client.registration.<name>.url} replaces it.
	 * @return the template of the URI
	 */
	@AliasFor("value")
	String uri() default "";

	/**
	 * The name of the client, in {@code ws.client.registration.<name>}, in meters and in
	 * health. The default is the name of the bean.
	 * @return the name
	 */
	String name() default "";

	/**
	 * Sub-protocols to offer, the preferred one first.
	 * @return the names of the sub-protocols
	 */
	String[] subProtocols() default {};

	/**
	 * Whether to connect when the application is ready, if the URI has no variables, and
	 * unless {@code ws.client.auto-connect} or
	 * {@code ws.client.registration.<name>.auto-connect} is {@code false}.
	 * @return whether to connect without a call of the application
	 */
	boolean autoConnect() default true;

	/**
	 * Protocol of the text messages, as in {@link WebSocketEndpoint#protocol()}.
	 * @return the class of the protocol
	 */
	Class<? extends MessageProtocol> protocol() default MessageProtocol.class;

}
