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

package io.github.wsboot.cluster.redis;

import java.io.IOException;
import java.io.InputStream;
import java.io.OutputStream;
import java.io.UncheckedIOException;
import java.net.InetAddress;
import java.net.InetSocketAddress;
import java.net.ServerSocket;
import java.net.Socket;
import java.time.Duration;
import java.util.List;
import java.util.Set;
import java.util.concurrent.ConcurrentHashMap;
import java.util.concurrent.CountDownLatch;
import java.util.concurrent.TimeUnit;
import java.util.concurrent.atomic.AtomicInteger;
import java.util.concurrent.atomic.AtomicLong;

import org.jspecify.annotations.Nullable;

/**
 * Proxy between clients and a server, whose network a test breaks.
 */
public final class TcpProxy implements AutoCloseable {

	private final int port = FreePorts.next();

	private final Set<Pair> pairs = ConcurrentHashMap.newKeySet();

	private final AtomicInteger accepted = new AtomicInteger();

	private final AtomicLong swallowedBytes = new AtomicLong();

	private final CountDownLatch closed = new CountDownLatch(1);

	private volatile int target;

	private volatile Duration delay = Duration.ZERO;

	private volatile @Nullable Direction swallowed;

	private @Nullable ServerSocket listening;

	private @Nullable Thread accepting;

	/**
	 * Start a proxy that lets everything pass.
	 * @param target the port of the server, on this machine
	 */
	public TcpProxy(int target) {
		this.target = target;
		listen();
	}

	public int port() {
		return this.port;
	}

	/**
	 * Lead connections that are accepted from now on to another port.
	 */
	public void target(int target) {
		this.target = target;
	}

	/**
	 * Let everything pass at once. Bytes that were swallowed are still missing.
	 */
	public void passThrough() {
		this.delay = Duration.ZERO;
		this.swallowed = null;
		listen();
	}

	/**
	 * Let bytes arrive later, in both directions.
	 */
	public void delay(Duration delay) {
		this.delay = delay;
	}

	/**
	 * Swallow the bytes of a direction, on connections that stay open, and new ones.
	 */
	public void blackHole(Direction direction) {
		this.swallowed = direction;
	}

	/**
	 * Refuse new connections.
	 */
	public synchronized void refuse() {
		if (this.listening != null && this.accepting != null) {
			try (ServerSocket socket = this.listening) {
				this.listening = null;
			}
			catch (IOException ex) {
				throw new UncheckedIOException(ex);
			}
			// Only then does the system refuse connections
			join(this.accepting);
		}
	}

	private static void join(Thread thread) {
		try {
			thread.join(10_000);
			if (thread.isAlive()) {
				throw new IllegalStateException("Connections are still accepted");
			}
		}
		catch (InterruptedException ex) {
			throw new IllegalStateException(ex);
		}
	}

	/**
	 * Reset all connections.
	 */
	public void breakConnections() {
		this.pairs.forEach(Pair::reset);
	}

	/**
	 * Return the number of connections that have been accepted since the start.
	 */
	public int accepted() {
		return this.accepted.get();
	}

	/**
	 * Return the number of connections that are open.
	 */
	public int open() {
		return this.pairs.size();
	}

	/**
	 * Return the number of bytes that were swallowed.
	 */
	public long swallowed() {
		return this.swallowedBytes.get();
	}

	@Override
	public void close() {
		this.closed.countDown();
		refuse();
		breakConnections();
	}

	private synchronized void listen() {
		if (this.listening != null) {
			return;
		}
		try {
			ServerSocket socket = new ServerSocket(this.port, 100, InetAddress.getLoopbackAddress());
			this.listening = socket;
			this.accepting = start(() -> accept(socket));
		}
		catch (IOException ex) {
			throw new UncheckedIOException(ex);
		}
	}

	private void accept(ServerSocket socket) {
		while (true) {
			try {
				Socket client = socket.accept();
				this.accepted.incrementAndGet();
				start(() -> connect(client));
			}
			catch (IOException ex) {
				return;
			}
		}
	}

	private void connect(Socket client) {
		Pair pair = new Pair(client, new Socket());
		this.pairs.add(pair);
		if (this.closed.getCount() == 0) {
			pair.reset();
			return;
		}
		try {
			pair.server.connect(new InetSocketAddress(InetAddress.getLoopbackAddress(), this.target));
			client.setTcpNoDelay(true);
			pair.server.setTcpNoDelay(true);
			start(() -> pump(pair, Direction.TO_CLIENT));
			pump(pair, Direction.TO_SERVER);
		}
		catch (IOException ex) {
			pair.reset();
		}
	}

	private void pump(Pair pair, Direction direction) {
		try {
			boolean toServer = direction == Direction.TO_SERVER;
			InputStream in = (toServer ? pair.client : pair.server).getInputStream();
			OutputStream out = (toServer ? pair.server : pair.client).getOutputStream();
			byte[] buffer = new byte[64 * 1024];
			for (int count = in.read(buffer); count >= 0; count = in.read(buffer)) {
				awaitDelay();
				if (this.swallowed == direction) {
					this.swallowedBytes.addAndGet(count);
				}
				else {
					out.write(buffer, 0, count);
				}
			}
			pair.close();
		}
		catch (IOException ex) {
			pair.reset();
		}
	}

	private void awaitDelay() throws IOException {
		try {
			long nanos = this.delay.toNanos();
			if (nanos > 0 && this.closed.await(nanos, TimeUnit.NANOSECONDS)) {
				throw new IOException("Closed");
			}
		}
		catch (InterruptedException ex) {
			throw new IOException(ex);
		}
	}

	private static Thread start(Runnable task) {
		Thread thread = new Thread(task, "tcp-proxy");
		thread.setDaemon(true);
		thread.start();
		return thread;
	}

	/**
	 * Way of bytes.
	 */
	public enum Direction {

		/** From the client to the server. */
		TO_SERVER,

		/** From the server to the client. */
		TO_CLIENT

	}

	/**
	 * Connection of a client, and the one to the server that belongs to it.
	 */
	private final class Pair {

		private final Socket client;

		private final Socket server;

		private Pair(Socket client, Socket server) {
			this.client = client;
			this.server = server;
		}

		/**
		 * Close both at once, and lose the bytes on the way.
		 */
		void reset() {
			end(true);
		}

		void close() {
			end(false);
		}

		private void end(boolean reset) {
			if (!TcpProxy.this.pairs.remove(this)) {
				return;
			}
			for (Socket socket : List.of(this.client, this.server)) {
				try (socket) {
					if (reset) {
						socket.setSoLinger(true, 0);
					}
				}
				catch (IOException ex) {
					// It is of no use any more
				}
			}
		}

	}

}
