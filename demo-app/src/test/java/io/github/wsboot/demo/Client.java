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

package io.github.wsboot.demo;

import java.net.URI;
import java.net.http.HttpClient;
import java.net.http.WebSocket;
import java.net.http.WebSocketHandshakeException;
import java.util.concurrent.BlockingQueue;
import java.util.concurrent.CompletableFuture;
import java.util.concurrent.CompletionException;
import java.util.concurrent.CompletionStage;
import java.util.concurrent.LinkedBlockingQueue;
import java.util.concurrent.TimeUnit;

import tools.jackson.databind.JsonNode;
import tools.jackson.databind.json.JsonMapper;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.catchThrowableOfType;

/**
 * An ordinary WebSocket client that keeps what it receives.
 */
final class Client implements WebSocket.Listener, AutoCloseable {

	private static final long TIMEOUT_SECONDS = 10;

	private static final HttpClient http = HttpClient.newHttpClient();

	private static final JsonMapper json = JsonMapper.builder().build();

	private final BlockingQueue<String> received = new LinkedBlockingQueue<>();

	private final CompletableFuture<Integer> closeCode = new CompletableFuture<>();

	private final StringBuilder partial = new StringBuilder();

	private final WebSocket socket;

	private Client(int port, String path) {
		this.socket = http.newWebSocketBuilder()
			.buildAsync(URI.create("ws://localhost:" + port + path), this)
			.orTimeout(TIMEOUT_SECONDS, TimeUnit.SECONDS)
			.join();
	}

	static Client connect(int port, String path) {
		return new Client(port, path);
	}

	/**
	 * Try to connect, and return the status of the response that refuses it.
	 */
	static int refusal(int port, String path) {
		Throwable failure = catchThrowableOfType(CompletionException.class, () -> connect(port, path).close())
			.getCause();
		assertThat(failure).isInstanceOf(WebSocketHandshakeException.class);
		return ((WebSocketHandshakeException) failure).getResponse().statusCode();
	}

	void send(String text) {
		this.socket.sendText(text, true).orTimeout(TIMEOUT_SECONDS, TimeUnit.SECONDS).join();
	}

	/**
	 * Return the next message, which must come soon.
	 */
	String next() throws InterruptedException {
		String message = this.received.poll(TIMEOUT_SECONDS, TimeUnit.SECONDS);
		assertThat(message).as("message within %d s", TIMEOUT_SECONDS).isNotNull();
		return message;
	}

	JsonNode nextJson() throws InterruptedException {
		return json.readTree(next());
	}

	/**
	 * Return the code that the server closes with, which must happen soon.
	 */
	int closeCode() throws Exception {
		return this.closeCode.get(TIMEOUT_SECONDS, TimeUnit.SECONDS);
	}

	@Override
	public CompletionStage<?> onText(WebSocket socket, CharSequence data, boolean last) {
		this.partial.append(data);
		if (last) {
			this.received.add(this.partial.toString());
			this.partial.setLength(0);
		}
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

	@Override
	public void close() {
		if (!this.socket.isOutputClosed()) {
			this.socket.sendClose(WebSocket.NORMAL_CLOSURE, "").orTimeout(TIMEOUT_SECONDS, TimeUnit.SECONDS).join();
		}
	}

}
