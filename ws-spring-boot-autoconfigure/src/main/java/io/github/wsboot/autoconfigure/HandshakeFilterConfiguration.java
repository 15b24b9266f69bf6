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

import jakarta.servlet.DispatcherType;
import org.springframework.beans.factory.BeanFactory;
import org.springframework.beans.factory.ObjectProvider;
import org.springframework.boot.web.servlet.FilterRegistrationBean;
import org.springframework.context.annotation.Bean;
import org.springframework.context.annotation.Configuration;
import org.springframework.core.Ordered;

import io.github.wsboot.endpoint.definition.EndpointDefinitions;
import io.github.wsboot.handshake.ForwardedSchemeFilter;
import io.github.wsboot.handshake.HandshakeRefusals;
import io.github.wsboot.handshake.OpeningRequestFilter;
import io.github.wsboot.handshake.UpgradeRequiredFilter;

/**
 * Configuration of the filters for all requests: two prepare handshakes, one answers
 * plain requests to the path of an endpoint.
 */
@Configuration(proxyBeanMethods = false)
class HandshakeFilterConfiguration {

	/**
	 * The bean of this type cannot be replaced by one of the application's.
	 */
	@Bean
	FilterRegistrationBean<OpeningRequestFilter> webSocketOpeningRequestFilter() {
		FilterRegistrationBean<OpeningRequestFilter> registration = new FilterRegistrationBean<>(
				new OpeningRequestFilter());
		registration.setOrder(Ordered.HIGHEST_PRECEDENCE);
		return registration;
	}

	/**
	 * Runs right after the filter for forwarded headers.
	 * <p>
	 * The bean of this type cannot be replaced by one of the application's.
	 */
	@Bean
	FilterRegistrationBean<ForwardedSchemeFilter> webSocketForwardedSchemeFilter() {
		FilterRegistrationBean<ForwardedSchemeFilter> registration = new FilterRegistrationBean<>(
				new ForwardedSchemeFilter());
		registration.setOrder(Ordered.HIGHEST_PRECEDENCE + 1);
		return registration;
	}

	/**
	 * The bean of this type cannot be replaced by one of the application's.
	 */
	@Bean
	FilterRegistrationBean<UpgradeRequiredFilter> webSocketUpgradeRequiredFilter(
			ObjectProvider<EndpointDefinitions> definitions, HandshakeRefusals refusals, BeanFactory beanFactory) {
		FilterRegistrationBean<UpgradeRequiredFilter> registration = new FilterRegistrationBean<>(
				new UpgradeRequiredFilter(() -> definitions.getObject().paths().templates(), refusals,
						new BootErrorPages(beanFactory)));
		// In a WAR, error pages are the target of a forward
		registration.setDispatcherTypes(DispatcherType.REQUEST, DispatcherType.ERROR, DispatcherType.FORWARD);
		return registration;
	}

}
