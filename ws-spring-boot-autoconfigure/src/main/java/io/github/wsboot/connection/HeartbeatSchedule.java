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

import java.util.Arrays;
import java.util.concurrent.Executor;
import java.util.function.LongSupplier;

import org.jspecify.annotations.Nullable;

import io.github.wsboot.connection.HeartbeatPings.Ping;

/**
 * Schedule of the checks of all connections of one event loop. All methods except
 * {@link #startRound()} are called on that loop.
 * <p>
 * A round touches only the connections whose time has come: reading an unused connection
 * from memory takes a hundred times as long as reading its time from the array. A long
 * round lets the loop do other work in between.
 */
final class HeartbeatSchedule {

	/** Number of checks in a row. */
	private static final int BATCH = 500;

	/** Number of connections that can be skipped in the time of one check. */
	private static final int SKIPS = 100;

	private final Executor loop;

	private final LongSupplier clock;

	private final HeartbeatPings pings;

	private Entry[] entries = new Entry[4];

	private long[] times = new long[4];

	private int size;

	/** The next position of the round, or -1 if there is no round. */
	private int cursor = -1;

	/** When the latest batch of checks began, which is in the past. */
	private long now;

	/** The ping that this round shares, {@code null} as long as none is due. */
	private @Nullable Ping ping;

	/**
	 * Create a schedule.
	 * @param loop the event loop
	 * @param clock the time in nanoseconds
	 * @param pings creates one ping for each round
	 */
	HeartbeatSchedule(Executor loop, LongSupplier clock, HeartbeatPings pings) {
		this.loop = loop;
		this.clock = clock;
		this.pings = pings;
		this.now = clock.getAsLong();
	}

	/**
	 * Check a connection from the next round on.
	 */
	void add(Entry entry) {
		if (this.size == this.entries.length) {
			Entry[] entries = Arrays.copyOf(this.entries, this.size * 2);
			// Both or none, as there may be no memory for the second one
			this.times = Arrays.copyOf(this.times, this.size * 2);
			this.entries = entries;
		}
		this.entries[this.size] = entry;
		this.times[this.size] = this.now;
		entry.setPosition(this.size);
		this.size++;
	}

	/**
	 * Remove a connection. The last one takes its position; if the round has passed that,
	 * the moved connection is checked in the next round.
	 */
	void remove(int position) {
		this.size--;
		this.entries[position] = this.entries[this.size];
		this.times[position] = this.times[this.size];
		this.entries[position].setPosition(position);
		Arrays.fill(this.entries, this.size, this.size + 1, null);
	}

	/**
	 * Check a connection in the next round.
	 */
	void scheduleNow(int position) {
		this.times[position] = this.now;
	}

	/**
	 * Check a connection in the first round after a time.
	 */
	void scheduleAt(int position, long time) {
		this.times[position] = time;
	}

	/**
	 * Start a round unless one goes on. For any thread.
	 */
	void startRound() {
		this.loop.execute(() -> {
			if (this.cursor < 0) {
				this.cursor = 0;
				this.ping = null;
				proceed();
			}
		});
	}

	private void proceed() {
		boolean goesOn = false;
		try {
			if (checkSome()) {
				this.loop.execute(this::proceed);
				goesOn = true;
			}
		}
		finally {
			if (!goesOn) {
				// Also after a failure, so that there is a next round
				this.cursor = -1;
			}
		}
	}

	/**
	 * Continue the round for a limited time.
	 * @return whether connections are left
	 */
	private boolean checkSome() {
		this.now = this.clock.getAsLong();
		int effort = 0;
		while (this.cursor < this.size && effort < BATCH * SKIPS) {
			int position = this.cursor++;
			effort++;
			if (this.times[position] - this.now <= 0) {
				effort += SKIPS;
				this.times[position] = check(this.entries[position]);
			}
		}
		return this.cursor < this.size;
	}

	/**
	 * Check a connection. A failure ends this connection only.
	 */
	private long check(Entry entry) {
		try {
			return entry.check(this.now, this);
		}
		catch (Throwable ex) {
			entry.onCheckFailed(ex);
			return this.now;
		}
	}

	/**
	 * Return the ping that all connections of this round share.
	 */
	Ping ping() {
		Ping ping = this.ping;
		if (ping == null) {
			ping = this.pings.next();
			this.ping = ping;
		}
		return ping;
	}

	/**
	 * Connection with a position in the schedule. Called on the loop.
	 */
	interface Entry {

		/**
		 * Set the position.
		 * @param position the position, valid until the next call
		 */
		void setPosition(int position);

		/**
		 * Check the connection.
		 * @param now the current time
		 * @param schedule the schedule whose round this is
		 * @return the time of the next check, which is in the first round after it
		 */
		long check(long now, HeartbeatSchedule schedule);

		/**
		 * Called when a check has failed.
		 * @param exception the failure
		 */
		void onCheckFailed(Throwable exception);

	}

}
