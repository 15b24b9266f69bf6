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

package io.github.wsboot.server.handshake;

import java.net.InetSocketAddress;
import java.util.Arrays;
import java.util.List;
import java.util.Map;
import java.util.concurrent.ConcurrentHashMap;

import org.springframework.context.annotation.Bean;
import org.springframework.context.annotation.Configuration;
import org.springframework.web.socket.WebSocketSession;
import org.springframework.web.socket.handler.WebSocketHandlerDecorator;
import org.springframework.web.socket.handler.WebSocketHandlerDecoratorFactory;

/**
 * A decorator that fails before the endpoint has heard of the session, on demand.
 */
@Configuration(proxyBeanMethods = false)
class AdmissionInfrastructure {

	private final Map<String, List<InetSocketAddress>> addresses = new ConcurrentHashMap<>();

	/**
	 * Return what the session of a client says where it comes from and goes to.
	 */
	List<InetSocketAddress> addresses(String client) {
		return this.addresses.entrySet()
			.stream()
			.filter((entry) -> entry.getKey().endsWith("client=" + client))
			.findFirst()
			.orElseThrow()
			.getValue();
	}

	@Bean
	WebSocketHandlerDecoratorFactory failingDecorator() {
		return (handler) -> new WebSocketHandlerDecorator(handler) {

			@Override
			public void afterConnectionEstablished(WebSocketSession session) throws Exception {
				AdmissionInfrastructure.this.addresses.put(String.valueOf(session.getUri()),
						Arrays.asList(session.getRemoteAddress(), session.getLocalAddress()));
				if (String.valueOf(session.getUri()).contains("decorator=fail")) {
					throw new IllegalStateException("expected by the test");
				}
				super.afterConnectionEstablished(session);
			}

		};
	}

}
