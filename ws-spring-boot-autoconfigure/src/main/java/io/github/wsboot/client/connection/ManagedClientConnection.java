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
import java.time.Instant;
import java.util.UUID;
import java.util.concurrent.CancellationException;
import java.util.concurrent.CompletableFuture;
import java.util.concurrent.CompletionStage;
import java.util.concurrent.Future;
import java.util.concurrent.locks.ReentrantLock;

import org.jspecify.annotations.Nullable;
import org.springframework.web.socket.CloseStatus;
import org.springframework.web.socket.WebSocketHandler;

import io.github.wsboot.CloseCause;
import io.github.wsboot.Connection;
import io.github.wsboot.ConnectionState;
import io.github.wsboot.PushOptions;
import io.github.wsboot.PushResult;
import io.github.wsboot.client.ClientConnection;
import io.github.wsboot.client.ClientConnectionInfo;
import io.github.wsboot.client.ClientGaveUpEvent;
import io.github.wsboot.client.ClientState;
import io.github.wsboot.client.ConnectFailedEvent;
import io.github.wsboot.client.ConnectFailedException;
import io.github.wsboot.client.ConnectionEnding;
import io.github.wsboot.client.reconnect.ReconnectDecision;
import io.github.wsboot.connection.ManagedConnection;
import io.github.wsboot.outbound.EncodedFrame;
import io.github.wsboot.support.CloseStatuses;
import io.github.wsboot.support.SafeRunner;
import io.github.wsboot.support.UriSecrets;
import io.github.wsboot.transport.client.ConnectFailure;

/**
 * {@link ClientConnection} with one attempt, or one socket, at a time. The next attempt
 * begins only after everything of the one before is over, its last callback included, so
 * events of earlier attempts cannot be mistaken for those of the present one.
 * <p>
 * One lock guards the state. No code of the application and no queue of a connection,
 * whose overflow ends it, is called under the lock.
 */
final class ManagedClientConnection implements ClientConnection, ConnectAttempt.Owner {

	private final String id = UUID.randomUUID().toString();

	private final ConnectPlan plan;

	private final ClientServices services;

	private final Surroundings surroundings;

	private final Reconnector reconnector;

	private final ReentrantLock lock = new ReentrantLock();

	/** Guarded by the lock for writing, as the next one. */
	private volatile ClientState state = ClientState.CONNECTING;

	private volatile @Nullable ManagedConnection connection;

	/** The attempt or socket that is not over yet; the others are guarded by the lock. */
	private @Nullable ConnectAttempt attempt;

	private @Nullable Future<?> timer;

	/** Counts the delays, so that a timer that comes too late has no effect. */
	private int delays;

	/** When the next attempt may begin, by the timers' time. */
	private long due;

	private @Nullable Instant nextAttempt;

	private boolean reconnectsNow;

	private long attempts;

	private int attemptsSinceStable;

	private int failedAttempts;

	/** When the present connection was established, or since when there is none. */
	private Instant since;

	private long establishedSince;

	private boolean wasAway;

	private boolean wasRefused;

	private @Nullable URI uri;

	private @Nullable String lastEvent;

	private @Nullable ConnectFailedException lastFailure;

	private CloseStatus closeStatus = CloseStatus.NORMAL;

	private @Nullable CompletableFuture<Connection> established;

	private final OfflineQueue offline;

	/**
	 * Create a client connection, which does nothing before it is started.
	 * @param plan what to connect to
	 * @param services what all client connections share
	 * @param surroundings what those of one client share
	 */
	ManagedClientConnection(ConnectPlan plan, ClientServices services, Surroundings surroundings) {
		this.plan = plan;
		this.services = services;
		this.surroundings = surroundings;
		this.reconnector = new Reconnector(plan, services);
		this.since = services.timers().clock().instant();
		this.offline = new OfflineQueue(plan.client().settings().offline(), services.timers()::nanoTime);
	}

	/**
	 * Begin the first attempt.
	 */
	void start() {
		begin(0);
	}

	/**
	 * Begin an attempt, unless this is the end of a delay that was given up.
	 */
	private void begin(int delay) {
		ConnectAttempt next;
		this.lock.lock();
		try {
			if (this.state == ClientState.CLOSED || this.attempt != null || delay != this.delays) {
				return;
			}
			next = nextAttempt();
		}
		finally {
			this.lock.unlock();
		}
		next.start();
	}

	private ConnectAttempt nextAttempt() {
		this.delays++;
		this.timer = null;
		this.nextAttempt = null;
		this.reconnectsNow = false;
		this.state = ClientState.CONNECTING;
		this.attempts++;
		this.attemptsSinceStable++;
		ConnectAttempt next = new ConnectAttempt(this.services.connect(), this.plan, this.surroundings.handler(),
				this.attemptsSinceStable, this.lastFailure, this);
		this.attempt = next;
		return next;
	}

	@Override
	public void onOpened(ConnectAttempt attempt, ManagedConnection connection) {
		Opening step = open(attempt, connection);
		while (step.message() != null) {
			if (connection.pushEncoded(step.message().frame()) == PushResult.CLOSED) {
				keep(step.message());
			}
			step = open(attempt, connection);
		}
		if (!step.wanted()) {
			connection.disconnect(this.closeStatus);
		}
		if (step.back()) {
			this.surroundings.log().back(client(), attempt.target());
		}
		complete(step.waiting(), connection);
	}

	/**
	 * Establish the connection once no message waits for it, so that these come before
	 * those that are pushed from now on. A connection that they have ended is not wanted.
	 */
	private Opening open(ConnectAttempt attempt, ManagedConnection connection) {
		this.lock.lock();
		try {
			if (attempt != this.attempt || this.state != ClientState.CONNECTING
					|| connection.state() != ConnectionState.ESTABLISHED) {
				return Opening.UNWANTED;
			}
			OfflineQueue.Entry message = this.offline.next();
			if (message != null) {
				return new Opening(true, message, false, null);
			}
			boolean back = this.wasAway;
			return new Opening(true, null, back, establish(attempt, connection));
		}
		finally {
			this.lock.unlock();
		}
	}

	private void keep(OfflineQueue.Entry message) {
		this.lock.lock();
		try {
			if (this.state != ClientState.CLOSED) {
				this.offline.putBack(message);
			}
		}
		finally {
			this.lock.unlock();
		}
	}

	private @Nullable CompletableFuture<Connection> establish(ConnectAttempt attempt, ManagedConnection connection) {
		this.state = ClientState.ESTABLISHED;
		this.uri = attempt.uri();
		this.since = this.services.timers().clock().instant();
		this.establishedSince = this.services.timers().nanoTime();
		this.failedAttempts = 0;
		this.lastFailure = null;
		this.wasAway = false;
		this.wasRefused = false;
		this.connection = connection;
		CompletableFuture<Connection> waiting = this.established;
		this.established = null;
		return waiting;
	}

	private void complete(@Nullable CompletableFuture<Connection> waiting, Connection connection) {
		if (waiting != null) {
			this.services.connect().workers().execute(() -> waiting.complete(connection));
		}
	}

	@Override
	public void onFailed(ConnectAttempt attempt, ConnectFailure failure) {
		ConnectFailedException provisional;
		ConnectFailedException last;
		ConnectionEnding ending;
		this.lock.lock();
		try {
			if (attempt != this.attempt || this.state == ClientState.CLOSED) {
				return;
			}
			this.failedAttempts++;
			this.uri = attempt.uri();
			provisional = ConnectFailures.exception(failure, this.attemptsSinceStable, true);
			last = ConnectFailures.exception(failure, this.attemptsSinceStable, false);
			ending = new ConnectionEnding(client(), this.attemptsSinceStable, provisional, null, null, Duration.ZERO);
		}
		finally {
			this.lock.unlock();
		}
		Outcome outcome = decide(attempt, ending, last, failure.message());
		if (outcome == Outcome.STALE) {
			finish(attempt);
			return;
		}
		ConnectFailedException exception = (outcome == Outcome.GAVE_UP) ? last : provisional;
		if (exception.reason() == ConnectFailedException.Reason.REQUEST) {
			this.surroundings.log().broken(failure.message(), failure.cause());
		}
		this.services.connect().workers().execute(() -> {
			try {
				report(exception, ending, outcome);
			}
			finally {
				// The next attempt must not overtake the callback
				finish(attempt);
			}
		});
	}

	private void report(ConnectFailedException exception, ConnectionEnding ending, Outcome outcome) {
		this.services.events().publish(new ConnectFailedEvent(this, exception));
		ClientCallbacks callbacks = this.plan.client().callbacks();
		if (callbacks != null) {
			callbacks.onConnectFailed(this, exception);
		}
		if (outcome == Outcome.GAVE_UP) {
			publishGaveUp(new ConnectionEnding(ending.client(), ending.attempt(), exception, null, null,
					ending.established()));
		}
	}

	private void publishGaveUp(ConnectionEnding ending) {
		this.services.events().publish(new ClientGaveUpEvent(this, ending));
	}

	@Override
	public void onClosed(ConnectAttempt attempt, CloseStatus status, CloseCause cause) {
		ConnectionEnding ending;
		this.lock.lock();
		try {
			if (attempt != this.attempt || this.state == ClientState.CLOSED) {
				return;
			}
			ending = ending(status, cause);
			endConnection();
			this.state = ClientState.WAITING;
		}
		finally {
			this.lock.unlock();
		}
		String event = "the connection to " + attempt.target() + " was closed with " + status.getCode() + " (" + cause
				+ ")";
		if (decide(attempt, ending, null, event) == Outcome.GAVE_UP) {
			this.services.connect().workers().execute(() -> publishGaveUp(ending));
		}
	}

	private void endConnection() {
		if (this.connection != null) {
			this.since = this.services.timers().clock().instant();
			this.connection = null;
		}
	}

	private ConnectionEnding ending(CloseStatus status, CloseCause cause) {
		long nanos = (this.state == ClientState.ESTABLISHED) ? this.services.timers().nanoTime() - this.establishedSince
				: 0;
		Duration established = Duration.ofNanos(nanos);
		if (established.compareTo(this.plan.client().settings().reconnect().stableAfter()) >= 0) {
			this.attemptsSinceStable = 0;
		}
		return new ConnectionEnding(client(), this.attemptsSinceStable, null, status, cause, established);
	}

	/**
	 * Decide about the next attempt. The policy is called without the lock, as it is the
	 * application's.
	 * @param last the failure of the attempt, if the client gives up because of it
	 */
	private Outcome decide(ConnectAttempt attempt, ConnectionEnding ending, @Nullable ConnectFailedException last,
			String event) {
		ReconnectDecision decision = this.reconnector.decide(ending);
		CompletableFuture<Connection> waiting = null;
		Outcome outcome;
		@Nullable Duration delay;
		this.lock.lock();
		try {
			if (attempt != this.attempt || this.state == ClientState.CLOSED) {
				return Outcome.STALE;
			}
			delay = this.reconnectsNow ? null : decision.delay();
			this.lastEvent = event;
			this.lastFailure = ending.failure();
			outcome = apply(decision);
			if (outcome == Outcome.GAVE_UP) {
				this.lastFailure = last;
				waiting = endWaiting();
			}
		}
		finally {
			this.lock.unlock();
		}
		if (delay != null) {
			this.services.connect().listeners().forEach((listener) -> listener.onReconnectDelayed(client(), delay));
		}
		onDecided(outcome, decision, event);
		if (outcome == Outcome.GAVE_UP) {
			fail(waiting, last);
		}
		return outcome;
	}

	private Outcome apply(ReconnectDecision decision) {
		Duration delay = this.reconnectsNow ? Duration.ZERO : decision.delay();
		if (delay == null) {
			this.state = ClientState.CLOSED;
			this.connection = null;
			return Outcome.GAVE_UP;
		}
		boolean refused = decision.refused() && !this.reconnectsNow;
		Outcome outcome = outcome(refused);
		this.wasRefused = refused;
		this.wasAway = this.wasAway || !this.reconnectsNow;
		this.state = refused ? ClientState.REFUSED : ClientState.WAITING;
		this.due = this.services.timers().nanoTime() + delay.toNanos();
		this.nextAttempt = this.services.timers().clock().instant().plus(delay);
		return outcome;
	}

	private Outcome outcome(boolean refused) {
		if (refused && !this.wasRefused) {
			return Outcome.REFUSED;
		}
		return (this.wasAway || this.reconnectsNow) ? Outcome.STILL_AWAY : Outcome.LOST;
	}

	private void onDecided(Outcome outcome, ReconnectDecision decision, String event) {
		ClientLog log = this.surroundings.log();
		Duration delay = (decision.delay() != null) ? decision.delay() : Duration.ZERO;
		switch (outcome) {
			case LOST -> log.lost(client(), event, delay);
			case REFUSED -> log.refused(client(), event, delay);
			case GAVE_UP -> {
				this.surroundings.connections().remove(this);
				log.gaveUp(client(), event);
			}
			default -> {
			}
		}
	}

	@Override
	public void onFinished(ConnectAttempt attempt) {
		finish(attempt);
	}

	/**
	 * Begin the next attempt when its time has come: everything of this one is over.
	 */
	private void finish(ConnectAttempt attempt) {
		int delay;
		Duration left;
		this.lock.lock();
		try {
			if (attempt != this.attempt) {
				return;
			}
			this.attempt = null;
			if (this.state == ClientState.CLOSED) {
				return;
			}
			delay = ++this.delays;
			left = Duration.ofNanos(Math.max(0, this.due - this.services.timers().nanoTime()));
			if (!left.isZero()) {
				this.timer = this.services.timers().after(left, () -> begin(delay));
			}
		}
		finally {
			this.lock.unlock();
		}
		if (left.isZero()) {
			begin(delay);
		}
	}

	@Override
	public void reconnect() {
		ManagedConnection present;
		int delay = -1;
		this.lock.lock();
		try {
			present = this.connection;
			this.reconnector.reset();
			this.attemptsSinceStable = (this.state == ClientState.CONNECTING) ? 1 : 0;
			if (isWaiting() || this.state == ClientState.ESTABLISHED) {
				this.reconnectsNow = true;
				this.due = this.services.timers().nanoTime();
				cancelTimer();
				delay = ++this.delays;
			}
		}
		finally {
			this.lock.unlock();
		}
		if (present != null) {
			present.disconnect(CloseStatus.NORMAL);
		}
		else if (delay >= 0) {
			begin(delay);
		}
	}

	private boolean isWaiting() {
		return this.state == ClientState.WAITING || this.state == ClientState.REFUSED;
	}

	private void cancelTimer() {
		Future<?> timer = this.timer;
		this.timer = null;
		if (timer != null) {
			timer.cancel(false);
		}
	}

	@Override
	public boolean disconnect(CloseStatus status) {
		CloseStatus sendable = CloseStatuses.sendable(status);
		return end(sendable, CloseCause.CLIENT);
	}

	/**
	 * End for good, as the application is being stopped.
	 */
	void shutDown() {
		end(CloseStatus.GOING_AWAY, CloseCause.SHUTDOWN);
	}

	private boolean end(CloseStatus status, CloseCause cause) {
		ManagedConnection present;
		ConnectAttempt last;
		CompletableFuture<Connection> waiting;
		this.lock.lock();
		try {
			if (this.state == ClientState.CLOSED) {
				return false;
			}
			present = this.connection;
			last = this.attempt;
			this.state = ClientState.CLOSED;
			this.closeStatus = status;
			endConnection();
			this.nextAttempt = null;
			cancelTimer();
			waiting = endWaiting();
		}
		finally {
			this.lock.unlock();
		}
		SafeRunner.run(() -> this.surroundings.connections().remove(this), () -> close(present, status, cause), () -> {
			if (last != null && present == null) {
				last.cancel();
			}
		}, () -> fail(waiting, null));
		return true;
	}

	private static void close(@Nullable ManagedConnection connection, CloseStatus status, CloseCause cause) {
		if (connection != null) {
			connection.close(status, cause);
		}
	}

	private @Nullable CompletableFuture<Connection> endWaiting() {
		CompletableFuture<Connection> waiting = this.established;
		this.established = null;
		this.offline.clear();
		return waiting;
	}

	private void fail(@Nullable CompletableFuture<Connection> waiting, @Nullable ConnectFailedException failure) {
		if (waiting != null) {
			this.services.connect().workers().execute(() -> waiting.completeExceptionally(reason(failure)));
		}
	}

	private static Throwable reason(@Nullable ConnectFailedException failure) {
		return (failure != null) ? failure : new CancellationException("The client connection has ended");
	}

	@Override
	public CompletionStage<Connection> whenEstablished() {
		this.lock.lock();
		try {
			if (this.connection != null) {
				return CompletableFuture.completedStage(this.connection);
			}
			if (this.state == ClientState.CLOSED) {
				return CompletableFuture.failedStage(reason(this.lastFailure));
			}
			if (this.established == null) {
				this.established = new CompletableFuture<>();
			}
			return this.established.minimalCompletionStage();
		}
		finally {
			this.lock.unlock();
		}
	}

	@Override
	public PushResult push(Object payload) {
		return push(payload, PushOptions.none());
	}

	@Override
	public PushResult push(Object payload, PushOptions options) {
		ManagedConnection present = this.connection;
		if (present == null && !this.offline.isEnabled()) {
			return unavailable();
		}
		EncodedFrame frame = EncodedFrame.of(this.services.encoder().encode(payload), options);
		PushResult result = (present != null) ? present.pushEncoded(frame) : PushResult.CLOSED;
		return (result == PushResult.CLOSED) ? pushLater(frame, present) : result;
	}

	private PushResult unavailable() {
		return (this.state == ClientState.CLOSED) ? PushResult.CLOSED : PushResult.UNAVAILABLE;
	}

	/**
	 * Let a message wait for the next socket, if the client is set so.
	 * @param ended the socket that did not take it any more, if there was one
	 */
	private PushResult pushLater(EncodedFrame frame, @Nullable ManagedConnection ended) {
		ManagedConnection present;
		this.lock.lock();
		try {
			if (!this.offline.isEnabled() || this.state == ClientState.CLOSED) {
				return unavailable();
			}
			present = this.connection;
			if (present == null || present == ended) {
				return this.offline.offer(frame);
			}
		}
		finally {
			this.lock.unlock();
		}
		PushResult result = present.pushEncoded(frame);
		return (result == PushResult.CLOSED) ? pushLater(frame, present) : result;
	}

	@Override
	public String id() {
		return this.id;
	}

	@Override
	public String client() {
		return this.plan.client().name();
	}

	@Override
	public ClientState state() {
		return this.state;
	}

	@Override
	public @Nullable Connection connection() {
		return this.connection;
	}

	@Override
	public ClientConnection clientConnection() {
		return this;
	}

	@Override
	public ClientConnectionInfo info() {
		this.lock.lock();
		try {
			ManagedConnection present = this.connection;
			URI latest = (this.attempt != null && this.attempt.uri() != null) ? this.attempt.uri() : this.uri;
			return new ClientConnectionInfo(this.id, client(),
					(latest != null) ? URI.create(UriSecrets.without(latest.toString())) : null, this.state, this.since,
					(present != null) ? present.id() : null, this.attempts, this.failedAttempts, this.lastEvent,
					this.nextAttempt);
		}
		finally {
			this.lock.unlock();
		}
	}

	@Override
	public String toString() {
		return "ClientConnection[id=" + this.id + ", client=" + client() + ", state=" + this.state + "]";
	}

	/**
	 * Step of the establishment of a connection.
	 *
	 * @param wanted whether the connection is still wanted
	 * @param message the next message to push to it, or {@code null} if it is established
	 * @param back whether there was a loss before
	 * @param waiting completed with the connection
	 */
	private record Opening(boolean wanted, OfflineQueue.@Nullable Entry message, boolean back,
			@Nullable CompletableFuture<Connection> waiting) {

		static final Opening UNWANTED = new Opening(false, null, false, null);

	}

	/** Meaning of a decision for the log and the listeners. */
	private enum Outcome {

		STALE, LOST, STILL_AWAY, REFUSED, GAVE_UP

	}

	/**
	 * Things that the connections of one client share.
	 *
	 * @param connections all client connections
	 * @param handler the handler of their sessions
	 * @param log their log
	 */
	record Surroundings(ClientConnections connections, WebSocketHandler handler, ClientLog log) {

	}

}
