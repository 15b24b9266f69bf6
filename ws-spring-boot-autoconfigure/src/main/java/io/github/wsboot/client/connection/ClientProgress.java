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

import org.jspecify.annotations.Nullable;
import org.springframework.web.socket.CloseStatus;

import io.github.wsboot.CloseCause;
import io.github.wsboot.client.ClientConnectionInfo;
import io.github.wsboot.client.ClientState;
import io.github.wsboot.client.ConnectFailedException;
import io.github.wsboot.client.ConnectionEnding;
import io.github.wsboot.client.reconnect.ReconnectDecision;
import io.github.wsboot.connection.ManagedConnection;
import io.github.wsboot.support.UriSecrets;
import io.github.wsboot.transport.client.ConnectFailure;

/**
 * State of a client connection, the transitions from one to the next, and the counts and
 * times that they leave. Nothing here calls anybody.
 * <p>
 * Used under the lock of its client connection, but for the state and the present
 * connection, which any thread may read.
 */
final class ClientProgress {

	private final String client;

	private final Duration stableAfter;

	private final ClientTimers timers;

	private volatile ClientState state = ClientState.CONNECTING;

	private volatile @Nullable ManagedConnection connection;

	private long attempts;

	private int attemptsSinceStable;

	private int failedAttempts;

	/** When the next attempt may begin, by the timers' time. */
	private long due;

	private @Nullable Instant nextAttempt;

	private boolean reconnectsNow;

	/** When the present connection was established, or since when there is none. */
	private Instant since;

	private long establishedSince;

	private boolean wasAway;

	private boolean wasRefused;

	private @Nullable URI uri;

	private @Nullable String lastEvent;

	private @Nullable ConnectFailedException lastFailure;

	private CloseStatus closeStatus = CloseStatus.NORMAL;

	ClientProgress(RegisteredClient client, ClientTimers timers) {
		this.client = client.name();
		this.stableAfter = client.settings().reconnect().stableAfter();
		this.timers = timers;
		this.since = timers.clock().instant();
	}

	ClientState state() {
		return this.state;
	}

	boolean isClosed() {
		return this.state == ClientState.CLOSED;
	}

	@Nullable ManagedConnection connection() {
		return this.connection;
	}

	/**
	 * Return why the latest attempt has failed, or {@code null} if it has not.
	 */
	@Nullable ConnectFailedException lastFailure() {
		return this.lastFailure;
	}

	/**
	 * Return the status with which a connection is closed that comes after the end.
	 */
	CloseStatus closeStatus() {
		return this.closeStatus;
	}

	/**
	 * Return whether the end of the present connection is due to {@code reconnect()}.
	 */
	boolean reconnectsNow() {
		return this.reconnectsNow;
	}

	/**
	 * Begin an attempt.
	 * @return its number since the last stable connection
	 */
	int beginAttempt() {
		this.nextAttempt = null;
		this.reconnectsNow = false;
		this.state = ClientState.CONNECTING;
		this.attempts++;
		return ++this.attemptsSinceStable;
	}

	/**
	 * Take the connection of an attempt.
	 * @return whether there was a loss before
	 */
	boolean establish(ManagedConnection connection, @Nullable URI uri) {
		boolean back = this.wasAway;
		this.state = ClientState.ESTABLISHED;
		this.uri = uri;
		this.since = this.timers.clock().instant();
		this.establishedSince = this.timers.nanoTime();
		this.failedAttempts = 0;
		this.lastFailure = null;
		this.wasAway = false;
		this.wasRefused = false;
		this.connection = connection;
		return back;
	}

	/**
	 * Record that an attempt has failed.
	 */
	ConnectionEnding fail(ConnectFailure failure, @Nullable URI uri) {
		this.failedAttempts++;
		this.uri = uri;
		return new ConnectionEnding(this.client, this.attemptsSinceStable,
				ConnectFailures.exception(failure, this.attemptsSinceStable, true), null, null, Duration.ZERO);
	}

	/**
	 * Record that the connection has ended.
	 */
	ConnectionEnding lose(CloseStatus status, CloseCause cause) {
		Duration established = Duration
			.ofNanos((this.state == ClientState.ESTABLISHED) ? this.timers.nanoTime() - this.establishedSince : 0);
		if (established.compareTo(this.stableAfter) >= 0) {
			this.attemptsSinceStable = 0;
		}
		endConnection();
		this.state = ClientState.WAITING;
		return new ConnectionEnding(this.client, this.attemptsSinceStable, null, status, cause, established);
	}

	private void endConnection() {
		if (this.connection != null) {
			this.since = this.timers.clock().instant();
			this.connection = null;
		}
	}

	/**
	 * Carry out a decision about the next attempt.
	 * @param event what has happened, for operators
	 * @param failure why there is no connection, if the attempt has failed
	 * @return what the decision means for others
	 */
	Outcome apply(ReconnectDecision decision, String event, @Nullable ConnectFailedException failure) {
		this.lastEvent = event;
		this.lastFailure = failure;
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
		this.due = this.timers.nanoTime() + delay.toNanos();
		this.nextAttempt = this.timers.clock().instant().plus(delay);
		return outcome;
	}

	private Outcome outcome(boolean refused) {
		if (refused && !this.wasRefused) {
			return Outcome.REFUSED;
		}
		return (this.wasAway || this.reconnectsNow) ? Outcome.STILL_AWAY : Outcome.LOST;
	}

	/**
	 * Return the time until the next attempt, zero if that is due.
	 */
	Duration untilDue() {
		return Duration.ofNanos(Math.max(0, this.due - this.timers.nanoTime()));
	}

	/**
	 * Let the next attempt be due now, if none is in progress.
	 * @return whether it is
	 */
	boolean reconnectNow() {
		boolean connecting = this.state == ClientState.CONNECTING;
		this.attemptsSinceStable = connecting ? 1 : 0;
		if (connecting || this.state == ClientState.CLOSED) {
			return false;
		}
		this.reconnectsNow = true;
		this.due = this.timers.nanoTime();
		return true;
	}

	/**
	 * End for good.
	 */
	void end(CloseStatus status) {
		this.state = ClientState.CLOSED;
		this.closeStatus = status;
		endConnection();
		this.nextAttempt = null;
	}

	/**
	 * Return what operators want to know.
	 * @param id the id of the client connection
	 * @param attempted the URI of the attempt in progress, or {@code null} if there is
	 * none
	 */
	ClientConnectionInfo info(String id, @Nullable URI attempted) {
		ManagedConnection present = this.connection;
		URI latest = (attempted != null) ? attempted : this.uri;
		return new ClientConnectionInfo(id, this.client,
				(latest != null) ? URI.create(UriSecrets.without(latest.toString())) : null, this.state, this.since,
				(present != null) ? present.id() : null, this.attempts, this.failedAttempts, this.lastEvent,
				this.nextAttempt);
	}

	/** Meaning of a decision for the log and the application. */
	enum Outcome {

		/** A connection is lost, or the first attempt has failed. */
		LOST,

		/** A later attempt has failed. */
		STILL_AWAY,

		/** The other side refuses, and will do so until it or the client is changed. */
		REFUSED,

		/** There is no other attempt. */
		GAVE_UP

	}

}
