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
import java.util.concurrent.Executor;

import io.github.wsboot.client.ConnectCustomizer;
import io.github.wsboot.client.reconnect.ConnectLimiter;
import io.github.wsboot.transport.client.ClientTransport;

/**
 * Services that all attempts to connect share.
 *
 * @param transport opens sessions
 * @param workers runs code of the application, which may block
 * @param timers bound the time of an attempt
 * @param limiter bounds the number of attempts at once
 * @param customizers customize each request, in this order
 * @param listeners called for each attempt
 * @since 0.1.0
 */
public record ConnectServices(ClientTransport transport, Executor workers, ClientTimers timers, ConnectLimiter limiter,
		List<ConnectCustomizer> customizers, ClientListeners listeners) {

}
