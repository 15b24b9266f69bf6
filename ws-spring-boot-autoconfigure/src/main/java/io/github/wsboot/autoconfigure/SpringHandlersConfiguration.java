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

package io.github.wsboot.autoconfigure;

import org.springframework.beans.factory.ObjectProvider;
import org.springframework.beans.factory.annotation.Qualifier;
import org.springframework.boot.autoconfigure.condition.ConditionalOnBooleanProperty;
import org.springframework.context.annotation.Bean;
import org.springframework.context.annotation.Configuration;
import org.springframework.web.socket.server.RequestUpgradeStrategy;

/**
 * Configuration of Spring's own handlers on the transport of endpoints, if the
 * application asks for it.
 */
@Configuration(proxyBeanMethods = false)
@ConditionalOnBooleanProperty("ws.transport.apply-to-spring-handlers")
class SpringHandlersConfiguration {

	@Bean
	static SpringHandlerTransportPostProcessor webSocketSpringHandlerTransportPostProcessor(
			@Qualifier("webSocketUpgradeStrategy") ObjectProvider<RequestUpgradeStrategy> strategy) {
		return new SpringHandlerTransportPostProcessor(strategy::getObject);
	}

}
