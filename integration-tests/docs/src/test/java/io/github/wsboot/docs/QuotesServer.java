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

import java.net.URI;
import java.util.concurrent.BlockingQueue;
import java.util.concurrent.LinkedBlockingQueue;

import org.springframework.core.env.Environment;
import org.springframework.http.HttpHeaders;
import org.springframework.http.HttpStatus;
import org.springframework.web.bind.annotation.PathVariable;
import org.springframework.web.bind.annotation.RequestHeader;

import io.github.wsboot.HandshakeContext;
import io.github.wsboot.annotation.OnHandshake;
import io.github.wsboot.annotation.OnMessage;
import io.github.wsboot.annotation.WebSocketEndpoint;
import io.github.wsboot.client.ConnectCustomizer;
import io.github.wsboot.client.ConnectRequest;

/**
 * Server that the examples with outgoing connections connect to, instead of others.
 */
final class QuotesServer {

	private QuotesServer() {
	}

	@WebSocketEndpoint("/stream/{symbol}")
	static class StreamEndpoint {

		@OnHandshake
		void check(HandshakeContext context, @RequestHeader(HttpHeaders.AUTHORIZATION) String authorization) {
			if (!authorization.equals("Bearer t-1")) {
				context.reject(HttpStatus.UNAUTHORIZED);
			}
		}

		@OnMessage("subscribe")
		String subscribed(QuotesExample.Subscribe subscribe, @PathVariable String symbol) {
			return "{\"type\":\"quote\",\"symbol\":\"%s\",\"price\":\"1.50\"}".formatted(symbol);
		}

	}

	@WebSocketEndpoint("/echo")
	static class EchoEndpoint {

		private final Market market;

		EchoEndpoint(Market market) {
			this.market = market;
		}

		@OnMessage
		String echo(String text) {
			this.market.echoed.add(text);
			return text;
		}

	}

	/**
	 * Keeps what has arrived.
	 */
	static class Market implements QuotesExample.Market {

		final BlockingQueue<QuotesExample.Quote> quotes = new LinkedBlockingQueue<>();

		final BlockingQueue<String> interrupted = new LinkedBlockingQueue<>();

		final BlockingQueue<String> echoed = new LinkedBlockingQueue<>();

		@Override
		public String token() {
			return "t-1";
		}

		@Override
		public void quoted(QuotesExample.Quote quote) {
			this.quotes.add(quote);
		}

		@Override
		public void interrupted(String clientConnection) {
			this.interrupted.add(clientConnection);
		}

	}

	/**
	 * Connects to this server instead of those in the examples.
	 */
	static class ToThisServer implements ConnectCustomizer {

		private final Environment environment;

		ToThisServer(Environment environment) {
			this.environment = environment;
		}

		@Override
		public void customize(ConnectRequest request) {
			String path = request.uri().getHost().startsWith("echo.") ? "/echo" : request.uri().getPath();
			request.uri(URI.create("ws://localhost:" + this.environment.getProperty("local.server.port") + path));
		}

	}

}
