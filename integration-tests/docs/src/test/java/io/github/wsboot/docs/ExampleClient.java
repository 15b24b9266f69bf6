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

package io.github.wsboot.docs;

import java.net.URI;
import java.net.http.HttpClient;
import java.net.http.WebSocket;
import java.nio.ByteBuffer;
import java.time.Duration;
import java.util.concurrent.BlockingQueue;
import java.util.concurrent.CompletableFuture;
import java.util.concurrent.CompletionStage;
import java.util.concurrent.LinkedBlockingQueue;
import java.util.concurrent.TimeUnit;
import java.util.function.Consumer;

import static org.assertj.core.api.Assertions.assertThat;

/**
 * WebSocket client that keeps what it receives until a test asks for it.
 */
final class ExampleClient implements WebSocket.Listener, AutoCloseable {

	private static final long SECONDS = 10;

	private static final HttpClient HTTP = HttpClient.newHttpClient();

	private final BlockingQueue<String> texts = new LinkedBlockingQueue<>();

	private final BlockingQueue<ByteBuffer> binaries = new LinkedBlockingQueue<>();

	private final CompletableFuture<Integer> closeCode = new CompletableFuture<>();

	private final StringBuilder text = new StringBuilder();

	private WebSocket socket;

	/**
	 * Connect to a server on this machine.
	 * @param port the port of the server
	 * @param pathAndQuery the path, with a query if there is one
	 * @return the client, connected
	 */
	static ExampleClient connect(int port, String pathAndQuery) {
		return connect(port, pathAndQuery, (handshake) -> {
		});
	}

	/**
	 * Connect to a server on this machine with headers or sub-protocols.
	 * @param port the port of the server
	 * @param pathAndQuery the path, with a query if there is one
	 * @param handshake adds headers and sub-protocols
	 * @return the client, connected
	 */
	static ExampleClient connect(int port, String pathAndQuery, Consumer<WebSocket.Builder> handshake) {
		ExampleClient client = new ExampleClient();
		WebSocket.Builder builder = HTTP.newWebSocketBuilder().connectTimeout(Duration.ofSeconds(SECONDS));
		handshake.accept(builder);
		client.socket = builder.buildAsync(URI.create("ws://localhost:" + port + pathAndQuery), client).join();
		return client;
	}

	/**
	 * Return the sub-protocol that was agreed on, empty if there is none.
	 * @return the sub-protocol
	 */
	String subProtocol() {
		return this.socket.getSubprotocol();
	}

	/**
	 * Send a text message.
	 * @param message the text
	 */
	void send(String message) {
		this.socket.sendText(message, true).join();
	}

	/**
	 * Send a binary message.
	 * @param message the bytes
	 */
	void send(ByteBuffer message) {
		this.socket.sendBinary(message, true).join();
	}

	/**
	 * Return the next text message, which must arrive within ten seconds.
	 * @return the text
	 */
	String nextText() {
		return next(this.texts);
	}

	/**
	 * Return the next binary message, which must arrive within ten seconds.
	 * @return the bytes
	 */
	ByteBuffer nextBinary() {
		return next(this.binaries);
	}

	/**
	 * Return the code of the server's close frame, which must arrive within ten seconds.
	 * @return the code
	 */
	int closeCode() {
		return this.closeCode.orTimeout(SECONDS, TimeUnit.SECONDS).join();
	}

	/**
	 * Say good-bye and do not wait for the answer.
	 */
	@Override
	public void close() {
		if (!this.socket.isOutputClosed()) {
			this.socket.sendClose(WebSocket.NORMAL_CLOSURE, "");
		}
	}

	@Override
	public CompletionStage<?> onText(WebSocket socket, CharSequence data, boolean last) {
		this.text.append(data);
		if (last) {
			this.texts.add(this.text.toString());
			this.text.setLength(0);
		}
		socket.request(1);
		return null;
	}

	@Override
	public CompletionStage<?> onBinary(WebSocket socket, ByteBuffer data, boolean last) {
		// No example sends more than fits into one piece
		this.binaries.add(ByteBuffer.allocate(data.remaining()).put(data).flip());
		socket.request(1);
		return null;
	}

	@Override
	public CompletionStage<?> onClose(WebSocket socket, int code, String reason) {
		this.closeCode.complete(code);
		return null;
	}

	@Override
	public void onError(WebSocket socket, Throwable error) {
		this.closeCode.completeExceptionally(error);
	}

	private static <T> T next(BlockingQueue<T> queue) {
		try {
			T message = queue.poll(SECONDS, TimeUnit.SECONDS);
			assertThat(message).as("a message within %d seconds", SECONDS).isNotNull();
			return message;
		}
		catch (InterruptedException ex) {
			Thread.currentThread().interrupt();
			throw new IllegalStateException(ex);
		}
	}

}
