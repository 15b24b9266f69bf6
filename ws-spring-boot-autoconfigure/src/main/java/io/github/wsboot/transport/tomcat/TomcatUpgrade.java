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

package io.github.wsboot.transport.tomcat;

import java.io.IOException;
import java.util.Arrays;
import java.util.List;
import java.util.Optional;
import java.util.concurrent.CopyOnWriteArrayList;
import java.util.stream.Stream;

import jakarta.servlet.ServletException;
import jakarta.servlet.http.HttpServletRequest;
import org.apache.catalina.Service;
import org.apache.catalina.connector.Connector;
import org.apache.catalina.util.ServerInfo;
import org.apache.coyote.ProtocolHandler;
import org.apache.coyote.http11.AbstractHttp11Protocol;
import org.apache.coyote.http11.Http11NioProtocol;

import io.github.wsboot.transport.DirectUpgrade;
import io.github.wsboot.transport.SupportedVersions;

/**
 * {@link DirectUpgrade} that takes sockets away from Tomcat's NIO connectors, plain or
 * with TLS.
 * <p>
 * The bean of this type cannot be replaced by one of the application's.
 *
 * @since 0.1.0
 */
public final class TomcatUpgrade implements DirectUpgrade {

	private static final SupportedVersions VERSIONS = new SupportedVersions("Tomcat", 11, 0, 22);

	private final List<Connector> connectors = new CopyOnWriteArrayList<>();

	/**
	 * Add a connector of the application's Tomcat. The other connectors of its service
	 * count, too.
	 * @param connector the connector
	 */
	public void add(Connector connector) {
		this.connectors.add(connector);
	}

	@Override
	public Optional<Compatibility> compatibility() {
		return this.connectors.isEmpty() ? Optional.empty() : Optional.of(probe());
	}

	private Compatibility probe() {
		Compatibility compatibility = VERSIONS
			.compatibility(TomcatInternals.version(Connector.class.getPackage(), ServerInfo.getServerInfo()));
		if (!compatibility.isCompatible()) {
			return compatibility;
		}
		String missing = TomcatInternals.missing(TomcatUpgrade.class.getClassLoader());
		if (missing != null) {
			return compatibility.withObstacle(compatibility.server() + " has no " + missing + " as expected");
		}
		List<AbstractHttp11Protocol<?>> protocols = httpProtocols();
		return protocols.stream()
			.filter((protocol) -> !(protocol instanceof Http11NioProtocol))
			.findFirst()
			.map((protocol) -> compatibility.withObstacle(
					"connector " + protocol.getName() + " of " + compatibility.server() + " is not an NIO connector"))
			.orElseGet(() -> withLimit(compatibility, protocols));
	}

	/**
	 * Return the protocols that could upgrade a request, which excludes AJP.
	 */
	private List<AbstractHttp11Protocol<?>> httpProtocols() {
		return this.connectors.stream()
			.flatMap(TomcatUpgrade::siblings)
			.distinct()
			.<AbstractHttp11Protocol<?>>mapMulti((connector, protocols) -> {
				ProtocolHandler handler = connector.getProtocolHandler();
				if (handler instanceof AbstractHttp11Protocol<?> protocol) {
					protocols.accept(protocol);
				}
			})
			.toList();
	}

	static Stream<Connector> siblings(Connector connector) {
		Service service = connector.getService();
		Stream<Connector> itself = Stream.of(connector);
		return (service != null) ? Stream.concat(itself, Arrays.stream(service.findConnectors())) : itself;
	}

	private static Compatibility withLimit(Compatibility compatibility, List<AbstractHttp11Protocol<?>> protocols) {
		int limit = protocols.get(0).getMaxConnections();
		return (limit < 0) ? compatibility : compatibility.withRemark("at most " + limit
				+ " connections at a time, those of HTTP included ('server.tomcat.max-connections')");
	}

	@Override
	public void upgrade(HttpServletRequest request, SocketConsumer consumer) throws IOException, ServletException {
		request.upgrade(TomcatUpgradeHandler.class).use(consumer);
	}

}
