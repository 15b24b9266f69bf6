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

import java.time.Instant;
import java.util.ArrayList;
import java.util.List;

import org.awaitility.Awaitility;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.ValueSource;
import org.springframework.beans.factory.annotation.Autowired;
import org.springframework.boot.test.context.SpringBootTest;
import org.springframework.boot.test.context.SpringBootTest.WebEnvironment;
import org.springframework.boot.test.web.server.LocalServerPort;

import io.github.wsboot.ConnectionManager;

import static org.assertj.core.api.Assertions.assertThat;

/**
 * Tests for the samples.
 */
@SpringBootTest(webEnvironment = WebEnvironment.RANDOM_PORT)
class SamplesTests {

	@LocalServerPort
	private int port;

	@Autowired
	private ConnectionManager connections;

	@Test
	void helloShouldGreetEverySecond() throws Exception {
		long before = Instant.now().getEpochSecond();
		try (Client client = Client.connect(this.port, "/ws/hello")) {
			List<Long> times = new ArrayList<>();
			for (int i = 0; i < 3; i++) {
				times.add(timeOf(client.next()));
			}
			assertThat(times).isSorted();
			assertThat(times.get(0)).isGreaterThan(before);
			assertThat(times.get(2)).isBetween(before + 2, Instant.now().getEpochSecond());
		}
	}

	@Test
	void helloShouldAnswerEachMessageInTheSameForm() throws Exception {
		int messages = 50;
		try (Client client = Client.connect(this.port, "/ws/hello")) {
			long before = Instant.now().getEpochSecond();
			for (int i = 0; i < messages; i++) {
				client.send("x");
			}
			for (int i = 0; i < messages; i++) {
				timeOf(client.next());
			}
			assertThat(Instant.now().getEpochSecond() - before).as("seconds, and greetings that were no answers")
				.isLessThan(messages);
		}
	}

	private long timeOf(String greeting) {
		assertThat(greeting).matches("\\[\"hello\",\\d+]");
		return Long.parseLong(greeting.substring(9, greeting.length() - 1));
	}

	@ParameterizedTest
	@ValueSource(strings = { "x", "", " ", "{\"type\":\"line\"}", "Grüße, 世界 👋" })
	void echoShouldAnswerWithWhatItReceived(String text) throws Exception {
		try (Client client = Client.connect(this.port, "/ws/echo")) {
			client.send(text);
			assertThat(client.next()).isEqualTo("server received: " + text);
		}
	}

	@ParameterizedTest
	@ValueSource(strings = { "/ws/broadcast", "/ws/broadcast-all" })
	void broadcastShouldReachEveryConnectionOfTheServer(String path) throws Exception {
		Awaitility.await("connections of earlier tests").until(() -> this.connections.count() == 0);
		try (Client sender = Client.connect(this.port, path);
				Client broadcast = Client.connect(this.port, "/ws/broadcast");
				Client broadcastAll = Client.connect(this.port, "/ws/broadcast-all");
				Client echo = Client.connect(this.port, "/ws/echo")) {
			Awaitility.await("connections").until(() -> this.connections.count() == 4);
			sender.send("x");
			sender.send("y");
			for (Client client : List.of(sender, broadcast, broadcastAll, echo)) {
				assertThat(client.next()).isEqualTo("server reply: x");
				assertThat(client.next()).isEqualTo("server reply: y");
			}
		}
	}

}
