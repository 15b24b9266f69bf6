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

import org.springframework.boot.autoconfigure.condition.ConditionalOnProperty;
import org.springframework.boot.web.servlet.FilterRegistrationBean;
import org.springframework.context.annotation.Bean;
import org.springframework.context.annotation.Configuration;
import org.springframework.core.Ordered;
import org.springframework.web.filter.OncePerRequestFilter;

import io.github.wsboot.security.BearerSubProtocolFilter;

/**
 * Configuration of bearer tokens among the sub-protocols, if the application asks for
 * them.
 */
@Configuration(proxyBeanMethods = false)
@ConditionalOnProperty("ws.auth.bearer-sub-protocol")
class BearerSubProtocolConfiguration {

	private final BearerSubProtocolFilter filter;

	BearerSubProtocolConfiguration(WebSocketSettings settings) {
		this.filter = new BearerSubProtocolFilter(settings.bearerSubProtocol(), settings.isBrowserClientEnabled());
	}

	/**
	 * The bean of this type cannot be replaced by one of the application's.
	 */
	@Bean
	FilterRegistrationBean<BearerSubProtocolFilter> webSocketBearerFilter() {
		FilterRegistrationBean<BearerSubProtocolFilter> registration = new FilterRegistrationBean<>(this.filter);
		// After the filter that splits the client's sub-protocols into a list
		registration.setOrder(Ordered.HIGHEST_PRECEDENCE + 1);
		return registration;
	}

	/**
	 * The bean of this type cannot be replaced by one of the application's.
	 */
	@Bean
	FilterRegistrationBean<OncePerRequestFilter> webSocketBearerHidingFilter() {
		FilterRegistrationBean<OncePerRequestFilter> registration = new FilterRegistrationBean<>(this.filter.hiding());
		registration.setOrder(Ordered.LOWEST_PRECEDENCE);
		return registration;
	}

}
