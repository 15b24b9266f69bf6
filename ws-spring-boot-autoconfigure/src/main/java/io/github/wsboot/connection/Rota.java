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

import org.jspecify.annotations.Nullable;

import io.github.wsboot.connection.Heartbeat.Ping;

/**
 * The connections of a loop, and when each is to be looked at. Everything but
 * {@link #beginRound()} is called on that loop.
 * <p>
 * In a round only those are touched whose time has come: to read a connection that nobody
 * uses from memory takes a hundred times as long as to find its time in the array. Much
 * in a row gives way to the loop's other work.
 */
final class Rota {

	/** Looks in a row, and connections that are passed over for as long. */
	private static final int BATCH = 500;

	private static final int SKIPS = 100;

	private final Executor loop;

	private final Heartbeat heartbeat;

	private Pulse[] pulses = new Pulse[4];

	private long[] times = new long[4];

	private int size;

	/** How far the round is, or -1 if there is none. */
	private int position = -1;

	/** When the latest look began: a time that has come. */
	private long now;

	/** The ping for all who are due in this round, {@code null} as long as nobody is. */
	private @Nullable Ping ping;

	Rota(Executor loop, Heartbeat heartbeat) {
		this.loop = loop;
		this.heartbeat = heartbeat;
		this.now = heartbeat.now();
	}

	/**
	 * Look at a connection from the next round on.
	 */
	void add(Pulse pulse) {
		if (this.size == this.pulses.length) {
			Pulse[] pulses = Arrays.copyOf(this.pulses, this.size * 2);
			// Both or none: there may be no memory for the second one
			this.times = Arrays.copyOf(this.times, this.size * 2);
			this.pulses = pulses;
		}
		this.pulses[this.size] = pulse;
		this.times[this.size] = this.now;
		pulse.place(this.size);
		this.size++;
	}

	/**
	 * Look at a connection no more. The last one takes its place, and if that makes the
	 * round miss it, it has its turn in the next one.
	 */
	void remove(int place) {
		this.size--;
		this.pulses[place] = this.pulses[this.size];
		this.times[place] = this.times[this.size];
		this.pulses[place].place(place);
		Arrays.fill(this.pulses, this.size, this.size + 1, null);
	}

	/**
	 * Look at a connection in the next round.
	 */
	void soon(int place) {
		this.times[place] = this.now;
	}

	/**
	 * Look at a connection in the first round after a time.
	 */
	void at(int place, long time) {
		this.times[place] = time;
	}

	/**
	 * Begin a round if there is none. For any thread.
	 */
	void beginRound() {
		this.loop.execute(() -> {
			if (this.position < 0) {
				this.position = 0;
				this.ping = null;
				proceed();
			}
		});
	}

	private void proceed() {
		boolean goesOn = false;
		try {
			if (lookAtSome()) {
				this.loop.execute(this::proceed);
				goesOn = true;
			}
		}
		finally {
			if (!goesOn) {
				// Also if it has failed, so that there is a next round
				this.position = -1;
			}
		}
	}

	/**
	 * Go on with the round for a while.
	 * @return whether some are left
	 */
	private boolean lookAtSome() {
		this.now = this.heartbeat.now();
		int effort = 0;
		while (this.position < this.size && effort < BATCH * SKIPS) {
			int place = this.position++;
			effort++;
			if (this.times[place] - this.now <= 0) {
				effort += SKIPS;
				this.times[place] = look(this.pulses[place]);
			}
		}
		return this.position < this.size;
	}

	/**
	 * Look at a connection. If that fails, it is the only one to end.
	 */
	private long look(Pulse pulse) {
		try {
			return pulse.check(this.now, this);
		}
		catch (Throwable ex) {
			pulse.failed(ex);
			return this.now;
		}
	}

	/**
	 * Return the ping of this round.
	 */
	Ping ping() {
		Ping ping = this.ping;
		if (ping == null) {
			ping = this.heartbeat.ping();
			this.ping = ping;
		}
		return ping;
	}

}
