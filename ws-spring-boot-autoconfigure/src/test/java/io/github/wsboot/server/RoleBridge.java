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

import java.io.ByteArrayOutputStream;
import java.io.EOFException;
import java.io.IOException;
import java.io.InputStream;
import java.io.UncheckedIOException;
import java.net.InetAddress;
import java.net.InetSocketAddress;
import java.net.ServerSocket;
import java.net.Socket;
import java.nio.charset.StandardCharsets;
import java.security.MessageDigest;
import java.security.NoSuchAlgorithmException;
import java.util.ArrayList;
import java.util.Base64;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Locale;
import java.util.Map;
import java.util.Queue;
import java.util.concurrent.CompletableFuture;
import java.util.concurrent.ConcurrentHashMap;
import java.util.concurrent.ConcurrentLinkedQueue;
import java.util.concurrent.TimeUnit;
import java.util.concurrent.atomic.AtomicBoolean;
import java.util.concurrent.atomic.AtomicInteger;
import java.util.regex.Matcher;
import java.util.regex.Pattern;

import javax.net.ssl.SSLSocket;

import org.jspecify.annotations.Nullable;

/**
 * Lets a test's client play the server of an outgoing connection. It takes the client's
 * connection, has the application connect to it in turn, and then forwards the bytes of
 * both, with the masks that the other role has to use. It shares no code with ours, and
 * fails if a frame of an outgoing connection is not masked.
 */
final class RoleBridge implements AutoCloseable {

	/** Small, so that the sockets in between hold little back. */
	private static final int BUFFER = 32 * 1024;

	private static final Pattern CLIENT = Pattern.compile("[?&]client=(\\w+)");

	private final ServerSocket entrance;

	private final ServerSocket outgoing;

	private final @Nullable String tlsVersion;

	private final Map<String, CompletableFuture<Server>> expected = new ConcurrentHashMap<>();

	private final Queue<Socket> sockets = new ConcurrentLinkedQueue<>();

	private final Queue<String> faults = new ConcurrentLinkedQueue<>();

	private volatile Connector connector = (target, headers) -> false;

	/**
	 * Create a bridge.
	 * @param tlsVersion the version of TLS of the outgoing connections, or {@code null}
	 * for none
	 */
	RoleBridge(@Nullable String tlsVersion) {
		this.tlsVersion = tlsVersion;
		try {
			this.entrance = listen();
			this.outgoing = listen();
		}
		catch (IOException ex) {
			throw new UncheckedIOException(ex);
		}
		start("entrance", () -> acceptAll(this.entrance, this::serveClient));
		start("outgoing", () -> acceptAll(this.outgoing, this::serveOutgoing));
	}

	private static ServerSocket listen() throws IOException {
		ServerSocket socket = new ServerSocket();
		socket.setReceiveBufferSize(BUFFER);
		socket.bind(new InetSocketAddress(InetAddress.getLoopbackAddress(), 0), 200);
		return socket;
	}

	private static void start(String what, Task task) {
		Thread thread = new Thread(() -> {
			try {
				task.run();
			}
			catch (Exception ex) {
				// The sockets are closed
			}
		}, "role-bridge-" + what);
		thread.setDaemon(true);
		thread.start();
	}

	/**
	 * Connect by this from now on.
	 */
	void connectBy(Connector connector) {
		this.connector = connector;
	}

	/**
	 * Return the port for the test's clients.
	 */
	int port() {
		return this.entrance.getLocalPort();
	}

	/**
	 * Return the beginning of the URIs of outgoing connections.
	 */
	String base() {
		return ((this.tlsVersion != null) ? "wss" : "ws") + "://localhost:" + this.outgoing.getLocalPort();
	}

	private void acceptAll(ServerSocket server, Peer peer) throws IOException {
		while (true) {
			Socket socket = server.accept();
			socket.setTcpNoDelay(true);
			socket.setSendBufferSize(BUFFER);
			this.sockets.add(socket);
			start("connection", () -> {
				try {
					peer.serve(socket);
				}
				catch (Exception ex) {
					socket.close();
					throw ex;
				}
			});
		}
	}

	private void serveClient(Socket client) throws Exception {
		Head head = Head.read(client.getInputStream());
		CompletableFuture<Server> answer = new CompletableFuture<>();
		this.expected.put(clientOf(head), answer);
		if (!this.connector.connect(head.target(), head.headers())) {
			client.getOutputStream().write("HTTP/1.1 404 Not Found\r\n\r\n".getBytes(StandardCharsets.US_ASCII));
			client.close();
			return;
		}
		Server server = answer.get(TestServer.TIMEOUT.toSeconds(), TimeUnit.SECONDS);
		client.getOutputStream().write(head.acceptance());
		new Pair(client, server).forward();
	}

	private void serveOutgoing(Socket plain) throws Exception {
		Socket socket = (this.tlsVersion != null) ? secure(plain) : plain;
		Head head = Head.read(socket.getInputStream());
		socket.getOutputStream().write(head.acceptance());
		this.expected.remove(clientOf(head)).complete(new Server(socket, plain));
	}

	private Socket secure(Socket plain) throws IOException {
		SSLSocket socket = (SSLSocket) TestTls.ownContext()
			.getSocketFactory()
			.createSocket(plain, "localhost", plain.getPort(), true);
		socket.setUseClientMode(false);
		socket.setEnabledProtocols(new String[] { this.tlsVersion });
		socket.setEnabledCipherSuites(TestTls.ciphers());
		socket.startHandshake();
		return socket;
	}

	private static String clientOf(Head head) {
		Matcher matcher = CLIENT.matcher(head.target());
		if (!matcher.find()) {
			throw new IllegalStateException("A request without the name of its client: " + head.target());
		}
		return matcher.group(1);
	}

	/**
	 * Return what outgoing connections have done wrong.
	 */
	List<String> faults() {
		return List.copyOf(this.faults);
	}

	@Override
	public void close() {
		try {
			this.entrance.close();
			this.outgoing.close();
			for (Socket socket : this.sockets) {
				socket.close();
			}
		}
		catch (IOException ex) {
			throw new UncheckedIOException(ex);
		}
	}

	/** Opens an outgoing connection. */
	@FunctionalInterface
	interface Connector {

		/**
		 * Connect.
		 * @param target the path and the query
		 * @param headers the headers of the test's client
		 * @return whether there is a client for this path
		 */
		boolean connect(String target, Map<String, List<String>> headers);

	}

	/** Action that may fail. */
	@FunctionalInterface
	private interface Task {

		void run() throws Exception;

	}

	/** One use of a socket. */
	@FunctionalInterface
	private interface Peer {

		void serve(Socket socket) throws Exception;

	}

	/**
	 * Socket of an outgoing connection.
	 *
	 * @param socket the socket, with TLS if there is any
	 * @param plain the socket below TLS
	 */
	private record Server(Socket socket, Socket plain) {

	}

	/**
	 * Client of a test, and the server that it plays.
	 */
	private final class Pair {

		private final Socket client;

		private final Server server;

		private final FrameMirror toServer = new FrameMirror();

		private final FrameMirror toClient = new FrameMirror();

		private final AtomicBoolean serverFinished = new AtomicBoolean();

		private final AtomicInteger ends = new AtomicInteger();

		/** Whether a write to the client has failed, which hides the reset from reads. */
		private volatile boolean clientGone;

		private volatile boolean clientFinished;

		private volatile boolean clientClosing;

		private volatile boolean serverClosing;

		Pair(Socket client, Server server) {
			this.client = client;
			this.server = server;
		}

		void forward() throws IOException {
			start("answers", () -> {
				move(this.server.socket(), this.client, this.toClient);
				this.client.shutdownOutput();
				end();
			});
			move(this.client, this.server.socket(), this.toServer);
			this.clientFinished = true;
			resetIfClientReset();
			finishServer();
			end();
		}

		/**
		 * Pass a reset on. The kernel reports it once: if a write gets it, reads only see
		 * the end of the stream.
		 */
		private void resetIfClientReset() {
			if (this.clientGone && this.clientFinished && !this.clientClosing) {
				reset(this.server.plain());
			}
		}

		private void move(Socket from, Socket to, FrameMirror mirror) throws IOException {
			byte[] buffer = new byte[BUFFER];
			boolean open = true;
			try {
				InputStream in = from.getInputStream();
				for (int count = in.read(buffer); count >= 0; count = in.read(buffer)) {
					open = open && write(to, mirror.turn(buffer, count));
					check();
				}
			}
			catch (IOException ex) {
				reset(this.client);
				reset(this.server.plain());
				throw ex;
			}
		}

		/**
		 * Write, unless the other side has gone; it may have said why before.
		 */
		private boolean write(Socket to, byte[] bytes) {
			try {
				to.getOutputStream().write(bytes);
				return true;
			}
			catch (IOException ex) {
				if (to == this.client) {
					this.clientGone = true;
					resetIfClientReset();
				}
				return false;
			}
		}

		private void check() throws IOException {
			if (this.toClient.isUnmaskedSeen()) {
				RoleBridge.this.faults.add("A frame of an outgoing connection was not masked");
			}
			this.clientClosing |= this.toServer.isEnded();
			this.serverClosing |= this.toClient.isEnded();
			if (this.clientClosing && this.serverClosing) {
				// A server ends TCP after both close frames
				finishServer();
			}
		}

		private void finishServer() throws IOException {
			if (this.serverFinished.compareAndSet(false, true) && !this.server.plain().isClosed()) {
				this.server.socket().shutdownOutput();
			}
		}

		private void end() throws IOException {
			if (this.ends.incrementAndGet() == 2) {
				this.client.close();
				this.server.plain().close();
			}
		}

		private void reset(Socket socket) {
			try {
				socket.setSoLinger(true, 0);
				socket.close();
			}
			catch (IOException ex) {
				// It is closed already
			}
		}

	}

	/**
	 * Head of a request.
	 *
	 * @param target the path and the query
	 * @param headers the headers, with names in lower case
	 */
	private record Head(String target, Map<String, List<String>> headers) {

		private static final String GUID = "258EAFA5-E914-47DA-95CA-C5AB0DC85B11";

		static Head read(InputStream in) throws IOException {
			ByteArrayOutputStream bytes = new ByteArrayOutputStream();
			for (int b = in.read(); b >= 0; b = in.read()) {
				bytes.write(b);
				String head = (b == '\n') ? bytes.toString(StandardCharsets.ISO_8859_1) : "";
				if (head.endsWith("\r\n\r\n")) {
					return parse(head);
				}
			}
			throw new EOFException();
		}

		private static Head parse(String head) {
			Map<String, List<String>> headers = new LinkedHashMap<>();
			head.lines().skip(1).filter((line) -> !line.isEmpty()).forEach((line) -> {
				String[] parts = line.split(": ?", 2);
				headers.computeIfAbsent(parts[0].toLowerCase(Locale.ROOT), (key) -> new ArrayList<>()).add(parts[1]);
			});
			return new Head(head.split(" ")[1], headers);
		}

		byte[] acceptance() {
			try {
				String key = this.headers.get("sec-websocket-key").get(0) + GUID;
				byte[] digest = MessageDigest.getInstance("SHA-1").digest(key.getBytes(StandardCharsets.ISO_8859_1));
				return ("HTTP/1.1 101 Switching Protocols\r\nUpgrade: websocket\r\nConnection: Upgrade\r\n"
						+ "Sec-WebSocket-Accept: " + Base64.getEncoder().encodeToString(digest) + "\r\n\r\n")
					.getBytes(StandardCharsets.ISO_8859_1);
			}
			catch (NoSuchAlgorithmException ex) {
				throw new IllegalStateException(ex);
			}
		}

	}

}
