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

package io.github.wsboot.docs;

import java.time.Duration;

import org.springframework.web.bind.annotation.PathVariable;

import io.github.wsboot.CloseCause;
import io.github.wsboot.Frame;
import io.github.wsboot.annotation.MessageType;
import io.github.wsboot.annotation.OnClose;
import io.github.wsboot.annotation.OnHandshake;
import io.github.wsboot.annotation.OnMessage;
import io.github.wsboot.annotation.OnOpen;
import io.github.wsboot.annotation.WebSocketClient;
import io.github.wsboot.client.BlockingConnection;
import io.github.wsboot.client.ClientConnection;
import io.github.wsboot.client.ConnectRequest;
import io.github.wsboot.client.WebSocketClients;

/**
 * The examples of the README with outgoing connections.
 */
final class QuotesExample {

	private QuotesExample() {
	}

	@WebSocketClient(name = "quotes", value = "wss://quotes.example.org/stream/{symbol}")
	static class QuotesClient {

		private final Market market;

		QuotesClient(Market market) {
			this.market = market;
		}

		@OnHandshake
		void authenticate(ConnectRequest request) {
			request.headers().setBearerAuth(this.market.token());
		}

		@OnOpen
		Subscribe opened(@PathVariable String symbol) {
			return new Subscribe(symbol);
		}

		@OnMessage("quote")
		void quote(Quote quote) {
			this.market.quoted(quote);
		}

		@OnClose
		void closed(CloseCause cause, ClientConnection client) {
			this.market.interrupted(client.id());
		}

	}

	@MessageType("subscribe")
	record Subscribe(String to) {

	}

	record Quote(String symbol, String price) {

	}

	/**
	 * The part of an application that has tokens, which expire, and needs the quotes.
	 */
	interface Market {

		String token();

		void quoted(Quote quote);

		void interrupted(String clientConnection);

	}

	/**
	 * A bean that connects.
	 */
	static class Desk {

		private final WebSocketClients clients;

		Desk(WebSocketClients clients) {
			this.clients = clients;
		}

		ClientConnection watch() {
			ClientConnection acme = this.clients.client(QuotesClient.class).pathVariable("symbol", "ACME").connect();
			acme.push(new Subscribe("L2"));
			return acme;
		}

		void hello() throws InterruptedException {
			try (BlockingConnection echo = this.clients.uri("wss://echo.example.org/").open()) {
				echo.push("hello");
				Frame answer = echo.receive(Duration.ofSeconds(5));
			}
		}

	}

}
