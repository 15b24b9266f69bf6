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

import java.time.Duration;
import java.time.Instant;
import java.util.List;

import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.extension.ExtendWith;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.ValueSource;
import org.springframework.boot.test.system.CapturedOutput;
import org.springframework.boot.test.system.OutputCaptureExtension;
import org.springframework.security.core.context.SecurityContextHolder;

import io.github.wsboot.console.ConsoleWebSocketHandler;
import io.github.wsboot.extension.ConsoleAccess;
import io.github.wsboot.server.Login;
import io.github.wsboot.server.RawWebSocketClient;
import io.github.wsboot.server.SecurityInfrastructure;
import io.github.wsboot.server.ServerKind;
import io.github.wsboot.server.ServerKinds;
import io.github.wsboot.server.ServerTests;
import io.github.wsboot.server.TestServer;

import static org.assertj.core.api.Assertions.assertThat;

/**
 * Tests for access to the console of an application with Spring Security.
 */
@ExtendWith(OutputCaptureExtension.class)
@ServerKinds({ ServerKind.DIRECT_TOMCAT, ServerKind.JETTY })
class ConsoleSecurityTests extends ServerTests {

	private static final String ON = "ws.console.enabled=true";

	ConsoleSecurityTests() {
		super(TestServer.WithSecurity.class, SecurityInfrastructure.class, ConsoleTests.TalkEndpoint.class);
	}

	private static RawWebSocketClient.Response get(TestServer server, String path, String... headers) {
		RawWebSocketClient.Opening opening = RawWebSocketClient.to(server, path).without("Upgrade");
		for (int i = 0; i < headers.length; i += 2) {
			opening.header(headers[i], headers[i + 1]);
		}
		return opening.header("Connection", "close").response();
	}

	@Test
	void filterChainShouldAskWhoItIs() {
		TestServer server = server(ON);
		for (String file : new String[] { "", "/", "/js/console.js" }) {
			assertThat(get(server, "/ws-console" + file).status()).isEqualTo(401);
		}
		assertThat(ConsoleViewer.to(server, "/ws-console").response().status()).isEqualTo(401);
	}

	/**
	 * Admits everybody, as the anonymous user or without any user.
	 */
	@ParameterizedTest
	@ValueSource(strings = { "/public/console", "/keep/console" })
	void nobodyShouldPassWithoutAuthenticationEvenIfTheFilterChainWouldHaveIt(String path) {
		TestServer server = server(ON, "ws.console.path=" + path);
		for (String file : new String[] { "", "/", "/js/console.js", "/lib/chart.umd.min.js", "/nothing", "/feed" }) {
			RawWebSocketClient.Response response = get(server, path + file);
			assertThat(response.status()).as(file).isEqualTo(403);
			assertThat(response.header("Location")).isNull();
		}
		assertThat(ConsoleViewer.to(server, path).response().status()).isEqualTo(403);
		assertThat(server.bean(ConsoleWebSocketHandler.class).viewers()).isZero();
	}

	@Test
	void userShouldSeeThePageAndOpenTheFeed() {
		TestServer server = server(ON, "ws.console.path=/public/console");
		String basic = Login.basic("ada");
		assertThat(get(server, "/public/console/", "Authorization", basic).status()).isEqualTo(200);
		ConsoleViewer viewer = closeLater(
				ConsoleViewer.of(ConsoleViewer.to(server, "/public/console").header("Authorization", basic).connect()));
		assertThat(viewer.next("snapshot").get("connections").asInt()).isZero();
		assertThat(ConsoleViewer.to(server, "/public/console")
			.header("Authorization", basic)
			.header("Origin", "http://evil.example.org")
			.response()
			.status()).isEqualTo(403);
	}

	@Test
	void accessOfTheApplicationShouldReplaceTheRule() {
		TestServer server = closeLater(TestServer.start(kind(),
				List.of(TestServer.WithSecurity.class, SecurityInfrastructure.class, OnlyBob.class), ON));
		assertThat(get(server, "/ws-console/", "Authorization", Login.basic("ada")).status()).isEqualTo(403);
		assertThat(
				ConsoleViewer.to(server, "/ws-console").header("Authorization", Login.basic("ada")).response().status())
			.isEqualTo(403);
		assertThat(get(server, "/ws-console/", "Authorization", Login.basic("bob")).status()).isEqualTo(200);
	}

	@Test
	void whatUsersDoShouldBeLoggedWithTheirNames(CapturedOutput output) {
		TestServer server = server(ON, "logging.level.io.github.wsboot.console=info");
		String ada = Login.basic("ada");
		ConsoleViewer viewer = closeLater(
				ConsoleViewer.of(ConsoleViewer.to(server, "/ws-console").header("Authorization", ada).connect()));
		RawWebSocketClient client = closeLater(
				RawWebSocketClient.to(server, "/talk/a").header("Authorization", ada).connect());
		String id = server.connection(client.name()).id();
		viewer.result("push", "connection", id, "payload", "hello");
		viewer.result("disconnect", "connection", id);
		assertThat(output).contains("Console: 'ada' has pushed to connection '" + id + "'")
			.contains("Console: 'ada' has disconnected connection '" + id + "'");
	}

	@Test
	void sessionAndTokenShouldDoAsWell() {
		TestServer server = server(ON);
		Login login = Login.of(server, "ada");
		assertThat(login.get("/ws-console/").body()).contains("WebSocket console");
		closeLater(ConsoleViewer.of(ConsoleViewer.to(server, "/ws-console").header("Cookie", login.cookie()).connect()))
			.next("hello");
		String token = "Bearer " + SecurityInfrastructure.jwt("ada", Instant.now().plus(Duration.ofHours(1)));
		assertThat(get(server, "/ws-console/", "Authorization", token).status()).isEqualTo(200);
	}

	static class OnlyBob implements ConsoleAccess {

		@Override
		public boolean isAllowed() {
			return SecurityContextHolder.getContext().getAuthentication().getName().equals("bob");
		}

	}

}
