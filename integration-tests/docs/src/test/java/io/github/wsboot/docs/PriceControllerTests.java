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

import java.net.http.WebSocketHandshakeException;
import java.util.concurrent.CompletionException;

import org.junit.jupiter.api.Test;
import org.springframework.boot.test.context.SpringBootTest;
import org.springframework.boot.test.context.SpringBootTest.WebEnvironment;
import org.springframework.boot.test.web.server.LocalServerPort;
import org.springframework.context.annotation.Import;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatExceptionOfType;

/**
 * Runs Spring for GraphQL beside an endpoint, as on the page of recipes.
 */
@SpringBootTest(webEnvironment = WebEnvironment.RANDOM_PORT,
		properties = { "spring.graphql.schema.locations=classpath:recipes/", "spring.graphql.websocket.path=/graphql",
				"ws.transport.apply-to-spring-handlers=true" })
class PriceControllerTests {

	@LocalServerPort
	private int port;

	@Test
	void subscriptionShouldRunBesideAnEndpoint() {
		try (ExampleClient client = ExampleClient.connect(this.port, "/graphql",
				(handshake) -> handshake.subprotocols("graphql-transport-ws"));
				ExampleClient other = ExampleClient.connect(this.port, "/rooms/lobby?name=ada")) {
			assertThat(client.subProtocol()).isEqualTo("graphql-transport-ws");
			client.send("{\"type\":\"connection_init\"}");
			assertThat(client.nextText()).contains("\"connection_ack\"");
			client.send("""
					{"id":"1","type":"subscribe","payload":{"query":"subscription { prices(symbol: \\"ABC\\") }"}}""");
			assertThat(client.nextText()).contains("\"next\"").contains("\"prices\":300");
			assertThat(client.nextText()).contains("\"next\"").contains("\"prices\":301");
			assertThat(other.nextText()).contains("ada");
		}
	}

	@Test
	void pageOfAnotherSiteShouldBeRefused() {
		assertThatExceptionOfType(CompletionException.class)
			.isThrownBy(() -> ExampleClient.connect(this.port, "/graphql",
					(handshake) -> handshake.header("Origin", "https://other.example.org")
						.subprotocols("graphql-transport-ws")))
			.havingCause()
			.isInstanceOfSatisfying(WebSocketHandshakeException.class,
					(ex) -> assertThat(ex.getResponse().statusCode()).isEqualTo(403));
	}

	@ExampleApplication
	@Import({ PriceController.class, PresenceEndpoint.class })
	static class Application {

	}

}
