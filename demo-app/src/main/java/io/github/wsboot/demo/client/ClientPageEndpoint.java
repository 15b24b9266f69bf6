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

import java.time.Instant;

import io.github.wsboot.annotation.OnClose;
import io.github.wsboot.annotation.OnMessage;
import io.github.wsboot.annotation.OnOpen;
import io.github.wsboot.annotation.OnTick;
import io.github.wsboot.annotation.WebSocketEndpoint;

/**
 * Shows the client to the page, and takes its commands.
 */
@WebSocketEndpoint("/ws/client")
class ClientPageEndpoint {

	private final FeedConnection connection;

	private final Feed feed;

	private final Journal journal;

	ClientPageEndpoint(FeedConnection connection, Feed feed, Journal journal) {
		this.connection = connection;
		this.feed = feed;
		this.journal = journal;
	}

	@OnOpen
	ClientView opened() {
		this.connection.watch();
		return view();
	}

	@OnTick(fixedRateString = "250ms")
	ClientView view() {
		Instant awayUntil = this.feed.isAway() ? this.feed.awayUntil() : null;
		return new ClientView(this.connection.info(), Instant.now(), awayUntil, this.journal.entries());
	}

	@OnMessage("away")
	void sendAway() {
		this.feed.goAway();
	}

	@OnMessage("reconnect")
	void reconnect() {
		this.connection.reconnect();
	}

	@OnClose
	void closed() {
		this.connection.unwatch();
	}

}
