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

package io.github.wsboot.demo.client;

import java.time.Duration;
import java.time.Instant;
import java.util.concurrent.atomic.AtomicLong;

import org.springframework.beans.factory.annotation.Value;
import org.springframework.stereotype.Component;
import org.springframework.web.socket.CloseStatus;

import io.github.wsboot.ConnectionManager;

/**
 * Other end of the connection. It can go away for a while, as a server does that is
 * restarted: it closes its connections and refuses others.
 */
@Component
class Feed {

	static final String PATH = "/ws/feed";

	private final ConnectionManager connections;

	private final Duration absence;

	private final AtomicLong beats = new AtomicLong();

	private volatile Instant awayUntil = Instant.EPOCH;

	Feed(ConnectionManager connections, @Value("${demo.feed.absence:8s}") Duration absence) {
		this.connections = connections;
		this.absence = absence;
	}

	Beat next() {
		return new Beat(this.beats.incrementAndGet());
	}

	void goAway() {
		this.awayUntil = Instant.now().plus(this.absence);
		this.connections.endpoint(PATH).local().disconnect(CloseStatus.SERVICE_RESTARTED);
	}

	boolean isAway() {
		return Instant.now().isBefore(this.awayUntil);
	}

	/**
	 * Return when the feed is back, which may have been long ago.
	 */
	Instant awayUntil() {
		return this.awayUntil;
	}

}
