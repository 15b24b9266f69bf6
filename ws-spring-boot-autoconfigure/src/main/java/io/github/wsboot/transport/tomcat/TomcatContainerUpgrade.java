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

import jakarta.servlet.ServletException;
import jakarta.servlet.http.HttpServletRequest;
import jakarta.servlet.http.HttpUpgradeHandler;
import org.apache.catalina.connector.Connector;
import org.apache.coyote.AbstractProtocol;
import org.apache.coyote.Processor;
import org.apache.tomcat.websocket.server.WsHttpUpgradeHandler;
import org.jspecify.annotations.Nullable;

import io.github.wsboot.transport.standard.ContainerUpgrade;

/**
 * {@link ContainerUpgrade} that makes Tomcat's own WebSocket implementation release
 * clients whose sockets are closed.
 * <p>
 * The bean of this type cannot be replaced by one of the application's.
 *
 * @since 0.1.0
 * @see SweptUpgradeHandler
 */
public final class TomcatContainerUpgrade implements ContainerUpgrade {

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
	public <T extends HttpUpgradeHandler> @Nullable T upgrade(HttpServletRequest request, Class<T> type)
			throws IOException, ServletException {
		if (type != WsHttpUpgradeHandler.class || this.connectors.isEmpty()) {
			return null;
		}
		SweptUpgradeHandler handler = request.upgrade(SweptUpgradeHandler.class);
		handler.begin(this::forget);
		return type.cast(handler);
	}

	private void forget(Processor processor) {
		this.connectors.stream().flatMap(TomcatUpgrade::siblings).forEach((connector) -> {
			if (connector.getProtocolHandler() instanceof AbstractProtocol<?> protocol) {
				protocol.removeWaitingProcessor(processor);
			}
		});
	}

}
