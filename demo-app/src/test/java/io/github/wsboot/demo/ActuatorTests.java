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

package io.github.wsboot.demo;

import java.util.Map;

import org.awaitility.Awaitility;
import org.jspecify.annotations.Nullable;
import org.junit.jupiter.api.BeforeEach;
import org.junit.jupiter.api.Test;
import org.springframework.boot.test.context.SpringBootTest;
import org.springframework.boot.test.context.SpringBootTest.WebEnvironment;
import org.springframework.boot.test.web.server.LocalServerPort;
import org.springframework.http.MediaType;
import org.springframework.test.web.servlet.client.RestTestClient;
import org.springframework.test.web.servlet.client.RestTestClient.BodyContentSpec;

import static org.assertj.core.api.Assertions.assertThat;

/**
 * Tests for what the demo shows of itself to programs.
 */
@SpringBootTest(webEnvironment = WebEnvironment.RANDOM_PORT)
class ActuatorTests {

	private static final String ECHO = "{uri=\"/ws/echo\"}";

	private static final String RECEIVED = "websocket_server_messages_total{network_io_direction=\"receive\","
			+ "type=\"text\",uri=\"/ws/echo\"}";

	@LocalServerPort
	private int port;

	private RestTestClient rest;

	@BeforeEach
	void setUp() {
		this.rest = RestTestClient.bindToServer().baseUrl("http://localhost:" + this.port + "/actuator").build();
	}

	@Test
	void prometheusShouldBeAbleToScrapeWhatHappens() throws Exception {
		assertThat(scrape("websocket_server_active_connections" + ECHO)).isZero();
		double received = scrape(RECEIVED);
		try (Client echo = Client.connect(this.port, "/ws/echo")) {
			echo.send("hello");
			assertThat(echo.next()).isEqualTo("server received: hello");
			assertThat(scrape("websocket_server_active_connections" + ECHO)).isEqualTo(1);
			assertThat(scrape(RECEIVED)).isEqualTo(received + 1);
		}
		Awaitility.await("end of the connection")
			.until(() -> scrape("websocket_server_active_connections" + ECHO) == 0);
	}

	/**
	 * Return the value of a sample.
	 */
	private double scrape(String sample) {
		String samples = this.rest.get()
			.uri("/prometheus")
			.accept(MediaType.TEXT_PLAIN)
			.exchangeSuccessfully()
			.expectBody(String.class)
			.returnResult()
			.getResponseBody();
		String line = samples.lines().filter((candidate) -> candidate.startsWith(sample + " ")).findFirst().orElse("");
		assertThat(line).as("sample %s in%n%s", sample, samples).isNotEmpty();
		return Double.parseDouble(line.substring(sample.length() + 1));
	}

	@Test
	void healthShouldTellAboutTheWebSocketServer() {
		get("/health/websocket").jsonPath("$.status").isEqualTo("UP").jsonPath("$.details.draining").isEqualTo(false);
	}

	@Test
	void connectionsShouldBeListedButNotChanged() {
		try (Client echo = Client.connect(this.port, "/ws/echo")) {
			echo.send("hello");
			Awaitility.await("connection")
				.untilAsserted(() -> get("/websockets/connections?endpoint=/ws/echo").jsonPath("$.connections.length()")
					.isEqualTo(1));
			this.rest.post()
				.uri("/websockets/connections")
				.contentType(MediaType.APPLICATION_JSON)
				.body(Map.<String, @Nullable Object>of("text", "hello"))
				.exchange()
				.expectStatus()
				.isForbidden()
				.expectBody()
				.jsonPath("$.status")
				.isEqualTo(403);
		}
	}

	private BodyContentSpec get(String uri) {
		return this.rest.get().uri(uri).exchangeSuccessfully().expectBody();
	}

}
