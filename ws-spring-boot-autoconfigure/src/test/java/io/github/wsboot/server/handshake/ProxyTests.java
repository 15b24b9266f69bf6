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

package io.github.wsboot.server.handshake;

import java.net.InetSocketAddress;
import java.net.Socket;
import java.util.Arrays;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;

import org.assertj.core.api.InstanceOfAssertFactories;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.ValueSource;
import org.springframework.context.annotation.Bean;
import org.springframework.context.annotation.Configuration;
import org.springframework.core.env.Environment;
import org.springframework.web.socket.TextMessage;
import org.springframework.web.socket.WebSocketSession;
import org.springframework.web.socket.config.annotation.EnableWebSocket;
import org.springframework.web.socket.config.annotation.WebSocketConfigurer;
import org.springframework.web.socket.config.annotation.WebSocketHandlerRegistration;
import org.springframework.web.socket.handler.TextWebSocketHandler;
import org.springframework.web.socket.server.standard.StandardWebSocketUpgradeStrategy;
import org.springframework.web.socket.server.support.DefaultHandshakeHandler;

import io.github.wsboot.Connection;
import io.github.wsboot.annotation.OnOpen;
import io.github.wsboot.annotation.WebSocketEndpoint;
import io.github.wsboot.handshake.HandshakeRefusal;
import io.github.wsboot.handshake.HandshakeRefusals;
import io.github.wsboot.server.Journal;
import io.github.wsboot.server.PlainOnly;
import io.github.wsboot.server.Promise;
import io.github.wsboot.server.RawWebSocketClient;
import io.github.wsboot.server.RecordingEndpoint;
import io.github.wsboot.server.ServerKind;
import io.github.wsboot.server.ServerTests;
import io.github.wsboot.server.TestServer;

import static org.assertj.core.api.Assertions.assertThat;

/**
 * Tests for headers of proxies, read by Tomcat and Jetty ({@code native}) and by Spring
 * ({@code framework}).
 */
@Promise("handshake")
@PlainOnly
class ProxyTests extends ServerTests {

	private static final String WWW = "www.example.org";

	private static final String PER_ADDRESS = "ws.max-connections-per-address=1";

	ProxyTests() {
		super(SeenEndpoint.class, SeenHandler.class);
	}

	@ParameterizedTest
	@ValueSource(strings = { "native", "framework" })
	void originShouldBeWhatTheProxySays(String strategy) {
		Map<String, String> origins = new LinkedHashMap<>();
		origins.put("X-Forwarded-Proto: https", "https://www.example.org");
		origins.put("X-Forwarded-Proto: http", "http://www.example.org");
		origins.put("X-Forwarded-Proto: wss", "https://www.example.org");
		origins.put("X-Forwarded-Proto: ws", "http://www.example.org");
		origins.put("X-Forwarded-Proto: WSS", "https://www.example.org");
		origins.put("X-Forwarded-Proto: HTTPS", "https://www.example.org");
		origins.put("X-Forwarded-Proto: wss, wss", "https://www.example.org");
		origins.put("X-Forwarded-Proto: wss|X-Forwarded-Port: 443", "https://www.example.org");
		origins.put("X-Forwarded-Proto: wss|X-Forwarded-Port: 8443", "https://www.example.org:8443");
		origins.put("X-Forwarded-Proto: ws|X-Forwarded-Port: 8080", "http://www.example.org:8080");
		origins.put("X-Forwarded-Host: chat.example.org", "http://chat.example.org");
		origins.put("X-Forwarded-Host: chat.example.org:8081", "http://chat.example.org:8081");
		origins.put("X-Forwarded-Port: 8081", "http://www.example.org:8081");
		origins.put("X-Forwarded-Proto: wss|X-Forwarded-Host: chat.example.org:8443", "https://chat.example.org:8443");
		origins.put("X-Forwarded-Proto: https|X-Forwarded-Host: [2001:db8::9]:8443", "https://[2001:db8::9]:8443");
		origins.put("X-Forwarded-Proto: https|X-Forwarded-Host: chat.example.org:8443|X-Forwarded-Port: 8443",
				"https://chat.example.org:8443");
		if (!isTomcatAlone(strategy)) {
			origins.put("Forwarded: proto=wss;host=chat.example.org", "https://chat.example.org");
			origins.put("Forwarded: for=192.0.2.1;host=\"chat.example.org:8443\";proto=https",
					"https://chat.example.org:8443");
		}
		TestServer server = forwarding(strategy);
		origins.forEach((headers, origin) -> assertOrigin(server, headers, origin));
	}

	@ParameterizedTest
	@ValueSource(strings = { "native", "framework" })
	void nonsenseShouldBeNoFailureOfTheServer(String strategy) {
		TestServer server = forwarding(strategy);
		for (String header : List.of("X-Forwarded-Proto: :", "X-Forwarded-Proto: ht tp", "X-Forwarded-Host: a b",
				"X-Forwarded-Host: %", "Forwarded: proto=\"a b\"", "Forwarded: host=\"%\"")) {
			assertThat(to(server, "/seen", header).response().status()).as(header).isIn(101, 400, 403);
		}
	}

	@ParameterizedTest
	@ValueSource(strings = { "native", "framework", "none" })
	void caseOfTheHostShouldNotMatter(String strategy) {
		TestServer server = forwarding(strategy);
		String header = strategy.equals("none") ? "Host" : "X-Forwarded-Host";
		for (String origin : List.of("http://chat.example.org", "HTTP://CHAT.example.org")) {
			assertThat(to(server, "/seen", header + ": Chat.Example.ORG").header("Origin", origin).response().status())
				.as(origin)
				.isEqualTo(101);
		}
		assertThat(to(server, "/seen", header + ": Chat.Example.ORG").header("Origin", "http://chat.example.com")
			.response()
			.status()).isEqualTo(403);
	}

	@Test
	void refusalShouldSayWhatIsMissing() {
		Map<String, String> advice = Map.of("none", "Behind a proxy set 'server.forward-headers-strategy'", "framework",
				"or 'Forwarded', which Spring reads", "native", "which the web server reads");
		advice.forEach((strategy, words) -> {
			TestServer server = forwarding(strategy);
			assertThat(to(server, "/seen", "X-Any: any").header("Origin", "https://evil.example").response().status())
				.isEqualTo(403);
			HandshakeRefusals refusals = server.bean(HandshakeRefusals.class);
			TestServer.await("refusal")
				.untilAsserted(() -> assertThat(refusals.latest()).extracting(HandshakeRefusal::explanation)
					.first(InstanceOfAssertFactories.STRING)
					.contains("origin https://evil.example refused: the server's own is http://www.example.org. ",
							words));
		});
	}

	private void assertOrigin(TestServer server, String headers, String origin) {
		assertThat(seen(to(server, "/seen", headers).header("Origin", origin))).as(headers)
			.startsWith(origin + "/seen ");
		assertThat(to(server, "/seen", headers).header("Origin", "https://evil.example").response().status())
			.as(headers)
			.isEqualTo(403);
		assertThat(seen(to(server, "/spring", headers).header("Origin", origin))).as(headers)
			.isEqualTo("ws" + origin.substring("http".length()) + "/spring");
	}

	@ParameterizedTest
	@ValueSource(strings = { "native", "framework" })
	void addressShouldBeWhatTheProxySays(String strategy) {
		Map<String, String> addresses = new LinkedHashMap<>();
		addresses.put("X-Forwarded-For: 192.0.2.1", "192.0.2.1");
		addresses.put("X-Forwarded-For: 192.0.2.1:4711", "192.0.2.1 4711");
		addresses.put("X-Forwarded-For: 2001:db8::1", "2001:db8:0:0:0:0:0:1");
		addresses.put("X-Forwarded-For: [2001:db8::1]", "2001:db8:0:0:0:0:0:1");
		addresses.put("X-Forwarded-For: [2001:db8::1]:4711", "2001:db8:0:0:0:0:0:1 4711");
		addresses.put("X-Forwarded-For: unknown", "name unknown");
		addresses.put("X-Forwarded-For: _hidden", "name _hidden");
		addresses.put("X-Forwarded-For: _hidden:4711", "name _hidden 4711");
		if (kind() == ServerKind.TOMCAT || kind() == ServerKind.DIRECT_TOMCAT || strategy.equals("framework")) {
			// Jetty by itself answers 400
			addresses.put("X-Forwarded-For: \"[2001:db8::1]:4711\"", "2001:db8:0:0:0:0:0:1 4711");
		}
		if (!isTomcatAlone(strategy)) {
			addresses.put("X-Forwarded-For: 192.0.2.1:4711, 198.51.100.2:4712", "192.0.2.1 4711");
			addresses.put("Forwarded: for=192.0.2.1", "192.0.2.1");
			addresses.put("Forwarded: For=\"192.0.2.1:4711\", for=198.51.100.2", "192.0.2.1 4711");
			addresses.put("Forwarded: for=\"[2001:db8::1]\"", "2001:db8:0:0:0:0:0:1");
			addresses.put("Forwarded: for=\"[2001:db8::1]:4711\"", "2001:db8:0:0:0:0:0:1 4711");
			addresses.put("Forwarded: for=\"unknown:4711\"", "name unknown 4711");
		}
		else {
			addresses.put("X-Forwarded-For: 192.0.2.1:4711, 198.51.100.2:4712", "198.51.100.2 4712");
			addresses.put("X-Forwarded-For: 192.0.2.1:4711, 10.0.0.1", "192.0.2.1 4711");
			addresses.put("Forwarded: for=192.0.2.1", "127.0.0.1");
		}
		TestServer server = forwarding(strategy);
		addresses.forEach((headers, address) -> assertThat(seen(to(server, "/seen", headers)) + " ").as(headers)
			.startsWith("http://www.example.org/seen " + address + " "));
	}

	@ParameterizedTest
	@ValueSource(strings = { "native", "framework" })
	void portsOfAClientShouldCountAsOneAddress(String strategy) {
		TestServer server = server("server.forward-headers-strategy=" + strategy, PER_ADDRESS);
		for (String format : new String[] { "192.0.2.1:%d", "[2001:db8::1]:%d", "_hidden:%d" }) {
			closeLater(to(server, "/seen", "X-Forwarded-For: " + format.formatted(4711)).connect());
			assertThat(to(server, "/seen", "X-Forwarded-For: " + format.formatted(4712)).response().status()).as(format)
				.isEqualTo(429);
		}
	}

	@Test
	void withoutAStrategyForwardedHeadersShouldChangeNothing() {
		TestServer server = forwarding("none");
		for (String headers : new String[] { "X-Forwarded-Proto: https", "X-Forwarded-Proto: wss",
				"X-Forwarded-Port: 8443", "X-Forwarded-Host: chat.example.org:8443",
				"Forwarded: for=192.0.2.1;proto=wss;host=chat.example.org", "X-Forwarded-For: 192.0.2.1:4711",
				"X-Forwarded-Ssl: on" }) {
			Socket socket = new Socket();
			RawWebSocketClient.Opening opening = to(server, "/seen", headers).header("Origin",
					"http://www.example.org");
			RawWebSocketClient client = closeLater(opening.over(socket).connect());
			assertThat(client.nextText()).as(headers)
				.isEqualTo("http://www.example.org/seen 127.0.0.1 " + socket.getLocalPort());
			assertThat(to(server, "/seen", headers).header("Origin", "https://www.example.org").response().status())
				.as(headers)
				.isEqualTo(403);
			assertThat(seen(to(server, "/spring", headers))).as(headers).isEqualTo("ws://www.example.org/spring");
		}
	}

	private TestServer forwarding(String strategy) {
		return server("server.forward-headers-strategy=" + strategy,
				"ws.transport.apply-to-spring-handlers=" + kind().isDirect());
	}

	/**
	 * Return whether Tomcat reads the headers: it does not know {@code Forwarded}, and
	 * uses the last address that does not belong to a proxy.
	 */
	private boolean isTomcatAlone(String strategy) {
		return strategy.equals("native") && (kind() == ServerKind.TOMCAT || kind() == ServerKind.DIRECT_TOMCAT);
	}

	private static RawWebSocketClient.Opening to(TestServer server, String path, String headers) {
		RawWebSocketClient.Opening opening = RawWebSocketClient.to(server, path).header("Host", WWW);
		Arrays.stream(headers.split("\\|"))
			.map((header) -> header.split(": ", 2))
			.forEach((header) -> opening.header(header[0], header[1]));
		return opening;
	}

	private static String seen(RawWebSocketClient.Opening opening) {
		try (RawWebSocketClient client = opening.connect()) {
			return client.nextText();
		}
	}

	private static String withoutQuery(Object uri) {
		return uri.toString().replaceAll("\\?.*", "");
	}

	@WebSocketEndpoint("/seen")
	static class SeenEndpoint extends RecordingEndpoint {

		SeenEndpoint(Journal journal) {
			super(journal);
		}

		@Override
		@OnOpen
		protected void open(Connection connection) {
			super.open(connection);
			InetSocketAddress address = connection.handshake().remoteAddress();
			connection.push("%s %s %d".formatted(withoutQuery(connection.handshake().uri()),
					address.isUnresolved() ? "name " + address.getHostString() : address.getAddress().getHostAddress(),
					address.getPort()));
		}

	}

	/**
	 * A handler of Spring's own, on the transport of endpoints.
	 */
	@Configuration(proxyBeanMethods = false)
	@EnableWebSocket
	static class SeenHandler {

		@Bean
		WebSocketConfigurer seen(Environment environment) {
			return (registry) -> {
				WebSocketHandlerRegistration registration = registry.addHandler(new TextWebSocketHandler() {

					@Override
					public void afterConnectionEstablished(WebSocketSession session) throws Exception {
						session.sendMessage(new TextMessage(withoutQuery(session.getUri())));
					}

				}, "/spring");
				if (!environment.getProperty("ws.transport.apply-to-spring-handlers", Boolean.class, false)) {
					// By default Spring takes Jetty's, even on Tomcat
					registration
						.setHandshakeHandler(new DefaultHandshakeHandler(new StandardWebSocketUpgradeStrategy()));
				}
			};
		}

	}

}
