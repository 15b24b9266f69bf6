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

import org.springframework.beans.factory.annotation.Qualifier;

/**
 * Marks a bean of one of Spring's types as intended for WebSocket endpoints. Without the
 * mark, it may be intended for something else, for STOMP for example.
 * <p>
 * Beans of these types are used for endpoints only if they are marked:
 * <ul>
 * <li>{@code HandshakeHandler}: performs the upgrade instead of the built-in handler, and
 * so decides on the transport, compression, sub-protocol and principal. At most one.</li>
 * <li>{@code HandshakeInterceptor}: called before {@link OnHandshake @OnHandshake}, in
 * their order.</li>
 * <li>{@code WebSocketHandlerDecoratorFactory}: decorate the handler of each session, in
 * their order.</li>
 * <li>{@code MessageConverter} of spring-messaging: convert payloads, in their order and
 * before JSON.</li>
 * </ul>
 * For these types, a bean that is marked is used rather than the application's only or
 * primary one:
 * <ul>
 * <li>{@code JsonMapper}: converts payloads.</li>
 * <li>{@code jakarta.validation.Validator}: validates payloads.</li>
 * </ul>
 * Declare such a bean with {@code @Bean(defaultCandidate = false)}. Otherwise the rest of
 * the application uses it as well, and Spring Boot does not define its own bean.
 *
 * @since 0.1.0
 */
@Target({ ElementType.TYPE, ElementType.METHOD, ElementType.FIELD, ElementType.PARAMETER })
@Retention(RetentionPolicy.RUNTIME)
@Documented
@Qualifier
public @interface ForWebSocketEndpoints {

}
