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

import org.springframework.http.HttpStatus;
import org.springframework.web.socket.CloseStatus;

import io.github.wsboot.Connection;
import io.github.wsboot.HandshakeContext;
import io.github.wsboot.annotation.OnHandshake;
import io.github.wsboot.annotation.OnOpen;
import io.github.wsboot.annotation.OnTick;
import io.github.wsboot.annotation.WebSocketEndpoint;

/**
 * Serves the feed, unless it is away.
 */
@WebSocketEndpoint(Feed.PATH)
class FeedEndpoint {

	private final Feed feed;

	FeedEndpoint(Feed feed) {
		this.feed = feed;
	}

	@OnHandshake
	void check(HandshakeContext context) {
		if (this.feed.isAway()) {
			context.reject(HttpStatus.SERVICE_UNAVAILABLE);
		}
	}

	@OnOpen
	void opened(Connection connection) {
		// The feed may have gone since the handshake
		if (this.feed.isAway()) {
			connection.disconnect(CloseStatus.SERVICE_RESTARTED);
		}
	}

	@OnTick(fixedRateString = "1s")
	Beat beat() {
		return this.feed.next();
	}

}
