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

package io.github.wsboot.benchmarks.load;

import java.io.IOException;
import java.io.UncheckedIOException;
import java.net.InetSocketAddress;
import java.net.StandardSocketOptions;
import java.nio.ByteBuffer;
import java.nio.channels.SelectionKey;
import java.nio.channels.Selector;
import java.nio.channels.SocketChannel;
import java.nio.charset.StandardCharsets;
import java.time.Duration;
import java.util.ArrayList;
import java.util.List;
import java.util.function.BooleanSupplier;
import java.util.function.Consumer;

import javax.net.ssl.SSLContext;
import javax.net.ssl.SSLEngine;

import org.jspecify.annotations.Nullable;

/**
 * Connections of the load generator. One thread drives all of them, the caller of
 * {@link #pump}.
 */
final class Clients implements AutoCloseable {

	/** Time to wait for events that should happen at once. */
	static final Duration PATIENCE = Duration.ofSeconds(60);

	/** A message, and what has arrived with its end. */
	private static final int INPUT_SIZE = Frames.MAX_MESSAGE + 256 * 1024;

	/** A message in whatever form. */
	private static final int OUTPUT_SIZE = Frames.MAX_MESSAGE + 1024;

	/** Fewer than the backlog of any server. */
	private static final int MAX_OPENING = 128;

	/** There are some 28,000 ports for each address of the client. */
	private static final int CLIENTS_PER_ADDRESS = 10_000;

	private static final int SMALL_WINDOW = 4096;

	private final Selector selector;

	private final ByteBuffer input = ByteBuffer.allocate(INPUT_SIZE);

	private final ByteBuffer output = ByteBuffer.allocateDirect(OUTPUT_SIZE);

	private final List<Client> clients = new ArrayList<>();

	private final int port;

	private final MessageFormat format;

	private final @Nullable SSLContext tls;

	private InetSocketAddress server;

	/** Headers for sub-protocol and extension, or an empty text. */
	private String offer;

	private ByteBuffer request = ByteBuffer.allocate(0);

	private MessageListener listener = (client, sentAt, arrivedAt) -> {
	};

	private Consumer<Client> openListener = (client) -> {
	};

	/** Receives the reasons of servers that close, which else is a failure. */
	private @Nullable Consumer<String> closeListener;

	private long arrivedAt;

	private int opened;

	private int ended;

	private @Nullable String failure;

	/**
	 * Create clients that send texts.
	 * @param port the port of their server
	 */
	Clients(int port) {
		this(port, PlainFormat.TEXT, null);
	}

	/**
	 * Create clients.
	 * @param port the port of their server
	 * @param format the form of their messages
	 * @param tls the certificates they trust, or {@code null} without TLS
	 */
	Clients(int port, MessageFormat format, @Nullable SSLContext tls) {
		this.port = port;
		this.format = format;
		this.offer = format.headers();
		this.tls = tls;
		this.server = new InetSocketAddress("127.0.0.1", port);
		try {
			this.selector = Selector.open();
		}
		catch (IOException ex) {
			throw new UncheckedIOException(ex);
		}
	}

	/**
	 * Open connections.
	 * @param path the path
	 * @param count the number of connections
	 * @param reads whether they read
	 * @return the new connections, all of them established
	 */
	List<Client> open(String path, int count, boolean reads) {
		return open(this.port, path, count, reads);
	}

	/**
	 * Open connections to another server of this machine.
	 * @param port its port
	 * @param path the path
	 * @param count the number of connections
	 * @param reads whether they read
	 * @return the new connections, all of them established
	 */
	List<Client> open(int port, String path, int count, boolean reads) {
		target(port, path);
		int first = this.clients.size();
		int last = first + count;
		await("open connections", () -> {
			while (this.clients.size() < last && this.clients.size() - this.opened < MAX_OPENING) {
				connect(reads);
			}
			return this.opened == last;
		});
		return List.copyOf(this.clients.subList(first, last));
	}

	/**
	 * Offer a sub-protocol with each handshake from now on.
	 * @param subProtocol its name
	 */
	void offer(String subProtocol) {
		this.offer = this.format.headers() + "Sec-WebSocket-Protocol: " + subProtocol + "\r\n";
	}

	/**
	 * Set the server for the connections that are opened from now on.
	 * @param port its port
	 * @param path the path
	 */
	void target(int port, String path) {
		this.server = new InetSocketAddress("127.0.0.1", port);
		this.request = ByteBuffer.wrap("""
				GET %s HTTP/1.1\r
				Host: 127.0.0.1:%d\r
				Upgrade: websocket\r
				Connection: Upgrade\r
				Sec-WebSocket-Key: dGhlIHNhbXBsZSBub25jZQ==\r
				Sec-WebSocket-Version: 13\r
				%s\r
				""".formatted(path, port, this.offer).getBytes(StandardCharsets.US_ASCII));
	}

	/**
	 * Begin to open a connection.
	 * @param reads whether it reads
	 */
	void connect(boolean reads) {
		try {
			SocketChannel channel = SocketChannel.open();
			channel.configureBlocking(false);
			channel.setOption(StandardSocketOptions.TCP_NODELAY, true);
			if (!reads) {
				channel.setOption(StandardSocketOptions.SO_RCVBUF, SMALL_WINDOW);
			}
			int address = this.clients.size() / CLIENTS_PER_ADDRESS;
			if (address > 0) {
				channel.bind(new InetSocketAddress("127.0.0." + (address + 1), 0));
			}
			Client client = new Client(this, link(channel), reads);
			this.clients.add(client);
			channel.connect(this.server);
			client.register(channel.register(this.selector, SelectionKey.OP_CONNECT, client));
		}
		catch (IOException ex) {
			throw new UncheckedIOException("Cannot connect to " + this.server, ex);
		}
	}

	private Link link(SocketChannel channel) {
		if (this.tls == null) {
			return new PlainLink(channel);
		}
		SSLEngine engine = this.tls.createSSLEngine();
		engine.setUseClientMode(true);
		return new TlsLink(channel, engine);
	}

	/**
	 * Do what comes before the first message of connections that have been opened.
	 */
	void begin(List<Client> readers) {
		this.format.begin(this, readers);
	}

	/**
	 * Handle the data that has arrived.
	 * @param timeout how long to wait for something in milliseconds
	 */
	void pump(long timeout) {
		try {
			this.selector.select(this::ready, timeout);
		}
		catch (IOException ex) {
			throw new UncheckedIOException(ex);
		}
		if (this.failure != null) {
			throw new IllegalStateException(this.failure);
		}
	}

	/**
	 * Handle what arrives for a while.
	 */
	void pump(Duration duration) {
		long end = System.nanoTime() + duration.toNanos();
		while (System.nanoTime() - end < 0) {
			pump(100);
		}
	}

	private void ready(SelectionKey key) {
		((Client) key.attachment()).ready(this.request, this.input);
	}

	/**
	 * Handle what arrives until there is nothing more to wait for.
	 * @param purpose what it is for
	 * @param condition whether that is reached, asked now and then
	 * @throws IllegalStateException if it takes too long without any new connection
	 */
	void await(String purpose, BooleanSupplier condition) {
		long deadline = System.nanoTime() + PATIENCE.toNanos();
		int progress = this.opened;
		while (!condition.getAsBoolean()) {
			pump(1);
			if (this.opened > progress) {
				progress = this.opened;
				deadline = System.nanoTime() + PATIENCE.toNanos();
			}
			if (System.nanoTime() - deadline > 0) {
				throw new IllegalStateException("It took too long to " + purpose + ": " + this.opened + " opened, "
						+ this.ended + " ended of " + this.clients.size() + " connections");
			}
		}
	}

	void listen(MessageListener listener) {
		this.listener = listener;
	}

	/**
	 * Send a message that carries the current time.
	 * @param client the connection
	 * @param kind what the message begins with
	 * @param size the size in bytes
	 */
	void send(Client client, char kind, int size) {
		this.output.clear();
		this.format.write(this.output, kind, System.nanoTime(), size);
		client.write(this.output.flip());
	}

	void send(Client client, int opcode, byte[] payload, int from, int length) {
		this.output.clear();
		Frames.write(this.output, opcode, payload, from, length);
		client.write(this.output.flip());
	}

	void arrived() {
		this.arrivedAt = System.nanoTime();
	}

	long time(int opcode, byte[] bytes, int from, int length) {
		return this.format.time(opcode, bytes, from, length);
	}

	void received(Client client, long sentAt) {
		if (sentAt != MessageFormat.NO_TIME) {
			this.listener.received(client, sentAt, this.arrivedAt);
		}
	}

	void opened(Client client) {
		this.opened++;
		this.openListener.accept(client);
	}

	/**
	 * Listen to connections that have been opened.
	 */
	void onOpen(Consumer<Client> listener) {
		this.openListener = listener;
	}

	/**
	 * Return how many connections have been opened, whether they have ended or not.
	 */
	int openedCount() {
		return this.opened;
	}

	/**
	 * Return how many connections have been begun, whether they have ended or not.
	 */
	int begunCount() {
		return this.clients.size();
	}

	/**
	 * Return how many connections have ended.
	 */
	int endedCount() {
		return this.ended;
	}

	/**
	 * Let servers close connections.
	 * @param listener receives their reasons, or {@code null} if that is a failure
	 */
	void onClose(@Nullable Consumer<String> listener) {
		this.closeListener = listener;
	}

	/**
	 * Called for the close frame of a server.
	 * @param reason its reason
	 * @return whether that is no failure
	 */
	boolean closed(String reason) {
		if (this.closeListener != null) {
			this.closeListener.accept(reason);
		}
		return this.closeListener != null;
	}

	void ended(@Nullable String failure) {
		this.ended++;
		if (this.failure == null) {
			this.failure = failure;
		}
	}

	/**
	 * Close all connections gracefully.
	 */
	void closeAll() {
		this.clients.forEach(Client::close);
		await("close the connections", () -> this.ended == this.clients.size());
	}

	@Override
	public void close() {
		this.clients.forEach(Client::abort);
		try {
			this.selector.close();
		}
		catch (IOException ex) {
			throw new UncheckedIOException(ex);
		}
	}

	/**
	 * Receives the texts that arrive.
	 */
	interface MessageListener {

		/**
		 * Take a text.
		 * @param client the connection
		 * @param sentAt the time it carries
		 * @param arrivedAt the time it was read at
		 */
		void received(Client client, long sentAt, long arrivedAt);

	}

}
