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

package io.github.wsboot.handshake;

import java.util.List;

import org.springframework.web.socket.handler.WebSocketHandlerDecoratorFactory;
import org.springframework.web.socket.server.HandshakeHandler;
import org.springframework.web.socket.server.HandshakeInterceptor;

import io.github.wsboot.ConnectionFilter;

/**
 * What handshakes go through, in this order: origin, admission, the application's
 * interceptors, and in the end the upgrade.
 *
 * @param admissions the places for clients
 * @param origin checks the origin
 * @param filters the application's filters
 * @param interceptors the application's interceptors
 * @param handler does the upgrade
 * @param decorators the application's decorators of the handler of sessions
 * @param refusals the trace that refused handshakes leave
 * @since 0.1.0
 */
public record HandshakeServices(Admissions admissions, HandshakeInterceptor origin, List<ConnectionFilter> filters,
		List<HandshakeInterceptor> interceptors, HandshakeHandler handler,
		List<WebSocketHandlerDecoratorFactory> decorators, HandshakeRefusals refusals) {

}
