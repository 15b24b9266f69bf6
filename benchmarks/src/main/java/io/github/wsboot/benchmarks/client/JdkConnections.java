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

package io.github.wsboot.benchmarks.client;

import java.net.URI;
import java.net.http.HttpClient;
import java.net.http.WebSocket;
import java.util.ArrayDeque;
import java.util.List;
import java.util.Objects;
import java.util.Queue;
import java.util.concurrent.CompletableFuture;
import java.util.concurrent.CompletionStage;
import java.util.concurrent.CopyOnWriteArrayList;

import org.jspecify.annotations.Nullable;

/**
 * Connections of the JDK's client, which all have one {@link HttpClient}.
 */
class JdkConnections implements OutgoingConnections {

	/** As many as the starter opens at once. */
	private static final int MAX_CONNECTING = 64;

	private final HttpClient http = HttpClient.newHttpClient();

	private final List<EchoListener> listeners = new CopyOnWriteArrayList<>();

	private final URI uri;

	private final Echo echo;

	JdkConnections(URI uri, Echo echo) {
		this.uri = uri;
		this.echo = echo;
	}

	@Override
	public void open(int count) {
		Queue<CompletionStage<WebSocket>> connecting = new ArrayDeque<>();
		for (int i = 0; i < count; i++) {
			if (connecting.size() == MAX_CONNECTING) {
				connecting.remove().toCompletableFuture().join();
			}
			connecting.add(open());
		}
		connecting.forEach((socket) -> socket.toCompletableFuture().join());
	}

	private CompletionStage<WebSocket> open() {
		EchoListener listener = new EchoListener(this.echo);
		return this.http.newWebSocketBuilder().buildAsync(this.uri, listener).thenApply((socket) -> {
			listener.socket = socket;
			this.listeners.add(listener);
			return socket;
		});
	}

	@Override
	public int established() {
		return (int) this.listeners.stream().filter(EchoListener::isOpen).count();
	}

	@Override
	public int send(String text) {
		this.listeners.forEach((listener) -> listener.send(text));
		return this.listeners.size();
	}

	/**
	 * Sends texts back.
	 */
	private static final class EchoListener implements WebSocket.Listener {

		private final Echo echo;

		private volatile @Nullable WebSocket socket;

		/**
		 * The last text, which is still being sent as far as the client knows when its
		 * answer comes quickly; another one would be refused meanwhile.
		 */
		private volatile CompletionStage<?> sent = CompletableFuture.completedStage("nothing");

		/** What is there of a text that comes in pieces. */
		private @Nullable StringBuilder pieces;

		EchoListener(Echo echo) {
			this.echo = echo;
		}

		boolean isOpen() {
			WebSocket socket = this.socket;
			return socket != null && !socket.isInputClosed();
		}

		void send(String text) {
			WebSocket socket = Objects.requireNonNull(this.socket);
			CompletionStage<?> last = this.sent;
			CompletableFuture<WebSocket> next = new CompletableFuture<>();
			// Before its answer can come
			this.sent = next;
			last.thenCompose((done) -> socket.sendText(text, true)).thenAccept(next::complete);
		}

		@Override
		public @Nullable CompletionStage<?> onText(WebSocket socket, CharSequence data, boolean last) {
			if (!last || this.pieces != null) {
				this.pieces = (this.pieces != null) ? this.pieces : new StringBuilder();
				this.pieces.append(data);
			}
			if (last) {
				received((this.pieces != null) ? this.pieces.toString() : data.toString());
				this.pieces = null;
			}
			socket.request(1);
			return null;
		}

		private void received(String text) {
			String answer = this.echo.answer(text);
			if (answer != null) {
				send(answer);
			}
		}

	}

}
