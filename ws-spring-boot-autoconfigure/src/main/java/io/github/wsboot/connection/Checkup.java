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

import java.util.List;

import org.apache.commons.logging.Log;
import org.apache.commons.logging.LogFactory;
import org.jspecify.annotations.Nullable;
import org.springframework.core.log.LogMessage;

import io.github.wsboot.connection.ConnectionGroup.Slice;
import io.github.wsboot.connection.Heartbeat.Ping;

/**
 * One look at all connections of a loop, on that loop: some of them at a time, so that
 * everything else gets its turn in between.
 */
final class Checkup implements Runnable {

	private static final Log logger = LogFactory.getLog(Checkup.class);

	private static final int BATCH = 500;

	private final Slice slice;

	private final Heartbeat heartbeat;

	private int next;

	/** The ping for all who are due, {@code null} as long as nobody is. */
	private @Nullable Ping ping;

	Checkup(Slice slice, Heartbeat heartbeat) {
		this.slice = slice;
		this.heartbeat = heartbeat;
	}

	@Override
	public void run() {
		List<ManagedConnection> connections = this.slice.members();
		int end = Math.min(this.next + BATCH, connections.size());
		long now = this.heartbeat.now();
		while (this.next < end) {
			check(connections.get(this.next++), now);
		}
		if (this.next < connections.size()) {
			this.slice.loop().execute(this);
		}
	}

	private void check(ManagedConnection connection, long now) {
		try {
			connection.check(now, this);
		}
		catch (RuntimeException ex) {
			logger.error(LogMessage.format("Cannot look after %s", connection), ex);
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
