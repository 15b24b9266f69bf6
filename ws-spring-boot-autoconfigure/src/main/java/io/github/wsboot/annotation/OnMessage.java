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

/**
 * Called for a message of a client.
 * <p>
 * <b>Which callback.</b> A text message goes to the callback whose {@link #value() type}
 * equals the message's top-level type field ({@code ws.message.type-field}); else to the
 * one without a type whose payload is an object (read from JSON); else to the one whose
 * payload is a {@link String}. The last two exclude each other. A binary message goes to
 * the callback whose payload is {@code byte[]} or {@link java.nio.ByteBuffer}, or an
 * object that is written to binary messages, such as protobuf or CBOR by a converter that
 * a {@link io.github.wsboot.WebSocketEndpointConfigurer} adds; these exclude each other,
 * too. A callback without any payload parameter counts as one for text.
 * <p>
 * <b>Parameters.</b> At most one payload, with or without
 * {@link org.springframework.messaging.handler.annotation.Payload @Payload}, validated if
 * it is {@code @Valid} or {@code @Validated}; {@link io.github.wsboot.Connection},
 * {@link io.github.wsboot.Handshake}, {@code @PathVariable}, {@code @RequestParam},
 * {@code @RequestHeader} and {@code @CookieValue} (all from the request of the
 * handshake), {@link java.security.Principal}, and what a
 * {@link io.github.wsboot.WebSocketEndpointConfigurer} adds. A blank or empty text is a
 * payload like any other. Constraints on parameters themselves are checked if the class
 * is {@link org.springframework.validation.annotation.Validated @Validated}.
 * <p>
 * <b>Results.</b> What the method returns is sent back to the client, or with
 * {@link Broadcast @Broadcast} to others, after the (proxied) method has returned and its
 * transaction has been committed. An object is written as it is declared, and in the view
 * of a {@code @JsonView} on the method, as Spring MVC writes the body of a response.
 * {@code null} and an empty {@link java.util.Optional} send nothing. A
 * {@link org.springframework.core.io.Resource} is read on the callback's worker and sent
 * as one binary message. A {@link java.util.concurrent.CompletionStage} or {@code Mono}
 * holds back the connection's next callback until it is done. A {@code Flux} does not;
 * its elements are sent no faster than the client reads. All of them are cancelled when
 * the connection closes. If the message is a question, the result is its answer
 * ({@link io.github.wsboot.MessageProtocol}): with the default protocol, an object with
 * the field {@code ws.message.ask-field} of a client that has agreed to the sub-protocol
 * {@code ws.v1}.
 * <p>
 * <b>Errors.</b> Without a matching {@link OnError @OnError}: malformed JSON closes the
 * connection with 1007, a message that no callback takes with 1003, a broken constraint
 * with 1008, a value of the handshake's request that is missing or does not fit its
 * parameter with 1008 as well, and a too large message with 1009. For any other exception
 * {@code ws.failure} decides.
 *
 * @since 0.1.0
 */
@Target({ ElementType.METHOD, ElementType.ANNOTATION_TYPE })
@Retention(RetentionPolicy.RUNTIME)
@Documented
public @interface OnMessage {

	/**
	 * Type of the messages to take: the value of the type field at the top of a JSON
	 * object. Without one, this is the callback for everything that has no callback of
	 * its own. Types that begin with {@code ws.} are reserved for the browser client, and
	 * fail at start-up unless {@code ws.browser-client.enabled} is {@code false}.
	 * @return the type
	 */
	String value() default "";

}
