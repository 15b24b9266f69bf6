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

import java.io.File;
import java.io.IOException;
import java.net.URI;
import java.net.http.HttpClient;
import java.net.http.WebSocket;
import java.nio.file.Files;
import java.time.Duration;
import java.util.ArrayList;
import java.util.List;
import java.util.logging.Level;

import org.awaitility.Awaitility;
import org.awaitility.core.ThrowingRunnable;
import org.junit.jupiter.api.AfterAll;
import org.junit.jupiter.api.AfterEach;
import org.junit.jupiter.api.BeforeAll;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.extension.ExtendWith;
import org.openqa.selenium.WebDriverException;
import org.openqa.selenium.chrome.ChromeDriver;
import org.openqa.selenium.logging.LogType;
import org.springframework.boot.SpringApplication;
import org.springframework.context.ConfigurableApplicationContext;
import org.springframework.util.FileSystemUtils;

import io.github.wsboot.Connection;
import io.github.wsboot.ConnectionManager;

import static org.assertj.core.api.Assertions.assertThat;

/**
 * Tests for the console of the demo, in a real browser. With
 * {@code -Dscreenshots.update=true} the screenshots of the documentation are taken again.
 */
@ExtendWith(Browser.class)
class ConsoleIntegrationTests {

	private static final String LINE = "{\"type\":\"line\",\"text\":\"Is this thing on?\"}";

	private static ConfigurableApplicationContext server;

	private static int port;

	private static File temporary;

	private static ChromeDriver browser;

	private final List<Client> clients = new ArrayList<>();

	@BeforeAll
	static void start() throws IOException {
		temporary = Files.createTempDirectory("browser").toFile();
		server = SpringApplication.run(DemoApplication.class, "--server.port=0",
				"--logging.level.org.openqa.selenium=error");
		port = Integer.parseInt(server.getEnvironment().getProperty("local.server.port"));
		browser = Browser.launch(temporary);
	}

	@AfterAll
	static void stop() {
		if (browser != null) {
			browser.quit();
		}
		if (server != null) {
			server.close();
		}
		FileSystemUtils.deleteRecursively(temporary);
	}

	@AfterEach
	void leave() {
		browser.get("about:blank");
		this.clients.forEach(Client::close);
		eventually(() -> assertThat(connections().count()).isZero());
		assertThat(browser.manage().logs().get(LogType.BROWSER).getAll())
			.noneMatch((entry) -> entry.getLevel().intValue() >= Level.WARNING.intValue());
	}

	private static ConnectionManager connections() {
		return server.getBean(ConnectionManager.class);
	}

	private static void eventually(ThrowingRunnable assertion) {
		Awaitility.await()
			.atMost(Duration.ofSeconds(60))
			.ignoreExceptionsInstanceOf(WebDriverException.class)
			.untilAsserted(assertion);
	}

	private Client connect(String path) {
		Client client = Client.connect(port, path);
		this.clients.add(client);
		return client;
	}

	private ConsolePage open() {
		ConsolePage page = ConsolePage.open(browser, "http://localhost:" + port + "/ws-console");
		page.screen(1280, 900, "light");
		eventually(() -> assertThat(page.text("feed-state")).isEqualTo("live"));
		return page;
	}

	private static String idOf(String user) {
		return connections().connections()
			.filter((connection) -> user.equals(connection.user()))
			.map(Connection::id)
			.findFirst()
			.orElseThrow();
	}

	@Test
	void chartsShouldMove() {
		ConsolePage page = open();
		eventually(() -> assertThat(page.points("connections")).isGreaterThan(1));
		assertThat(page.text("now-connections")).isEqualTo("0");
		String before = page.picture("connections");
		connect("/ws/echo");
		connect("/ws/ticker");
		eventually(() -> assertThat(page.text("now-connections")).isEqualTo("2"));
		eventually(() -> assertThat(Double.parseDouble(page.text("now-sentMessages").replaceAll("[^0-9.]", "")))
			.isPositive());
		assertThat(page.picture("connections")).isNotEqualTo(before);
		String sent = page.picture("messages");
		eventually(() -> assertThat(page.picture("messages")).isNotEqualTo(sent));
	}

	@Test
	void searchShouldFindAConnection() {
		for (String name : List.of("Ada", "Bob", "Cy")) {
			connect("/ws/chat/lobby?name=" + name);
		}
		connect("/ws/echo");
		ConsolePage page = open();
		eventually(() -> assertThat(page.connections()).hasSize(4));
		String bob = idOf("Bob");
		page.type("search", "bob");
		eventually(() -> assertThat(page.connections()).containsExactly(bob));
		page.type("search", bob);
		eventually(() -> assertThat(page.connections()).containsExactly(bob));
		page.type("search", "lobby");
		eventually(() -> assertThat(page.connections()).hasSize(3));
		page.type("search", "x");
		page.type("search", "");
		page.select("search-endpoint", "/ws/echo");
		eventually(() -> assertThat(page.connections()).hasSize(1).doesNotContain(bob));
		assertThat(page.text("connections-range")).isEqualTo("1–1 of 1");
	}

	@Test
	void listShouldBeTurnedPageByPage() {
		for (int i = 0; i < 30; i++) {
			connect("/ws/echo");
		}
		ConsolePage page = open();
		eventually(() -> assertThat(page.text("connections-range")).isEqualTo("1–25 of 30"));
		List<String> first = page.connections();
		page.click("next");
		eventually(() -> assertThat(page.text("connections-range")).isEqualTo("26–30 of 30"));
		assertThat(page.connections()).hasSize(5).doesNotContainAnyElementsOf(first);
		page.click("previous");
		eventually(() -> assertThat(page.connections()).isEqualTo(first));
	}

	@Test
	void pushShouldArriveAndDisconnectShouldClose() throws InterruptedException {
		Client echo = connect("/ws/echo");
		ConsolePage page = open();
		eventually(() -> assertThat(page.connections()).hasSize(1));
		page.openDetails(page.connections().get(0));
		eventually(() -> assertThat(page.text("details-facts")).contains("/ws/echo", "established"));
		page.type("push-payload", "{\"from\": \"the console\"");
		page.choose("push-format", "json");
		page.click("push");
		eventually(() -> assertThat(page.text("push-outcome")).startsWith("The payload is not valid JSON"));
		page.type("push-payload", "{\"from\": \"the console\"}");
		page.click("push");
		eventually(() -> assertThat(page.text("push-outcome")).isEqualTo("ACCEPTED"));
		assertThat(echo.next()).isEqualTo("{\"from\": \"the console\"}");
		page.type("disconnect-code", "4001");
		page.click("disconnect");
		eventually(() -> assertThat(connections().count()).isZero());
		eventually(() -> assertThat(page.isShown("details-gone")).isTrue());
		eventually(() -> assertThat(page.connections()).isEmpty());
	}

	@Test
	void framesShouldBeSeenWhileTheyAreWatched() throws InterruptedException {
		Client echo = connect("/ws/echo");
		echo.send("before");
		assertThat(echo.next()).isEqualTo("server received: before");
		ConsolePage page = open();
		eventually(() -> assertThat(page.connections()).hasSize(1));
		page.openDetails(page.connections().get(0));
		page.click("watch");
		eventually(() -> assertThat(page.text("watch")).isEqualTo("Watching"));
		echo.send("<b>now</b>");
		assertThat(echo.next()).isEqualTo("server received: <b>now</b>");
		eventually(() -> assertThat(page.log("frames")).containsExactlyInAnyOrder("in <b>now</b>",
				"out server received: <b>now</b>"));
	}

	@Test
	void testClientShouldTalkToAnyEndpoint() {
		ConsolePage page = open();
		page.click("tab-client");
		page.select("client-endpoint", "/ws/chat/{room}");
		page.click("client-connect");
		eventually(() -> assertThat(page.text("client-problem")).startsWith("Replace the variables by values"));
		page.select("client-endpoint", "/ws/echo");
		page.click("client-connect");
		eventually(() -> assertThat(page.text("client-state")).isEqualTo("open"));
		assertThat(connections().count()).isEqualTo(1);
		page.type("client-payload", "hello");
		page.click("client-send");
		eventually(() -> assertThat(page.log("client-log")).startsWith("in server received: hello", "out hello"));
		page.choose("client-format", "json");
		page.click("client-send");
		eventually(() -> assertThat(page.text("client-problem")).startsWith("This is not valid JSON"));
		page.type("client-payload", "{\"a\":1}");
		page.click("client-send");
		eventually(() -> assertThat(page.log("client-log")).startsWith("in server received: {\"a\":1}"));
		page.choose("client-format", "binary");
		page.type("client-payload", "48 65 7");
		page.click("client-send");
		eventually(() -> assertThat(page.text("client-problem")).startsWith("Binary is written"));
		page.type("client-payload", "48 65 79");
		page.click("client-send");
		eventually(() -> assertThat(page.log("client-log")).contains("out 48 65 79"));
		eventually(() -> assertThat(page.text("client-state")).isEqualTo("closed"));
		assertThat(page.text("client-log")).contains("closed with 1003");
	}

	@Test
	void refusedHandshakesShouldBeListed() throws IOException {
		ConsolePage page = open();
		page.click("tab-refusals");
		assertThat(HttpClient.newHttpClient()
			.newWebSocketBuilder()
			.header("Origin", "https://<b>evil</b>.example")
			.buildAsync(URI.create("ws://localhost:" + port + "/ws/echo"), new WebSocket.Listener() {
			})).failsWithin(Duration.ofSeconds(60));
		eventually(() -> assertThat(page.text("refusals")).contains("/ws/echo", "403",
				"origin https://<b>evil</b>.example refused", "ws.allowed-origins"));
		assertThat(page.isShown("refusals-empty")).isFalse();
		page.screen(390, 844, "light");
		// Charts follow the size of the window a little later
		eventually(() -> assertThat((Long) page.run("return document.documentElement.scrollWidth"))
			.isLessThanOrEqualTo(390));
		page.screenshot(new File("target/screenshots/console-refusals.png"));
	}

	@Test
	void pageShouldFitEveryScreen() throws IOException {
		for (int i = 0; i < 9; i++) {
			connect("/ws/chat/" + ((i < 6) ? "lobby" : "music") + "?name="
					+ List.of("Ada", "Barbara", "Edsger", "Grace", "Ida", "Ken", "Lynn", "Niklaus", "Tim").get(i));
		}
		connect("/ws/ticker");
		ConsolePage page = open();
		eventually(() -> assertThat(page.connections()).hasSize(10));
		page.openDetails(idOf("Grace"));
		page.click("watch");
		eventually(() -> assertThat(page.text("watch")).isEqualTo("Watching"));
		Client grace = this.clients.get(3);
		long begin = page.points("connections");
		eventually(() -> {
			grace.send(LINE);
			assertThat(page.points("connections")).isGreaterThan(begin + seconds());
		});
		for (String scheme : List.of("light", "dark")) {
			for (int width : new int[] { 1280, 390 }) {
				page.screen(width, (width > 600) ? 1180 : 844, scheme);
				page.run("scrollTo(0, 0)");
				long seen = page.points("connections");
				eventually(() -> {
					grace.send(LINE);
					assertThat(page.points("connections")).isGreaterThan(seen + 1);
				});
				eventually(() -> assertThat((Long) page.run("return document.documentElement.scrollWidth - innerWidth"))
					.as("what does not fit into %d pixels", width)
					.isLessThanOrEqualTo(0));
				page.screenshot(picture((width > 600) ? scheme : scheme + "-phone"));
			}
		}
	}

	/**
	 * Return for how long to fill the charts.
	 */
	private static int seconds() {
		return Integer.getInteger("screenshots.seconds", 3);
	}

	private static File picture(String name) {
		return (Boolean.getBoolean("screenshots.update") && name.startsWith("light"))
				? new File("../docs/images/console" + name.substring("light".length()) + ".png")
				: new File("target/screenshots/console-" + name + ".png");
	}

}
