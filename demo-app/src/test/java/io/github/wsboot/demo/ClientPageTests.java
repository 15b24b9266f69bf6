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

import java.time.Duration;
import java.util.ArrayList;
import java.util.List;
import java.util.function.Predicate;

import org.awaitility.Awaitility;
import org.junit.jupiter.api.AfterAll;
import org.junit.jupiter.api.BeforeAll;
import org.junit.jupiter.api.Test;
import org.springframework.boot.SpringApplication;
import org.springframework.context.ConfigurableApplicationContext;
import org.springframework.test.web.servlet.client.RestTestClient;
import tools.jackson.databind.JsonNode;

import io.github.wsboot.Audience;
import io.github.wsboot.ConnectionManager;

import static org.assertj.core.api.Assertions.assertThat;

/**
 * Tests for the client of the demo.
 */
class ClientPageTests {

	private static final Duration PATIENCE = Duration.ofSeconds(60);

	private static ConfigurableApplicationContext demo;

	private static int port;

	@BeforeAll
	static void start() {
		demo = SpringApplication.run(DemoApplication.class, "--server.port=0", "--demo.feed.absence=3s");
		port = Integer.parseInt(demo.getEnvironment().getRequiredProperty("local.server.port"));
	}

	@AfterAll
	static void stop() {
		if (demo != null) {
			demo.close();
		}
	}

	@Test
	void pageShouldHaveAnAddressOfItsOwn() {
		RestTestClient.bindToServer()
			.baseUrl("http://localhost:" + port)
			.build()
			.get()
			.uri("/client")
			.exchangeSuccessfully()
			.expectBody(String.class)
			.value((html) -> assertThat(html).contains("<title>The other end of the wire"));
	}

	@Test
	void clientShouldComeBackAfterItsServerWasAway() throws Exception {
		try (Client page = Client.connect(port, "/ws/client")) {
			awaitView(page, (view) -> state(view).equals("ESTABLISHED") && events(view).contains("message"));
			page.send("{\"type\":\"away\"}");
			JsonNode away = awaitView(page, (view) -> events(view).contains("failure"));
			assertThat(away.path("awayUntil").isString()).isTrue();
			assertThat(away.path("info").path("lastFailure").asString()).contains("503");
			awaitView(page, (view) -> view.path("awayUntil").isNull());
			page.send("{\"type\":\"reconnect\"}");
			JsonNode back = awaitView(page, (view) -> state(view).equals("ESTABLISHED"));
			assertThat(events(back)).containsSubsequence("open", "attempt", "failure", "attempt", "close", "message",
					"open", "attempt");
		}
	}

	@Test
	void connectionShouldEndWithTheLastWatcher() throws Exception {
		Audience feed = demo.getBean(ConnectionManager.class).endpoint("/ws/feed");
		try (Client page = Client.connect(port, "/ws/client")) {
			awaitView(page, (view) -> state(view).equals("ESTABLISHED"));
			Client.connect(port, "/ws/client").close();
			awaitView(page, (view) -> state(view).equals("ESTABLISHED"));
			assertThat(feed.count()).isEqualTo(1);
		}
		Awaitility.await("end of the connection to the feed").until(() -> feed.count() == 0);
	}

	private static JsonNode awaitView(Client page, Predicate<JsonNode> condition) throws Exception {
		long deadline = System.nanoTime() + PATIENCE.toNanos();
		JsonNode view = page.nextJson();
		while (!condition.test(view)) {
			assertThat(System.nanoTime() - deadline).as("view, the last of which is %s", view).isNegative();
			view = page.nextJson();
		}
		return view;
	}

	private static String state(JsonNode view) {
		return view.path("info").path("state").asString();
	}

	/**
	 * Return the kinds of events, the latest first.
	 */
	private static List<String> events(JsonNode view) {
		List<String> kinds = new ArrayList<>();
		view.path("entries").forEach((entry) -> kinds.add(entry.path("kind").asString()));
		return kinds;
	}

}
