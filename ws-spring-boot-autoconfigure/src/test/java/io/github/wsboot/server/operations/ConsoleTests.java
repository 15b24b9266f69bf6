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

package io.github.wsboot.server.operations;

import java.io.IOException;
import java.net.URI;
import java.net.http.HttpClient;
import java.net.http.HttpRequest;
import java.net.http.HttpResponse;
import java.net.http.HttpResponse.BodyHandlers;
import java.util.ArrayList;
import java.util.List;
import java.util.Set;
import java.util.TreeSet;

import jakarta.servlet.Filter;
import org.junit.jupiter.api.Tag;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.CsvSource;
import org.junit.jupiter.params.provider.ValueSource;
import org.springframework.context.annotation.Bean;
import org.springframework.context.annotation.Configuration;
import org.springframework.security.authentication.TestingAuthenticationToken;
import org.springframework.security.core.context.SecurityContextHolder;
import tools.jackson.databind.JsonNode;

import io.github.wsboot.Connection;
import io.github.wsboot.annotation.WebSocketEndpoint;
import io.github.wsboot.console.ConsoleWebSocketHandler;
import io.github.wsboot.monitor.EndpointTraffic;
import io.github.wsboot.monitor.Traffic;
import io.github.wsboot.server.EchoingEndpoint;
import io.github.wsboot.server.Journal;
import io.github.wsboot.server.Login;
import io.github.wsboot.server.PlainOnly;
import io.github.wsboot.server.Promise;
import io.github.wsboot.server.RawFrame;
import io.github.wsboot.server.RawWebSocketClient;
import io.github.wsboot.server.ServerTests;
import io.github.wsboot.server.TestServer;

import static org.assertj.core.api.Assertions.assertThat;

/**
 * Tests for the console. {@link ConsoleSecurityTests} tests the access to it.
 */
@Tag("boot")
@PlainOnly
class ConsoleTests extends ServerTests {

	private static final String ON = "ws.console.enabled=true";

	private static final HttpClient http = HttpClient.newHttpClient();

	ConsoleTests() {
		super(TalkEndpoint.class, EverybodyIsKnown.class);
	}

	private static HttpResponse<String> get(TestServer server, String path) {
		try {
			return http.send(
					HttpRequest.newBuilder(URI.create(Login.origin(server) + path)).timeout(TestServer.TIMEOUT).build(),
					BodyHandlers.ofString());
		}
		catch (IOException ex) {
			throw new IllegalStateException(ex);
		}
		catch (InterruptedException ex) {
			Thread.currentThread().interrupt();
			throw new IllegalStateException(ex);
		}
	}

	private ConsoleViewer viewer(TestServer server) {
		return closeLater(ConsoleViewer.open(server));
	}

	private static String id(TestServer server, RawWebSocketClient client) {
		return server.connection(client.name()).id();
	}

	private static void awaitNoViewer(TestServer server) {
		TestServer.await("end of all viewers").until(() -> server.bean(ConsoleWebSocketHandler.class).viewers() == 0);
	}

	@Test
	void consoleShouldBeAbsentUnlessItWasAskedFor() {
		assertThat(get(server(), "/ws-console").statusCode()).isEqualTo(404);
		assertThat(get(server(), "/ws-console/").statusCode()).isEqualTo(404);
		assertThat(get(server(), "/ws-console/js/console.js").statusCode()).isEqualTo(404);
		assertThat(ConsoleViewer.to(server(), "/ws-console").response().status()).isEqualTo(404);
	}

	@Test
	void pageShouldComeWithAllItsFilesAndRunNothingElse() {
		TestServer server = server(ON);
		HttpResponse<String> redirect = get(server, "/ws-console");
		assertThat(redirect.statusCode()).isEqualTo(302);
		assertThat(redirect.headers().firstValue("Location")).hasValue("ws-console/");
		HttpResponse<String> page = get(server, "/ws-console/");
		assertThat(page.statusCode()).isEqualTo(200);
		assertThat(page.headers().firstValue("Content-Type")).get().asString().startsWith("text/html");
		assertThat(page.body()).contains("<h1>WebSocket console</h1>")
			.doesNotContain("<script>", "<style", "style=\"", "onclick", "javascript:", "http://", "https://");
		for (String file : List.of("console.css", "favicon.svg", "js/console.js", "js/charts.js", "lib/LICENSE.md",
				"lib/chart.umd.min.js", "ws-client/ws-client.js")) {
			assertThat(get(server, "/ws-console/" + file).statusCode()).as(file).isEqualTo(200);
		}
		for (String path : List.of("/ws-console", "/ws-console/", "/ws-console/js/console.js")) {
			assertThat(get(server, path).headers().firstValue("Content-Security-Policy")).get()
				.asString()
				.contains("default-src 'none'", "script-src 'self'", "frame-ancestors 'none'")
				.doesNotContain("unsafe");
			assertThat(get(server, path).headers().firstValue("X-Frame-Options")).hasValue("DENY");
			assertThat(get(server, path).headers().firstValue("X-Content-Type-Options")).hasValue("nosniff");
		}
		String type = ConsoleWebSocketHandler.class.getSimpleName() + ".class";
		assertThat(get(server, "/ws-console/" + type).statusCode()).isEqualTo(404);
	}

	@Promise("console")
	@ParameterizedTest
	@ValueSource(strings = { "spring.web.resources.add-mappings=false", "spring.mvc.static-path-pattern=/assets/**",
			"spring.mvc.webjars-path-pattern=/libraries/**" })
	void moduleOfThePageShouldNotDependOnTheResourcesOfTheApplication(String property) {
		TestServer server = server(ON, property);
		HttpResponse<String> module = get(server, "/ws-console/ws-client/ws-client.js");
		assertThat(module.statusCode()).isEqualTo(200);
		assertThat(module.headers().firstValue("Content-Type")).get().asString().startsWith("text/javascript");
		assertThat(module.body()).contains("export function connect(");
	}

	@Test
	void pingOfThePageShouldBeAnsweredWhereItsSubProtocolWasAgreedOn() {
		RawWebSocketClient.Exchange exchange = ConsoleViewer.to(server(ON), "/ws-console")
			.header("Sec-WebSocket-Protocol", "ws.v1")
			.exchange();
		assertThat(exchange.response().header("Sec-WebSocket-Protocol")).isEqualTo("ws.v1");
		ConsoleViewer viewer = closeLater(ConsoleViewer.of(exchange.client()));
		viewer.client().text("{\"type\":\"ws.later\"}").text("{\"id\":1, \"type\":\"ws.ping\"}");
		viewer.next("ws.pong");
		assertThat(viewer.result("connections").get("rows").isArray()).isTrue();
	}

	@Test
	void consoleShouldHaveThePathThatItIsGiven() {
		TestServer server = server(ON, "ws.console.path=/admin/live", "server.servlet.context-path=/app");
		assertThat(get(server, "/app/admin/live/").body()).contains("WebSocket console");
		assertThat(get(server, "/app/admin/live").headers().firstValue("Location")).hasValue("live/");
		assertThat(get(server, "/app/ws-console/").statusCode()).isEqualTo(404);
		ConsoleViewer viewer = closeLater(ConsoleViewer.of(ConsoleViewer.to(server, "/app/admin/live").connect()));
		assertThat(viewer.next("hello").get("path").asString()).isEqualTo("/admin/live");
	}

	@ParameterizedTest
	@ValueSource(strings = { "http://evil.example.org", "null", "https://localhost:1" })
	void foreignOriginShouldBeRefusedWhateverEndpointsAllow(String origin) {
		for (TestServer server : List.of(server(ON), server(ON, "ws.allowed-origins=*"),
				server(ON, "ws.allowed-origin-patterns=http://*.example.org"))) {
			assertThat(ConsoleViewer.to(server, "/ws-console").header("Origin", origin).response().status())
				.isEqualTo(403);
			assertThat(ConsoleViewer.to(server, "/ws-console").without("Origin").response().status()).isEqualTo(403);
		}
		assertThat(ConsoleViewer.to(server(ON, "ws.allowed-origins=https://front.example.org"), "/ws-console")
			.header("Origin", "https://front.example.org")
			.response()
			.status()).isEqualTo(101);
	}

	/**
	 * Host name of a foreign page, which now points to this server: all of its requests
	 * have the same origin.
	 */
	@Promise("console")
	@ParameterizedTest
	@ValueSource(strings = { "evil.example.org", "evil.example.org:%d", "127.0.0.1.example.org:%d",
			"localhost.example.org:%d" })
	void hostThatMayBeAnybodysShouldBeRefused(String pattern) {
		TestServer server = server(ON);
		awaitNoViewer(server);
		String host = pattern.formatted(server.port());
		for (String path : List.of("/ws-console", "/ws-console/", "/ws-console/js/console.js", "/ws-console/feed")) {
			assertThat(pageAt(server, path, host)).as(path).isEqualTo(403);
		}
		assertThat(feedAt(server, host, "http://" + host)).isEqualTo(403);
		assertThat(server.bean(ConsoleWebSocketHandler.class).viewers()).isZero();
	}

	@Promise("console")
	@ParameterizedTest
	@ValueSource(
			strings = { "localhost:%d", "127.0.0.1:%d", "[::1]:%d", "app.localhost:%d", "localhost.:%d", "10.0.0.7" })
	void hostThatIsNobodyElsesShouldBeAccepted(String pattern) {
		TestServer server = server(ON);
		String host = pattern.formatted(server.port());
		assertThat(pageAt(server, "/ws-console/", host)).isEqualTo(200);
		assertThat(feedAt(server, host, "http://" + host)).isEqualTo(101);
	}

	@Test
	void hostOfAnAllowedOriginShouldBeAccepted() {
		TestServer server = server(ON, "ws.allowed-origins=https://front.example.org");
		assertThat(pageAt(server, "/ws-console/", "FRONT.example.org:8443")).isEqualTo(200);
		assertThat(feedAt(server, "front.example.org", "https://front.example.org")).isEqualTo(101);
		assertThat(pageAt(server, "/ws-console/", "other.example.org")).isEqualTo(403);
	}

	@Test
	void originsOfDevicesAndShellsShouldMeanNothingToTheConsole() {
		TestServer server = server(ON, "ws.allowed-origins=file://,chrome-extension://abc");
		for (String origin : List.of("file://", "chrome-extension://abc")) {
			assertThat(feedAt(server, "localhost:" + server.port(), origin)).as(origin).isEqualTo(403);
		}
		assertThat(pageAt(server, "/ws-console/", "null")).isEqualTo(403);
		assertThat(pageAt(server, "/ws-console/", "abc")).isEqualTo(403);
	}

	private static int pageAt(TestServer server, String path, String host) {
		return RawWebSocketClient.to(server, path)
			.without("Upgrade")
			.header("Connection", "close")
			.header("Host", host)
			.response()
			.status();
	}

	private static int feedAt(TestServer server, String host, String origin) {
		return ConsoleViewer.to(server, "/ws-console")
			.header("Host", host)
			.header("Origin", origin)
			.response()
			.status();
	}

	@Promise("console")
	@Test
	void snapshotsShouldTellWhatHappens() {
		TestServer server = server(ON);
		ConsoleViewer viewer = viewer(server);
		JsonNode hello = viewer.next("hello");
		assertThat(hello.get("endpoints").values()).extracting(JsonNode::asString).containsExactly("/talk/{room}");
		assertThat(hello.get("maxRows").asInt()).isEqualTo(100);
		JsonNode quiet = viewer.next("snapshot");
		assertThat(quiet.get("connections").asInt()).isZero();
		assertThat(quiet.get("p99Millis").isNull()).isTrue();
		assertThat(quiet.get("lagMillis").asDouble()).isNotNegative();
		RawWebSocketClient client = raw(server, "/talk/a");
		JsonNode busy;
		do {
			client.text("hello");
			assertThat(client.nextText()).isEqualTo("hello");
			busy = viewer.next("snapshot");
		}
		while (busy.get("sentMessages").asDouble() == 0 || busy.get("p99Millis").isNull());
		assertThat(busy.get("connections").asInt()).isEqualTo(1);
		assertThat(busy.get("receivedMessages").asDouble()).isPositive();
		assertThat(busy.get("receivedBytes").asDouble()).isPositive();
		assertThat(busy.get("sentBytes").asDouble()).isPositive();
		assertThat(busy.get("queuedBytes").asLong()).isNotNegative();
		assertThat(busy.get("p99Millis").asDouble()).isPositive();
	}

	@Promise("console")
	@Test
	void viewersShouldBeInNoCountAndNoAudience() {
		TestServer server = server(ON, "ws.max-connections=1", "ws.max-connections-per-address=1");
		ConsoleViewer viewer = viewer(server);
		viewer(server).next("hello");
		assertThat(viewer.next("snapshot").get("connections").asInt()).isZero();
		assertThat(viewer.result("connections").get("matching").asInt()).isZero();
		assertThat(server.connections().count()).isZero();
		assertThat(server.connections().connections()).isEmpty();
		assertThat(server.connections().broadcast("for all").targeted()).isZero();
		assertThat(server.connections().all().count()).isZero();
		assertThat(server.bean(Traffic.class).endpoints()).extracting(EndpointTraffic::sent)
			.allSatisfy((sent) -> assertThat(sent.messages()).isZero());
		// Nor do they use up the only connection
		RawWebSocketClient client = raw(server, "/talk/a");
		assertThat(client.text("still room").nextText()).isEqualTo("still room");
		assertThat(server.connections().broadcast("for all").targeted()).isEqualTo(1);
	}

	@Test
	void viewersShouldBeBounded() {
		TestServer server = server(ON);
		awaitNoViewer(server);
		for (int i = 0; i < 20; i++) {
			viewer(server).next("hello");
		}
		ConsoleViewer late = viewer(server);
		assertThat(late.client().nextClose().closeCode()).isEqualTo(1013);
		assertThat(server.bean(ConsoleWebSocketHandler.class).viewers()).isEqualTo(20);
	}

	@Test
	void searchShouldFindByIdUserEndpointAndRoomAPageAtATime() {
		TestServer server = server(ON);
		ConsoleViewer viewer = viewer(server);
		for (int i = 0; i < 5; i++) {
			Connection connection = server.connection(raw(server, "/talk/a").name());
			// With characters that no id contains
			connection.join((i < 2) ? "Low tide" : "high tide");
			connection.bindUser("user" + i);
		}
		RawWebSocketClient last = raw(server, "/talk/b");
		String id = id(server, last);
		assertThat(matching(viewer, "query", "LOW tide")).isEqualTo(2);
		assertThat(matching(viewer, "query", "User4")).isEqualTo(1);
		assertThat(matching(viewer, "query", "/talk/")).isEqualTo(6);
		assertThat(matching(viewer, "query", id.substring(3, 18))).isEqualTo(1);
		assertThat(matching(viewer, "query", "nobody")).isZero();
		assertThat(matching(viewer, "endpoint", "/talk/{room}")).isEqualTo(6);
		assertThat(matching(viewer, "endpoint", "/other")).isZero();
		Set<String> seen = new TreeSet<>();
		for (int offset = 0; offset < 6; offset += 4) {
			JsonNode page = viewer.result("connections", "offset", offset, "limit", 4);
			assertThat(page.get("matching").asInt()).isEqualTo(6);
			assertThat(page.get("rows").size()).isEqualTo((offset == 0) ? 4 : 2);
			page.get("rows").forEach((row) -> seen.add(row.get("id").asString()));
		}
		assertThat(seen).hasSize(6).contains(id);
		assertThat(viewer.error("connections", "limit", 101)).contains("between 1 and 100");
		assertThat(viewer.error("connections", "offset", -1)).contains("at least 0");
	}

	private static int matching(ConsoleViewer viewer, String parameter, String value) {
		JsonNode page = viewer.result("connections", parameter, value);
		assertThat(page.get("rows").size()).isEqualTo(page.get("matching").asInt());
		return page.get("matching").asInt();
	}

	@Test
	void detailsShouldBeThoseOfTheInfoAndNothingOfTheRequest() {
		TestServer server = server(ON);
		ConsoleViewer viewer = viewer(server);
		RawWebSocketClient client = closeLater(RawWebSocketClient.to(server, "/talk/a?token=s3cret")
			.header("Cookie", "SESSION=s3cret")
			.header("Authorization", "Bearer s3cret")
			.connect());
		Connection connection = server.connection(client.name());
		connection.join("b");
		connection.join("a");
		connection.attributes().put("note", "s3cret");
		JsonNode details = viewer.result("details", "connection", connection.id());
		assertThat(details.get("connection").get("endpoint").asString()).isEqualTo("/talk/{room}");
		assertThat(details.get("connection").get("state").asString()).isEqualTo("ESTABLISHED");
		assertThat(details.get("connection").get("remoteAddress").asString()).contains(":");
		assertThat(details.get("rooms").toString()).isEqualTo("[\"a\",\"b\"]");
		assertThat(details.toString() + viewer.result("connections")).doesNotContain("s3cret");
		assertThat(viewer.error("details", "connection", "nobody")).contains("no such connection");
	}

	@Promise("handshake")
	@Test
	void refusedHandshakesShouldBeListedWithNothingOfTheirRequest() {
		TestServer server = server(ON);
		ConsoleViewer viewer = viewer(server);
		assertThat(RawWebSocketClient.to(server, "/talk/s3cret?token=s3cret")
			.header("Cookie", "SESSION=s3cret")
			.header("Origin", "https://<b>evil</b>.example")
			.response()
			.status()).isEqualTo(403);
		JsonNode refusal = viewer.result("refusals").get(0);
		assertThat(refusal.get("endpoint").asString()).isEqualTo("/talk/{room}");
		assertThat(refusal.get("status").asInt()).isEqualTo(403);
		assertThat(refusal.get("reason").asString()).isEqualTo("origin");
		assertThat(refusal.get("at").asLong()).isPositive();
		assertThat(refusal.get("remoteAddress").asString()).contains(":");
		assertThat(refusal.get("explanation").asString()).contains("https://<b>evil</b>.example", "ws.allowed-origins");
		assertThat(refusal.toString()).doesNotContain("s3cret");
	}

	@Promise("console")
	@Test
	void pushShouldArrive() {
		TestServer server = server(ON);
		ConsoleViewer viewer = viewer(server);
		RawWebSocketClient client = raw(server, "/talk/a");
		String id = id(server, client);
		assertThat(viewer.result("push", "connection", id, "payload", "Grüße").get("result").asString())
			.isEqualTo("ACCEPTED");
		assertThat(client.nextText()).isEqualTo("Grüße");
		assertThat(viewer.result("push", "connection", id, "format", "json", "payload", "{\"a\": 1}")
			.get("result")
			.asString()).isEqualTo("ACCEPTED");
		assertThat(client.nextText()).isEqualTo("{\"a\": 1}");
		assertThat(viewer.error("push", "connection", id, "format", "json", "payload", "{\"a\": 1} and more"))
			.startsWith("The payload is not valid JSON");
		assertThat(viewer.error("push", "connection", id, "format", "json", "payload", " ")).contains("not valid JSON");
		assertThat(viewer.error("push", "connection", id, "format", "xml", "payload", "<a/>")).contains("'format'");
		assertThat(viewer.error("push", "connection", id)).isEqualTo("'payload' is missing");
		assertThat(viewer.result("push", "connection", "nobody", "payload", "x").get("result").asString())
			.isEqualTo("NOT_FOUND");
		assertThat(client.text("alive").nextText()).isEqualTo("alive");
	}

	@Promise({ "close", "console" })
	@Test
	void disconnectShouldClose() {
		TestServer server = server(ON);
		ConsoleViewer viewer = viewer(server);
		RawWebSocketClient client = raw(server, "/talk/a");
		String id = id(server, client);
		assertThat(viewer.error("disconnect", "connection", id, "code", 1005)).contains("'code'");
		assertThat(viewer.error("disconnect", "connection", id, "code", 17)).contains("'code'");
		assertThat(viewer.result("disconnect", "connection", id, "code", 4001, "reason", "enough".repeat(30))
			.get("established")
			.asBoolean()).isTrue();
		RawFrame close = client.nextClose();
		assertThat(close.closeCode()).isEqualTo(4001);
		assertThat(close.payload()).hasSize(2 + 123);
		client.send(RawFrame.close(4001));
		server.journal().awaitEnd(client.name());
		assertThat(viewer.error("disconnect", "connection", id)).contains("no such connection");
	}

	@Promise("console")
	@ParameterizedTest
	@CsvSource(delimiter = '|', quoteCharacter = '`', textBlock = """
			hello                            | A command is a JSON object
			[]                               | A command is a JSON object
			null                             | A command is a JSON object
			{"id": "x"}                      | A command is a JSON object
			{"id": 7}                        | 'command' is missing
			{"id": 7, "command": "shutdown"} | The command must be
			{"id": 7, "command": "details"}  | 'connection' is missing
			{"id": 7, "command": "watch"}    | 'connection' is missing
			""")
	void badCommandShouldGetAClearError(String text, String error) {
		ConsoleViewer viewer = viewer(server(ON));
		viewer.client().text(text);
		JsonNode reply = viewer.next("reply");
		assertThat(reply.get("error").asString()).startsWith(error);
		assertThat(reply.get("id").isNull()).isEqualTo(!text.contains("7"));
		assertThat(viewer.result("connections").get("rows").isArray()).isTrue();
	}

	@Promise("console")
	@Test
	void framesShouldBeShownOnlyWhileTheyAreWatched() {
		TestServer server = server(ON);
		ConsoleViewer viewer = viewer(server);
		RawWebSocketClient client = raw(server, "/talk/a");
		String id = id(server, client);
		long sent = sent(server);
		assertThat(client.text("before").nextText()).isEqualTo("before");
		awaitSent(server, sent + 1);
		viewer.result("watch", "connection", id);
		String long1 = "x".repeat(2000);
		assertThat(client.text("now").nextText()).isEqualTo("now");
		assertThat(client.text(long1).nextText()).isEqualTo(long1);
		List<JsonNode> frames = new ArrayList<>();
		while (frames.size() < 4) {
			JsonNode news = viewer.next("frames");
			assertThat(news.get("connection").asString()).isEqualTo(id);
			assertThat(news.get("missed").asLong()).isZero();
			news.get("frames").forEach(frames::add);
		}
		assertThat(frames).extracting((frame) -> frame.get("direction").asString())
			.containsExactlyInAnyOrder("in", "out", "in", "out");
		assertThat(frames).filteredOn((frame) -> frame.get("bytes").asInt() == 3)
			.hasSize(2)
			.allMatch((frame) -> frame.get("text").asString().equals("now") && !frame.get("cut").asBoolean());
		assertThat(frames).filteredOn((frame) -> frame.get("bytes").asInt() == 2000)
			.hasSize(2)
			.allMatch((frame) -> frame.get("text").asString().equals("x".repeat(500)) && frame.get("cut").asBoolean());
		viewer.result("unwatch");
		assertThat(client.text("after").nextText()).isEqualTo("after");
		awaitSent(server, sent + 4);
		viewer.result("watch", "connection", id);
		assertThat(client.text("again").nextText()).isEqualTo("again");
		assertThat(viewer.next("frames").toString()).contains("again").doesNotContain("after");
	}

	/**
	 * A client may have a message before listeners are called for it.
	 */
	private static void awaitSent(TestServer server, long messages) {
		TestServer.await("messages to be counted").until(() -> sent(server) == messages);
	}

	private static long sent(TestServer server) {
		return server.bean(Traffic.class)
			.endpoints()
			.stream()
			.mapToLong((endpoint) -> endpoint.sent().messages())
			.sum();
	}

	@Test
	void onlyTheLatestFramesShouldBeKept() {
		TestServer server = server(ON);
		ConsoleViewer viewer = viewer(server);
		RawWebSocketClient client = raw(server, "/talk/a");
		viewer.result("watch", "connection", id(server, client));
		long shown = 0;
		long missed = 0;
		while (missed == 0) {
			for (int i = 0; i < 200; i++) {
				client.text("m" + i).nextText();
			}
			JsonNode news = viewer.next("frames");
			assertThat(news.get("frames").size()).isBetween(1, 50);
			shown += news.get("frames").size();
			missed += news.get("missed").asLong();
		}
		assertThat(shown).isPositive();
	}

	@WebSocketEndpoint("/talk/{room}")
	static class TalkEndpoint extends EchoingEndpoint {

		TalkEndpoint(Journal journal) {
			super(journal);
		}

	}

	/**
	 * Replaces a filter chain: Spring Security is on the class path of all tests.
	 */
	@Configuration(proxyBeanMethods = false)
	static class EverybodyIsKnown {

		@Bean
		Filter everybodyIsKnown() {
			return (request, response, chain) -> {
				SecurityContextHolder.getContext()
					.setAuthentication(new TestingAuthenticationToken("ada", "", "ROLE_USER"));
				try {
					chain.doFilter(request, response);
				}
				finally {
					SecurityContextHolder.clearContext();
				}
			};
		}

	}

}
