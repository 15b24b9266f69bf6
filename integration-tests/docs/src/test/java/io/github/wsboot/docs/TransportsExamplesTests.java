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

import java.io.IOException;

import org.junit.jupiter.api.Test;
import org.springframework.boot.test.context.SpringBootTest;
import org.springframework.boot.test.context.SpringBootTest.WebEnvironment;
import org.springframework.boot.test.web.server.LocalServerPort;
import org.springframework.context.annotation.Configuration;
import org.springframework.context.annotation.Import;
import org.springframework.web.socket.TextMessage;
import org.springframework.web.socket.WebSocketSession;
import org.springframework.web.socket.config.annotation.EnableWebSocket;
import org.springframework.web.socket.config.annotation.WebSocketConfigurer;
import org.springframework.web.socket.config.annotation.WebSocketHandlerRegistry;
import org.springframework.web.socket.handler.TextWebSocketHandler;
import org.springframework.web.socket.server.RequestUpgradeStrategy;
import org.springframework.web.socket.server.support.DefaultHandshakeHandler;

import static org.assertj.core.api.Assertions.assertThat;

/**
 * Runs the example of the page about transports.
 */
@SpringBootTest(classes = TransportsExamplesTests.Application.class, webEnvironment = WebEnvironment.RANDOM_PORT,
		properties = "ws.transport.apply-to-spring-handlers=true")
class TransportsExamplesTests {

	@LocalServerPort
	private int port;

	@Test
	void handlerWithAHandshakeHandlerOfItsOwnShouldJoin() {
		try (ExampleClient client = ExampleClient.connect(this.port, "/prices")) {
			client.send("Where am I called?");
			assertThat(client.nextText()).startsWith("ws-worker-");
		}
	}

	@ExampleApplication
	@Import(PriceSockets.class)
	static class Application {

	}

	@Configuration(proxyBeanMethods = false)
	@EnableWebSocket
	static class PriceSockets implements WebSocketConfigurer {

		private final RequestUpgradeStrategy upgradeStrategy;

		PriceSockets(RequestUpgradeStrategy upgradeStrategy) {
			this.upgradeStrategy = upgradeStrategy;
		}

		@Override
		public void registerWebSocketHandlers(WebSocketHandlerRegistry registry) {
			registry.addHandler(new PriceHandler(), "/prices")
				.setHandshakeHandler(new DefaultHandshakeHandler(this.upgradeStrategy));
		}

	}

	static class PriceHandler extends TextWebSocketHandler {

		@Override
		protected void handleTextMessage(WebSocketSession session, TextMessage message) throws IOException {
			session.sendMessage(new TextMessage(Thread.currentThread().getName()));
		}

	}

}
