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

import java.io.BufferedInputStream;
import java.io.ByteArrayOutputStream;
import java.io.DataInputStream;
import java.io.EOFException;
import java.io.IOException;
import java.io.OutputStream;
import java.io.UncheckedIOException;
import java.net.InetAddress;
import java.net.InetSocketAddress;
import java.net.Socket;
import java.net.SocketException;
import java.nio.charset.StandardCharsets;
import java.util.ArrayList;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;
import java.util.TreeMap;

import javax.net.ssl.SSLContext;
import javax.net.ssl.SSLException;
import javax.net.ssl.SSLSocket;

import static org.assertj.core.api.Assertions.assertThat;

/**
 * Client for tests that ordinary clients do not allow: the test chooses every byte. It
 * reads only when the test calls for it, and each wait is bounded.
 */
public final class RawWebSocketClient implements AutoCloseable {

	/** Four records: with less, TCP waits for its timer after each of them. */
	private static final int TLS_RECORDS = 64 * 1024;

	private final String name;

	private final Socket socket;

	private final DataInputStream in;

	private final OutputStream out;

	/** Socket below TLS, if TLS is used. */
	private final Socket transport;

	private RawWebSocketClient(String name, Socket socket, Socket transport) throws IOException {
		this.name = name;
		this.socket = socket;
		this.transport = transport;
		this.in = new DataInputStream(new BufferedInputStream(socket.getInputStream()));
		this.out = socket.getOutputStream();
	}

	public static Opening to(TestServer server, String path) {
		Opening opening = new Opening(server.port(), path);
		return server.isTls() ? opening.tls(TestTls.context(), TestTls.ciphers()) : opening;
	}

	/**
	 * Begin a handshake with a server in another process.
	 */
	public static Opening to(int port, String path) {
		return new Opening(port, path);
	}

	public String name() {
		return this.name;
	}

	/**
	 * Read the response to a handshake, without the invitation to send a body before.
	 */
	public Response response() {
		try {
			String statusLine = line(this.in);
			Map<String, String> headers = new TreeMap<>(String.CASE_INSENSITIVE_ORDER);
			for (String line = line(this.in); !line.isEmpty(); line = line(this.in)) {
				int colon = line.indexOf(':');
				headers.merge(line.substring(0, colon), line.substring(colon + 1).trim(), (a, b) -> a + "," + b);
			}
			int status = Integer.parseInt(statusLine.split(" ")[1]);
			return (status != 100) ? new Response(status, headers) : response();
		}
		catch (IOException ex) {
			throw new UncheckedIOException(ex);
		}
	}

	private static String line(DataInputStream in) throws IOException {
		StringBuilder line = new StringBuilder();
		for (int b = in.readUnsignedByte(); b != '\n'; b = in.readUnsignedByte()) {
			if (b != '\r') {
				line.append((char) b);
			}
		}
		return line.toString();
	}

	/**
	 * Write bytes as they are.
	 */
	public RawWebSocketClient bytes(byte[] bytes) {
		try {
			this.out.write(bytes);
			this.out.flush();
			return this;
		}
		catch (IOException ex) {
			throw new UncheckedIOException(ex);
		}
	}

	public RawWebSocketClient send(RawFrame frame) {
		return bytes(encode(frame, true));
	}

	public RawWebSocketClient text(String text) {
		return send(RawFrame.text(text, true));
	}

	public static byte[] encode(RawFrame frame, boolean masked) {
		return frame.encode(masked);
	}

	/**
	 * Read the next frame.
	 */
	public RawFrame next() {
		try {
			int first = this.in.readUnsignedByte();
			int second = this.in.readUnsignedByte();
			assertThat(second & 0x80).as("mask bit of a server's frame").isZero();
			long length = second & 0x7F;
			if (length == 126) {
				length = this.in.readUnsignedShort();
			}
			else if (length == 127) {
				length = this.in.readLong();
			}
			byte[] payload = new byte[Math.toIntExact(length)];
			this.in.readFully(payload);
			return new RawFrame((first & 0x80) != 0, first & 0x7F, payload);
		}
		catch (IOException ex) {
			throw new UncheckedIOException(ex);
		}
	}

	/**
	 * Read bytes without looking at them.
	 */
	public void skip(int count) {
		try {
			this.in.readFully(new byte[count]);
		}
		catch (IOException ex) {
			throw new UncheckedIOException(ex);
		}
	}

	/**
	 * Read the next text message, put together from its frames.
	 */
	public String nextText() {
		StringBuilder text = new StringBuilder();
		RawFrame frame = next();
		assertThat(frame.opcode()).as("opcode of %s", frame).isEqualTo(RawFrame.TEXT);
		text.append(frame.text());
		while (!frame.fin()) {
			frame = next();
			text.append(frame.text());
		}
		return text.toString();
	}

	/**
	 * Read the close frame, which must be next.
	 */
	public RawFrame nextClose() {
		RawFrame frame = next();
		assertThat(frame.opcode()).as("opcode of %s", frame).isEqualTo(RawFrame.CLOSE);
		return frame;
	}

	/**
	 * Read all frames until the end.
	 * @return the last frame, or {@code null} if there was none
	 */
	public RawFrame readToEnd() {
		RawFrame last = null;
		try {
			while (true) {
				last = next();
			}
		}
		catch (UncheckedIOException ex) {
			assertThat(ex.getCause()).isInstanceOfAny(EOFException.class, SocketException.class);
			return last;
		}
	}

	/**
	 * Read all bytes until the end.
	 */
	public String rest() {
		ByteArrayOutputStream rest = new ByteArrayOutputStream();
		try {
			this.in.transferTo(rest);
		}
		catch (SocketException | SSLException ex) {
			// That is an end, too
		}
		catch (IOException ex) {
			throw new UncheckedIOException(ex);
		}
		return rest.toString(StandardCharsets.ISO_8859_1);
	}

	/**
	 * Read until the connection is cut off, with TLS maybe in the middle of a record.
	 */
	public void readToCut() {
		try {
			while (true) {
				next();
			}
		}
		catch (UncheckedIOException ex) {
			assertThat(ex.getCause()).isInstanceOfAny(EOFException.class, SocketException.class, SSLException.class);
		}
	}

	/**
	 * Return the version of TLS, which there must be.
	 */
	public String tlsVersion() {
		return ((SSLSocket) this.socket).getSession().getProtocol();
	}

	/**
	 * Write with new keys from now on.
	 */
	public void renewKeys() {
		try {
			((SSLSocket) this.socket).startHandshake();
		}
		catch (IOException ex) {
			throw new UncheckedIOException(ex);
		}
	}

	/**
	 * End the TCP connection in an orderly way, without a close frame.
	 */
	public void finish() {
		try {
			this.socket.shutdownOutput();
		}
		catch (IOException ex) {
			throw new UncheckedIOException(ex);
		}
	}

	/**
	 * Reset the TCP connection.
	 */
	public void reset() {
		try {
			this.transport.setSoLinger(true, 0);
			this.transport.close();
		}
		catch (IOException ex) {
			throw new UncheckedIOException(ex);
		}
	}

	@Override
	public void close() {
		try {
			// Closing TLS in an orderly way would wait for a server that writes
			this.transport.close();
		}
		catch (IOException ex) {
			throw new UncheckedIOException(ex);
		}
	}

	/**
	 * A handshake about to be sent.
	 */
	public static final class Opening {

		private final String name = TestServer.newClient();

		private int port;

		private final String path;

		private final Map<String, String> headers = new LinkedHashMap<>();

		private final List<String> lines = new ArrayList<>();

		private int receiveBuffer;

		private int sendBuffer;

		private SSLContext tls;

		private String[] ciphers = {};

		private Socket transport = new Socket();

		private byte[] first = {};

		private Opening(int port, String path) {
			this.port = port;
			this.path = TestServer.path(path, this.name);
			this.headers.put("Host", "localhost:" + port);
			this.headers.put("Upgrade", "websocket");
			this.headers.put("Connection", "Upgrade");
			this.headers.put("Sec-WebSocket-Key", "dGhlIHNhbXBsZSBub25jZQ==");
			this.headers.put("Sec-WebSocket-Version", "13");
		}

		public Opening header(String header, String value) {
			this.headers.put(header, value);
			return this;
		}

		/**
		 * Add a line, whether there is one of that name or not.
		 */
		public Opening line(String header, String value) {
			this.lines.add(header + ": " + value + "\r\n");
			return this;
		}

		public Opening without(String header) {
			this.headers.remove(header);
			return this;
		}

		/**
		 * Reach the server through a relay.
		 */
		public Opening through(Relay relay) {
			this.port = relay.port();
			return this;
		}

		/**
		 * Let the server fill the socket's buffers soon.
		 */
		public Opening receiveBuffer(int bytes) {
			this.receiveBuffer = bytes;
			return this;
		}

		/**
		 * Let this client's own writes block soon.
		 */
		public Opening sendBuffer(int bytes) {
			this.sendBuffer = bytes;
			return this;
		}

		/**
		 * Use a socket of the test's own below all.
		 */
		public Opening over(Socket transport) {
			this.transport = transport;
			return this;
		}

		/**
		 * Connect with TLS.
		 * @param ciphers the ciphers, or none for those of the JDK
		 */
		public Opening tls(SSLContext tls, String... ciphers) {
			this.tls = tls;
			this.ciphers = ciphers;
			return this;
		}

		public String name() {
			return this.name;
		}

		/**
		 * Send bytes in the same segment as the request.
		 */
		public Opening first(byte[] bytes) {
			this.first = bytes;
			return this;
		}

		/**
		 * Do the handshake, which must succeed.
		 */
		public RawWebSocketClient connect() {
			Exchange exchange = exchange();
			assertThat(exchange.response().status()).as("status of %s", exchange.response()).isEqualTo(101);
			return exchange.client();
		}

		/**
		 * Do the handshake and return its response, successful or not.
		 */
		public Response response() {
			Exchange exchange = exchange();
			exchange.client().close();
			return exchange.response();
		}

		/**
		 * Do the handshake.
		 */
		public Exchange exchange() {
			RawWebSocketClient client = reach().bytes(request());
			return new Exchange(client, client.response());
		}

		/**
		 * Connect without sending anything.
		 */
		public RawWebSocketClient reach() {
			try {
				Socket socket = this.transport;
				if (this.receiveBuffer > 0) {
					socket.setReceiveBufferSize(
							(this.tls != null) ? Math.max(this.receiveBuffer, TLS_RECORDS) : this.receiveBuffer);
				}
				if (this.sendBuffer > 0) {
					socket.setSendBufferSize(this.sendBuffer);
				}
				socket.setTcpNoDelay(true);
				socket.setSoTimeout((int) TestServer.TIMEOUT.toMillis());
				socket.connect(new InetSocketAddress(InetAddress.getLoopbackAddress(), this.port));
				return new RawWebSocketClient(this.name, (this.tls != null) ? secure(socket) : socket, socket);
			}
			catch (IOException ex) {
				throw new UncheckedIOException(ex);
			}
		}

		private Socket secure(Socket socket) throws IOException {
			SSLSocket secure = (SSLSocket) this.tls.getSocketFactory()
				.createSocket(socket, "localhost", this.port, true);
			if (this.ciphers.length > 0) {
				secure.setEnabledCipherSuites(this.ciphers);
			}
			return secure;
		}

		/**
		 * Return the request and the bytes that follow it.
		 */
		public byte[] request() {
			StringBuilder request = new StringBuilder("GET " + this.path + " HTTP/1.1\r\n");
			this.headers.forEach((header, value) -> request.append(header + ": " + value + "\r\n"));
			this.lines.forEach(request::append);
			ByteArrayOutputStream bytes = new ByteArrayOutputStream();
			bytes.writeBytes(request.append("\r\n").toString().getBytes(StandardCharsets.UTF_8));
			bytes.writeBytes(this.first);
			return bytes.toByteArray();
		}

	}

	/**
	 * The response to a handshake.
	 *
	 * @param status the status
	 * @param headers the headers, by name in any case
	 */
	public record Response(int status, Map<String, String> headers) {

		public String header(String header) {
			return this.headers.get(header);
		}

	}

	/**
	 * Handshake with its result.
	 *
	 * @param client the client
	 * @param response the response
	 */
	public record Exchange(RawWebSocketClient client, Response response) {
	}

}
