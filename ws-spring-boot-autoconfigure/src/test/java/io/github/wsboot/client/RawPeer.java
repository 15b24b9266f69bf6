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

import java.io.ByteArrayOutputStream;
import java.io.DataInputStream;
import java.io.IOException;
import java.io.InputStream;
import java.io.UncheckedIOException;
import java.net.Socket;
import java.net.SocketTimeoutException;
import java.nio.charset.StandardCharsets;
import java.security.MessageDigest;
import java.security.NoSuchAlgorithmException;
import java.time.Duration;
import java.util.Base64;
import java.util.List;
import java.util.function.Consumer;

import javax.net.ssl.SSLContext;
import javax.net.ssl.SSLSocket;

import org.jspecify.annotations.Nullable;

import io.github.wsboot.server.RawFrame;

/**
 * The server's side of one connection to a {@link RawServer}.
 */
public final class RawPeer {

	private static final String GUID = "258EAFA5-E914-47DA-95CA-C5AB0DC85B11";

	private final Socket plain;

	private volatile Socket socket;

	private volatile String head = "";

	private volatile @Nullable IOException failure;

	RawPeer(Socket plain) throws IOException {
		this.plain = plain;
		this.socket = plain;
		timeout(RawServer.PATIENCE);
	}

	void startTls(SSLContext context, Consumer<SSLSocket> customizer) throws IOException {
		SSLSocket secure = (SSLSocket) context.getSocketFactory().createSocket(this.plain, null, true);
		secure.setUseClientMode(false);
		customizer.accept(secure);
		this.socket = secure;
		secure.startHandshake();
	}

	boolean readHead() throws IOException {
		InputStream in = this.socket.getInputStream();
		ByteArrayOutputStream bytes = new ByteArrayOutputStream();
		String text = "";
		while (!text.endsWith("\r\n\r\n")) {
			int next = in.read();
			if (next < 0) {
				return false;
			}
			bytes.write(next);
			if (next == '\n') {
				text = bytes.toString(StandardCharsets.ISO_8859_1);
			}
		}
		this.head = text;
		return true;
	}

	void failed(IOException ex) {
		this.failure = ex;
	}

	/**
	 * Return the exception that has ended the connection before its request was answered.
	 */
	public @Nullable IOException failure() {
		return this.failure;
	}

	/**
	 * Return the head of the request, empty until it is complete.
	 */
	public String head() {
		return this.head;
	}

	/**
	 * Return the target of the request: path and query.
	 */
	public String target() {
		return this.head.split(" ", 3)[1];
	}

	/**
	 * Return the values of the request's lines with this name, in order.
	 */
	public List<String> headers(String name) {
		String prefix = name.toLowerCase() + ":";
		return this.head.lines()
			.filter((line) -> line.toLowerCase().startsWith(prefix))
			.map((line) -> line.substring(prefix.length()).trim())
			.toList();
	}

	/**
	 * Return the value of the request's only line with this name, or {@code null} if
	 * there is none.
	 */
	public @Nullable String header(String name) {
		List<String> values = headers(name);
		if (values.size() > 1) {
			throw new AssertionError("Several lines " + name + ": " + values);
		}
		return values.isEmpty() ? null : values.get(0);
	}

	/**
	 * Return the right value of {@code Sec-WebSocket-Accept}.
	 */
	public String acceptValue() {
		try {
			byte[] digest = MessageDigest.getInstance("SHA-1")
				.digest((header("Sec-WebSocket-Key") + GUID).getBytes(StandardCharsets.ISO_8859_1));
			return Base64.getEncoder().encodeToString(digest);
		}
		catch (NoSuchAlgorithmException ex) {
			throw new IllegalStateException(ex);
		}
	}

	/**
	 * Return the head of a response that accepts, with other header lines.
	 */
	public String acceptance(String... headers) {
		StringBuilder response = new StringBuilder("HTTP/1.1 101 Switching Protocols\r\nUpgrade: websocket\r\n"
				+ "Connection: Upgrade\r\nSec-WebSocket-Accept: " + acceptValue() + "\r\n");
		for (String header : headers) {
			response.append(header).append("\r\n");
		}
		return response.append("\r\n").toString();
	}

	public void send(RawFrame... frames) {
		ByteArrayOutputStream bytes = new ByteArrayOutputStream();
		for (RawFrame frame : frames) {
			bytes.writeBytes(frame.encode(false));
		}
		send(bytes.toByteArray());
	}

	/**
	 * Send these bytes as they are.
	 */
	public void send(byte[] bytes) {
		try {
			sendRaw(bytes);
		}
		catch (IOException ex) {
			throw new UncheckedIOException(ex);
		}
	}

	public void sendText(String text) {
		send(RawFrame.text(text, true));
	}

	public void sendClose(int code) {
		send(RawFrame.close(code));
	}

	void sendRaw(String text) throws IOException {
		sendRaw(text.getBytes(StandardCharsets.ISO_8859_1));
	}

	void sendRaw(byte[] bytes) throws IOException {
		this.socket.getOutputStream().write(bytes);
		this.socket.getOutputStream().flush();
	}

	/**
	 * Read the next frame, which has to be masked. Fails if there is none in 10 s.
	 */
	public RawFrame read() {
		Received received = receive();
		if (!received.masked()) {
			throw new AssertionError("Not masked: " + received.frame());
		}
		return received.frame();
	}

	/**
	 * Read the text of the next frame, which has to be a text frame.
	 */
	public String readText() {
		RawFrame frame = read();
		if (frame.opcode() != RawFrame.TEXT) {
			throw new AssertionError("Not a text frame: " + frame);
		}
		return frame.text();
	}

	/**
	 * Read the next frame that is neither ping nor pong.
	 */
	public RawFrame readSkippingPings() {
		RawFrame frame = read();
		while (frame.opcode() == RawFrame.PING || frame.opcode() == RawFrame.PONG) {
			frame = read();
		}
		return frame;
	}

	/**
	 * Read the next frame with its mask. Fails if there is none in 10 s.
	 */
	public Received receive() {
		try {
			return receiveFrame();
		}
		catch (IOException ex) {
			throw new UncheckedIOException(ex);
		}
	}

	private Received receiveFrame() throws IOException {
		DataInputStream in = new DataInputStream(this.socket.getInputStream());
		int first = in.readUnsignedByte();
		int second = in.readUnsignedByte();
		long length = second & 0x7F;
		if (length == 126) {
			length = in.readUnsignedShort();
		}
		else if (length == 127) {
			length = in.readLong();
		}
		boolean masked = (second & 0x80) != 0;
		byte[] key = new byte[masked ? 4 : 0];
		in.readFully(key);
		byte[] payload = new byte[(int) length];
		in.readFully(payload);
		for (int i = 0; masked && i < payload.length; i++) {
			payload[i] ^= key[i % 4];
		}
		return new Received(new RawFrame((first & 0x80) != 0, first & 0x7F, payload), masked, key);
	}

	/**
	 * Return whether nothing arrives for this time, neither bytes nor the end.
	 */
	public boolean isSilentFor(Duration time) {
		try {
			timeout(time);
			this.socket.getInputStream().read();
			return false;
		}
		catch (SocketTimeoutException ex) {
			return true;
		}
		catch (IOException ex) {
			return false;
		}
		finally {
			timeout(RawServer.PATIENCE);
		}
	}

	/**
	 * Wait until the other side has closed the TCP connection, or has reset it. Whatever
	 * arrives before is dropped. Fails after 10 s.
	 */
	public void awaitEnd() {
		try {
			InputStream in = this.socket.getInputStream();
			byte[] dropped = new byte[8192];
			while (in.read(dropped) >= 0) {
				// more
			}
		}
		catch (SocketTimeoutException ex) {
			throw new AssertionError("The connection has not ended", ex);
		}
		catch (IOException ex) {
			// reset
		}
	}

	private void timeout(Duration time) {
		try {
			this.plain.setSoTimeout((int) time.toMillis());
		}
		catch (IOException ex) {
			// closed
		}
	}

	void echo() {
		timeout(Duration.ZERO);
		try {
			while (true) {
				RawFrame frame = receiveFrame().frame();
				if (frame.opcode() == RawFrame.CLOSE) {
					send(frame);
					close();
					return;
				}
				if (frame.opcode() != RawFrame.PONG) {
					send((frame.opcode() == RawFrame.PING) ? new RawFrame(true, RawFrame.PONG, frame.payload())
							: frame);
				}
			}
		}
		catch (IOException | UncheckedIOException ex) {
			close();
		}
	}

	/**
	 * Close TCP in order.
	 */
	public void close() {
		try {
			this.socket.close();
		}
		catch (IOException ex) {
			// closed
		}
	}

	/**
	 * Reset the TCP connection.
	 */
	public void reset() {
		try {
			this.plain.setSoLinger(true, 0);
			this.plain.close();
		}
		catch (IOException ex) {
			// closed
		}
	}

	/**
	 * End the TCP connection in one direction, without TLS's own end.
	 */
	public void shutdownOutput() {
		try {
			this.plain.shutdownOutput();
		}
		catch (IOException ex) {
			throw new UncheckedIOException(ex);
		}
	}

	/**
	 * Frame with its mask.
	 *
	 * @param frame the frame, unmasked
	 * @param masked whether it was masked
	 * @param key the mask's key, empty if it was not masked
	 */
	public record Received(RawFrame frame, boolean masked, byte[] key) {

	}

}
