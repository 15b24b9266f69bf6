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
import io.github.wsboot.connection.HeartbeatPings.Ping;
import io.github.wsboot.monitor.ConnectionMonitor;

/**
 * Regular checks of one connection: pings, the idle timeout, and the progress of the
 * queue. They need neither a timer nor a task of their own: the connection has a position
 * in the {@link HeartbeatSchedule} of its event loop, and each check returns the time of
 * the next one.
 * <p>
 * All bytes from the client are a sign of life. The timeout of a ping starts when the
 * ping has been written; before that, a slow queue may be the cause. The timeout does not
 * run while the server does not read, because the connection is paused or its mailbox is
 * full. Such a connection is pinged nevertheless: if its client has gone, the writes fail
 * sooner or later.
 * <p>
 * Used on the loop, except for the methods that say otherwise.
 */
final class ConnectionHeartbeat implements HeartbeatSchedule.Entry {

	private static final CloseStatus NO_ANSWER = CloseStatus.GOING_AWAY.withReason("No answer to a ping");

	private static final CloseStatus IDLE = CloseStatus.GOING_AWAY.withReason("Idle");

	/**
	 * Time for a loop that was held up itself to read the bytes that have come meanwhile.
	 */
	private static final long GRACE = TimeUnit.MILLISECONDS.toNanos(20);

	private static final long NEVER = Long.MAX_VALUE / 2;

	private final ConnectionControl connection;

	private final Wire wire;

	private final ConnectionOutbound outbound;

	private final HeartbeatSchedules schedules;

	private final ConnectionMonitor monitor;

	private final HeartbeatSchedule schedule;

	/** Whether bytes have come since the last check. Set by any thread. */
	private volatile boolean bytesRead;

	/** When the latest message has come. Set by any thread. */
	private volatile long messageReadAt;

	private volatile long roundTripTime = -1;

	/** The position in the schedule, or -1 if there is none. */
	private int position = -1;

	private boolean stopped;

	/** The token of the ping whose answer gives the round-trip time, or zero. */
	private long token;

	private long writtenAt;

	/** Whether a ping waits in the queue. */
	private boolean queued;

	/** Whether there has been no sign of life since the last ping. */
	private boolean waiting;

	private boolean overdue;

	private long deadline;

	private long nextPing;

	/** When the connection was last busy, not counting {@link #messageReadAt}. */
	private long busyAt;

	/** Whether the idle timeout may be over in the next round. */
	private boolean nearlyIdle;

	ConnectionHeartbeat(ConnectionControl connection, Wire wire, ConnectionOutbound outbound,
			HeartbeatSchedules schedules, ConnectionMonitor monitor) {
		this.connection = connection;
		this.wire = wire;
		this.outbound = outbound;
		this.schedules = schedules;
		this.monitor = monitor;
		long now = schedules.now();
		this.schedule = schedules.schedule(wire.loop());
		this.messageReadAt = now;
		this.busyAt = now;
		this.nextPing = now + schedules.pingDelay();
	}

	/**
	 * Called when bytes have come from the client. For any thread.
	 */
	void onBytesRead() {
		if (!this.bytesRead) {
			this.bytesRead = true;
		}
	}

	/**
	 * Called when a message has come from the client, or when the server reads again
	 * after a pause in which none could come. For any thread.
	 */
	void onMessageRead() {
		if (this.schedules.hasIdleTimeout()) {
			this.messageReadAt = this.schedules.now();
		}
	}

	/**
	 * Called when a message was added to the queue, if there is an idle timeout.
	 */
	void onMessageQueued() {
		this.busyAt = this.schedules.now();
	}

	/**
	 * Accept a pong if it answers a ping of the heartbeat. For any thread.
	 * @return whether it was accepted
	 */
	boolean acceptPong(byte[] pong) {
		onBytesRead();
		boolean answer = this.schedules.pings().isAnswer(pong);
		if (answer) {
			onPong(HeartbeatPings.token(pong));
		}
		return answer;
	}

	private void onPong(long token) {
		long now = this.schedules.now();
		this.wire.loop().execute(new ConnectionTask(this.connection, () -> {
			if (token == this.token) {
				this.token = 0;
				long roundTripTime = Math.max(0, now - this.writtenAt);
				this.roundTripTime = roundTripTime;
				this.monitor.onPong(this.connection.handle(), roundTripTime);
				this.waiting = false;
				if (this.position >= 0) {
					this.schedule.scheduleAt(this.position, next(now));
				}
			}
		}));
	}

	/**
	 * Return the time between the latest answered ping and its answer. For any thread.
	 */
	@Nullable Duration roundTripTime() {
		long nanos = this.roundTripTime;
		return (nanos < 0) ? null : Duration.ofNanos(nanos);
	}

	/**
	 * Stop pings and the idle timeout, since the client has closed.
	 */
	void stop() {
		this.stopped = true;
	}

	/**
	 * Take a position in the schedule, unless the connection has ended meanwhile.
	 */
	void register() {
		if (!this.connection.isClosed()) {
			this.schedule.add(this);
		}
	}

	void unregister() {
		if (this.position >= 0) {
			this.schedule.remove(this.position);
			this.position = -1;
		}
	}

	@Override
	public void setPosition(int position) {
		this.position = position;
	}

	/**
	 * Check the queue in the next round.
	 */
	void checkSoon() {
		if (this.position >= 0) {
			this.schedule.scheduleNow(this.position);
		}
	}

	@Override
	public long check(long now, HeartbeatSchedule schedule) {
		this.outbound.checkProgress();
		if (this.schedules.isPinging() && isActive()) {
			checkPing(now, schedule);
		}
		if (this.schedules.hasIdleTimeout() && isActive()) {
			checkIdle(now);
		}
		return next(now);
	}

	/**
	 * Return whether pings and the idle timeout apply: not once the end has begun.
	 */
	private boolean isActive() {
		return !this.stopped && !this.connection.isEnding();
	}

	private long next(long now) {
		if (this.outbound.isWatched()) {
			return now;
		}
		long next = now + NEVER;
		if (isActive() && this.schedules.isPinging()) {
			next = this.waiting ? now : this.nextPing;
		}
		if (isActive() && this.schedules.hasIdleTimeout()) {
			long idleAt = this.nearlyIdle ? now
					: latest(this.messageReadAt, this.busyAt) + this.schedules.idleTimeout();
			next = (idleAt - next < 0) ? idleAt : next;
		}
		return next;
	}

	@Override
	public void onCheckFailed(Throwable exception) {
		this.connection.abortOnFailure(exception);
	}

	private static long latest(long one, long other) {
		return (one - other > 0) ? one : other;
	}

	private void checkPing(long now, HeartbeatSchedule schedule) {
		if (this.bytesRead) {
			this.bytesRead = false;
			this.waiting = false;
		}
		boolean notReading = this.waiting && this.connection.isFull();
		if (notReading || (this.waiting && isHeldBack())) {
			waitFrom(now);
		}
		else if (this.waiting && now - this.deadline > 0) {
			if (this.overdue) {
				this.connection.abort(NO_ANSWER, CloseCause.TIMEOUT);
				return;
			}
			this.overdue = true;
			this.deadline = now + GRACE;
		}
		if (now - this.nextPing >= 0 && !this.queued && (!this.waiting || notReading)) {
			ping(now, schedule.ping());
		}
	}

	private boolean isHeldBack() {
		return this.queued || this.wire.isDelayingControlFrames();
	}

	private void waitFrom(long time) {
		this.deadline = time + this.schedules.timeout();
		this.overdue = false;
	}

	private void ping(long now, Ping ping) {
		this.token = ping.token();
		this.writtenAt = now;
		this.queued = true;
		this.waiting = true;
		waitFrom(now);
		if (this.outbound.ping(ping.frame(), () -> onPingWritten(ping.token()))) {
			this.nextPing = now + this.schedules.pingDelay();
		}
		else {
			// The application's own control frames use all the room
			this.queued = false;
			this.waiting = false;
		}
	}

	private void onPingWritten(long token) {
		this.queued = false;
		if (token == this.token) {
			this.writtenAt = this.schedules.now();
			waitFrom(this.writtenAt);
		}
	}

	private void checkIdle(long now) {
		if (this.outbound.queue().usage().messages() > 0 || this.connection.isFull()) {
			this.busyAt = now;
			this.nearlyIdle = true;
		}
		else if (now - latest(this.messageReadAt, this.busyAt) <= this.schedules.idleTimeout()) {
			this.nearlyIdle = false;
		}
		else if (!this.nearlyIdle) {
			// As with pings, a message that has come may not have been read
			this.nearlyIdle = true;
		}
		else {
			this.connection.close(IDLE, CloseCause.TIMEOUT);
		}
	}

}
