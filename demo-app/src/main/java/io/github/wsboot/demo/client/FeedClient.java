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

import org.springframework.web.socket.CloseStatus;

import io.github.wsboot.Connection;
import io.github.wsboot.annotation.OnClose;
import io.github.wsboot.annotation.OnError;
import io.github.wsboot.annotation.OnHandshake;
import io.github.wsboot.annotation.OnMessage;
import io.github.wsboot.annotation.OnOpen;
import io.github.wsboot.annotation.WebSocketClient;
import io.github.wsboot.client.ConnectFailedException;
import io.github.wsboot.client.ConnectRequest;

/**
 * Client of the feed, which writes down what happens. Its URI has a variable, since the
 * port is not known before the server runs; so it does not connect by itself.
 */
@WebSocketClient(name = "feed", value = "ws://localhost:{port}${server.servlet.context-path:}" + Feed.PATH)
class FeedClient {

	private final Journal journal;

	FeedClient(Journal journal) {
		this.journal = journal;
	}

	@OnHandshake
	void attempted(ConnectRequest request) {
		this.journal.add("attempt", "Attempt " + request.attempt() + " to connect");
	}

	@OnOpen
	void opened(Connection connection) {
		this.journal.add("open", "Connected: @OnOpen of " + connection.id());
	}

	@OnMessage("beat")
	void received(Beat beat) {
		this.journal.add("message", "Received beat " + beat.number());
	}

	@OnMessage
	void received(String text) {
		this.journal.add("message", "Received " + text);
	}

	@OnClose
	void closed(CloseStatus status) {
		this.journal.add("close", "Disconnected: @OnClose with " + status.getCode());
	}

	@OnError
	void failed(ConnectFailedException ex) {
		this.journal.add("failure", "Failed: " + ex.getMessage());
	}

}
