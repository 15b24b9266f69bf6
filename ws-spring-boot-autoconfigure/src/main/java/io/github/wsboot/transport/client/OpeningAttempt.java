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

import java.io.EOFException;
import java.io.IOException;
import java.net.InetAddress;
import java.net.InetSocketAddress;
import java.net.SocketTimeoutException;
import java.net.UnknownHostException;
import java.security.GeneralSecurityException;
import java.time.Duration;
import java.util.List;
import java.util.Map;
import java.util.Objects;
import java.util.concurrent.Executor;
import java.util.concurrent.Future;
import java.util.concurrent.ThreadLocalRandom;
import java.util.concurrent.atomic.AtomicBoolean;

import javax.net.ssl.SSLEngine;
import javax.net.ssl.SSLException;

import org.jspecify.annotations.Nullable;
import org.springframework.http.HttpHeaders;
import org.springframework.web.socket.WebSocketHandler;
import org.springframework.web.socket.WebSocketSession;

import io.github.wsboot.concurrent.TimerService;
import io.github.wsboot.support.SafeLogger;
import io.github.wsboot.support.SafeRunner;
import io.github.wsboot.transport.ClientSessions;
import io.github.wsboot.transport.client.ConnectFailure.Kind;
import io.github.wsboot.transport.client.OpeningRequest.Agreement;
import io.github.wsboot.transport.loop.DirectSocket;
import io.github.wsboot.transport.loop.EventLoop;

/**
 * Attempt to open one session: the creation of the TLS engine and name resolution on a
 * worker, then TCP, TLS and the opening handshake on the loop, and the start of the
 * session on a worker.
 */
final class OpeningAttempt
		implements ClientTransport.Attempt, EventLoop.Participant, TcpConnector.Result, OpeningExchange.Result {

	private static final SafeLogger logger = SafeLogger.of(OpeningAttempt.class);

	private static final String STOPPING = "the application is being stopped";

	private final Resources resources;

	private final EventLoop loop;

	private final ClientRequest request;

	private final WebSocketHandler handler;

	private final Map<String, Object> attributes;

	private final ConnectListener listener;

	private @Nullable OpeningRequest opening;

	/** Exists if the target is secure, once the name is resolved. */
	private @Nullable SSLEngine engine;

	private @Nullable TcpConnector connector;

	private @Nullable OpeningExchange exchange;

	/** The connected socket. */
	private @Nullable ChannelSocket channel;

	/** The socket to close: the channel, or TLS on top of it. */
	private @Nullable DirectSocket socket;

	private @Nullable Future<?> timer;

	/** Set by the one that ends the attempt: a failure, or the start of the session. */
	private final AtomicBoolean over = new AtomicBoolean();

	OpeningAttempt(Resources resources, EventLoop loop, ClientRequest request, WebSocketHandler handler,
			Map<String, Object> attributes, ConnectListener listener) {
		this.resources = resources;
		this.loop = loop;
		this.request = request;
		this.handler = handler;
		this.attributes = attributes;
		this.listener = listener;
	}

	/**
	 * Begin. For any thread.
	 */
	void start() {
		this.loop.execute(() -> attempt(this::begin));
		if (this.loop.hasEnded() && this.over.compareAndSet(false, true)) {
			notifyFailure(failure(Kind.CANCELLED, STOPPING, null));
		}
	}

	private void begin() {
		if (this.over.get()) {
			return;
		}
		this.loop.add(this);
		Target target = Target.of(this.request.uri());
		this.opening = new OpeningRequest(target, this.request);
		startTimer(this.request.connectTimeout(), "the socket was not connected within ");
		this.resources.workers().execute(() -> prepare(target));
	}

	/**
	 * Create the TLS engine and resolve the name, on a worker: the first engine may load
	 * the certificates that are trusted.
	 */
	private void prepare(Target target) {
		if (this.over.get()) {
			return;
		}
		try {
			SSLEngine engine = target.secure() ? createEngine(target) : null;
			this.resources.lookups()
				.resolve(target.host())
				.whenComplete((addresses, failure) -> this.loop
					.execute(() -> attempt(() -> onResolved(target, engine, addresses, failure))));
		}
		catch (Throwable ex) {
			this.loop.execute(() -> onFailure(ex));
		}
	}

	private SSLEngine createEngine(Target target) throws SSLException {
		try {
			return this.request.tls().create(target.host(), target.port());
		}
		catch (GeneralSecurityException ex) {
			throw new SSLException(ex);
		}
	}

	private void onResolved(Target target, @Nullable SSLEngine engine, @Nullable List<InetAddress> addresses,
			@Nullable Throwable failure) {
		if (addresses != null) {
			connect(target, engine, addresses);
		}
		else if (failure instanceof UnknownHostException) {
			fail(Kind.NETWORK, "the host name cannot be resolved", failure);
		}
		else {
			onFailure(Objects.requireNonNull(failure));
		}
	}

	private void connect(Target target, @Nullable SSLEngine engine, List<InetAddress> addresses) {
		if (!this.over.get()) {
			this.engine = engine;
			this.connector = new TcpConnector(this.loop, this.resources.timers(),
					TcpConnector.shuffle(addresses, ThreadLocalRandom.current()), target.port(),
					this.request.connectTimeout(), this);
			this.connector.next();
		}
	}

	@Override
	public void onUnreachable(IOException cause) {
		if (cause instanceof SocketTimeoutException) {
			fail(Kind.TIMEOUT, "the server does not answer", cause);
		}
		else {
			fail(Kind.NETWORK, reason(cause), cause);
		}
	}

	@Override
	public void onConnected(ChannelSocket socket) {
		this.channel = socket;
		this.socket = socket;
		this.connector = null;
		startTimer(this.request.handshakeTimeout(), "the handshake was not complete within ");
		attempt(() -> {
			SSLEngine engine = this.engine;
			DirectSocket secured = (engine != null) ? new TlsSocket(socket, engine, this.resources.workers()) : socket;
			this.socket = secured;
			this.exchange = new OpeningExchange(this.loop, secured, Objects.requireNonNull(this.opening), this);
			this.exchange.start();
		});
	}

	@Override
	public void onAgreed(DirectSocket socket, ResponseHead response, Agreement agreement) {
		stopTimer();
		ClientSessions.Facts facts = new ClientSessions.Facts(this.request.uri(), this.request.headers(),
				Objects.requireNonNull(this.channel).localAddress(),
				(socket.remoteAddress() instanceof InetSocketAddress address) ? address : null, agreement.subProtocol(),
				agreement.compression(), this.request.limits(), this.request.closeTimeout());
		this.resources.workers().execute(() -> startSession(socket, response, facts));
	}

	/**
	 * Start the session, on a worker.
	 */
	private void startSession(DirectSocket socket, ResponseHead response, ClientSessions.Facts facts) {
		if (!this.over.compareAndSet(false, true)) {
			return;
		}
		this.loop.execute(() -> this.loop.remove(this));
		WebSocketSession session;
		try {
			session = this.resources.sessions().start(socket, this.loop, facts, this.handler, this.attributes);
		}
		catch (Throwable ex) {
			logger.debug("%s: the session could not be started", describe(), ex);
			this.loop.execute(socket::close);
			notifyFailure(failure(Kind.NETWORK,
					"the session could not be started (" + ex.getClass().getSimpleName() + ")", ex));
			return;
		}
		SafeRunner.run(() -> this.listener.onEstablished(session, response.headers()));
	}

	@Override
	public void onFailed(Throwable cause) {
		onFailure(cause);
	}

	@Override
	public void onFailure(Throwable cause) {
		if (cause instanceof AttemptException exception) {
			fail(exception.failure(describe()));
		}
		else if (cause instanceof SSLException exception) {
			fail(TlsFailure.of(describe(), exception));
		}
		else if (cause instanceof EOFException) {
			fail(Kind.NETWORK, "the server has closed the connection", cause);
		}
		else if (cause instanceof IOException exception) {
			fail(Kind.NETWORK, reason(exception), exception);
		}
		else if (cause instanceof IllegalArgumentException) {
			fail(Kind.REQUEST, String.valueOf(cause.getMessage()), cause);
		}
		else {
			logger.debug("%s", describe(), cause);
			fail(Kind.NETWORK, "an internal error has occurred (" + cause.getClass().getSimpleName() + ")", cause);
		}
	}

	private static String reason(IOException cause) {
		String message = cause.getMessage();
		return (message != null) ? message : cause.getClass().getSimpleName();
	}

	private void startTimer(Duration timeout, String reason) {
		stopTimer();
		this.timer = this.resources.timers()
			.after(timeout,
					() -> this.loop.execute(() -> fail(Kind.TIMEOUT, reason + timeout.toMillis() + " ms", null)));
	}

	private void stopTimer() {
		if (this.timer != null) {
			this.timer.cancel(false);
		}
	}

	/**
	 * Give the attempt up. Has no effect once the session is being started.
	 */
	@Override
	public void cancel() {
		this.loop.execute(() -> fail(Kind.CANCELLED, "the attempt was given up", null));
	}

	private void fail(Kind kind, String reason, @Nullable Throwable cause) {
		fail(failure(kind, reason, cause));
	}

	private ConnectFailure failure(Kind kind, String reason, @Nullable Throwable cause) {
		return new ConnectFailure(kind, describe() + ": " + reason, cause, null, HttpHeaders.EMPTY);
	}

	private void fail(ConnectFailure failure) {
		if (this.over.compareAndSet(false, true)) {
			SafeRunner.run(this::end, this::release, () -> notifyFailure(failure));
		}
	}

	private void notifyFailure(ConnectFailure failure) {
		SafeRunner.run(() -> this.listener.onFailed(failure));
	}

	private void end() {
		this.loop.remove(this);
		stopTimer();
	}

	private void release() {
		if (this.connector != null) {
			this.connector.cancel();
		}
		if (this.exchange != null) {
			this.exchange.cancel();
		}
		if (this.socket != null) {
			this.socket.close();
		}
	}

	private String describe() {
		return Target.describe(this.request.uri().toString());
	}

	@Override
	public void check() {
	}

	@Override
	public void write() {
	}

	@Override
	public void onLoopStopped() {
		fail(Kind.CANCELLED, STOPPING, null);
	}

	private void attempt(Action action) {
		try {
			action.run();
		}
		catch (IOException | RuntimeException | Error ex) {
			onFailure(ex);
		}
	}

	@FunctionalInterface
	private interface Action {

		void run() throws IOException;

	}

	/**
	 * Resources that all attempts share.
	 *
	 * @param workers run what may block
	 * @param timers the timers
	 * @param lookups resolves names
	 * @param sessions starts the sessions
	 */
	record Resources(Executor workers, TimerService timers, HostLookups lookups, ClientSessions sessions) {

	}

}
