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

import java.security.Principal;
import java.time.Duration;
import java.time.Instant;
import java.time.temporal.ChronoUnit;
import java.util.Map;
import java.util.concurrent.BlockingQueue;
import java.util.concurrent.CompletableFuture;
import java.util.concurrent.LinkedBlockingQueue;
import java.util.concurrent.TimeUnit;

import org.junit.jupiter.api.AfterEach;
import org.junit.jupiter.api.Test;
import org.springframework.context.event.EventListener;
import org.springframework.security.authentication.UsernamePasswordAuthenticationToken;
import org.springframework.security.core.Authentication;
import org.springframework.test.util.ReflectionTestUtils;

import io.github.wsboot.AuthenticationExpiredEvent;
import io.github.wsboot.annotation.OnMessage;
import io.github.wsboot.annotation.WebSocketEndpoint;
import io.github.wsboot.extension.security.AuthenticationExpiry;
import io.github.wsboot.readme.TokenRenewal;
import io.github.wsboot.security.AuthenticationDeadlines;
import io.github.wsboot.security.SessionConnections;
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
 * Tests that a connection lives no longer than its authentication.
 */
@Promise("spring-security")
class AuthenticationExpiryTests extends ServerTests {

	private static final String[] GRACE = { "ws.auth.expiry-grace=1m", "ws.auth.session-check-interval=100ms" };

	private static final String OFF = "ws.auth.close-on-expiry=false";

	AuthenticationExpiryTests() {
		super(TestServer.WithSecurity.class, SecurityInfrastructure.class,
				SecurityInfrastructure.SessionController.class, EchoEndpoint.class, Expirations.class,
				TokenRenewal.class, ShortVisits.class);
	}

	@AfterEach
	void nothingIsLeft() throws Exception {
		disconnectClients();
		TestServer.await("all to be forgotten").untilAsserted(() -> {
			assertThat((Map<?, ?>) field(AuthenticationDeadlines.class, "deadlines")).isEmpty();
			assertThat((Map<?, ?>) field(SessionConnections.class, "connections")).isEmpty();
			assertThat((Map<?, ?>) field(SessionConnections.class, "sessions")).isEmpty();
		});
	}

	private Object field(Class<?> type, String name) {
		return ReflectionTestUtils.getField(server().bean(type), name);
	}

	/**
	 * Return an instant in a moment, as precise as a token can say it.
	 */
	private static Instant soon() {
		return Instant.now().plusSeconds(2).truncatedTo(ChronoUnit.SECONDS);
	}

	private RawWebSocketClient withToken(TestServer server, String path, String token) {
		return closeLater(RawWebSocketClient.to(server, path).header("Authorization", "Bearer " + token).connect());
	}

	private RawWebSocketClient with(Login login, String path) {
		return with(server(), login, path);
	}

	private RawWebSocketClient with(TestServer server, Login login, String path) {
		return closeLater(RawWebSocketClient.to(server, path).header("Cookie", login.cookie()).connect());
	}

	private void assertExpired(RawWebSocketClient client) {
		assertExpired(server(), client);
	}

	private static void assertExpired(TestServer server, RawWebSocketClient client) {
		RawFrame close = client.nextClose();
		assertThat(close.closeCode()).isEqualTo(4401);
		assertThat(close.closeReason()).isEqualTo("Authentication expired");
		client.send(RawFrame.close(4401));
		assertThat(server.journal().awaitEnd(client.name())).endsWith("close 4401 AUTH_EXPIRED");
	}

	private static void assertAlive(RawWebSocketClient client) {
		assertThat(client.text("alive").nextText()).isEqualTo("alive");
	}

	@Test
	void silentConnectionShouldEndWithItsJwt() {
		Instant expiry = soon();
		RawWebSocketClient client = withToken(server(), "/echo", SecurityInfrastructure.jwt("ada", expiry));
		RawWebSocketClient other = withToken(server(), "/echo",
				SecurityInfrastructure.jwt("ada", expiry.plusSeconds(3600)));
		assertExpired(client);
		assertThat(Instant.now()).isAfterOrEqualTo(expiry);
		assertAlive(other);
	}

	@Test
	void silentConnectionShouldEndWithItsOpaqueToken() {
		Instant expiry = soon();
		assertExpired(withToken(server(), "/opaque/echo", String.valueOf(expiry.getEpochSecond())));
		assertThat(Instant.now()).isAfterOrEqualTo(expiry);
	}

	@Test
	void connectionWithAStuckCallbackShouldEndWithItsToken() {
		EchoEndpoint endpoint = server().bean(EchoEndpoint.class);
		RawWebSocketClient client = withToken(server(), "/echo", SecurityInfrastructure.jwt("ada", soon()));
		client.text("block");
		assertThat(client.nextClose().closeCode()).isEqualTo(4401);
		client.send(RawFrame.close(4401));
		endpoint.gate.complete(null);
		assertThat(server().journal().awaitEnd(client.name())).endsWith("close 4401 AUTH_EXPIRED");
	}

	@Test
	void expiredTokenShouldCloseNothingIfSoConfigured() {
		Instant expiry = soon();
		RawWebSocketClient client = withToken(server(OFF), "/echo", SecurityInfrastructure.jwt("ada", expiry));
		RawWebSocketClient reference = withToken(server(), "/echo", SecurityInfrastructure.jwt("ada", expiry));
		assertExpired(reference);
		assertAlive(client);
	}

	@Test
	void tokenThatHasJustExpiredShouldCloseAtOnce() {
		assertExpired(withToken(server(), "/echo", SecurityInfrastructure.jwt("ada", Instant.now().minusSeconds(10))));
	}

	@Test
	void applicationShouldKnowWhenOtherKindsExpire() {
		RawWebSocketClient visitor = withPassword(SecurityInfrastructure.VISITOR, "/echo");
		RawWebSocketClient ada = withPassword("ada", "/echo");
		assertExpired(visitor);
		assertAlive(ada);
	}

	private RawWebSocketClient withPassword(String user, String path) {
		return closeLater(RawWebSocketClient.to(server(), path).header("Authorization", Login.basic(user)).connect());
	}

	@Test
	void graceShouldLetTheApplicationRenew() throws Exception {
		TestServer server = server(GRACE);
		Instant expiry = soon();
		RawWebSocketClient client = withToken(server, "/echo", SecurityInfrastructure.jwt("ada", expiry));
		AuthenticationExpiredEvent event = server.bean(Expirations.class).next(client);
		assertThat(event.expiredAt()).isEqualTo(expiry);
		Principal principal = event.connection().principal();
		assertThat(event.closesAt()).isEqualTo(expiry.plus(Duration.ofMinutes(1)));
		assertAlive(client);
		Instant renewed = soon();
		event.renew(renewed);
		AuthenticationExpiredEvent again = server.bean(Expirations.class).next(client);
		assertThat(again.expiredAt()).isEqualTo(renewed);
		assertThat(again.connection().principal()).isNotNull().isSameAs(principal);
		again.renew(Instant.now().minus(Duration.ofMinutes(1)));
		assertExpired(server, client);
	}

	@Test
	void clientShouldRenewItsToken() {
		TestServer server = server(GRACE);
		RawWebSocketClient client = withToken(server, "/live", SecurityInfrastructure.jwt("ada", soon()));
		assertThat(client.nextText()).isEqualTo("{\"type\":\"token-please\"}");
		client.text("{\"type\":\"token\",\"value\":\"" + SecurityInfrastructure.jwt("ada", soon()) + "\"}");
		assertThat(client.nextText()).isEqualTo("{\"type\":\"token-please\"}");
		client.text("{\"type\":\"token\",\"value\":\"forged\"}");
		assertThat(client.nextClose().closeCode()).isEqualTo(1011);
		client.send(RawFrame.close(1011));
	}

	@Test
	void logoutShouldEndTheConnectionsOfItsSessionOnly() {
		Login login = Login.of(server(), "ada");
		Login elsewhere = Login.of(server(), "ada");
		RawWebSocketClient client = with(login, "/echo");
		RawWebSocketClient second = with(login, "/echo");
		RawWebSocketClient other = with(elsewhere, "/echo");
		assertAlive(client);
		login.post("/logout");
		assertExpired(client);
		assertExpired(second);
		assertAlive(other);
	}

	@Test
	void logoutThatKeepsTheSessionShouldEndItsConnections() {
		Login login = Login.of(server(), "ada");
		RawWebSocketClient client = with(login, "/echo");
		assertAlive(client);
		login.post("/keep/logout");
		assertExpired(client);
	}

	@Test
	void invalidatedSessionShouldEndItsConnections() {
		Login login = Login.of(server(), "ada");
		RawWebSocketClient client = with(login, "/echo");
		assertAlive(client);
		login.get("/invalidate");
		assertExpired(client);
	}

	@Test
	void sessionShouldBeFollowedToItsNewId() {
		Login login = Login.of(server(), "ada");
		RawWebSocketClient client = with(login, "/echo");
		assertAlive(client);
		String before = login.cookie();
		login.get("/rotate");
		assertThat(login.cookie()).isNotEqualTo(before);
		assertAlive(client);
		login.get("/invalidate");
		assertExpired(client);
	}

	@Test
	void endOfASessionShouldNotEndConnectionsWithATokenOfTheirOwn() {
		assertThatEndOfASessionDoesNotMatter(
				"Bearer " + SecurityInfrastructure.jwt("ada", Instant.now().plus(Duration.ofHours(1))));
	}

	@Test
	void endOfASessionShouldNotEndConnectionsOfHttpBasic() {
		assertThatEndOfASessionDoesNotMatter(Login.basic("ada"));
	}

	/**
	 * Connect with a session and with another way of authentication.
	 */
	private void assertThatEndOfASessionDoesNotMatter(String authorization) {
		Login login = Login.of(server(), "bob");
		RawWebSocketClient client = closeLater(RawWebSocketClient.to(server(), "/echo")
			.header("Cookie", login.cookie())
			.header("Authorization", authorization)
			.connect());
		RawWebSocketClient reference = with(login, "/echo");
		assertAlive(client);
		assertAlive(reference);
		login.get("/invalidate");
		assertExpired(reference);
		assertAlive(client);
	}

	@Test
	void connectionShouldNotKeepItsSessionAlive() {
		Login login = Login.of(server(), "ada");
		RawWebSocketClient client = with(login, "/echo");
		Instant begin = Instant.now();
		login.get("/short");
		TestServer.await("end of the connection").pollInterval(Duration.ofMillis(500)).until(() -> {
			if (Duration.between(begin, Instant.now()).toSeconds() >= 3) {
				// The web server may not have looked for old sessions
				assertThat(login.get("/echo").statusCode()).isEqualTo(401);
			}
			RawFrame frame = client.text("alive").next();
			return frame.opcode() == RawFrame.CLOSE && frame.closeCode() == 4401;
		});
		client.send(RawFrame.close(4401));
		assertThat(server().journal().awaitEnd(client.name())).endsWith("close 4401 AUTH_EXPIRED");
	}

	@Test
	void loginThatIsOneTooManyShouldEndTheConnectionsOfTheOldest() {
		TestServer server = server(GRACE);
		Login first = Login.of(server, SecurityInfrastructure.SINGLE);
		RawWebSocketClient client = with(server, first, "/echo");
		assertAlive(client);
		Login second = Login.of(server, SecurityInfrastructure.SINGLE);
		RawWebSocketClient other = with(server, second, "/echo");
		assertExpired(server, client);
		assertAlive(other);
	}

	static class ShortVisits implements AuthenticationExpiry {

		@Override
		public Instant expiresAt(Authentication authentication) {
			return (authentication instanceof UsernamePasswordAuthenticationToken
					&& authentication.getName().equals(SecurityInfrastructure.VISITOR)) ? soon() : null;
		}

	}

	static class Expirations {

		private final BlockingQueue<AuthenticationExpiredEvent> events = new LinkedBlockingQueue<>();

		@EventListener
		void expired(AuthenticationExpiredEvent event) {
			this.events.add(event);
		}

		private AuthenticationExpiredEvent next(RawWebSocketClient client) throws InterruptedException {
			AuthenticationExpiredEvent event;
			do {
				event = this.events.poll(TestServer.TIMEOUT.toSeconds(), TimeUnit.SECONDS);
				assertThat(event).isNotNull();
			}
			while (!TestServer.clientOf(event.connection()).equals(client.name()));
			return event;
		}

	}

	@WebSocketEndpoint({ "/echo", "/opaque/echo" })
	static class EchoEndpoint extends RecordingEndpoint {

		private final CompletableFuture<Void> gate = new CompletableFuture<>();

		EchoEndpoint(Journal journal) {
			super(journal);
		}

		@OnMessage
		String message(String text) throws Exception {
			if (text.equals("block")) {
				this.gate.get(60, TimeUnit.SECONDS);
			}
			return text;
		}

	}

}
