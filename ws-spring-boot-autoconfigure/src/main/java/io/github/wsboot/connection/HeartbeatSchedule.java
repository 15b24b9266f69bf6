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
 * The connections of a loop, and when each is to be looked at. Everything but
 * {@link #startRound()} is called on that loop.
 * <p>
 * In a round only those are touched whose time has come: to read a connection that nobody
 * uses from memory takes a hundred times as long as to find its time in the array. Much
 * in a row gives way to the loop's other work.
 */
final class HeartbeatSchedule {

	/** Looks in a row, and connections that are passed over for as long. */
	private static final int BATCH = 500;

	private static final int SKIPS = 100;

	private final Executor loop;

	private final LongSupplier clock;

	private final HeartbeatPings pings;

	private Entry[] entries = new Entry[4];

	private long[] times = new long[4];

	private int size;

	/** How far the round is, or -1 if there is none. */
	private int cursor = -1;

	/** When the latest look began: a time that has come. */
	private long now;

	/** The ping for all who are due in this round, {@code null} as long as nobody is. */
	private @Nullable Ping ping;

	/**
	 * Create a schedule.
	 * @param loop the loop
	 * @param clock the time in nanoseconds
	 * @param pings creates one ping a round
	 */
	HeartbeatSchedule(Executor loop, LongSupplier clock, HeartbeatPings pings) {
		this.loop = loop;
		this.clock = clock;
		this.pings = pings;
		this.now = clock.getAsLong();
	}

	/**
	 * Look at a connection from the next round on.
	 */
	void add(Entry entry) {
		if (this.size == this.entries.length) {
			Entry[] entries = Arrays.copyOf(this.entries, this.size * 2);
			// Both or none: there may be no memory for the second one
			this.times = Arrays.copyOf(this.times, this.size * 2);
			this.entries = entries;
		}
		this.entries[this.size] = entry;
		this.times[this.size] = this.now;
		entry.setPosition(this.size);
		this.size++;
	}

	/**
	 * Look at a connection no more. The last one takes its position, and if that makes
	 * the round miss it, it has its turn in the next one.
	 */
	void remove(int position) {
		this.size--;
		this.entries[position] = this.entries[this.size];
		this.times[position] = this.times[this.size];
		this.entries[position].setPosition(position);
		Arrays.fill(this.entries, this.size, this.size + 1, null);
	}

	/**
	 * Look at a connection in the next round.
	 */
	void scheduleNow(int position) {
		this.times[position] = this.now;
	}

	/**
	 * Look at a connection in the first round after a time.
	 */
	void scheduleAt(int position, long time) {
		this.times[position] = time;
	}

	/**
	 * Begin a round if there is none. For any thread.
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
				// Also if it has failed, so that there is a next round
				this.cursor = -1;
			}
		}
	}

	/**
	 * Go on with the round for a while.
	 * @return whether some are left
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
	 * Look at a connection. If that fails, it is the only one to end.
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
	 * Return the ping of this round.
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
	 * A connection that has a position here. Called on the loop.
	 */
	interface Entry {

		/**
		 * Take a position.
		 * @param position the position, until there is another one
		 */
		void setPosition(int position);

		/**
		 * Look at the connection.
		 * @param now the time
		 * @param schedule whose round it is
		 * @return when to look again: at that time or in the first round after it
		 */
		long check(long now, HeartbeatSchedule schedule);

		/**
		 * Called when a look has failed.
		 * @param exception what has failed
		 */
		void onCheckFailed(Throwable exception);

	}

}
