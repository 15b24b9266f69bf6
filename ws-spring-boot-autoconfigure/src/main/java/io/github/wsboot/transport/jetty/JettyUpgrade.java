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

package io.github.wsboot.transport.jetty;

import java.util.Arrays;
import java.util.Optional;

import jakarta.servlet.http.HttpServletRequest;
import org.eclipse.jetty.ee11.servlet.ServletContextRequest;
import org.eclipse.jetty.server.ConnectionMetaData;
import org.eclipse.jetty.server.Connector;
import org.eclipse.jetty.server.HttpConnectionFactory;
import org.eclipse.jetty.server.HttpStream;
import org.eclipse.jetty.server.Server;
import org.jspecify.annotations.Nullable;

import io.github.wsboot.transport.DirectUpgrade;
import io.github.wsboot.transport.SupportedVersions;

/**
 * {@link DirectUpgrade} that takes sockets away from Jetty's HTTP/1.1 connections, plain
 * or with TLS.
 * <p>
 * The bean of this type cannot be replaced by one of the application's.
 *
 * @since 0.1.0
 */
public final class JettyUpgrade implements DirectUpgrade {

	private static final SupportedVersions VERSIONS = new SupportedVersions("Jetty", 12, 1, 0);

	private volatile @Nullable Server server;

	/**
	 * Set the application's Jetty.
	 * @param server the server
	 */
	public void use(Server server) {
		this.server = server;
	}

	@Override
	public Optional<Compatibility> compatibility() {
		return Optional.ofNullable(this.server).map(JettyUpgrade::probe);
	}

	private static Compatibility probe(Server server) {
		Compatibility compatibility = VERSIONS.compatibility(Server.getVersion());
		if (!compatibility.isCompatible()) {
			return compatibility;
		}
		String missing = JettyInternals.missing(JettyUpgrade.class.getClassLoader());
		if (missing != null) {
			return compatibility.withObstacle(compatibility.server() + " has no " + missing + " as expected");
		}
		return Arrays.stream(server.getConnectors()).allMatch(JettyUpgrade::speaksHttp1) ? compatibility
				: compatibility.withObstacle("a connector of " + compatibility.server() + " does not speak HTTP/1.1");
	}

	private static boolean speaksHttp1(Connector connector) {
		return connector.getConnectionFactory(HttpConnectionFactory.class) != null;
	}

	@Override
	public void upgrade(HttpServletRequest request, SocketConsumer consumer) {
		ServletContextRequest coreRequest = ServletContextRequest.getServletContextRequest(request);
		ConnectionMetaData metaData = coreRequest.getConnectionMetaData();
		Connector connector = metaData.getConnector();
		JettyConnection connection = new JettyConnection(metaData.getConnection().getEndPoint(),
				connector.getExecutor(), consumer);
		connector.getEventListeners().forEach(connection::addEventListener);
		coreRequest.setAttribute(HttpStream.UPGRADE_CONNECTION_ATTRIBUTE, connection);
	}

}
