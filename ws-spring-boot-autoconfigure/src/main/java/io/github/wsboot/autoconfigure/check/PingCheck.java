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
import org.springframework.context.ApplicationContext;
import org.springframework.context.ApplicationListener;
import org.springframework.context.event.ContextRefreshedEvent;
import org.springframework.web.socket.server.RequestUpgradeStrategy;

import io.github.wsboot.endpoint.Endpoint;
import io.github.wsboot.endpoint.EndpointRegistry;
import io.github.wsboot.transport.SelectingUpgradeStrategy;

/**
 * Warns of {@code @OnPing} callbacks that are never called, since the container answers
 * pings itself.
 * <p>
 * The bean of this type cannot be replaced by one of the application's.
 *
 * @since 0.1.0
 */
public final class PingCheck implements ApplicationListener<ContextRefreshedEvent> {

	private static final Log logger = LogFactory.getLog(PingCheck.class);

	private final ApplicationContext context;

	private final EndpointRegistry endpoints;

	private final RequestUpgradeStrategy strategy;

	public PingCheck(ApplicationContext context, EndpointRegistry endpoints, RequestUpgradeStrategy strategy) {
		this.context = context;
		this.endpoints = endpoints;
		this.strategy = strategy;
	}

	@Override
	public void onApplicationEvent(ContextRefreshedEvent event) {
		if (event.getApplicationContext() == this.context && ContainerDetection.isPresent(this.context)
				&& !isDirect()) {
			this.endpoints.endpoints().stream().filter(Endpoint::takesPings).forEach(PingCheck::warn);
		}
	}

	private boolean isDirect() {
		return this.strategy instanceof SelectingUpgradeStrategy selecting && selecting.isDirect();
	}

	private static void warn(Endpoint endpoint) {
		logger.warn(endpoint + " has an @OnPing callback, which will never be called: with the standard transport "
				+ "the container answers pings itself. Set 'ws.transport.type' to 'direct', or remove the callback.");
	}

}
