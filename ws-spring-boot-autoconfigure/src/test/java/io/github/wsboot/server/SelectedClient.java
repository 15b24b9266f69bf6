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
import java.net.InetSocketAddress;
import java.nio.ByteBuffer;
import java.nio.channels.SelectionKey;
import java.nio.channels.Selector;
import java.nio.channels.SocketChannel;
import java.nio.charset.StandardCharsets;

import org.jspecify.annotations.Nullable;

/**
 * Client without a thread of its own, for suites with thousands of them: one thread
 * selects, and calls the clients whose sockets are ready. It gets frames of up to 125
 * bytes.
 */
public abstract class SelectedClient {

	private final String name = TestServer.newClient();

	private final ByteBuffer input = ByteBuffer.allocate(1024);

	private @Nullable SocketChannel channel;

	private String request = "";

	private boolean upgraded;

	/**
	 * Return the name by which its connection is found.
	 */
	public final String name() {
		return this.name;
	}

	/**
	 * Begin to connect. The client is the attachment of its key.
	 */
	public final void connect(Selector selector, InetSocketAddress server, String path) throws IOException {
		SocketChannel channel = SocketChannel.open();
		this.channel = channel;
		channel.configureBlocking(false);
		channel.register(selector, SelectionKey.OP_CONNECT, this);
		channel.connect(server);
		this.request = String.join("\r\n", "GET " + TestServer.path(path, this.name) + " HTTP/1.1", "Host: localhost",
				"Upgrade: websocket", "Connection: Upgrade", "Sec-WebSocket-Key: dGhlIHNhbXBsZSBub25jZQ==",
				"Sec-WebSocket-Version: 13", "", "");
	}

	/**
	 * Use the socket, which is ready.
	 */
	public final void ready(SelectionKey key) throws IOException {
		SocketChannel channel = (SocketChannel) key.channel();
		try {
			if (key.isConnectable()) {
				channel.finishConnect();
				key.interestOps(SelectionKey.OP_READ);
				channel.write(ByteBuffer.wrap(this.request.getBytes(StandardCharsets.US_ASCII)));
			}
			else {
				read(channel);
			}
		}
		catch (IOException ex) {
			onFailed(ex);
		}
	}

	private void read(SocketChannel channel) throws IOException {
		int count = channel.read(this.input);
		this.input.flip();
		if (!this.upgraded) {
			upgrade();
		}
		while (this.upgraded && hasFrame()) {
			int opcode = this.input.get() & 0xF;
			byte[] payload = new byte[this.input.get()];
			this.input.get(payload);
			onFrame(opcode, payload);
		}
		this.input.compact();
		if (count < 0) {
			onEnded();
		}
	}

	private void upgrade() throws IOException {
		String response = StandardCharsets.US_ASCII.decode(this.input.duplicate()).toString();
		int end = response.indexOf("\r\n\r\n");
		if (end >= 0) {
			this.upgraded = response.startsWith("HTTP/1.1 101");
			this.input.position(end + 4);
			onAnswered(this.upgraded ? null : response);
		}
	}

	private boolean hasFrame() {
		return this.input.remaining() >= 2 && this.input.remaining() >= 2 + this.input.get(this.input.position() + 1);
	}

	/**
	 * Send a frame, however long that takes.
	 */
	protected final void send(RawFrame frame) throws IOException {
		SocketChannel channel = this.channel;
		ByteBuffer bytes = ByteBuffer.wrap(frame.encode(true));
		while (channel != null && bytes.hasRemaining()) {
			channel.write(bytes);
		}
	}

	/**
	 * Close the socket, if there is one.
	 */
	public final void closeSocket() throws IOException {
		if (this.channel != null) {
			this.channel.close();
		}
	}

	/**
	 * Called when the handshake is answered.
	 * @param refusal the response if it refuses the connection, or {@code null}
	 */
	protected abstract void onAnswered(@Nullable String refusal) throws IOException;

	protected abstract void onFrame(int opcode, byte[] payload) throws IOException;

	/**
	 * Called when the server has closed the socket.
	 */
	protected abstract void onEnded() throws IOException;

	/**
	 * Called when the socket has failed.
	 */
	protected abstract void onFailed(IOException exception) throws IOException;

}
