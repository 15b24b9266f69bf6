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

package io.github.wsboot.autoconfigure.check;

import org.apache.commons.logging.Log;
import org.apache.commons.logging.LogFactory;
import org.springframework.beans.factory.SmartInitializingSingleton;
import org.springframework.context.ApplicationContext;
import org.springframework.web.context.WebApplicationContext;

import io.github.wsboot.endpoint.definition.EndpointDefinitions;

/**
 * Logs, once, that no endpoint is served, with the paths of all endpoints. An application
 * that has none, such as one with outgoing connections only, misses nothing.
 * <p>
 * The bean of this type cannot be replaced by one of the application's.
 *
 * @since 0.1.0
 */
public final class UnservedEndpointsCheck implements SmartInitializingSingleton {

	private static final Log logger = LogFactory.getLog(UnservedEndpointsCheck.class);

	private final ApplicationContext context;

	private final EndpointDefinitions definitions;

	public UnservedEndpointsCheck(ApplicationContext context, EndpointDefinitions definitions) {
		this.context = context;
		this.definitions = definitions;
	}

	@Override
	public void afterSingletonsInstantiated() {
		if (this.definitions.paths().templates().isEmpty()) {
			return;
		}
		String reason = (this.context instanceof WebApplicationContext)
				? "the WebSocket server is not part of this application context"
				: "this is not a servlet web application ('spring.main.web-application-type')";
		logger.info("WebSocket endpoints are not served, since " + reason
				+ ": the ConnectionManager has no connections. Endpoints: " + this.definitions.paths());
	}

}
