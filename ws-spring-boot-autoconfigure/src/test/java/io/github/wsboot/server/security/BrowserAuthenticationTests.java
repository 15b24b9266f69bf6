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

package io.github.wsboot.server.security;

import java.time.Duration;
import java.time.Instant;

import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.extension.ExtendWith;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.CsvSource;
import org.junit.jupiter.params.provider.ValueSource;
import org.springframework.boot.test.system.CapturedOutput;
import org.springframework.boot.test.system.OutputCaptureExtension;

import io.github.wsboot.Connection;
import io.github.wsboot.annotation.OnMessage;
import io.github.wsboot.annotation.WebSocketEndpoint;
import io.github.wsboot.readme.TicketSecurity;
import io.github.wsboot.server.Journal;
import io.github.wsboot.server.Login;
import io.github.wsboot.server.Promise;
import io.github.wsboot.server.RawFrame;
import io.github.wsboot.server.RawWebSocketClient;
import io.github.wsboot.server.RecordingEndpoint;
import io.github.wsboot.server.SecurityInfrastructure;
import io.github.wsboot.server.ServerTests;
import io.github.wsboot.server.TestServer;

import static org.assertj.core.api.Assertions.assertThat;

/**
 * Tests for authentication by browsers, which cannot set headers.
 */
@ExtendWith(OutputCaptureExtension.class)
class BrowserAuthenticationTests extends ServerTests {

	private static final String BEARER = "ws.auth.bearer-sub-protocol=bearer";

	private static final String[] CHATTY = { BEARER, "logging.level.io.github.wsboot=trace",
			"logging.level.org.springframework.web=trace", "logging.level.org.springframework.security=trace" };

	BrowserAuthenticationTests() {
		super(TestServer.WithSecurity.class, SecurityInfrastructure.class, TicketSecurity.class,
				TicketSecurity.TicketController.class, WhoEndpoint.class, PlainEndpoint.class, StrictEndpoint.class);
	}

	private static String token() {
		return SecurityInfrastructure.jwt("ada", Instant.now().plus(Duration.ofHours(1)));
	}

	private RawWebSocketClient.Exchange offer(TestServer server, String path, String protocols) {
		RawWebSocketClient.Exchange exchange = RawWebSocketClient.to(server, path)
			.header("Sec-WebSocket-Protocol", protocols)
			.exchange();
		closeLater(exchange.client());
		return exchange;
	}

	@Test
	void sessionCookieShouldAuthenticateFromTheSameOriginOnly() {
		Login login = Login.of(server(), "ada");
		String own = Login.origin(server());
		RawWebSocketClient client = closeLater(RawWebSocketClient.to(server(), "/who")
			.header("Cookie", login.cookie())
			.header("Origin", own)
			.connect());
		assertThat(client.text("").nextText()).startsWith("ada");
		assertThat(RawWebSocketClient.to(server(), "/who")
			.header("Cookie", login.cookie())
			.header("Origin", "http://evil.example.org")
			.response()
			.status()).isEqualTo(403);
		assertThat(RawWebSocketClient.to(server(), "/who").header("Origin", own).response().status()).isEqualTo(401);
	}

	@Test
	void ticketShouldAuthenticateOnce() {
		Login login = Login.of(server(), "ada");
		String ticket = login.post("/tickets").body();
		String path = "/ticketed/who?ticket=" + ticket;
		assertThat(raw(path).text("").nextText()).startsWith("ada");
		assertThat(RawWebSocketClient.to(server(), path).response().status()).isEqualTo(401);
		assertThat(RawWebSocketClient.to(server(), "/ticketed/who?ticket=guessed").response().status()).isEqualTo(401);
		assertThat(RawWebSocketClient.to(server(), "/ticketed/who").response().status()).isIn(401, 403);
	}

	@Test
	void connectionOfATicketShouldOutliveTheLoginOfTheTicket() {
		Login login = Login.of(server(), "ada");
		RawWebSocketClient client = raw("/ticketed/who?ticket=" + login.post("/tickets").body());
		RawWebSocketClient other = closeLater(
				RawWebSocketClient.to(server(), "/who").header("Cookie", login.cookie()).connect());
		assertThat(other.text("").nextText()).startsWith("ada");
		login.post("/logout");
		assertThat(other.nextClose().closeCode()).isEqualTo(4401);
		other.send(RawFrame.close(4401));
		assertThat(client.text("").nextText()).startsWith("ada");
	}

	@Test
	void tokenAmongTheSubProtocolsShouldAuthenticate() {
		RawWebSocketClient.Exchange exchange = offer(server(BEARER), "/who", "chat.v1, bearer, " + token());
		assertThat(exchange.response().status()).isEqualTo(101);
		assertThat(exchange.response().header("Sec-WebSocket-Protocol")).isEqualTo("chat.v1");
		assertThat(exchange.client().text("").nextText()).isEqualTo("ada, chat.v1, [chat.v1, bearer], null");
	}

	@Test
	void nameBeforeTheTokenShouldBeAnsweredWhereItIsASubProtocol() {
		RawWebSocketClient.Exchange exchange = offer(server(BEARER), "/who", "bearer," + token());
		assertThat(exchange.response().header("Sec-WebSocket-Protocol")).isEqualTo("bearer");
		assertThat(exchange.client().text("").nextText()).isEqualTo("ada, bearer, [bearer], null");
	}

	@ParameterizedTest
	@ValueSource(strings = { "bearer", "other.v1, bearer", "ws.v2, bearer" })
	void nameBeforeTheTokenShouldBeAnsweredWhereNothingElseCanBe(String offered) {
		RawWebSocketClient.Exchange exchange = offer(server(BEARER), "/plain", offered + ", " + token());
		assertThat(exchange.response().header("Sec-WebSocket-Protocol")).isEqualTo("bearer");
		assertThat(exchange.client().text("").nextText()).startsWith("ada, null, ");
	}

	@Test
	void nameBeforeTheTokenShouldBeNoneOfTheSubProtocolsThatAreRequired() {
		assertThat(offer(server(BEARER), "/strict", "bearer, " + token()).response().status()).isEqualTo(400);
	}

	@Test
	void withoutATokenNothingShouldBeAnswered() {
		RawWebSocketClient.Response response = RawWebSocketClient.to(server(BEARER), "/plain")
			.header("Authorization", Login.basic("bob"))
			.header("Sec-WebSocket-Protocol", "other.v1")
			.response();
		assertThat(response.status()).isEqualTo(101);
		assertThat(response.header("Sec-WebSocket-Protocol")).isNull();
	}

	@ParameterizedTest
	@CsvSource(delimiter = '|', textBlock = """
			who   | chat.v1+ws.v1, chat.v1, bearer  | chat.v1+ws.v1 | chat.v1
			who   | ws.v1, bearer                   | ws.v1         | null
			who   | ws.v1, chat.v1, bearer          | chat.v1       | chat.v1
			plain | ws.v1, bearer                   | ws.v1         | null
			""")
	void tokenShouldAuthenticateABrowserClient(String path, String offered, String answered, String own) {
		RawWebSocketClient.Exchange exchange = offer(server(BEARER), "/" + path, offered + ", " + token());
		assertThat(exchange.response().header("Sec-WebSocket-Protocol")).isEqualTo(answered);
		assertThat(exchange.client().text("").nextText()).startsWith("ada, " + own + ",").endsWith(", null");
	}

	@Test
	void nameBeforeTheTokenShouldBeAnsweredWithoutBrowserClients() {
		RawWebSocketClient.Exchange exchange = offer(server(BEARER, "ws.browser-client.enabled=false"), "/who",
				"ws.v1, bearer, " + token());
		assertThat(exchange.response().header("Sec-WebSocket-Protocol")).isEqualTo("bearer");
	}

	@Promise("spring-security")
	@Test
	void tokenAmongTheSubProtocolsShouldBeNeitherAnsweredNorLogged(CapturedOutput output) {
		TestServer server = server(CHATTY);
		String token = token();
		String signature = token.substring(token.lastIndexOf('.') + 1);
		RawWebSocketClient.Response accepted = offer(server, "/who", "chat.v1, bearer, " + token).response();
		assertThat(accepted.status()).isEqualTo(101);
		RawWebSocketClient.Response unnamed = offer(server, "/plain", "bearer, " + token).response();
		assertThat(unnamed.header("Sec-WebSocket-Protocol")).isEqualTo("bearer");
		String invalid = "invalid" + signature;
		RawWebSocketClient.Response refused = offer(server, "/who", "chat.v1, bearer, " + invalid).response();
		assertThat(refused.status()).isEqualTo(401);
		assertThat(accepted.headers().toString() + unnamed.headers() + refused.headers()).doesNotContain(signature);
		TestServer.await("log").untilAsserted(() -> assertThat(output).contains("chat.v1").contains("/plain"));
		assertThat(output).doesNotContain(signature);
	}

	@Test
	void tokenAmongTheSubProtocolsShouldMeanNothingByDefault() {
		assertThat(offer(server(), "/who", "chat.v1, bearer, " + token()).response().status()).isEqualTo(401);
	}

	@Test
	void ordinaryRequestShouldNotBeAuthenticatedByASubProtocol() {
		assertThat(RawWebSocketClient.to(server(BEARER), "/who")
			.without("Upgrade")
			.header("Sec-WebSocket-Protocol", "bearer, " + token())
			.response()
			.status()).isEqualTo(401);
	}

	@Test
	void headerShouldWinOverATokenAmongTheSubProtocols() {
		RawWebSocketClient client = closeLater(RawWebSocketClient.to(server(BEARER), "/who")
			.header("Authorization", Login.basic("bob"))
			.header("Sec-WebSocket-Protocol", "bearer, " + token())
			.connect());
		assertThat(client.text("").nextText()).startsWith("bob, bearer, [bearer], Basic ");
	}

	@WebSocketEndpoint(value = { "/who", "/ticketed/who" }, subProtocols = { "chat.v1", "bearer" })
	static class WhoEndpoint extends RecordingEndpoint {

		WhoEndpoint(Journal journal) {
			super(journal);
		}

		@OnMessage
		String message(String text, Connection connection) {
			return connection.user() + ", " + connection.handshake().subProtocol() + ", "
					+ connection.handshake().headers().getOrEmpty("Sec-WebSocket-Protocol") + ", "
					+ connection.handshake().headers().getFirst("Authorization");
		}

	}

	@WebSocketEndpoint(value = "/strict", subProtocols = "chat.v1", requireSubProtocol = true)
	static class StrictEndpoint extends WhoEndpoint {

		StrictEndpoint(Journal journal) {
			super(journal);
		}

	}

	@WebSocketEndpoint("/plain")
	static class PlainEndpoint extends WhoEndpoint {

		PlainEndpoint(Journal journal) {
			super(journal);
		}

	}

}
