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

package io.github.wsboot;

import java.util.List;

import org.springframework.messaging.Message;
import org.springframework.messaging.converter.MessageConverter;
import org.springframework.messaging.handler.invocation.HandlerMethodArgumentResolver;
import org.springframework.messaging.handler.invocation.HandlerMethodReturnValueHandler;

/**
 * Adds parameters and results that callbacks can have, and changes the conversion of
 * payloads. All beans of this type are called once, at start-up, in their order.
 *
 * @since 0.1.0
 */
public interface WebSocketEndpointConfigurer {

	/**
	 * Name of the message header that holds the {@link Connection} for argument resolvers
	 * and return-value handlers; absent in {@code @OnHandshake}.
	 */
	String CONNECTION_HEADER = "wsConnection";

	/**
	 * Return the connection that a callback's message belongs to.
	 * @param message the message given to a resolver or handler
	 * @return the connection
	 * @throws IllegalArgumentException if there is no connection, as in
	 * {@code @OnHandshake}
	 */
	static Connection connection(Message<?> message) {
		if (message.getHeaders().get(CONNECTION_HEADER) instanceof Connection connection) {
			return connection;
		}
		throw new IllegalArgumentException("There is no connection yet while the handshake is going on");
	}

	/**
	 * Add resolvers for callback parameters. They are asked after the built-in ones and
	 * before a parameter is taken for the payload.
	 * @param resolvers the list to add to
	 */
	default void addArgumentResolvers(List<HandlerMethodArgumentResolver> resolvers) {
	}

	/**
	 * Add handlers for callback results. They are asked before a result is broadcast or
	 * sent back to the client.
	 * @param handlers the list to add to
	 */
	default void addReturnValueHandlers(List<HandlerMethodReturnValueHandler> handlers) {
	}

	/**
	 * Change the converters between objects and message content. They are tried in their
	 * order. By default these are the converters that are beans for endpoints, and after
	 * them the JSON converter. Text and bytes are never converted.
	 * <p>
	 * The first converter that takes a type converts it both ways. If its MIME type is
	 * neither text nor JSON, objects of the type are written to and read from binary
	 * messages. A {@link org.springframework.messaging.converter.SmartMessageConverter}
	 * gets the payload's parameter, or the declared return type of a callback, as
	 * conversion hint.
	 * @param converters the list to change
	 */
	default void configureMessageConverters(List<MessageConverter> converters) {
	}

}
