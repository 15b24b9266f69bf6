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

import java.util.function.Consumer;

import jakarta.servlet.http.WebConnection;
import org.apache.coyote.Processor;
import org.apache.tomcat.util.net.SocketWrapperBase;
import org.apache.tomcat.websocket.server.WsHttpUpgradeHandler;
import org.jspecify.annotations.Nullable;

import io.github.wsboot.support.SafeLogger;

/**
 * Upgrade handler of Tomcat's own WebSockets that releases processors which Tomcat would
 * keep for good. That happens if one thread closes a socket (a write that fails is
 * enough) while another thread is about to wait for its next event: the close finds no
 * processor to release, and the other thread does not check whether the socket is closed.
 * A client that resets its connection can cause it.
 * <p>
 * Public with a public constructor because Tomcat creates it by reflection.
 *
 * @since 0.1.0
 */
public final class SweptUpgradeHandler extends WsHttpUpgradeHandler {

	private static final SafeLogger logger = SafeLogger.of(SweptUpgradeHandler.class);

	private @Nullable Consumer<Processor> forget;

	private volatile @Nullable SocketWrapperBase<?> wrapper;

	private volatile @Nullable Processor processor;

	/** Whether the socket was closed a second ago. Used on Tomcat's timer only. */
	private boolean closed;

	/**
	 * Create a handler.
	 */
	public SweptUpgradeHandler() {
	}

	/**
	 * Prepare for sweeping, before Tomcat takes the socket over.
	 * @param forget makes Tomcat release the processor
	 */
	void begin(Consumer<Processor> forget) {
		this.forget = forget;
	}

	@Override
	public void setSocketWrapper(SocketWrapperBase<?> socketWrapper) {
		super.setSocketWrapper(socketWrapper);
		this.wrapper = socketWrapper;
	}

	@Override
	public void init(WebConnection connection) {
		this.processor = (connection instanceof Processor created) ? created : null;
		super.init(connection);
	}

	/**
	 * Sweep. Tomcat calls this for each processor that waits, once a second.
	 */
	@Override
	public void timeoutAsync(long now) {
		try {
			super.timeoutAsync(now);
			sweep();
		}
		catch (Throwable ex) {
			// Otherwise Tomcat would call none of the others
			logger.error("Cannot sweep %s", this, ex);
		}
	}

	private void sweep() {
		SocketWrapperBase<?> wrapper = this.wrapper;
		if (wrapper == null || !wrapper.isClosed()) {
			return;
		}
		if (!this.closed) {
			// The thread that closes it has a second to release the processor
			this.closed = true;
			return;
		}
		destroy();
		Processor processor = this.processor;
		if (this.forget != null && processor != null) {
			this.forget.accept(processor);
		}
	}

}
