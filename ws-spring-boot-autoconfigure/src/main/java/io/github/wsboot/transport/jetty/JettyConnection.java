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

import java.nio.ByteBuffer;
import java.util.concurrent.Executor;
import java.util.concurrent.TimeoutException;

import org.eclipse.jetty.io.AbstractConnection;
import org.eclipse.jetty.io.Connection;
import org.eclipse.jetty.io.EndPoint;

import io.github.wsboot.transport.DirectUpgrade.SocketConsumer;

/**
 * Connection that replaces Jetty's HTTP connection after the handshake. It only passes
 * Jetty's notifications on; time-outs are our own.
 */
final class JettyConnection extends AbstractConnection.NonBlocking implements Connection.UpgradeTo {

	private final SocketConsumer consumer;

	private final JettySocket socket;

	JettyConnection(EndPoint endPoint, Executor executor, SocketConsumer consumer) {
		super(endPoint, executor);
		this.consumer = consumer;
		this.socket = new JettySocket(endPoint, this::fillInterested);
	}

	@Override
	public void onUpgradeTo(ByteBuffer buffer) {
		this.socket.earlyInput(buffer);
	}

	@Override
	public void onOpen() {
		super.onOpen();
		try {
			getEndPoint().setIdleTimeout(0);
			this.consumer.accept(this.socket);
		}
		catch (RuntimeException | LinkageError ex) {
			this.consumer.onFailure(ex);
			getEndPoint().close(ex);
		}
		catch (Error ex) {
			// Not a failure of Jetty: the memory may be exhausted
			getEndPoint().close(ex);
			throw ex;
		}
	}

	@Override
	public void onFillable() {
		this.socket.onFillable();
	}

	@Override
	public void onFillInterestedFailed(Throwable cause) {
		// Reading finds out the cause
		this.socket.onFillable();
	}

	@Override
	public boolean onIdleExpired(TimeoutException timeout) {
		return false;
	}

}
