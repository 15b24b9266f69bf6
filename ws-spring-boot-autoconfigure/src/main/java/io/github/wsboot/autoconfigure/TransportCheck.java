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

import org.apache.commons.logging.Log;
import org.apache.commons.logging.LogFactory;
import org.springframework.boot.web.server.context.WebServerApplicationContext;
import org.springframework.context.ApplicationContext;
import org.springframework.context.ApplicationListener;
import org.springframework.context.event.ContextRefreshedEvent;

import io.github.wsboot.transport.DirectUpgrade.Support;
import io.github.wsboot.transport.SelectingUpgradeStrategy;
import io.github.wsboot.transport.TransportType;

/**
 * Says in one line of the log what carries the frames and why, once the web server is
 * known, and fails the start-up if that is not what was asked for. Without any web server
 * (with mocked requests in tests) there is nothing to say.
 */
final class TransportCheck implements ApplicationListener<ContextRefreshedEvent> {

	private static final Log logger = LogFactory.getLog(TransportCheck.class);

	private final ApplicationContext context;

	private final SelectingUpgradeStrategy strategy;

	private final TransportType type;

	TransportCheck(ApplicationContext context, SelectingUpgradeStrategy strategy, TransportType type) {
		this.context = context;
		this.strategy = strategy;
		this.type = type;
	}

	@Override
	public void onApplicationEvent(ContextRefreshedEvent event) {
		if (event.getApplicationContext() == this.context
				&& this.context instanceof WebServerApplicationContext servers) {
			check(this.strategy.support().orElseGet(() -> unknown(servers)));
		}
	}

	/**
	 * Return why nothing is known of the container.
	 */
	static Support unknown(WebServerApplicationContext servers) {
		Object server = servers.getWebServer();
		if (server == null) {
			return new Support("the container", "the application has not started its container itself", null, null);
		}
		String name = server.getClass().getSimpleName();
		return new Support(name, name + " is neither Tomcat nor Jetty", null, null);
	}

	private void check(Support support) {
		if (!support.isGiven() && this.type == TransportType.DIRECT) {
			throw new IllegalStateException("'ws.transport.type' is 'direct', but the container's sockets cannot be "
					+ "taken: " + support.obstacle() + "; use 'auto' or 'standard'");
		}
		if (!support.isGiven()) {
			logger.info("WebSocket transport: standard, since " + support.obstacle());
			return;
		}
		logger.info("WebSocket transport: direct, on the sockets of " + support.server()
				+ ((support.remark() != null) ? "; " + support.remark() : ""));
		if (support.warning() != null) {
			logger.warn("WebSocket transport: " + support.warning()
					+ "; if it does not work, use 'ws.transport.type=standard'");
		}
	}

}
