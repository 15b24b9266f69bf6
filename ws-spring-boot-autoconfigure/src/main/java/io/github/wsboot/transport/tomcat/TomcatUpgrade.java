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
import java.util.List;
import java.util.concurrent.CopyOnWriteArrayList;
import java.util.function.Consumer;

import jakarta.servlet.ServletException;
import jakarta.servlet.http.HttpServletRequest;
import org.apache.catalina.connector.Connector;
import org.apache.coyote.http11.Http11NioProtocol;

import io.github.wsboot.transport.DirectSocket;
import io.github.wsboot.transport.DirectUpgrade;

/**
 * Takes sockets away from Tomcat's NIO connectors, plain or with TLS.
 *
 * @since 0.1.0
 */
public final class TomcatUpgrade implements DirectUpgrade {

	private final List<Connector> connectors = new CopyOnWriteArrayList<>();

	/**
	 * Add a connector of the application's Tomcat.
	 * @param connector the connector
	 */
	public void add(Connector connector) {
		this.connectors.add(connector);
	}

	@Override
	public boolean isSupported() {
		return !this.connectors.isEmpty() && this.connectors.stream()
			.allMatch((connector) -> connector.getProtocolHandler() instanceof Http11NioProtocol);
	}

	@Override
	public void upgrade(HttpServletRequest request, Consumer<DirectSocket> begin) throws IOException, ServletException {
		request.upgrade(TomcatUpgradeHandler.class).begin(begin);
	}

}
