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

import org.springframework.boot.actuate.autoconfigure.endpoint.condition.ConditionalOnAvailableEndpoint;
import org.springframework.boot.actuate.autoconfigure.endpoint.expose.EndpointExposure;
import org.springframework.boot.actuate.autoconfigure.endpoint.web.CorsEndpointProperties;
import org.springframework.boot.actuate.autoconfigure.web.ManagementContextConfiguration;
import org.springframework.boot.actuate.endpoint.EndpointAccessResolver;
import org.springframework.boot.actuate.endpoint.web.EndpointMediaTypes;
import org.springframework.boot.actuate.endpoint.web.PathMappedEndpoints;
import org.springframework.boot.autoconfigure.condition.ConditionalOnBean;
import org.springframework.boot.autoconfigure.condition.ConditionalOnClass;
import org.springframework.boot.autoconfigure.condition.ConditionalOnWebApplication;
import org.springframework.boot.context.properties.EnableConfigurationProperties;
import org.springframework.context.annotation.Bean;
import org.springframework.http.MediaType;
import org.springframework.web.servlet.DispatcherServlet;

import io.github.wsboot.actuate.WebSocketsActuatorEndpoint;
import io.github.wsboot.actuate.WriteGuardHandlerMapping;
import io.github.wsboot.actuate.WriteRules;

/**
 * {@link ManagementContextConfiguration} for the actuator endpoint {@code websockets}, on
 * the port of the application or on a port of its own.
 *
 * @since 0.1.0
 */
@ManagementContextConfiguration(proxyBeanMethods = false)
@ConditionalOnClass(DispatcherServlet.class)
@ConditionalOnWebApplication(type = ConditionalOnWebApplication.Type.SERVLET)
@ConditionalOnBean({ PathMappedEndpoints.class, EndpointAccessResolver.class })
@ConditionalOnAvailableEndpoint(endpoint = WebSocketsActuatorEndpoint.class, exposure = EndpointExposure.WEB)
@EnableConfigurationProperties(CorsEndpointProperties.class)
public final class WebSocketsActuatorEndpointManagementContextConfiguration {

	@Bean(defaultCandidate = false)
	WriteGuardHandlerMapping webSocketsWriteGuardHandlerMapping(PathMappedEndpoints endpoints,
			EndpointAccessResolver access, CorsEndpointProperties cors, EndpointMediaTypes mediaTypes,
			WebSocketServerProperties properties) {
		return new WriteGuardHandlerMapping(endpoints, access,
				new WriteRules(cors.toCorsConfiguration(), new OriginSettings(properties).trustedHosts()::contains,
						MediaType.parseMediaTypes(mediaTypes.getConsumed())));
	}

}
