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
import java.net.URI;
import java.net.http.HttpClient;
import java.net.http.HttpRequest;
import java.net.http.HttpRequest.BodyPublishers;
import java.net.http.HttpResponse.BodyHandlers;
import java.net.http.WebSocket;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.ArrayDeque;
import java.util.ArrayList;
import java.util.Deque;
import java.util.List;
import java.util.Set;
import java.util.concurrent.CompletionException;
import java.util.regex.Matcher;
import java.util.regex.Pattern;

import org.junit.jupiter.api.Test;
import org.springframework.beans.factory.annotation.Autowired;
import org.springframework.boot.test.context.SpringBootTest;
import org.springframework.boot.test.context.SpringBootTest.WebEnvironment;
import org.springframework.boot.test.web.server.LocalServerPort;
import org.springframework.context.annotation.Import;
import tools.jackson.databind.JsonNode;
import tools.jackson.databind.json.JsonMapper;
import tools.jackson.databind.node.ObjectNode;

import io.github.wsboot.Connection;
import io.github.wsboot.ConnectionManager;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatExceptionOfType;
import static org.awaitility.Awaitility.await;

/**
 * Runs the commands of the page about operations, with its properties: each must be
 * answered as printed, but for times, addresses and ids.
 */
@SpringBootTest(webEnvironment = WebEnvironment.RANDOM_PORT,
		properties = { "management.endpoints.web.exposure.include=health,websockets",
				"management.endpoint.health.show-details=always", "management.endpoint.websockets.access=unrestricted",
				"ws.transport.event-loops=2" })
class OperationsExamplesTests {

	private static final Pattern CONSOLE = Pattern.compile("```console\n(.*?)```", Pattern.DOTALL);

	private static final Pattern WORD = Pattern.compile("'([^']*)'|(\\S+)");

	private static final Pattern ID = Pattern.compile("\"id\":\"([^\"]+)\"");

	private static final Set<String> VOLATILE = Set.of("id", "since", "at", "remoteAddress", "worstLagMillis",
			"active");

	private static final HttpClient http = HttpClient.newHttpClient();

	@LocalServerPort
	private int port;

	@Test
	void everyCommandShouldBeAnsweredAsPrinted(@Autowired ConnectionManager connections) throws Exception {
		refuse();
		connect(connections, "bob");
		String id = connect(connections, "ada").id();
		String printed = page();
		Matcher matcher = ID.matcher(printed);
		assertThat(matcher.find()).isTrue();
		String printedId = matcher.group(1);
		List<Example> examples = examples(printed);
		assertThat(examples).hasSizeGreaterThan(12);
		for (Example example : examples) {
			await().until(() -> connections.connections().allMatch(Connection::isEstablished));
			String answer = run(example.command().replace(printedId, id));
			assertThat(normalized(answer)).as(example.command()).isEqualTo(normalized(example.answer()));
		}
	}

	@Test
	void propertiesShouldBeThoseOfThisTest() throws IOException {
		String page = page();
		for (String property : getClass().getAnnotation(SpringBootTest.class).properties()) {
			if (property.startsWith("management.")) {
				assertThat(page).contains("\n" + property + "\n");
			}
		}
	}

	private void refuse() {
		assertThatExceptionOfType(CompletionException.class).isThrownBy(() -> http.newWebSocketBuilder()
			.header("Origin", "https://www.example.org")
			.buildAsync(URI.create("ws://localhost:" + this.port + "/chat/lobby"), new WebSocket.Listener() {
			})
			.join());
	}

	private Connection connect(ConnectionManager connections, String user) {
		int before = connections.room("lobby").count();
		http.newWebSocketBuilder()
			.buildAsync(URI.create("ws://localhost:" + this.port + "/chat/lobby"), new WebSocket.Listener() {
			})
			.join();
		await().until(() -> connections.room("lobby").count() == before + 1);
		Connection connection = connections.connections()
			.filter((each) -> each.user() == null)
			.findFirst()
			.orElseThrow();
		connection.bindUser(user);
		return connection;
	}

	private static String page() throws IOException {
		return Files.readString(Path.of("../../docs/operations.md"));
	}

	private static List<Example> examples(String text) {
		List<Example> examples = new ArrayList<>();
		Matcher matcher = CONSOLE.matcher(text);
		while (matcher.find()) {
			Deque<String> lines = new ArrayDeque<>(matcher.group(1).lines().toList());
			while (!lines.isEmpty()) {
				String command = lines.pop();
				assertThat(command).startsWith("$ curl ");
				examples.add(new Example(command.substring("$ curl ".length()), lines.pop()));
			}
		}
		return examples;
	}

	/**
	 * Do what {@code curl} does with its arguments.
	 */
	private String run(String command) throws Exception {
		Deque<String> words = new ArrayDeque<>();
		Matcher matcher = WORD.matcher(command);
		while (matcher.find()) {
			words.add((matcher.group(1) != null) ? matcher.group(1) : matcher.group(2));
		}
		HttpRequest.Builder request = HttpRequest.newBuilder();
		while (!words.isEmpty()) {
			String word = words.pop();
			switch (word) {
				case "-s" -> {
				}
				case "-X" -> request.method(words.pop(), BodyPublishers.noBody());
				case "-d" -> request.POST(BodyPublishers.ofString(words.pop()));
				case "-H" -> {
					String[] header = words.pop().split(": ", 2);
					request.header(header[0], header[1]);
				}
				default -> {
					assertThat(word).startsWith("localhost:8080/");
					request.uri(URI.create("http://" + word.replace(":8080", ":" + this.port)));
				}
			}
		}
		String body = http.send(request.build(), BodyHandlers.ofString()).body();
		return body.replace("localhost:" + this.port, "localhost:8080");
	}

	/**
	 * Return JSON in the order that it came in, without what is different each time.
	 */
	private static String normalized(String json) {
		JsonNode tree = JsonMapper.shared().readTree(json);
		normalize(tree);
		return tree.toString();
	}

	private static void normalize(JsonNode node) {
		if (node instanceof ObjectNode object) {
			object.propertyNames()
				.stream()
				.filter(VOLATILE::contains)
				.toList()
				.forEach((name) -> object.put(name, "different each time"));
		}
		node.forEach(OperationsExamplesTests::normalize);
	}

	private record Example(String command, String answer) {

	}

	@ExampleApplication
	@Import(ChatEndpoint.class)
	static class Application {

	}

}
