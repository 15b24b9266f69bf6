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

package io.github.wsboot.benchmarks.server;

import org.springframework.beans.factory.annotation.Value;
import org.springframework.boot.autoconfigure.condition.ConditionalOnProperty;
import org.springframework.context.annotation.Bean;
import org.springframework.context.annotation.Configuration;
import org.springframework.util.unit.DataSize;
import org.springframework.web.socket.config.annotation.EnableWebSocket;
import org.springframework.web.socket.config.annotation.WebSocketConfigurer;
import org.springframework.web.socket.server.standard.ServletServerContainerFactoryBean;

/**
 * Serves {@code /spring} by a handler of Spring's.
 */
@Configuration(proxyBeanMethods = false)
@EnableWebSocket
class SpringHandlerConfiguration {

	@Bean
	SpringHandler springHandler(@Value("${ws.send.max-bytes:1MB}") DataSize maxBytes) {
		return new SpringHandler(maxBytes);
	}

	/**
	 * Raise the container's limit of a message, where the load needs it: each connection
	 * has buffers of that size.
	 */
	@Bean
	@ConditionalOnProperty("benchmark.spring-message-size")
	ServletServerContainerFactoryBean serverContainer(@Value("${benchmark.spring-message-size}") int size) {
		ServletServerContainerFactoryBean container = new ServletServerContainerFactoryBean();
		container.setMaxTextMessageBufferSize(size);
		container.setMaxBinaryMessageBufferSize(size);
		return container;
	}

	@Bean
	WebSocketConfigurer springHandlerConfigurer(SpringHandler handler) {
		return (registry) -> registry.addHandler(handler, "/spring");
	}

}
