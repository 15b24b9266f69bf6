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

package io.github.wsboot.client;

import java.io.IOException;
import java.io.UncheckedIOException;
import java.net.InetAddress;
import java.net.ServerSocket;
import java.net.Socket;
import java.net.URI;
import java.time.Duration;
import java.util.List;
import java.util.concurrent.BlockingQueue;
import java.util.concurrent.CopyOnWriteArrayList;
import java.util.concurrent.LinkedBlockingQueue;
import java.util.concurrent.TimeUnit;
import java.util.function.Consumer;

import javax.net.ssl.SSLContext;
import javax.net.ssl.SSLSocket;

import org.jspecify.annotations.Nullable;

/**
 * Scripted WebSocket server on blocking sockets, which shares no code with ours. A test
 * says how it answers requests, and then plays the server's side of each connection
 * itself, or lets the server echo.
 */
public final class RawServer implements AutoCloseable {

	/** Time in which something has to happen. */
	static final Duration PATIENCE = Duration.ofSeconds(60);

	private final ServerSocket socket;

	private final @Nullable SSLContext tls;

	private final Consumer<SSLSocket> tlsCustomizer;

	private final List<RawPeer> peers = new CopyOnWriteArrayList<>();

	private final BlockingQueue<RawPeer> answered = new LinkedBlockingQueue<>();

	private volatile RawResponse response = RawResponse.accept();

	private volatile boolean echoing;

	/**
	 * Start a server that accepts every request.
	 */
	public RawServer() {
		this(0, null, (socket) -> {
		});
	}

	/**
	 * Start a server that uses TLS.
	 */
	public RawServer(SSLContext tls) {
		this(0, tls, (socket) -> {
		});
	}

	/**
	 * Start a server.
	 * @param port the port, 0 for any
	 * @param tls the context for TLS, or {@code null} for none
	 * @param tlsCustomizer sets versions and client authentication of each socket
	 */
	public RawServer(int port, @Nullable SSLContext tls, Consumer<SSLSocket> tlsCustomizer) {
		this.tls = tls;
		this.tlsCustomizer = tlsCustomizer;
		try {
			this.socket = new ServerSocket(port, 100, InetAddress.getByName("127.0.0.1"));
		}
		catch (IOException ex) {
			throw new UncheckedIOException(ex);
		}
		start(this::acceptAll, "raw-server");
	}

	private static void start(Runnable task, String name) {
		Thread thread = new Thread(task, name);
		thread.setDaemon(true);
		thread.start();
	}

	/**
	 * Answer the next requests in this way.
	 */
	public RawServer respond(RawResponse response) {
		this.response = response;
		return this;
	}

	/**
	 * Send every text and binary message back, answer pings and close frames, from the
	 * next connection on. Such connections are not returned by {@link #accept()}.
	 */
	public RawServer echo() {
		this.echoing = true;
		return this;
	}

	private void acceptAll() {
		try {
			while (true) {
				Socket plain = this.socket.accept();
				plain.setTcpNoDelay(true);
				RawPeer peer = new RawPeer(plain);
				this.peers.add(peer);
				start(() -> serve(peer), "raw-server-connection");
			}
		}
		catch (IOException ex) {
			// closed
		}
	}

	private void serve(RawPeer peer) {
		try {
			if (this.tls != null) {
				peer.startTls(this.tls, this.tlsCustomizer);
			}
			if (!peer.readHead()) {
				return;
			}
			this.response.respond(peer);
		}
		catch (IOException ex) {
			peer.failed(ex);
			return;
		}
		if (this.echoing) {
			peer.echo();
		}
		else {
			this.answered.add(peer);
		}
	}

	public int port() {
		return this.socket.getLocalPort();
	}

	/**
	 * Return the URI of a path, {@code /} included.
	 */
	public URI uri(String path) {
		return URI.create(((this.tls != null) ? "wss://localhost:" : "ws://127.0.0.1:") + port() + path);
	}

	/**
	 * Wait for the next connection whose request has been answered (with silence, too).
	 */
	public RawPeer accept() {
		RawPeer peer = poll(PATIENCE);
		if (peer == null) {
			throw new AssertionError("No request within " + PATIENCE);
		}
		return peer;
	}

	/**
	 * Wait for the next connection whose request has been answered.
	 * @return the connection, or {@code null} after the timeout
	 */
	public @Nullable RawPeer poll(Duration timeout) {
		try {
			return this.answered.poll(timeout.toMillis(), TimeUnit.MILLISECONDS);
		}
		catch (InterruptedException ex) {
			Thread.currentThread().interrupt();
			throw new IllegalStateException(ex);
		}
	}

	/**
	 * Return all connections so far, also those without a request.
	 */
	public List<RawPeer> peers() {
		return this.peers;
	}

	/**
	 * Return the heads of all complete requests so far.
	 */
	public List<String> heads() {
		return this.peers.stream().map(RawPeer::head).filter((head) -> !head.isEmpty()).toList();
	}

	/**
	 * Refuse further connections. Those that exist stay.
	 */
	public void stopListening() {
		try {
			this.socket.close();
		}
		catch (IOException ex) {
			throw new UncheckedIOException(ex);
		}
	}

	@Override
	public void close() {
		stopListening();
		this.peers.forEach(RawPeer::close);
	}

}
