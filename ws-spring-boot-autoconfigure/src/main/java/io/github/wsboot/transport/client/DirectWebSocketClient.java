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

package io.github.wsboot.transport.client;

import java.io.IOException;
import java.net.URI;
import java.time.Duration;
import java.util.List;
import java.util.Map;
import java.util.concurrent.CompletableFuture;
import java.util.concurrent.Executor;

import org.jspecify.annotations.Nullable;
import org.springframework.http.HttpHeaders;
import org.springframework.web.socket.WebSocketExtension;
import org.springframework.web.socket.WebSocketHandler;
import org.springframework.web.socket.WebSocketSession;
import org.springframework.web.socket.client.AbstractWebSocketClient;
import org.springframework.web.socket.client.WebSocketClient;

import io.github.wsboot.transport.codec.Compression;
import io.github.wsboot.transport.codec.FrameLimits;

/**
 * Spring's {@link WebSocketClient} on our own transport, for code that uses Spring's
 * interface, such as {@code WebSocketConnectionManager} and {@code WebSocketStompClient}.
 * A session never connects again by itself.
 * <p>
 * The callbacks of a handler may block. The future completes on a worker, after
 * {@link WebSocketHandler#afterConnectionEstablished} has been called or is about to be,
 * or fails with a {@link WebSocketConnectException}; when the application is being
 * stopped that may be on any thread. To cancel it gives the attempt up. Extensions among
 * the headers are ignored: compression is a matter of the settings.
 *
 * @since 0.1.0
 */
public final class DirectWebSocketClient extends AbstractWebSocketClient {

	private final ClientTransport transport;

	private final Executor workers;

	private final Settings settings;

	/**
	 * Create a client.
	 * @param transport opens the sessions
	 * @param workers complete the futures, so that what depends on them may block
	 * @param settings the settings of all sessions
	 */
	public DirectWebSocketClient(ClientTransport transport, Executor workers, Settings settings) {
		this.transport = transport;
		this.workers = workers;
		this.settings = settings;
	}

	@Override
	protected CompletableFuture<WebSocketSession> executeInternal(WebSocketHandler handler, HttpHeaders headers,
			URI uri, List<String> subProtocols, List<WebSocketExtension> extensions, Map<String, Object> attributes) {
		CompletableFuture<WebSocketSession> future = new CompletableFuture<>();
		ClientTransport.Attempt attempt = this.transport.open(request(uri, headers, subProtocols), handler, attributes,
				new FutureListener(future));
		future.whenComplete((session, failure) -> {
			if (future.isCancelled()) {
				attempt.cancel();
			}
		});
		return future;
	}

	private ClientRequest request(URI uri, HttpHeaders headers, List<String> subProtocols) {
		return new ClientRequest(uri, headers, List.copyOf(subProtocols), this.settings.tls(),
				this.settings.compression(), this.settings.limits(), this.settings.connectTimeout(),
				this.settings.handshakeTimeout(), this.settings.closeTimeout());
	}

	/**
	 * Settings of all sessions.
	 *
	 * @param tls creates the engines for {@code wss}
	 * @param compression compresses messages, or {@code null} to offer no compression
	 * @param limits the bounds of inbound messages
	 * @param connectTimeout the time for the name's resolution and the TCP connection
	 * @param handshakeTimeout the time for everything that follows until a session is
	 * established
	 * @param closeTimeout the time that the server may take to close
	 */
	public record Settings(TlsEngineFactory tls, @Nullable Compression compression, FrameLimits limits,
			Duration connectTimeout, Duration handshakeTimeout, Duration closeTimeout) {

	}

	/**
	 * Completes a future on a worker.
	 */
	private final class FutureListener implements ConnectListener {

		private final CompletableFuture<WebSocketSession> future;

		FutureListener(CompletableFuture<WebSocketSession> future) {
			this.future = future;
		}

		@Override
		public void onEstablished(WebSocketSession session, HttpHeaders headers) {
			DirectWebSocketClient.this.workers.execute(() -> {
				if (!this.future.complete(session)) {
					closeUnwanted(session);
				}
			});
		}

		/**
		 * Close a session that was established when its future was cancelled.
		 */
		private void closeUnwanted(WebSocketSession session) {
			try {
				session.close();
			}
			catch (IOException ex) {
				DirectWebSocketClient.this.logger.debug("Cannot close " + session, ex);
			}
		}

		@Override
		public void onFailed(ConnectFailure failure) {
			WebSocketConnectException exception = new WebSocketConnectException(failure);
			if (failure.kind() == ConnectFailure.Kind.CANCELLED) {
				// The workers may have been stopped
				this.future.completeExceptionally(exception);
			}
			else {
				DirectWebSocketClient.this.workers.execute(() -> this.future.completeExceptionally(exception));
			}
		}

	}

}
