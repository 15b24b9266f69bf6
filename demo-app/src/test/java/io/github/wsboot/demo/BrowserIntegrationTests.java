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
import java.net.ServerSocket;
import java.nio.file.Files;
import java.time.Duration;
import java.util.List;
import java.util.concurrent.ThreadLocalRandom;
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

import static org.assertj.core.api.Assertions.assertThat;

/**
 * Tests for the page, in a real browser.
 */
@ExtendWith(Browser.class)
class BrowserIntegrationTests {

	private static int port;

	private static ConfigurableApplicationContext server;

	private static File temporary;

	private static ChromeDriver browser;

	private static String firstWindow;

	@BeforeAll
	static void start() throws IOException {
		temporary = Files.createTempDirectory("browser").toFile();
		port = freePort();
		startServer();
		browser = Browser.launch(temporary);
		firstWindow = browser.getWindowHandle();
	}

	@AfterAll
	static void stop() {
		if (browser != null) {
			browser.quit();
		}
		if (server != null) {
			server.close();
		}
		// Chromium leaves something behind
		FileSystemUtils.deleteRecursively(temporary);
	}

	private static void startServer() {
		// Selenium warns about a protocol that is not used here
		server = SpringApplication.run(DemoApplication.class, "--server.port=" + port,
				"--logging.level.org.openqa.selenium=error", "--demo.feed.absence=3s");
	}

	/**
	 * Return a port that clients do not get for their end of a connection, so that it is
	 * still free when the server comes back to it.
	 */
	private static int freePort() {
		while (true) {
			int candidate = ThreadLocalRandom.current().nextInt(20_000, 30_000);
			try (ServerSocket socket = new ServerSocket(candidate)) {
				return socket.getLocalPort();
			}
			catch (IOException ex) {
				// Taken, so try the next one
			}
		}
	}

	@AfterEach
	void closeWindows() {
		for (String window : browser.getWindowHandles()) {
			if (!window.equals(firstWindow)) {
				browser.switchTo().window(window).close();
			}
		}
		browser.switchTo().window(firstWindow);
	}

	@Test
	void twoWindowsShouldChat() {
		DemoPage ada = join("Ada", "chat");
		DemoPage bob = join("Bob", "chat");
		ada.say("Hello Bob");
		eventually(() -> assertThat(bob.lines()).containsExactly("Ada: Hello Bob"));
		bob.say("<b>Hello</b> Ada");
		List<String> lines = List.of("Ada: Hello Bob", "Bob: <b>Hello</b> Ada");
		eventually(() -> assertThat(ada.lines()).isEqualTo(lines));
		eventually(() -> assertThat(bob.lines()).isEqualTo(lines));
		assertThat(ada.frames()).contains("out {\"type\":\"line\",\"text\":\"Hello Bob\"}")
			.anyMatch((frame) -> frame.startsWith("in {\"type\":\"line\",\"from\":\"Bob\""));
	}

	@Test
	void peopleShouldSeeWhoComesAndGoes() {
		DemoPage ada = join("Ada", "presence");
		eventually(() -> assertThat(ada.people()).containsExactly("Ada"));
		DemoPage bob = join("Bob", "presence");
		eventually(() -> assertThat(ada.people()).containsExactly("Ada", "Bob"));
		eventually(() -> assertThat(bob.people()).containsExactly("Ada", "Bob"));
		bob.click("leave-button");
		eventually(() -> assertThat(ada.people()).containsExactly("Ada"));
		assertThat(ada.notes()).containsExactly("You are in presence, alone so far", "Bob joined", "Bob left");
		assertThat(bob.state("chat-state")).isEqualTo("closed");
	}

	@Test
	void aBlankLineShouldComeBackToItsSenderWithTheProblem() {
		DemoPage ada = join("Ada", "problem");
		DemoPage bob = join("Bob", "problem");
		ada.say("  ");
		eventually(() -> assertThat(ada.text("chat-problem")).isEqualTo("text: must not be blank"));
		assertThat(ada.value("chat-input")).isEqualTo("  ");
		ada.say("better");
		eventually(() -> assertThat(bob.lines()).containsExactly("Ada: better"));
		assertThat(bob.text("chat-problem")).isEmpty();
		assertThat(ada.text("chat-problem")).isEmpty();
	}

	@Test
	void aRoomShouldVoteByButtons() {
		DemoPage ada = join("Ada", "poll");
		DemoPage bob = join("Bob", "poll");
		eventually(() -> assertThat(ada.people()).containsExactly("Ada", "Bob"));
		ada.click("poll-button");
		assertThat(ada.value("chat-input")).isEqualTo("/poll ");
		ada.click("chat-send");
		eventually(() -> assertThat(ada.text("chat-problem")).startsWith("A poll is a question"));
		ada.say("/poll Tea? green, black, <b>none</b>");
		List<String> options = List.of("green", "black", "<b>none</b>");
		eventually(() -> assertThat(bob.options()).isEqualTo(options));
		eventually(() -> assertThat(ada.options()).isEqualTo(options));
		bob.say("/poll Coffee?");
		eventually(() -> assertThat(bob.text("chat-problem")).isEqualTo("The room is still voting on something else"));
		assertThat(bob.value("chat-input")).isEqualTo("/poll Coffee?");
		ada.vote("green");
		assertThat(ada.options()).containsExactly("green");
		assertThat(ada.tallies()).isEmpty();
		bob.vote("black");
		List<String> tally = List.of("Tea? green 1 black 1 <b>none</b> 0");
		eventually(() -> assertThat(ada.tallies()).isEqualTo(tally));
		eventually(() -> assertThat(bob.tallies()).isEqualTo(tally));
		ada.say("/poll Now?");
		eventually(() -> assertThat(bob.options()).contains("yes", "no"));
		ada.vote("yes");
		bob.click("leave-button");
		eventually(() -> assertThat(ada.tallies()).contains("Now? yes 1 no 0 1 did not vote"));
	}

	@Test
	void othersShouldSeeThatSomebodyIsTyping() {
		DemoPage ada = join("Ada", "typing");
		DemoPage bob = join("Bob", "typing");
		eventually(() -> {
			bob.type("chat-input", "Well");
			assertThat(ada.text("typing-indicator")).isEqualTo("Bob is typing…");
		});
		assertThat(bob.text("typing-indicator")).isEmpty();
		eventually(() -> assertThat(ada.text("typing-indicator")).isEmpty());
	}

	@Test
	void aBadRoomShouldBeRefusedBeforeItReachesTheServer() {
		DemoPage page = open("/?name=Ada&room=no%20room");
		eventually(() -> assertThat(page.text("join-problem")).startsWith("A room is 1 to 30"));
		assertThat(page.state("chat-state")).isEqualTo("closed");
	}

	@Test
	void theTickerShouldMove() {
		DemoPage page = open("/");
		eventually(() -> assertThat(page.state("ticker-state")).isEqualTo("open"));
		assertTickerMoves(page);
		assertThat(page.text("ticker-price")).matches("\\d+\\.\\d\\d");
	}

	private void assertTickerMoves(DemoPage page) {
		Object chart = chart(page);
		eventually(() -> assertThat(chart(page)).isNotEqualTo(chart));
	}

	private Object chart(DemoPage page) {
		return page.run("return document.querySelector('[data-testid=ticker-chart] .line')?.getAttribute('d') ?? ''");
	}

	@Test
	void samplesAndPushesFromOutsideShouldShowWhatTheyDo() {
		DemoPage page = join("Ada", "push");
		page.click("sample-echo-connect");
		eventually(() -> assertThat(page.state("sample-echo-state")).isEqualTo("open"));
		page.type("sample-echo-input", "x");
		page.click("sample-echo-send");
		eventually(() -> assertThat(page.text("sample-echo-replies")).isEqualTo("server received: x"));
		page.click("push-refresh");
		eventually(() -> assertThat(page.connections()).contains("/ws/chat/{room}", "/ws/ticker", "/ws/echo"));
		page.type("push-text", "Grüße");
		page.click("push-all");
		eventually(() -> assertThat(page.text("push-result")).startsWith("Push to all: {\"targeted\":"));
		eventually(() -> assertThat(page.notes()).contains("Pushed from outside: Grüße"));
		eventually(() -> assertThat(page.text("sample-echo-replies")).startsWith("Grüße"));
	}

	@Test
	void thePageShouldRunWithoutErrorsAndEndWithItsFooter() {
		browser.manage().logs().get(LogType.BROWSER);
		DemoPage page = join("Ada", "layout");
		for (int i = 0; i < 30; i++) {
			page.say("line " + i);
		}
		eventually(() -> assertThat(page.lines()).hasSize(30));
		assertThat((Long) page.run("""
				return document.scrollingElement.scrollHeight
						- Math.ceil(document.querySelector('.foot').getBoundingClientRect().bottom + scrollY)"""))
			.isLessThanOrEqualTo(1);
		assertThat(browser.manage().logs().get(LogType.BROWSER).getAll())
			.noneMatch((entry) -> entry.getLevel().intValue() >= Level.WARNING.intValue());
	}

	@Test
	void thePageShouldRecoverWhenTheServerComesBack() {
		DemoPage ada = join("Ada", "restart");
		DemoPage bob = join("Bob", "restart");
		server.close();
		eventually(() -> assertThat(ada.state("chat-state")).isEqualTo("waiting"));
		eventually(() -> assertThat(ada.state("ticker-state")).isEqualTo("waiting"));
		assertThat(ada.people()).isEmpty();
		ada.say("Anybody there?");
		assertThat(ada.text("chat-problem")).isEqualTo("Not connected right now. Your text stays here.");
		startServer();
		eventually(() -> assertThat(ada.people()).containsExactly("Ada", "Bob"));
		eventually(() -> assertThat(bob.people()).containsExactly("Ada", "Bob"));
		ada.click("chat-send");
		eventually(() -> assertThat(bob.lines()).containsExactly("Ada: Anybody there?"));
		eventually(() -> assertThat(ada.state("ticker-state")).isEqualTo("open"));
		assertTickerMoves(ada);
	}

	@Test
	void theClientShouldComeBackAfterItsServerWasAway() {
		browser.manage().logs().get(LogType.BROWSER);
		DemoPage index = open("/");
		assertThat(index.run("return document.querySelector('[data-testid=client-link]').href"))
			.isEqualTo("http://localhost:" + port + "/client");
		DemoPage page = open("/client");
		eventually(() -> assertThat(page.state("client-state")).isEqualTo("open"));
		assertThat(page.text("client-uri")).isEqualTo("ws://localhost:" + port + "/ws/feed");
		page.click("server-away");
		eventually(() -> assertThat(page.events()).contains("Disconnected: @OnClose with 1012"));
		eventually(() -> assertThat(page.events()).anyMatch((event) -> event.startsWith("Failed: ")));
		page.click("client-reconnect");
		eventually(() -> assertThat(page.events().get(0)).startsWith("Received beat "));
		assertThat(page.state("client-state")).isEqualTo("open");
		assertThat(page.text("server-state")).isEqualTo("There");
		assertThat(browser.manage().logs().get(LogType.BROWSER).getAll())
			.noneMatch((entry) -> entry.getLevel().intValue() >= Level.WARNING.intValue());
	}

	private DemoPage join(String name, String room) {
		DemoPage page = open("/");
		page.type("name-input", name);
		page.type("room-select", room);
		page.click("join-button");
		eventually(() -> assertThat(page.state("chat-state")).isEqualTo("open"));
		eventually(() -> assertThat(page.people()).contains(name));
		return page;
	}

	private DemoPage open(String path) {
		return DemoPage.open(browser, "http://localhost:" + port + path);
	}

	private void eventually(ThrowingRunnable assertion) {
		Awaitility.await()
			.atMost(Duration.ofSeconds(60))
			.ignoreExceptionsInstanceOf(WebDriverException.class)
			.untilAsserted(assertion);
	}

}
