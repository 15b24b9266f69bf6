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
 * Marks a bean of one of Spring's types as intended for outgoing connections, those of
 * {@link WebSocketClient @WebSocketClient} beans and of
 * {@link io.github.wsboot.client.WebSocketClients}. Without the mark, it may be intended
 * for connections to this server.
 * <p>
 * Beans of the type {@code WebSocketHandlerDecoratorFactory} are used for outgoing
 * connections only if they are marked: they decorate the handler of each session, in
 * their order. They are called once for each annotated client, and for each connection
 * without one. A bean can have this mark and
 * {@link ForWebSocketEndpoints @ForWebSocketEndpoints}.
 * <p>
 * Declare such a bean with {@code @Bean(defaultCandidate = false)}, so that the rest of
 * the application does not use it.
 *
 * @since 0.1.0
 */
@Target({ ElementType.TYPE, ElementType.METHOD, ElementType.FIELD, ElementType.PARAMETER })
@Retention(RetentionPolicy.RUNTIME)
@Documented
@Qualifier
public @interface ForWebSocketClients {

}
