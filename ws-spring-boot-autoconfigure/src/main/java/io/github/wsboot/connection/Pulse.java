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

package io.github.wsboot.connection;

import java.time.Duration;
import java.util.concurrent.TimeUnit;

import org.jspecify.annotations.Nullable;
import org.springframework.web.socket.CloseStatus;

import io.github.wsboot.CloseCause;
import io.github.wsboot.connection.Heartbeat.Ping;

/**
 * The signs of life of one connection. There is neither a timer nor a task for it: it is
 * looked at now and then, on its loop.
 * <p>
 * Whatever comes from the client is a sign of life. The time in which the answer to a
 * ping has to come begins when the ping has been written; before, it is the queue that
 * may be too slow. It does not pass while nothing is read, be it that the connection is
 * paused or its mailbox full. Such a connection is pinged nevertheless: if its client has
 * gone, the writes fail sooner or later.
 */
final class Pulse {

	private static final CloseStatus LIFELESS = CloseStatus.GOING_AWAY.withReason("No answer to a ping");

	private static final CloseStatus IDLE = CloseStatus.GOING_AWAY.withReason("Idle");

	/**
	 * How long a loop that was held up itself has to read what has come meanwhile.
	 */
	private static final long GRACE = TimeUnit.MILLISECONDS.toNanos(20);

	private final ManagedConnection connection;

	private final Heartbeat heartbeat;

	/** Whether something has come since the last look. Set by any thread. */
	private volatile boolean heard;

	/** The same for whole messages. */
	private volatile boolean told;

	private volatile long roundTripTime = -1;

	private boolean stopped;

	/** The token of the ping whose answer would tell the round-trip time, or zero. */
	private long token;

	private long writtenAt;

	/** Whether a ping waits to be written. */
	private boolean queued;

	/** Whether there has been no sign of life since the last ping. */
	private boolean waiting;

	private boolean overdue;

	private long deadline;

	private long nextPing;

	private long messagesSeen;

	private long quietSince;

	Pulse(ManagedConnection connection, Heartbeat heartbeat) {
		this.connection = connection;
		this.heartbeat = heartbeat;
		long now = heartbeat.now();
		this.quietSince = now;
		this.nextPing = now + heartbeat.nextPing();
	}

	/**
	 * Note a sign of life. For any thread.
	 */
	void heard() {
		if (!this.heard) {
			this.heard = true;
		}
	}

	/**
	 * Note a message of the client. For any thread.
	 */
	void told() {
		if (!this.told) {
			this.told = true;
		}
	}

	/**
	 * Note the answer to a ping. For any thread.
	 */
	void answered(long token) {
		long now = this.heartbeat.now();
		this.connection.loop().execute(() -> {
			if (token == this.token) {
				this.token = 0;
				this.roundTripTime = Math.max(0, now - this.writtenAt);
			}
		});
	}

	/**
	 * Return the time between the latest ping that was answered and its answer. For any
	 * thread.
	 */
	@Nullable Duration roundTripTime() {
		long nanos = this.roundTripTime;
		return (nanos < 0) ? null : Duration.ofNanos(nanos);
	}

	/**
	 * Look no more, since the client has closed.
	 */
	void stop() {
		this.stopped = true;
	}

	void check(long now, Checkup checkup) {
		if (this.stopped || this.connection.isEnding()) {
			return;
		}
		if (this.heartbeat.isPinging()) {
			checkLife(now, checkup);
		}
		if (this.heartbeat.endsIdle()) {
			checkIdle(now);
		}
	}

	private void checkLife(long now, Checkup checkup) {
		if (this.heard) {
			this.heard = false;
			this.waiting = false;
		}
		boolean unheard = this.waiting && this.connection.isFull();
		if (unheard || (this.waiting && isHeldBack())) {
			waitFrom(now);
		}
		else if (this.waiting && now - this.deadline > 0) {
			if (this.overdue) {
				this.connection.abort(LIFELESS, CloseCause.TIMEOUT);
				return;
			}
			this.overdue = true;
			this.deadline = now + GRACE;
		}
		if (now - this.nextPing >= 0 && !this.queued && (!this.waiting || unheard)) {
			ping(now, checkup.ping());
		}
	}

	private boolean isHeldBack() {
		return this.queued || this.connection.wire().delaysControls();
	}

	private void waitFrom(long time) {
		this.deadline = time + this.heartbeat.timeout();
		this.overdue = false;
	}

	private void ping(long now, Ping ping) {
		this.token = ping.token();
		this.writtenAt = now;
		this.queued = true;
		this.waiting = true;
		waitFrom(now);
		if (this.connection.outbound().ping(ping.frame(), () -> written(ping.token()))) {
			this.nextPing = now + this.heartbeat.nextPing();
		}
		else {
			// As many control frames of the application wait as may wait
			this.queued = false;
			this.waiting = false;
		}
	}

	private void written(long token) {
		this.queued = false;
		if (token == this.token) {
			this.writtenAt = this.heartbeat.now();
			waitFrom(this.writtenAt);
		}
	}

	private void checkIdle(long now) {
		Outbound outbound = this.connection.outbound();
		long messages = outbound.messages();
		boolean pending = outbound.queue().usage().messages() > 0 || this.connection.isFull();
		if (this.told || messages != this.messagesSeen || pending) {
			this.told = false;
			this.messagesSeen = messages;
			this.quietSince = now;
		}
		else if (now - this.quietSince > this.heartbeat.idleTimeout()) {
			this.connection.close(IDLE, CloseCause.TIMEOUT);
		}
	}

}
