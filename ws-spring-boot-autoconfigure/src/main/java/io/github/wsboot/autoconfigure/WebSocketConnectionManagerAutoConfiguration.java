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

import org.springframework.boot.LazyInitializationExcludeFilter;
import org.springframework.boot.autoconfigure.AutoConfiguration;
import org.springframework.boot.autoconfigure.EnableAutoConfiguration;
import org.springframework.boot.autoconfigure.condition.ConditionalOnClass;
import org.springframework.boot.autoconfigure.condition.ConditionalOnMissingBean;
import org.springframework.boot.autoconfigure.condition.SearchStrategy;
import org.springframework.boot.context.properties.EnableConfigurationProperties;
import org.springframework.context.ApplicationContext;
import org.springframework.context.annotation.Bean;
import org.springframework.context.annotation.Import;
import org.springframework.web.socket.WebSocketHandler;

import io.github.wsboot.ConnectionManager;
import io.github.wsboot.autoconfigure.check.UnservedEndpointsCheck;
import io.github.wsboot.endpoint.EndpointRegistry;
import io.github.wsboot.endpoint.definition.EndpointDefinitions;

/**
 * {@link EnableAutoConfiguration Auto-configuration} for a {@link ConnectionManager}
 * where no endpoints are served: without a web server, in reactive web applications, and
 * in tests of controllers alone. Beans that inject it can be created; their messages
 * reach nobody.
 *
 * @since 0.1.0
 */
@AutoConfiguration(after = WebSocketServerAutoConfiguration.class,
		afterName = "org.springframework.boot.jackson.autoconfigure.JacksonAutoConfiguration")
@ConditionalOnClass(WebSocketHandler.class)
@ConditionalOnMissingBean(value = EndpointRegistry.class, search = SearchStrategy.CURRENT)
@EnableConfigurationProperties(WebSocketServerProperties.class)
@Import({ ConnectionManagerConfiguration.class, RuntimeConfiguration.class,
		PayloadConversionConfiguration.JacksonPayloadConversionConfiguration.class,
		PayloadConversionConfiguration.PlainPayloadConversionConfiguration.class,
		PayloadValidationConfiguration.BeanPayloadValidationConfiguration.class,
		PayloadValidationConfiguration.NoPayloadValidationConfiguration.class })
public final class WebSocketConnectionManagerAutoConfiguration {

	/**
	 * Creates the check at start-up, with lazy initialization, too.
	 * <p>
	 * The bean of this type cannot be replaced by one of the application's.
	 */
	@Bean
	static LazyInitializationExcludeFilter eagerUnservedWebSocketEndpoints() {
		return LazyInitializationExcludeFilter.forBeanTypes(UnservedEndpointsCheck.class);
	}

	@Bean
	UnservedEndpointsCheck unservedWebSocketEndpoints(ApplicationContext context, EndpointDefinitions definitions) {
		return new UnservedEndpointsCheck(context, definitions);
	}

}
