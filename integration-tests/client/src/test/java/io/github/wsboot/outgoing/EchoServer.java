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

package io.github.wsboot.outgoing;

import java.io.DataInputStream;
import java.io.EOFException;
import java.io.IOException;
import java.net.InetAddress;
import java.net.InetSocketAddress;
import java.net.ServerSocket;
import java.net.Socket;
import java.nio.charset.StandardCharsets;
import java.security.GeneralSecurityException;
import java.security.MessageDigest;
import java.util.Base64;
import java.util.Set;
import java.util.concurrent.ConcurrentHashMap;
import java.util.concurrent.atomic.AtomicInteger;
import java.util.regex.Matcher;
import java.util.regex.Pattern;

/**
 * A WebSocket server that sends short messages back, and has no other features.
 */
final class EchoServer implements AutoCloseable {

	private static final String ACCEPTANCE = """
			HTTP/1.1 101 Switching Protocols\r
			Upgrade: websocket\r
			Connection: Upgrade\r
			Sec-WebSocket-Accept: %s\r
			\r
			""";

	private static final Pattern KEY = Pattern.compile("(?i)Sec-WebSocket-Key: *(\\S+)");

	private static final String GUID = "258EAFA5-E914-47DA-95CA-C5AB0DC85B11";

	private static final int CLOSE = 8;

	private final ServerSocket server;

	private final Set<Socket> sockets = ConcurrentHashMap.newKeySet();

	private final AtomicInteger closeCode = new AtomicInteger();

	/**
	 * Start a server.
	 * @param port the port, or 0 for any
	 */
	EchoServer(int port) throws IOException {
		this.server = new ServerSocket();
		this.server.setReuseAddress(true);
		this.server.bind(new InetSocketAddress(InetAddress.getLoopbackAddress(), port));
		start(this::acceptAll);
	}

	private static void start(Runnable task) {
		Thread thread = new Thread(task, "echo-server");
		thread.setDaemon(true);
		thread.start();
	}

	int port() {
		return this.server.getLocalPort();
	}

	String uri(String path) {
		return "ws://localhost:" + port() + path;
	}

	/**
	 * Return the number of sockets that the clients have not closed.
	 */
	int sockets() {
		return this.sockets.size();
	}

	/**
	 * Return the code of the latest close frame.
	 */
	int closeCode() {
		return this.closeCode.get();
	}

	private void acceptAll() {
		try {
			while (true) {
				Socket socket = this.server.accept();
				this.sockets.add(socket);
				start(() -> serve(socket));
			}
		}
		catch (IOException ex) {
			// closed
		}
	}

	private void serve(Socket socket) {
		try (socket) {
			DataInputStream input = new DataInputStream(socket.getInputStream());
			String response = ACCEPTANCE.formatted(accept(head(input)));
			socket.getOutputStream().write(response.getBytes(StandardCharsets.ISO_8859_1));
			boolean open = true;
			while (open) {
				open = echo(input, socket);
			}
		}
		catch (IOException ex) {
			// ended
		}
		this.sockets.remove(socket);
	}

	private static String head(DataInputStream input) throws IOException {
		StringBuilder head = new StringBuilder();
		while (head.indexOf("\r\n\r\n") < 0) {
			head.append((char) input.readUnsignedByte());
		}
		return head.toString();
	}

	private static String accept(String head) throws IOException {
		Matcher key = KEY.matcher(head);
		if (!key.find()) {
			throw new EOFException("No key");
		}
		try {
			byte[] text = (key.group(1) + GUID).getBytes(StandardCharsets.ISO_8859_1);
			return Base64.getEncoder().encodeToString(MessageDigest.getInstance("SHA-1").digest(text));
		}
		catch (GeneralSecurityException ex) {
			throw new IllegalStateException(ex);
		}
	}

	private boolean echo(DataInputStream input, Socket socket) throws IOException {
		int first = input.readUnsignedByte();
		byte[] frame = new byte[2 + (input.readUnsignedByte() & 0x7F)];
		byte[] mask = input.readNBytes(4);
		frame[0] = (byte) first;
		frame[1] = (byte) (frame.length - 2);
		for (int i = 2; i < frame.length; i++) {
			frame[i] = (byte) (input.readUnsignedByte() ^ mask[(i - 2) & 3]);
		}
		socket.getOutputStream().write(frame);
		if ((first & 0x0F) != CLOSE) {
			return true;
		}
		this.closeCode.set(((frame[2] & 0xFF) << 8) | (frame[3] & 0xFF));
		return false;
	}

	@Override
	public void close() throws IOException {
		this.server.close();
		for (Socket socket : this.sockets) {
			socket.close();
		}
	}

}
