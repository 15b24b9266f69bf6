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

import java.util.List;
import java.util.Optional;
import java.util.function.Supplier;

import jakarta.servlet.ServletContext;
import org.apache.commons.logging.Log;
import org.apache.commons.logging.LogFactory;
import org.springframework.boot.webmvc.autoconfigure.DispatcherServletPath;
import org.springframework.context.ApplicationContext;
import org.springframework.context.ApplicationListener;
import org.springframework.context.event.ContextRefreshedEvent;
import org.springframework.web.socket.server.HandshakeHandler;

import io.github.wsboot.handshake.EndpointHandshakeHandler;
import io.github.wsboot.transport.DirectUpgrade.Compatibility;
import io.github.wsboot.transport.TransportType;

/**
 * Logs, in one line, the transport that is used, the reason, and the paths above all
 * endpoints, as soon as the web server has started. Fails the start-up if the direct
 * transport is required but not possible. Does nothing without a web server, as with
 * mocked requests in tests.
 * <p>
 * The bean of this type cannot be replaced by one of the application's.
 *
 * @since 0.1.0
 */
public final class TransportCheck implements ApplicationListener<ContextRefreshedEvent> {

	private static final Log logger = LogFactory.getLog(TransportCheck.class);

	private final ApplicationContext context;

	private final Supplier<Optional<Compatibility>> compatibility;

	private final HandshakeHandler handler;

	private final TransportType type;

	public TransportCheck(ApplicationContext context, Supplier<Optional<Compatibility>> compatibility,
			HandshakeHandler handler, TransportType type) {
		this.context = context;
		this.compatibility = compatibility;
		this.handler = handler;
		this.type = type;
	}

	@Override
	public void onApplicationEvent(ContextRefreshedEvent event) {
		if (event.getApplicationContext() == this.context && ContainerDetection.isPresent(this.context)) {
			Compatibility compatibility = this.compatibility.get()
				.orElseGet(() -> ContainerDetection.unsupported(this.context));
			check(compatibility);
			warnOfVulnerabilities(compatibility);
		}
	}

	private void check(Compatibility compatibility) {
		if (!compatibility.isCompatible() && this.type == TransportType.DIRECT) {
			throw new IllegalStateException("'ws.transport.type' is 'direct', but the direct transport is not "
					+ "possible: " + compatibility.obstacle() + "; use 'auto' or 'standard'");
		}
		if (!(this.handler instanceof EndpointHandshakeHandler)) {
			logger.info("WebSocket transport: chosen by the application's own HandshakeHandler, "
					+ this.handler.getClass().getName());
			return;
		}
		if (!compatibility.isCompatible()) {
			logger.info("WebSocket transport: standard, since " + compatibility.obstacle() + paths());
			return;
		}
		logger.info("WebSocket transport: direct, on the sockets of " + compatibility.server()
				+ ((compatibility.remark() != null) ? "; " + compatibility.remark() : "") + paths());
		if (compatibility.warning() != null) {
			logger.warn("WebSocket transport: " + compatibility.warning()
					+ "; if it does not work, use 'ws.transport.type=standard'");
		}
	}

	private void warnOfVulnerabilities(Compatibility compatibility) {
		ServletContext servlets = ContainerDetection.servletContext(this.context);
		VulnerableTomcat.warn((servlets != null) ? List.of(compatibility.server(), servlets.getServerInfo())
				: List.of(compatibility.server()), ContainerDetection.isEmbedded(this.context));
	}

	/**
	 * Return the context path and the servlet path, which precede the paths of all
	 * endpoints.
	 */
	private String paths() {
		ServletContext servlets = ContainerDetection.servletContext(this.context);
		DispatcherServletPath servlet = this.context.getBeanProvider(DispatcherServletPath.class).getIfUnique();
		return ((servlets != null) ? "; context path " + quoted(servlets.getContextPath()) : "")
				+ ((servlet != null) ? "; servlet path " + quoted(servlet.getPrefix()) : "");
	}

	private static String quoted(String path) {
		return "'" + (path.isEmpty() ? "/" : path) + "'";
	}

}
