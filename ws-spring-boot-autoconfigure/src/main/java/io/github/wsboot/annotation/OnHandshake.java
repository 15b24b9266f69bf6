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
 * Called before a connection exists. In an endpoint, it is called on the request's thread
 * to inspect the request and possibly refuse it; in a
 * {@link WebSocketClient @WebSocketClient}, before each attempt, to complete the request
 * that is about to be sent: on a worker, or on the thread that has called
 * {@link io.github.wsboot.client.ConnectSpec#open()}.
 * <p>
 * In an endpoint, it fails closed: a {@link io.github.wsboot.HandshakeContext#reject
 * rejection} or any exception refuses the handshake, a
 * {@link org.springframework.web.server.ResponseStatusException} with its status, a
 * missing or malformed parameter and a broken constraint on a parameter with 400, any
 * other exception with 500.
 * <p>
 * Parameters: {@link io.github.wsboot.HandshakeContext},
 * {@link io.github.wsboot.Handshake}, {@code @PathVariable}, {@code @RequestParam},
 * {@code @RequestHeader}, {@code @CookieValue}, {@link java.security.Principal}.
 * <p>
 * In a client, the parameters are the {@link io.github.wsboot.client.ConnectRequest} and
 * {@code @PathVariable}, and the method may block, for example to fetch a token. An
 * exception ends the attempt, not the client: it is the cause of a
 * {@link io.github.wsboot.client.ConnectFailedException}.
 * <p>
 * In both, there is no {@link io.github.wsboot.Connection} yet, and the method returns
 * nothing.
 *
 * @since 0.1.0
 */
@Target({ ElementType.METHOD, ElementType.ANNOTATION_TYPE })
@Retention(RetentionPolicy.RUNTIME)
@Documented
public @interface OnHandshake {

}
