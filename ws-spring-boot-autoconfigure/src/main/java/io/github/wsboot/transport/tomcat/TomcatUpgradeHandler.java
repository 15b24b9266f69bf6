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

import java.nio.channels.SocketChannel;

import jakarta.servlet.http.WebConnection;
import org.apache.coyote.http11.upgrade.InternalHttpUpgradeHandler;
import org.apache.tomcat.util.net.AbstractEndpoint.Handler.SocketState;
import org.apache.tomcat.util.net.NioChannel;
import org.apache.tomcat.util.net.SSLSupport;
import org.apache.tomcat.util.net.SecureNioChannel;
import org.apache.tomcat.util.net.SocketEvent;
import org.apache.tomcat.util.net.SocketWrapperBase;
import org.jspecify.annotations.Nullable;
import org.springframework.util.Assert;

import io.github.wsboot.transport.DirectUpgrade.SocketConsumer;

/**
 * Upgrade handler that Tomcat creates for a socket and that hands the socket to its
 * consumer. Tomcat leaves all further reading and writing to the handler because of
 * {@link #hasAsyncIO()}.
 * <p>
 * Public with a public constructor because Tomcat creates it by reflection.
 *
 * @since 0.1.0
 */
public final class TomcatUpgradeHandler implements InternalHttpUpgradeHandler {

	private @Nullable SocketConsumer consumer;

	private @Nullable SocketWrapperBase<?> wrapper;

	/**
	 * Create a handler.
	 */
	public TomcatUpgradeHandler() {
	}

	void use(SocketConsumer consumer) {
		this.consumer = consumer;
	}

	@Override
	public void setSocketWrapper(SocketWrapperBase<?> wrapper) {
		this.wrapper = wrapper;
	}

	/**
	 * Hand the socket over. An exception makes Tomcat close the socket. If Tomcat has
	 * closed the socket before, that is not reported as a failure.
	 */
	@Override
	public void init(WebConnection connection) {
		SocketConsumer consumer = this.consumer;
		SocketWrapperBase<?> wrapper = this.wrapper;
		Assert.state(consumer != null && wrapper != null, "Tomcat has not set the socket");
		// Tomcat keeps this object as long as the socket
		this.consumer = null;
		try {
			consumer.accept(socket(wrapper));
		}
		catch (RuntimeException | LinkageError ex) {
			if (!wrapper.isClosed()) {
				consumer.onFailure(ex);
			}
			throw ex;
		}
		catch (Error ex) {
			// Not a failure of Tomcat, which would leave the socket open after an error
			throw new IllegalStateException("Cannot take a socket", ex);
		}
	}

	private static TomcatSocket socket(SocketWrapperBase<?> wrapper) {
		Assert.state(wrapper.getSocket() instanceof NioChannel, "Not a socket of the NIO connector");
		NioChannel channel = (NioChannel) wrapper.getSocket();
		SocketChannel socketChannel = channel.getIOChannel();
		Assert.state(socketChannel != null, "A socket of the NIO connector has no channel");
		return (channel instanceof SecureNioChannel secureChannel)
				? new SecureTomcatSocket(wrapper, socketChannel, secureChannel)
				: new TomcatSocket(wrapper, socketChannel);
	}

	@Override
	public boolean hasAsyncIO() {
		return true;
	}

	@Override
	public SocketState upgradeDispatch(SocketEvent status) {
		return SocketState.CLOSED;
	}

	@Override
	public void timeoutAsync(long now) {
	}

	@Override
	public void setSslSupport(SSLSupport sslSupport) {
	}

	@Override
	public void pause() {
	}

	@Override
	public void destroy() {
	}

}
