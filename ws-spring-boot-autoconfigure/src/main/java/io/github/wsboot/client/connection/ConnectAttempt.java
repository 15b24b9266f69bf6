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

import java.net.URI;
import java.time.Duration;
import java.util.Map;
import java.util.concurrent.Executor;
import java.util.concurrent.Future;
import java.util.concurrent.atomic.AtomicReference;

import org.jspecify.annotations.Nullable;
import org.springframework.http.HttpHeaders;
import org.springframework.web.socket.CloseStatus;
import org.springframework.web.socket.WebSocketHandler;
import org.springframework.web.socket.WebSocketSession;

import io.github.wsboot.CloseCause;
import io.github.wsboot.Connection;
import io.github.wsboot.client.ClientConnection;
import io.github.wsboot.client.ConnectCustomizer;
import io.github.wsboot.client.ConnectFailedException;
import io.github.wsboot.client.reconnect.ConnectLimiter.Slot;
import io.github.wsboot.client.reconnect.InvalidRequestException;
import io.github.wsboot.connection.ManagedConnection;
import io.github.wsboot.connection.handshake.HandshakeResult;
import io.github.wsboot.support.SafeLogger;
import io.github.wsboot.support.UriSecrets;
import io.github.wsboot.transport.client.ClientTransport.Attempt;
import io.github.wsboot.transport.client.ConnectFailure;
import io.github.wsboot.transport.client.ConnectFailure.Kind;
import io.github.wsboot.transport.client.ConnectListener;

/**
 * One attempt to connect, and the life of the socket that it may lead to. Its owner is
 * called once with a failure, or once with a connection and once with the end of it; not
 * at all after {@link #cancel()}, unless there was a connection before. Thread-safe.
 */
final class ConnectAttempt implements ClientSocket, ConnectListener {

	private static final SafeLogger logger = SafeLogger.of(ConnectAttempt.class);

	private final ConnectServices services;

	private final ConnectPlan plan;

	private final WebSocketHandler handler;

	private final int number;

	private final @Nullable ConnectFailedException lastFailure;

	private final Owner owner;

	private final AtomicReference<Phase> phase = new AtomicReference<>(Phase.CONNECTING);

	private volatile boolean cancelled;

	private volatile @Nullable Slot slot;

	private volatile boolean slotReleased;

	private volatile @Nullable Attempt transportAttempt;

	private volatile @Nullable URI uri;

	/** When it was this attempt's turn. */
	private volatile long since;

	/**
	 * Create an attempt.
	 * @param services what all attempts share
	 * @param plan what to connect to
	 * @param handler the handler of the session
	 * @param number the number of the attempt since the last stable connection
	 * @param lastFailure why the attempt before has failed, if it has
	 * @param owner called with the outcome
	 */
	ConnectAttempt(ConnectServices services, ConnectPlan plan, WebSocketHandler handler, int number,
			@Nullable ConnectFailedException lastFailure, Owner owner) {
		this.services = services;
		this.plan = plan;
		this.handler = handler;
		this.number = number;
		this.lastFailure = lastFailure;
		this.owner = owner;
	}

	/**
	 * Begin on a worker, as soon as it is this attempt's turn.
	 */
	void start() {
		start(this.services.workers());
	}

	/**
	 * Begin, as soon as it is this attempt's turn.
	 * @param preparing runs code of the application that makes the request
	 */
	void start(Executor preparing) {
		Slot slot = this.services.limiter().acquire(() -> preparing.execute(this::prepare));
		this.slot = slot;
		if (this.slotReleased) {
			slot.release();
		}
	}

	private void releaseSlot() {
		this.slotReleased = true;
		Slot slot = this.slot;
		if (slot != null) {
			slot.release();
		}
	}

	/**
	 * Give the attempt up, unless there is a connection.
	 */
	void cancel() {
		this.cancelled = true;
		Attempt attempt = this.transportAttempt;
		if (attempt != null) {
			attempt.cancel();
		}
		else {
			// It waits for its turn, or for code of the application
			releaseSlot();
		}
	}

	private void prepare() {
		this.since = System.nanoTime();
		if (this.cancelled) {
			releaseSlot();
			return;
		}
		try {
			open(watchedRequest());
		}
		catch (Throwable ex) {
			end(new ConnectFailure(Kind.REQUEST, "Cannot connect to " + target() + ": the request could not be made",
					ex, null, HttpHeaders.EMPTY));
		}
	}

	/**
	 * Make the request. If that takes too long, the attempt does not hold up others any
	 * more, and goes on without a slot.
	 */
	private BuildingRequest watchedRequest() throws Exception {
		ClientSettings settings = this.plan.client().settings();
		Duration timeout = settings.connectTimeout().plus(settings.handshakeTimeout());
		Future<?> timer = this.services.timers().after(timeout, () -> onSlowRequest(timeout));
		try {
			return request();
		}
		finally {
			timer.cancel(false);
		}
	}

	private void onSlowRequest(Duration timeout) {
		logger.warn("The request of client '" + client() + "' is not made yet after " + timeout.toMillis()
				+ " ms: @OnHandshake or a ConnectCustomizer takes too long. Other clients connect meanwhile");
		releaseSlot();
	}

	private BuildingRequest request() throws Exception {
		BuildingRequest request = new BuildingRequest(this.plan, this.number, this.lastFailure);
		this.uri = request.uri();
		for (ConnectCustomizer customizer : this.services.customizers()) {
			customizer.customize(request);
		}
		ClientCallbacks callbacks = this.plan.client().callbacks();
		if (callbacks != null) {
			callbacks.onHandshake(request);
		}
		this.uri = request.uri();
		return request;
	}

	private void open(BuildingRequest request) {
		if (this.cancelled) {
			releaseSlot();
			return;
		}
		Map<String, Object> attributes = request.attributes();
		HandshakeResult.handOver(this.plan.client().name(), this.plan.variables(), request.snapshot(), this,
				attributes);
		Attempt attempt = this.services.transport().open(request.build(), this.handler, attributes, this);
		this.transportAttempt = attempt;
		if (this.cancelled) {
			attempt.cancel();
		}
	}

	private String client() {
		return this.plan.client().name();
	}

	/**
	 * Return the URI for messages, without secrets.
	 */
	String target() {
		URI uri = this.uri;
		return UriSecrets.without((uri != null) ? uri.toString() : this.plan.client().uri());
	}

	/**
	 * Return the URI, or {@code null} while there is none.
	 */
	@Nullable URI uri() {
		return this.uri;
	}

	@Override
	public @Nullable ClientConnection clientConnection() {
		return this.owner.clientConnection();
	}

	@Override
	public void onOpened(Connection connection) {
		if (this.phase.compareAndSet(Phase.CONNECTING, Phase.OPEN)) {
			long nanos = System.nanoTime() - this.since;
			this.services.listeners().forEach((listener) -> listener.onConnected(client(), nanos));
			this.owner.onOpened(this, (ManagedConnection) connection);
		}
	}

	@Override
	public void onEstablished(WebSocketSession session, HttpHeaders headers) {
		releaseSlot();
		if (this.phase.compareAndSet(Phase.CONNECTING, Phase.OVER)) {
			// The handler has failed to make a connection of it
			this.services.workers().execute(() -> close(session));
			fail(new ConnectFailure(Kind.NETWORK,
					"Cannot connect to " + target() + ": the session ended before it had a connection", null, null,
					HttpHeaders.EMPTY));
		}
	}

	private static void close(WebSocketSession session) {
		try {
			session.close(CloseStatus.SERVER_ERROR);
		}
		catch (Exception ex) {
			logger.debug("Session '%s' could not be closed", session.getId(), ex);
		}
	}

	@Override
	public void onFailed(ConnectFailure failure) {
		boolean raised = failure.kind() == Kind.REQUEST && failure.cause() != null;
		end(raised ? invalid(failure) : failure);
	}

	/**
	 * Mark the exception for a request that the transport refuses to send, as the
	 * application's own code also raises some.
	 */
	private static ConnectFailure invalid(ConnectFailure failure) {
		return new ConnectFailure(failure.kind(), failure.message(),
				new InvalidRequestException(failure.message(), failure.cause()), null, HttpHeaders.EMPTY);
	}

	private void end(ConnectFailure failure) {
		releaseSlot();
		if (this.phase.compareAndSet(Phase.CONNECTING, Phase.OVER)) {
			fail(failure);
		}
	}

	private void fail(ConnectFailure failure) {
		this.services.listeners().forEach((listener) -> listener.onConnectFailed(client(), failure));
		if (!this.cancelled) {
			this.owner.onFailed(this, failure);
		}
	}

	@Override
	public void onEnded() {
		// onClosed says more
	}

	@Override
	public void onClosed(CloseStatus status, CloseCause cause) {
		if (this.phase.getAndSet(Phase.OVER) != Phase.OVER) {
			this.owner.onClosed(this, status, cause);
		}
	}

	@Override
	public void onCloseCallbackDone() {
		this.owner.onFinished(this);
	}

	/**
	 * Owner of an attempt. No method may block.
	 */
	interface Owner {

		/**
		 * Return the client connection, or {@code null} if this is not one.
		 */
		@Nullable ClientConnection clientConnection();

		/**
		 * Called when there is a connection, before its {@code @OnOpen}.
		 */
		void onOpened(ConnectAttempt attempt, ManagedConnection connection);

		/**
		 * Called when the attempt has failed.
		 */
		void onFailed(ConnectAttempt attempt, ConnectFailure failure);

		/**
		 * Called when the connection has ended, before its {@code @OnClose}.
		 */
		void onClosed(ConnectAttempt attempt, CloseStatus status, CloseCause cause);

		/**
		 * Called when the {@code @OnClose} of the connection has returned; possibly more
		 * than once.
		 */
		void onFinished(ConnectAttempt attempt);

	}

	/** Phases of an attempt, in their order. */
	private enum Phase {

		CONNECTING, OPEN, OVER

	}

}
