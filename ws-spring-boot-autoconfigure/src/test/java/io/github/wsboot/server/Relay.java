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

package io.github.wsboot.server;

import java.io.IOException;
import java.io.InputStream;
import java.io.OutputStream;
import java.io.UncheckedIOException;
import java.net.InetAddress;
import java.net.InetSocketAddress;
import java.net.ServerSocket;
import java.net.Socket;
import java.util.concurrent.CountDownLatch;
import java.util.concurrent.ExecutorService;
import java.util.concurrent.Executors;

/**
 * TCP relay between one client and the server. When it is cut, neither side notices: it
 * keeps both TCP connections open, but forwards nothing any more.
 */
public final class Relay implements AutoCloseable {

	private static final int BUFFER = 8192;

	private final ServerSocket entrance;

	private final Socket server = new Socket();

	private final ExecutorService threads = Executors.newFixedThreadPool(2);

	private final CountDownLatch closed = new CountDownLatch(1);

	private volatile boolean cut;

	public Relay(TestServer server) {
		try {
			this.entrance = new ServerSocket(0, 1, InetAddress.getLoopbackAddress());
			this.server.setReceiveBufferSize(BUFFER);
			this.server.connect(new InetSocketAddress(InetAddress.getLoopbackAddress(), server.port()));
			this.threads.execute(this::serve);
		}
		catch (IOException ex) {
			throw new UncheckedIOException(ex);
		}
	}

	public int port() {
		return this.entrance.getLocalPort();
	}

	private void serve() {
		try (Socket client = this.entrance.accept()) {
			this.threads.execute(() -> move(this.server, client));
			move(client, this.server);
			this.closed.await();
		}
		catch (IOException ex) {
			// One of the two has gone
		}
		catch (InterruptedException ex) {
			Thread.currentThread().interrupt();
		}
	}

	private void move(Socket from, Socket to) {
		byte[] buffer = new byte[BUFFER];
		try {
			InputStream in = from.getInputStream();
			OutputStream out = to.getOutputStream();
			for (int count = in.read(buffer); count >= 0 && !this.cut; count = in.read(buffer)) {
				out.write(buffer, 0, count);
			}
		}
		catch (IOException ex) {
			// One of the two has gone
		}
	}

	/**
	 * Stop forwarding in both directions, without closing anything.
	 */
	public void cut() {
		this.cut = true;
	}

	@Override
	public void close() {
		this.closed.countDown();
		this.threads.shutdownNow();
		try {
			this.entrance.close();
			this.server.close();
		}
		catch (IOException ex) {
			throw new UncheckedIOException(ex);
		}
	}

}
