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
import java.nio.file.Files;
import java.time.Duration;
import java.util.List;
import java.util.Map;
import java.util.stream.Collectors;
import java.util.stream.Stream;

import org.awaitility.Awaitility;
import org.awaitility.core.ThrowingRunnable;
import org.junit.jupiter.api.AfterAll;
import org.junit.jupiter.api.AfterEach;
import org.junit.jupiter.api.BeforeAll;
import org.junit.jupiter.api.BeforeEach;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.extension.ExtendWith;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.ValueSource;
import org.openqa.selenium.By;
import org.openqa.selenium.WebDriverException;
import org.openqa.selenium.WindowType;
import org.openqa.selenium.chrome.ChromeDriver;
import org.springframework.boot.SpringApplication;
import org.springframework.context.ConfigurableApplicationContext;
import org.springframework.util.FileSystemUtils;

import io.github.wsboot.ConnectionManager;
import io.github.wsboot.probe.TrialAccess;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assumptions.assumeThat;

/**
 * Tests for the browser's module in a real browser, on a page that may use nothing but
 * the server's own files.
 */
@ExtendWith(Browser.class)
class BrowserClientIntegrationTests {

	private static final List<String> ARGUMENTS = List.of("--server.port=0", "--ws.auth.bearer-sub-protocol=bearer",
			"--ws.drain.retry-after=10s", "--logging.level.org.openqa.selenium=error",
			"--spring.main.sources=io.github.wsboot.probe.TrialEndpoint,io.github.wsboot.probe.TrialGuard,"
					+ "io.github.wsboot.probe.TrialPage,io.github.wsboot.probe.TrialAccess");

	private static ConfigurableApplicationContext server;

	private static Network network;

	private static File temporary;

	private static ChromeDriver browser;

	@BeforeAll
	static void start() throws IOException {
		temporary = Files.createTempDirectory("browser").toFile();
		server = startServer();
		network = new Network(port(server));
		browser = Browser.launch(temporary);
		browser.manage().timeouts().pageLoadTimeout(Duration.ofSeconds(60));
		browser.executeCdpCommand("Network.enable", Map.of());
	}

	@AfterAll
	static void stop() throws IOException {
		if (browser != null) {
			browser.quit();
		}
		if (network != null) {
			network.close();
		}
		if (server != null) {
			server.close();
		}
		FileSystemUtils.deleteRecursively(temporary);
	}

	private static ConfigurableApplicationContext startServer(String... arguments) {
		return SpringApplication.run(DemoApplication.class,
				Stream.concat(ARGUMENTS.stream(), Stream.of(arguments)).toArray(String[]::new));
	}

	private static int port(ConfigurableApplicationContext server) {
		return Integer.parseInt(server.getEnvironment().getRequiredProperty("local.server.port"));
	}

	@BeforeEach
	void open() {
		openTrial(network.port());
	}

	private static void openTrial(int port) {
		browser.get("http://localhost:" + port + "/trial");
		eventually(() -> assertThat(run("return typeof trial")).isEqualTo("object"));
	}

	@AfterEach
	void close() {
		offline(false);
		network.mend();
		assertThat(list("return window.trial?.violations ?? []")).isEmpty();
		browser.get("about:blank");
	}

	@Test
	void manyClientsShouldReturnOneByOneAfterADrain() {
		run("for (let i = 0; i < 100; i++) trial.start(i, '/ws/trial')");
		awaitAll("open");
		ConfigurableApplicationContext drained = server;
		server = startServer();
		network.moveTo(port(server));
		drained.close();
		awaitAll("waiting");
		assertThat(list("return trial.all().map((one) => one.states.at(-1).code)")).containsOnly("1012");
		assertThat(list("return trial.all().map((one) => one.states.at(-1).reason)"))
			.allSatisfy((reason) -> assertThat(reason).contains("retry-after="));
		awaitAll("open");
		assertThat((Long) run("""
				const returns = trial.all().map((one) => one.states.at(-1).at);
				return Math.max(...returns) - Math.min(...returns)""")).isGreaterThan(5_000);
	}

	@Test
	void clientShouldComeBackAfterTheServerWasKilled() {
		start("ada", "/ws/trial");
		await("ada", "open");
		network.cut();
		await("ada", "waiting");
		assertThat(run("return trial.trials.ada.connection.retryAt")).isInstanceOf(Number.class);
		assertThat(run("return trial.send('ada', { type: 'say', text: 'lost' })")).isEqualTo("rejected");
		assertThat(run("return trial.send('ada', { type: 'say', text: 'kept' }, { queue: true })")).isEqualTo("queued");
		network.mend();
		eventually(() -> assertThat(lines("ada")).containsExactly("server: welcome", "server: welcome", "you: kept"));
		assertThat(states("ada")).startsWith("connecting", "open", "waiting", "connecting")
			.endsWith("connecting", "open");
	}

	@Test
	void clientShouldNoticeALostNetworkAndReturnWithIt() {
		startWithoutSilence("ada", "/ws/trial");
		await("ada", "open");
		// Chromium keeps open sockets while it is offline, so they have to be lost, too
		network.forget();
		offline(true);
		eventually(() -> assertThat(reasons("ada")).contains("no answer"));
		eventually(() -> assertThat((Long) run("return trial.trials.ada.count('connecting')")).isGreaterThan(2));
		offline(false);
		await("ada", "open");
		assertThat(run("return trial.trials.ada.ending")).isNull();
	}

	@Test
	void clientShouldAskForASignOfLifeWhenItsTabIsSeenAgain() {
		startWithoutSilence("ada", "/ws/trial");
		await("ada", "open");
		String tab = browser.getWindowHandle();
		browser.switchTo().newWindow(WindowType.TAB);
		String other = browser.getWindowHandle();
		browser.switchTo().window(tab);
		browser.executeCdpCommand("Page.bringToFront", Map.of());
		network.forget();
		browser.switchTo().window(other).close();
		browser.switchTo().window(tab);
		eventually(() -> assertThat(reasons("ada")).contains("no answer"));
		await("ada", "open");
	}

	@Test
	void frozenTabShouldComeBackWhenItThaws() {
		startWithoutSilence("ada", "/ws/trial");
		await("ada", "open");
		lifecycle("frozen");
		network.forget();
		lifecycle("active");
		eventually(
				() -> assertThat(states("ada")).containsExactly("connecting", "open", "waiting", "connecting", "open"));
		assertThat(list("return trial.sent")).containsExactly("{\"type\":\"ws.ping\"}");
		assertThat(run("return trial.send('ada', { type: 'say', text: 'again' })")).isEqualTo("sent");
		eventually(() -> assertThat(lines("ada")).endsWith("you: again"));
	}

	@Test
	void pageThatIsLeftShouldComeBackWithItsConnection() {
		boolean cached = false;
		// Chromium may throw a page out of its cache for want of memory
		for (int i = 0; !cached && i < 5; i++) {
			open();
			start("ada", "/ws/trial");
			await("ada", "open");
			browser.get("http://localhost:" + network.port() + "/favicon.svg");
			eventually(() -> assertThat(connections()).isZero());
			browser.navigate().back();
			cached = (boolean) run("return window.trial !== undefined && 'ada' in trial.trials");
		}
		if (!Boolean.parseBoolean(System.getenv("WS_REQUIRE_BROWSER"))) {
			assumeThat(cached).as("SKIPPED, since Chromium keeps no pages").isTrue();
		}
		assertThat(cached).as("page from the cache").isTrue();
		await("ada", "open");
		assertThat(reasons("ada")).contains("page hidden");
	}

	@Test
	void refusedTokenShouldGetOneAttemptWithANewOne() {
		run("let asked = 0; trial.start('renewed', '/account', { token: () => (++asked <= 3) ? 'stale' : 'fresh' })");
		run("trial.start('stale', '/account', { token: async () => 'stale' })");
		run("trial.start('forbidden', '/ws/guarded/forbidden')");
		run("trial.start('login', '/ws/guarded/login')");
		await("renewed", "open");
		assertThat(ending("stale")).isEqualTo("4401 unauthorized");
		assertThat(ending("forbidden")).isEqualTo("4403 forbidden");
		assertThat(ending("login")).isEqualTo("4401 login");
		assertThat(run("return trial.trials.renewed.ending")).isNull();
	}

	@Test
	void codeShouldDecideWhetherToComeBack() {
		List<Integer> ending = List.of(1000, 1003, 1008, 4403, 4409);
		List<Integer> others = List.of(1011, 1013, 4000, 4401);
		Stream.concat(ending.stream(), others.stream()).forEach((code) -> start("c" + code, "/ws/trial"));
		awaitAll("open");
		run("for (const name in trial.trials) trial.send(name, { type: 'leave', code: +name.slice(1), reason: 'as asked' })");
		for (int code : ending) {
			assertThat(ending("c" + code)).isEqualTo(code + " as asked");
			assertThat(states("c" + code)).containsExactly("connecting", "open", "closed");
		}
		for (int code : others) {
			eventually(() -> assertThat(states("c" + code)).containsExactly("connecting", "open", "waiting",
					"connecting", "open"));
		}
	}

	@Test
	void secondRefusalOfATokenShouldEndTheConnection() {
		start("ada", "/ws/trial");
		String leave = "trial.send('ada', { type: 'leave', code: 4401, reason: 'expired' })";
		await("ada", "open");
		run(leave);
		eventually(() -> assertThat(states("ada")).endsWith("waiting", "connecting", "open"));
		run(leave);
		assertThat(ending("ada")).isEqualTo("4401 expired");
	}

	@Test
	void endpointOfTextShouldBeReachedAndNotSeePings() {
		run("trial.start('ada', '/ws/echo')");
		await("ada", "open");
		run("window.dispatchEvent(new Event('online'))");
		eventually(() -> assertThat(list("return trial.received")).containsExactly("{\"type\":\"ws.pong\"}"));
		run("trial.send('ada', 'hello')");
		eventually(() -> assertThat(list("return trial.trials.ada.texts")).containsExactly("server received: hello"));
		assertThat(list("return trial.sent")).containsExactly("{\"type\":\"ws.ping\"}", "hello");
	}

	@Test
	void serverWithoutTheProtocolShouldBeReached() {
		try (ConfigurableApplicationContext older = startServer("--ws.browser-client.enabled=false")) {
			openTrial(port(older));
			start("typed", "/ws/trial");
			run("trial.start('text', '/ws/echo')");
			run("trial.start('token', '/account', { token: () => 'fresh' })");
			await("typed", "open");
			await("text", "open");
			await("token", "open");
			eventually(() -> assertThat(lines("typed")).containsExactly("server: welcome"));
			run("window.dispatchEvent(new Event('online'))");
			run("trial.send('text', 'hello')");
			eventually(
					() -> assertThat(list("return trial.trials.text.texts")).containsExactly("server received: hello"));
			assertThat(list("return trial.sent")).containsExactly("hello");
		}
	}

	@Test
	void bytesShouldArriveAsBytes() {
		start("ada", "/ws/trial");
		await("ada", "open");
		assertThat(run("return trial.send('ada', new Uint8Array([1, 0, 255]))")).isEqualTo("sent");
		eventually(() -> assertThat(lines("ada")).containsExactly("server: welcome", "bytes: 1,0,255"));
	}

	@Test
	void nothingShouldBeLeftAfterClose() {
		Map<String, Long> before = listeners();
		for (int i = 0; i < 5; i++) {
			run("trial.start('open' + arguments[0], '/ws/trial')", i);
			await("open" + i, "open");
		}
		network.cut();
		awaitAll("waiting");
		assertThat(run("return trial.send('open0', 'waits', { queue: true })")).isEqualTo("queued");
		run("trial.trials.open0.connection.close()");
		eventually(() -> assertThat(list("return trial.trials.open0.dropped")).containsExactly("closed"));
		run("trial.trials.open1.connection.retryNow()");
		run("trial.start('connecting', '/ws/trial')");
		run("trial.start('token', '/ws/trial', { token: () => new Promise(() => {}) })");
		network.mend();
		start("last", "/ws/trial");
		await("last", "open");
		assertThat(listeners()).isNotEqualTo(before);
		run("trial.all().forEach((one) => one.connection.close())");
		eventually(() -> assertThat(list("return trial.all().map((one) => one.ending.code)")).containsOnly("1000"));
		assertThat(run("return trial.timers()")).isEqualTo(0L);
		assertThat(listeners()).isEqualTo(before);
		eventually(() -> assertThat(connections()).isZero());
		assertThat(run("return trial.send('last', 'late')")).isEqualTo("rejected");
	}

	@ParameterizedTest
	@ValueSource(strings = { "plain", "react", "vue", "angular" })
	void recipeShouldWork(String recipe) {
		browser.get("http://localhost:" + network.port() + "/trial/" + recipe + ".html");
		eventually(() -> assertThat(run("return document.body.dataset.state")).isEqualTo("open"));
		eventually(() -> assertThat(connections()).isOne());
		browser.findElement(By.name("text")).sendKeys("hello\n");
		eventually(() -> assertThat(run("return document.querySelector('output').textContent"))
			.isEqualTo("server: welcome\nyou: hello\n"));
		if (!recipe.equals("plain")) {
			browser.findElement(By.id("leave")).click();
			eventually(() -> assertThat(connections()).isZero());
		}
	}

	@Test
	void exampleOfTheNpmPackageShouldSayHello() {
		openExample("npm");
		eventually(() -> assertThat(output()).containsExactly("state connecting", "state open", "line server welcome",
				"line you hello"));
	}

	@Test
	void exampleOfTokensShouldAskForALogin() {
		openExample("tokens");
		eventually(() -> assertThat(output()).containsExactly("line server welcome"));
		run("token = 'stale'");
		network.cut();
		network.mend();
		eventually(() -> assertThat(output()).containsExactly("line server welcome", "login"));
	}

	@Test
	void exampleOfTheQueueShouldSendLater() {
		openExample("queue");
		run("import('/examples/queue.js').then(({ say }) => window.say = say)");
		eventually(() -> assertThat(run("return say('now')")).isEqualTo("sent"));
		network.cut();
		eventually(() -> assertThat(run("return say('later')")).isEqualTo("queued"));
		network.mend();
		eventually(() -> assertThat(run("return say('last')")).isEqualTo("sent"));
	}

	@Test
	void exampleOfACountdownShouldCount() {
		openExample("countdown");
		eventually(() -> assertThat(run("return document.querySelector('#status').textContent")).isEqualTo("open"));
		network.cut();
		eventually(() -> assertThat((String) run("return document.querySelector('#status').textContent"))
			.startsWith("Again in "));
		network.mend();
		browser.findElement(By.id("retry")).click();
		eventually(() -> assertThat(run("return document.querySelector('#status').textContent")).isEqualTo("open"));
	}

	@Test
	void exampleOfQuestionsShouldAskAndAnswer() {
		openExample("questions");
		run("import('/examples/questions.js').then(({ priceOf }) => window.priceOf = priceOf)");
		eventually(() -> assertThat(run("return priceOf('tea').catch((error) => error.reason)"))
			.isEqualTo("4 EUR for tea"));
	}

	@Test
	void exampleOfAnObserverShouldSeeTheWire() {
		openExample("observer");
		eventually(() -> assertThat(output())
			.containsExactly("in {\"type\":\"line\",\"from\":\"server\",\"text\":\"welcome\"}"));
	}

	@Test
	void exampleOfTheMigrationShouldSubscribeAgain() {
		openExample("trades");
		eventually(() -> assertThat(output()).containsExactly("trade ABC"));
		network.cut();
		network.mend();
		eventually(() -> assertThat(output()).containsExactly("trade ABC", "trade ABC"));
	}

	private static void openExample(String name) {
		browser.get("http://localhost:" + network.port() + "/trial/examples.html");
		run("import('/examples/' + arguments[0] + '.js')", name);
	}

	private static List<String> output() {
		return list("return document.querySelector('output').textContent.split('\\n').filter((line) => line)");
	}

	@Test
	void consoleShouldComeBack() {
		browser.get("http://localhost:" + network.port() + "/ws-console/");
		eventually(() -> assertThat(run("return document.getElementById('feed-state').textContent")).isEqualTo("live"));
		network.cut();
		eventually(() -> assertThat(run("return document.getElementById('feed-state').dataset.state"))
			.isEqualTo("waiting"));
		network.mend();
		eventually(() -> assertThat(run("return document.getElementById('feed-state').textContent")).isEqualTo("live"));
	}

	@Test
	void consoleShouldSayThatThereIsNoAccessAnyMore() {
		TrialAccess access = server.getBean(TrialAccess.class);
		browser.get("http://localhost:" + network.port() + "/ws-console/");
		eventually(() -> assertThat(run("return document.getElementById('feed-state').textContent")).isEqualTo("live"));
		access.end();
		network.cut();
		network.mend();
		eventually(() -> assertThat(run("return document.getElementById('feed-state').textContent"))
			.isEqualTo("no access any more"));
		access.begin();
	}

	private static void start(String name, String path) {
		run("trial.start(arguments[0], arguments[1]).readLines()", name, path);
	}

	/**
	 * Start a connection that does not ask because it hears nothing, so that it needs
	 * another reason.
	 */
	private static void startWithoutSilence(String name, String path) {
		run("trial.start(arguments[0], arguments[1], { silence: 0 }).readLines()", name, path);
	}

	private static void await(String name, String state) {
		eventually(() -> assertThat(run("return trial.trials[arguments[0]].connection.state", name)).isEqualTo(state));
	}

	private static void awaitAll(String state) {
		eventually(() -> assertThat(list("return trial.all().map((one) => one.connection.state)")).containsOnly(state));
	}

	private static List<String> states(String name) {
		return list("return trial.trials[arguments[0]].states.map((change) => change.state)", name);
	}

	private static List<String> reasons(String name) {
		return list("return trial.trials[arguments[0]].states.map((change) => change.reason)", name);
	}

	private static List<String> lines(String name) {
		return list("return trial.trials[arguments[0]].lines", name);
	}

	private static String ending(String name) {
		eventually(() -> assertThat(run("return trial.trials[arguments[0]].ending", name)).isNotNull());
		return (String) run("const { code, reason } = trial.trials[arguments[0]].ending; return `${code} ${reason}`",
				name);
	}

	/**
	 * Return how many listeners of each type the page has.
	 */
	private static Map<String, Long> listeners() {
		return Stream.of("window", "document").flatMap((target) -> {
			Object object = ((Map<?, ?>) browser.executeCdpCommand("Runtime.evaluate", Map.of("expression", target))
				.get("result")).get("objectId");
			return ((List<?>) browser.executeCdpCommand("DOMDebugger.getEventListeners", Map.of("objectId", object))
				.get("listeners")).stream().map((listener) -> target + " " + ((Map<?, ?>) listener).get("type"));
		}).collect(Collectors.groupingBy((name) -> name, Collectors.counting()));
	}

	private static long connections() {
		return server.getBean(ConnectionManager.class).count();
	}

	private static void offline(boolean offline) {
		browser.executeCdpCommand("Network.emulateNetworkConditions",
				Map.of("offline", offline, "latency", 0, "downloadThroughput", -1, "uploadThroughput", -1));
	}

	private static void lifecycle(String state) {
		browser.executeCdpCommand("Page.setWebLifecycleState", Map.of("state", state));
	}

	private static List<String> list(String script, Object... arguments) {
		return ((List<?>) run(script, arguments)).stream().map(String::valueOf).toList();
	}

	private static Object run(String script, Object... arguments) {
		return browser.executeScript(script, arguments);
	}

	private static void eventually(ThrowingRunnable assertion) {
		Awaitility.await()
			.atMost(Duration.ofSeconds(60))
			.ignoreExceptionsInstanceOf(WebDriverException.class)
			.untilAsserted(assertion);
	}

}
