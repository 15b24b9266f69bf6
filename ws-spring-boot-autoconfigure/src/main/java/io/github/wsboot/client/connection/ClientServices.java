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

package io.github.wsboot.client.connection;

import java.util.List;
import java.util.function.DoubleSupplier;

import org.jspecify.annotations.Nullable;
import org.springframework.web.socket.WebSocketHandler;
import org.springframework.web.socket.handler.WebSocketHandlerDecoratorFactory;

import io.github.wsboot.client.ReconnectPolicy;
import io.github.wsboot.message.PayloadEncoder;
import io.github.wsboot.support.SafeEventPublisher;

/**
 * Services that all client connections share.
 * <p>
 * The bean of this type cannot be replaced by one of the application's.
 *
 * @param connect what their attempts share
 * @param random returns numbers from 0 (inclusive) to 1 (exclusive), for the delays
 * @param policy decides about all delays, or {@code null} for the default
 * @param events publishes failed attempts
 * @param encoder encodes payloads that wait for a socket
 * @param decorators decorate the handlers of sessions, in this order
 * @since 0.1.0
 */
public record ClientServices(ConnectServices connect, DoubleSupplier random, @Nullable ReconnectPolicy policy,
		SafeEventPublisher events, PayloadEncoder encoder, List<WebSocketHandlerDecoratorFactory> decorators) {

	/**
	 * Return the handler of sessions with all decorators around it.
	 */
	WebSocketHandler decorate(WebSocketHandler handler) {
		WebSocketHandler decorated = handler;
		for (WebSocketHandlerDecoratorFactory decorator : this.decorators) {
			decorated = decorator.decorate(decorated);
		}
		return decorated;
	}

	/**
	 * Return the timers, which run the next attempts too.
	 */
	ClientTimers timers() {
		return this.connect.timers();
	}

}
