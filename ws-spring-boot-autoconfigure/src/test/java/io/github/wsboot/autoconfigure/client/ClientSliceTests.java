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

package io.github.wsboot.autoconfigure.client;

import org.junit.jupiter.api.Test;
import org.springframework.beans.factory.annotation.Autowired;
import org.springframework.boot.SpringBootConfiguration;
import org.springframework.boot.webmvc.test.autoconfigure.WebMvcTest;
import org.springframework.context.annotation.Import;
import org.springframework.test.web.servlet.assertj.MockMvcTester;
import org.springframework.web.bind.annotation.GetMapping;
import org.springframework.web.bind.annotation.RestController;

import io.github.wsboot.annotation.OnMessage;
import io.github.wsboot.annotation.WebSocketClient;
import io.github.wsboot.client.WebSocketClients;

import static org.assertj.core.api.Assertions.assertThat;

/**
 * Test of a controller with one of the clients of its application: all properties are
 * there, also those of the other clients.
 */
@WebMvcTest(controllers = ClientSliceTests.DepthController.class,
		properties = { "ws.client.registration.depth.url=ws://localhost/{symbol}",
				"ws.client.registration.trades.url=ws://localhost/trades" })
@Import({ ClientSliceTests.DepthController.class, ClientSliceTests.DepthClient.class })
class ClientSliceTests {

	@Autowired
	private MockMvcTester mvc;

	@Test
	void propertiesOfOtherClientsShouldNotFail() {
		assertThat(this.mvc.get().uri("/depth")).hasStatusOk().bodyText().isEqualTo("0");
	}

	@SpringBootConfiguration
	static class Application {

	}

	@RestController
	static class DepthController {

		private final WebSocketClients clients;

		DepthController(WebSocketClients clients) {
			this.clients = clients;
		}

		@GetMapping("/depth")
		String depth() {
			return String.valueOf(this.clients.client("depth").audience().count());
		}

	}

	@WebSocketClient(name = "depth", value = "wss://example.org/{symbol}")
	static class DepthClient {

		@OnMessage
		void depth(String depth) {
		}

	}

}
