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

package io.github.wsboot.client.connection;

import java.time.Duration;
import java.util.concurrent.CompletableFuture;
import java.util.concurrent.ExecutionException;
import java.util.concurrent.TimeUnit;
import java.util.concurrent.TimeoutException;

import org.jspecify.annotations.Nullable;
import org.springframework.http.HttpHeaders;
import org.springframework.web.socket.CloseStatus;
import org.springframework.web.socket.WebSocketHandler;

import io.github.wsboot.CloseCause;
import io.github.wsboot.client.ClientConnection;
import io.github.wsboot.client.ConnectFailedException;
import io.github.wsboot.connection.ManagedConnection;
import io.github.wsboot.transport.client.ConnectFailure;
import io.github.wsboot.transport.client.ConnectFailure.Kind;

/**
 * Single attempt that a thread waits for. Code of the application that makes the request
 * runs on that thread: it may be a worker itself, and the others may wait as well.
 */
final class BlockingOpening implements ConnectAttempt.Owner {

	private final CompletableFuture<Runnable> preparation = new CompletableFuture<>();

	private final CompletableFuture<ManagedConnection> connection = new CompletableFuture<>();

	/**
	 * Connect, and wait for it.
	 * @param services what all attempts share
	 * @param plan what to connect to
	 * @param handler the handler of the session
	 * @return the connection
	 * @throws ConnectFailedException if there is none within the timeouts
	 */
	ManagedConnection await(ConnectServices services, ConnectPlan plan, WebSocketHandler handler) {
		ConnectAttempt attempt = new ConnectAttempt(services, plan, handler, 1, null, this);
		attempt.start(this.preparation::complete);
		ClientSettings settings = plan.client().settings();
		// As long again for its turn and for customizers
		Duration timeout = settings.connectTimeout().plus(settings.handshakeTimeout()).multipliedBy(2);
		long end = System.nanoTime() + timeout.toNanos();
		try {
			this.preparation.get(timeout.toNanos(), TimeUnit.NANOSECONDS).run();
			return this.connection.get(end - System.nanoTime(), TimeUnit.NANOSECONDS);
		}
		catch (TimeoutException ex) {
			throw giveUp(attempt, Kind.TIMEOUT, "not established within " + timeout);
		}
		catch (InterruptedException ex) {
			Thread.currentThread().interrupt();
			throw giveUp(attempt, Kind.CANCELLED, "the waiting thread was interrupted");
		}
		catch (ExecutionException ex) {
			throw (ConnectFailedException) ex.getCause();
		}
	}

	private ConnectFailedException giveUp(ConnectAttempt attempt, Kind kind, String reason) {
		ConnectFailedException exception = exception(new ConnectFailure(kind,
				"Cannot connect to " + attempt.target() + ": " + reason, null, null, HttpHeaders.EMPTY));
		if (!this.connection.completeExceptionally(exception)) {
			// It has come at the last moment, and nobody will close it
			this.connection.thenAccept(ManagedConnection::disconnect);
		}
		attempt.cancel();
		return exception;
	}

	private static ConnectFailedException exception(ConnectFailure failure) {
		return ConnectFailures.exception(failure, 1, false);
	}

	@Override
	public @Nullable ClientConnection clientConnection() {
		return null;
	}

	@Override
	public void onOpened(ConnectAttempt attempt, ManagedConnection connection) {
		if (!this.connection.complete(connection)) {
			connection.disconnect(CloseStatus.NORMAL);
		}
	}

	@Override
	public void onFailed(ConnectAttempt attempt, ConnectFailure failure) {
		this.connection.completeExceptionally(exception(failure));
	}

	@Override
	public void onClosed(ConnectAttempt attempt, CloseStatus status, CloseCause cause) {
		// The inbox has the status
		this.connection.completeExceptionally(exception(new ConnectFailure(Kind.NETWORK,
				"Cannot connect to " + attempt.target() + ": closed with " + status.getCode(), null, null,
				HttpHeaders.EMPTY)));
	}

	@Override
	public void onFinished(ConnectAttempt attempt) {
		// There is no other attempt
	}

}
