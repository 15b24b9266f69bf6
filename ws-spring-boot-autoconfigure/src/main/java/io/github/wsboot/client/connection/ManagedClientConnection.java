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
import java.util.Objects;
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
import io.github.wsboot.client.ClientState;
import io.github.wsboot.client.ConnectFailedException;
import io.github.wsboot.client.ConnectionEnding;
import io.github.wsboot.client.connection.ClientProgress.Outcome;
import io.github.wsboot.client.reconnect.ReconnectDecision;
import io.github.wsboot.connection.ManagedConnection;
import io.github.wsboot.support.CloseStatuses;
import io.github.wsboot.support.SafeRunner;
import io.github.wsboot.transport.client.ConnectFailure;

/**
 * {@link ClientConnection} with one attempt, or one socket, at a time. The next attempt
 * begins only after everything of the one before is over, its last callback included, so
 * events of earlier attempts cannot be mistaken for those of the present one.
 * <p>
 * This class owns the attempts, and the timer between two of them. {@link ClientProgress}
 * has the state and its transitions, {@link ClientPushes} what the application sends,
 * {@link ConnectionWaiters} those who wait for a connection, and {@link ClientReports}
 * reports what has happened.
 * <p>
 * There is no thread of its own. Attempts and sockets report on event loops and workers,
 * the end of a delay comes from the timer, and the application calls on any thread. One
 * lock guards all state: each method changes it under the lock, and acts on that after
 * the unlock. No code of the application and no queue of a connection, whose overflow
 * ends it, is called under the lock. The policy is called on the thread that reports the
 * ending, events, {@code @OnError} and stages on workers.
 */
final class ManagedClientConnection implements ClientConnection, ConnectAttempt.Owner {

	private final String id = UUID.randomUUID().toString();

	private final ConnectPlan plan;

	private final ClientServices services;

	private final Surroundings surroundings;

	private final Reconnector reconnector;

	private final ClientReports reports;

	private final ReentrantLock lock = new ReentrantLock();

	private final ClientProgress progress;

	private final ClientPushes pushes;

	private final ConnectionWaiters waiters;

	/** The attempt or socket that is not over yet; this and the next are guarded. */
	private @Nullable ConnectAttempt attempt;

	private @Nullable Future<?> timer;

	/** Counts the delays, so that a timer that comes too late has no effect. */
	private int delays;

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
		this.reports = new ClientReports(plan.client(), services, surroundings.log());
		this.progress = new ClientProgress(plan.client(), services.timers());
		this.pushes = new ClientPushes(plan.client(), services, this.progress, this.lock, this.reports);
		this.waiters = new ConnectionWaiters(services.connect().workers());
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
			if (this.progress.isClosed() || this.attempt != null || delay != this.delays) {
				return;
			}
			this.delays++;
			this.timer = null;
			next = new ConnectAttempt(this.services.connect(), this.plan, this.surroundings.handler(),
					this.progress.beginAttempt(), this.progress.lastFailure(), this);
			this.attempt = next;
		}
		finally {
			this.lock.unlock();
		}
		next.start();
	}

	@Override
	public void onOpened(ConnectAttempt attempt, ManagedConnection connection) {
		Opening step = open(attempt, connection);
		while (step.message() != null) {
			this.pushes.push(step.message(), connection);
			step = open(attempt, connection);
		}
		this.pushes.reportDropped();
		if (step.unwanted() != null) {
			connection.disconnect(step.unwanted());
		}
		if (step.back()) {
			this.reports.logReturn(attempt.target());
		}
		step.completion().run();
	}

	/**
	 * Establish the connection once no message waits for it, so that these come before
	 * those that are pushed from now on. A connection that they have ended is not wanted.
	 */
	private Opening open(ConnectAttempt attempt, ManagedConnection connection) {
		this.lock.lock();
		try {
			if (attempt != this.attempt || this.progress.state() != ClientState.CONNECTING
					|| connection.state() != ConnectionState.ESTABLISHED) {
				return new Opening(this.progress.closeStatus(), null, false, Opening.NOTHING);
			}
			OfflineQueue.Entry message = this.pushes.next();
			if (message != null) {
				return new Opening(null, message, false, Opening.NOTHING);
			}
			boolean back = this.progress.establish(connection, attempt.uri());
			return new Opening(null, null, back, this.waiters.complete(connection));
		}
		finally {
			this.lock.unlock();
		}
	}

	@Override
	public void onFailed(ConnectAttempt attempt, ConnectFailure failure) {
		ConnectionEnding ending;
		this.lock.lock();
		try {
			if (isOver(attempt)) {
				return;
			}
			ending = this.progress.fail(failure, attempt.uri());
		}
		finally {
			this.lock.unlock();
		}
		ConnectFailedException last = ConnectFailures.exception(failure, ending.attempt(), false);
		Outcome outcome = decide(attempt, ending, last, failure.message());
		if (outcome == null) {
			finish(attempt);
			return;
		}
		if (last.reason() == ConnectFailedException.Reason.REQUEST) {
			this.reports.logInvalidRequest(failure);
		}
		this.services.connect().workers().execute(() -> {
			try {
				report(ending, last, outcome);
			}
			finally {
				// The next attempt must not overtake the callback
				finish(attempt);
			}
		});
	}

	private void report(ConnectionEnding ending, ConnectFailedException last, Outcome outcome) {
		if (outcome == Outcome.GAVE_UP) {
			this.reports.reportFailure(this, last);
			this.reports.reportEnd(this,
					new ConnectionEnding(client(), ending.attempt(), last, null, null, ending.established()));
		}
		else {
			this.reports.reportFailure(this, Objects.requireNonNull(ending.failure()));
		}
	}

	@Override
	public void onClosed(ConnectAttempt attempt, CloseStatus status, CloseCause cause) {
		ConnectionEnding ending;
		this.lock.lock();
		try {
			if (isOver(attempt)) {
				return;
			}
			ending = this.progress.lose(status, cause);
		}
		finally {
			this.lock.unlock();
		}
		String event = "the connection to " + attempt.target() + " was closed with " + status.getCode() + " (" + cause
				+ ")";
		if (decide(attempt, ending, null, event) == Outcome.GAVE_UP) {
			this.services.connect().workers().execute(() -> this.reports.reportEnd(this, ending));
		}
	}

	private boolean isOver(ConnectAttempt attempt) {
		return attempt != this.attempt || this.progress.isClosed();
	}

	/**
	 * Decide about the next attempt. The policy is called without the lock, as it is the
	 * application's.
	 * @param last the failure of the attempt, if the client gives up because of it
	 * @return the meaning of the decision, or {@code null} if there is none, as the
	 * client connection has ended meanwhile
	 */
	private @Nullable Outcome decide(ConnectAttempt attempt, ConnectionEnding ending,
			@Nullable ConnectFailedException last, String event) {
		ReconnectDecision decision = this.reconnector.decide(ending);
		Runnable completion = Opening.NOTHING;
		boolean delayed;
		Outcome outcome;
		this.lock.lock();
		try {
			if (isOver(attempt)) {
				return null;
			}
			delayed = !this.progress.reconnectsNow();
			outcome = this.progress.apply(decision, event, (decision.delay() != null) ? ending.failure() : last);
			if (outcome == Outcome.GAVE_UP) {
				completion = endWaiting(last);
			}
		}
		finally {
			this.lock.unlock();
		}
		if (outcome == Outcome.GAVE_UP) {
			this.surroundings.connections().remove(this);
		}
		this.reports.reportDecision(outcome, decision, event, delayed);
		completion.run();
		return outcome;
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
			if (this.progress.isClosed()) {
				return;
			}
			delay = ++this.delays;
			left = this.progress.untilDue();
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
			present = this.progress.connection();
			this.reconnector.reset();
			if (this.progress.reconnectNow()) {
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
		Runnable completion;
		this.lock.lock();
		try {
			if (this.progress.isClosed()) {
				return false;
			}
			present = this.progress.connection();
			last = this.attempt;
			this.progress.end(status);
			cancelTimer();
			completion = endWaiting(null);
		}
		finally {
			this.lock.unlock();
		}
		SafeRunner.run(() -> this.surroundings.connections().remove(this), () -> {
			if (present != null) {
				present.close(status, cause);
			}
			else if (last != null) {
				last.cancel();
			}
		}, completion);
		return true;
	}

	/**
	 * Let nothing and nobody wait for a connection any more.
	 * @return called after the unlock
	 */
	private Runnable endWaiting(@Nullable ConnectFailedException failure) {
		this.pushes.clear();
		Runnable completion = this.waiters.fail(reason(failure));
		return () -> SafeRunner.run(this.pushes::reportDropped, completion);
	}

	private static Throwable reason(@Nullable ConnectFailedException failure) {
		return (failure != null) ? failure : new CancellationException("The client connection has ended");
	}

	@Override
	public CompletionStage<Connection> whenEstablished() {
		this.lock.lock();
		try {
			Connection present = this.progress.connection();
			if (present != null) {
				return CompletableFuture.completedStage(present);
			}
			return this.progress.isClosed() ? CompletableFuture.failedStage(reason(this.progress.lastFailure()))
					: this.waiters.next();
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
		return this.pushes.push(payload, options);
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
		return this.progress.state();
	}

	@Override
	public @Nullable Connection connection() {
		return this.progress.connection();
	}

	@Override
	public ClientConnection clientConnection() {
		return this;
	}

	@Override
	public ClientConnectionInfo info() {
		this.lock.lock();
		try {
			return this.progress.info(this.id, (this.attempt != null) ? this.attempt.uri() : null);
		}
		finally {
			this.lock.unlock();
		}
	}

	@Override
	public String toString() {
		return "ClientConnection[id=" + this.id + ", client=" + client() + ", state=" + state() + "]";
	}

	/**
	 * Step of the establishment of a connection.
	 *
	 * @param unwanted the status to close the connection with, or {@code null} if it is
	 * still wanted
	 * @param message the next message to push to it, or {@code null} if it is established
	 * @param back whether there was a loss before
	 * @param completion completes the stages of those who wait
	 */
	private record Opening(@Nullable CloseStatus unwanted, OfflineQueue.@Nullable Entry message, boolean back,
			Runnable completion) {

		static final Runnable NOTHING = () -> {
		};

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
