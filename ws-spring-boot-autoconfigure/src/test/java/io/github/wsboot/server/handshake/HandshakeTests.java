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

import java.io.IOException;
import java.net.URL;
import java.nio.charset.StandardCharsets;
import java.security.Principal;
import java.util.Collections;
import java.util.Enumeration;
import java.util.List;

import org.junit.jupiter.api.Tag;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.extension.ExtendWith;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.ValueSource;
import org.springframework.boot.test.system.CapturedOutput;
import org.springframework.boot.test.system.OutputCaptureExtension;
import org.springframework.http.HttpStatus;
import org.springframework.util.StringUtils;
import org.springframework.web.bind.annotation.RequestParam;
import org.springframework.web.server.ResponseStatusException;

import io.github.wsboot.Connection;
import io.github.wsboot.Handshake;
import io.github.wsboot.HandshakeContext;
import io.github.wsboot.HandshakeRejectedEvent;
import io.github.wsboot.HandshakeRejection;
import io.github.wsboot.annotation.OnHandshake;
import io.github.wsboot.annotation.OnMessage;
import io.github.wsboot.annotation.WebSocketEndpoint;
import io.github.wsboot.handshake.HandshakeRefusals;
import io.github.wsboot.readme.AddressFilter;
import io.github.wsboot.server.Journal;
import io.github.wsboot.server.Promise;
import io.github.wsboot.server.RawWebSocketClient;
import io.github.wsboot.server.RecordingEndpoint;
import io.github.wsboot.server.ServerTests;
import io.github.wsboot.server.TestServer;

import static org.assertj.core.api.Assertions.assertThat;

@Tag("boot")
@ExtendWith(OutputCaptureExtension.class)
class HandshakeTests extends ServerTests {

	HandshakeTests() {
		super(OpenEndpoint.class, CheckedEndpoint.class, ProtocolEndpoint.class, StrictEndpoint.class,
				SessionEndpoint.class, HandshakeInfrastructure.class, AddressFilter.class);
	}

	@Test
	void sameOriginShouldBeAccepted() {
		assertThat(status(to("/open").header("Origin", server().httpUri("").toString()))).isEqualTo(101);
	}

	@Test
	void missingOriginShouldBeAccepted() {
		assertThat(status(to("/open"))).isEqualTo(101);
	}

	@Promise("security")
	@Test
	void foreignOriginShouldBeRefused() {
		RawWebSocketClient.Opening opening = to("/open").header("Origin", "https://evil.example");
		assertThat(status(opening)).isEqualTo(403);
		assertThat(status(to("/open").header("Origin", "null"))).isEqualTo(403);
		assertThat(status(to("/open").header("Origin", "http://localhost:1"))).isEqualTo(403);
	}

	@ParameterizedTest
	@ValueSource(strings = { "http://localhost:", "http://local host", "http://localhost:1.evil.example",
			"http://localhost:99999999", "http://[::1", "http://", "://", "*", "", "http://lócalhost" })
	void whatIsNoOriginShouldBeRefused(String origin) {
		assertThat(status(to("/open").header("Origin", origin))).isEqualTo(403);
	}

	@Test
	void allowedOriginsShouldBeAccepted() {
		TestServer server = server("ws.allowed-origins=https://good.example",
				"ws.allowed-origin-patterns=https://*.example.org");
		assertThat(statusOf(server, "https://good.example")).isEqualTo(101);
		assertThat(statusOf(server, "https://any.example.org")).isEqualTo(101);
		assertThat(statusOf(server, "https://evil.example")).isEqualTo(403);
	}

	@Test
	void originsOfDevicesAndShellsShouldBeAccepted() {
		TestServer server = server("ws.allowed-origins=file://,capacitor://localhost,chrome-extension://abc/",
				"ws.allowed-origin-patterns=app://*");
		for (String origin : List.of("file://", "capacitor://localhost", "chrome-extension://abc", "app://-")) {
			assertThat(statusOf(server, origin)).as(origin).isEqualTo(101);
		}
		for (String origin : List.of("file://evil", "ionic://localhost", "chrome-extension://xyz", "https://abc",
				"null")) {
			assertThat(statusOf(server, origin)).as(origin).isEqualTo(403);
		}
	}

	@Test
	void missingOriginShouldBeRefusedWhereItIsRequired() {
		TestServer server = server("ws.require-origin=true", "ws.allowed-origins=null");
		assertThat(status(RawWebSocketClient.to(server, "/open"))).isEqualTo(403);
		assertThat(statusOf(server, "null")).isEqualTo(101);
		assertThat(statusOf(server, server.httpUri("").toString())).isEqualTo(101);
	}

	private int statusOf(TestServer server, String origin) {
		return status(RawWebSocketClient.to(server, "/open").header("Origin", origin));
	}

	@Test
	void handshakeCallbackShouldRejectWithTheStatusItAsksFor() {
		assertThat(status(to("/checked?answer=reject"))).isEqualTo(401);
		assertThat(status(to("/checked?answer=status"))).isEqualTo(409);
		assertThat(status(to("/checked?answer=fine"))).isEqualTo(101);
	}

	@Promise("security")
	@Test
	void handshakeCallbackShouldFailClosed() {
		assertThat(status(to("/checked?answer=exception"))).isEqualTo(500);
		assertThat(status(to("/checked?answer=error"))).isEqualTo(500);
		assertThat(status(to("/checked"))).isEqualTo(400);
		assertThat(status(to("/checked?answer=fine&number=none"))).isEqualTo(400);
		assertThat(server().journal().of("none")).isEmpty();
	}

	@Test
	void rejectedHandshakeShouldBeToldByAnEvent() {
		HandshakeInfrastructure.Rejections rejections = server().bean(HandshakeInfrastructure.Rejections.class);
		rejections.seen.clear();
		status(to("/checked?answer=reject"));
		status(to("/open").header("Origin", "https://evil.example"));
		status(to("/open"));
		TestServer.await("events")
			.untilAsserted(() -> assertThat(rejections.seen).extracting(HandshakeRejectedEvent::endpoint)
				.containsExactly("/checked", "/open"));
		assertThat(rejections.seen).extracting((event) -> event.status().value()).containsExactly(401, 403);
		assertThat(rejections.seen).allSatisfy((event) -> assertThat(event.remoteAddress()).isNotNull());
	}

	@Test
	void rejectedHandshakeShouldTellWhy() {
		assertThat(reason(to("/open").header("Origin", "https://evil.example"))).isEqualTo(HandshakeRejection.ORIGIN);
		assertThat(reason(to("/checked?answer=reject"))).isEqualTo(HandshakeRejection.AUTHENTICATION);
		assertThat(reason(to("/checked?answer=status"))).isEqualTo(HandshakeRejection.REFUSED);
		assertThat(reason(to("/checked?answer=exception"))).isEqualTo(HandshakeRejection.ERROR);
		assertThat(reason(to("/checked?answer=error"))).isEqualTo(HandshakeRejection.ERROR);
		assertThat(reason(to("/checked"))).isEqualTo(HandshakeRejection.BAD_REQUEST);
		assertThat(reason(to("/open?interceptor=false"))).isEqualTo(HandshakeRejection.REFUSED);
		assertThat(reason(to("/open?filter=false"))).isEqualTo(HandshakeRejection.REFUSED);
		assertThat(reason(to("/open?filter=exception"))).isEqualTo(HandshakeRejection.ERROR);
		assertThat(reason(to("/open").without("Sec-WebSocket-Key"))).isEqualTo(HandshakeRejection.BAD_REQUEST);
		assertThat(reason(to("/open").header("Sec-WebSocket-Version", "12"))).isEqualTo(HandshakeRejection.BAD_REQUEST);
	}

	@Test
	void limitShouldBeToldAsTheReason() {
		TestServer server = server("ws.max-connections=1");
		raw(server, "/open");
		assertThat(reason(server, RawWebSocketClient.to(server, "/open"))).isEqualTo(HandshakeRejection.LIMIT);
	}

	@Promise("handshake")
	@Test
	void limitsShouldBeWarnedOf(CapturedOutput output) {
		TestServer server = server("ws.max-connections=3", "ws.max-connections-per-user=1",
				"ws.max-connections-per-address=2");
		closeLater(RawWebSocketClient.to(server, "/open").header("X-User", "ada").connect());
		assertThat(status(RawWebSocketClient.to(server, "/open").header("X-User", "ada"))).isEqualTo(429);
		raw(server, "/open");
		assertThat(status(RawWebSocketClient.to(server, "/open"))).isEqualTo(429);
		TestServer.await("warnings")
			.untilAsserted(() -> assertThat(output)
				.containsOnlyOnce("429: user 'ada' has as many connections as 'ws.max-connections-per-user' allows")
				.containsOnlyOnce(
						"has as many connections as 'ws.max-connections-per-address' allows. If it is a proxy's, "
								+ "set 'server.forward-headers-strategy'"));
	}

	@Test
	void rateShouldBeToldAsTheReason() {
		TestServer server = server("ws.handshake.rate=1", "ws.handshake.burst=1");
		TestServer.await("refusal").until(() -> status(RawWebSocketClient.to(server, "/open")) == 429);
		HandshakeInfrastructure.Rejections rejections = server.bean(HandshakeInfrastructure.Rejections.class);
		TestServer.await("event").until(() -> !rejections.seen.isEmpty());
		assertThat(rejections.seen.poll().reason()).isEqualTo(HandshakeRejection.RATE);
	}

	@Promise("handshake")
	@Test
	void firstRefusalOfEachKindShouldBeWarnedOfWithTheFix(CapturedOutput output) {
		TestServer server = server("ws.path=/traced");
		for (int i = 0; i < 3; i++) {
			assertThat(statusOf(server, "https://evil.example")).isEqualTo(403);
		}
		assertThat(refused(server, "/checked?answer=reject")).isEqualTo(401);
		assertThat(refused(server, "/checked?answer=exception")).isEqualTo(500);
		assertThat(refused(server, "/checked?answer=exception")).isEqualTo(500);
		assertThat(refused(server, "/checked?answer=fine&number=s3cret")).isEqualTo(400);
		assertThat(refused(server, "/open?filter=status")).isEqualTo(429);
		assertThat(refused(server, "/open?filter=exception")).isEqualTo(500);
		assertThat(refused(server, "/open?interceptor=false")).isEqualTo(406);
		assertThat(status(RawWebSocketClient.to(server, "/open").without("Sec-WebSocket-Key"))).isEqualTo(400);
		HandshakeRefusals refusals = server.bean(HandshakeRefusals.class);
		TestServer.await("refusals").until(() -> refusals.latest().size() == 11);
		assertThat(StringUtils.countOccurrencesOf(output.getAll(), " WARN ")).isEqualTo(8);
		assertThat(output)
			.containsOnlyOnce("Handshake at '/open' was answered with 403: origin https://evil.example refused: the "
					+ "server's own is " + server.httpUri("")
					+ ". Behind a proxy set 'server.forward-headers-strategy'; "
					+ "for another site set 'ws.allowed-origins'")
			.containsOnlyOnce("'/checked' was answered with 401: @OnHandshake of '/checked' has refused it")
			.containsOnlyOnce("@OnHandshake of '/checked' has failed with java.lang.IllegalStateException")
			.containsOnlyOnce("none that fits, for the parameter 'int number' of @OnHandshake of '/checked'")
			.containsOnlyOnce("429: the ConnectionFilter HandshakeInfrastructure has refused it")
			.containsOnlyOnce("500: the ConnectionFilter HandshakeInfrastructure has failed")
			.containsOnlyOnce("406: a HandshakeInterceptor of the application has refused it")
			.containsOnlyOnce("400: 'Sec-WebSocket-Key' is missing, repeated or not 16 bytes in Base64")
			.contains("IllegalStateException: secret")
			.doesNotContain("s3cret");
		assertThat(refusals.latest().toString()).doesNotContain("s3cret").doesNotContain("secret");
	}

	private static int refused(TestServer server, String path) {
		return status(RawWebSocketClient.to(server, path).header("Cookie", "id=s3cret"));
	}

	@Promise("handshake")
	@Test
	void originShouldForgeNothingInTheLogAndTellTheClientNothing(CapturedOutput output) {
		TestServer server = server("ws.path=/forged");
		RawWebSocketClient.Exchange exchange = RawWebSocketClient.to(server, "/open")
			.header("Origin", "https://evil.example\u0085\u202e" + "x".repeat(1000))
			.exchange();
		closeLater(exchange.client());
		assertThat(exchange.response().status()).isEqualTo(403);
		assertThat(exchange.response().header("Content-Length")).isIn(null, "0");
		assertThat(exchange.response().headers().toString()).doesNotContain("evil").doesNotContain("ws.");
		TestServer.await("warning").until(() -> output.getAll().contains("origin https://evil.example"));
		assertThat(output).doesNotContain("\u0085").doesNotContain("\u202e").doesNotContain("x".repeat(201));
	}

	@Test
	void queryThatIsNoUriShouldBeReadAndStayOutOfTheLog(CapturedOutput output) {
		TestServer server = server("ws.path=/queries");
		for (String query : List.of("token=SECRET&x=%zz", "token=SECRET&100%")) {
			assertThat(status(RawWebSocketClient.to(server, "/open?" + query))).as(query).isEqualTo(101);
		}
		// Tomcat itself takes no such characters, unless 'relaxed-query-chars' has them
		boolean tomcat = kind().toString().contains("tomcat");
		assertThat(status(RawWebSocketClient.to(server, "/open?token=SECRET&x={a}|b^c"))).isEqualTo(tomcat ? 400 : 101);
		TestServer relaxed = server("ws.path=/queries", "server.tomcat.relaxed-query-chars={,},|,^");
		assertThat(status(RawWebSocketClient.to(relaxed, "/open?token=SECRET&x={a}|b^c"))).isEqualTo(101);
		assertThat(output).doesNotContain("SECRET").doesNotContain("URISyntaxException");
	}

	private HandshakeRejection reason(RawWebSocketClient.Opening opening) {
		return reason(server(), opening);
	}

	private HandshakeRejection reason(TestServer server, RawWebSocketClient.Opening opening) {
		HandshakeInfrastructure.Rejections rejections = server.bean(HandshakeInfrastructure.Rejections.class);
		rejections.seen.clear();
		assertThat(status(opening)).isGreaterThanOrEqualTo(400);
		TestServer.await("event").until(() -> !rejections.seen.isEmpty());
		return rejections.seen.poll().reason();
	}

	@Test
	void handshakeCallbackShouldSetHeadersAndAttributes() {
		RawWebSocketClient.Response accepted = to("/checked?answer=fine").response();
		assertThat(accepted.header("X-Answer")).isEqualTo("fine");
		assertThat(to("/checked?answer=reject").response().header("X-Answer")).isEqualTo("reject");
		RawWebSocketClient client = raw("/checked?answer=fine");
		client.text("answer");
		assertThat(client.nextText()).isEqualTo("fine");
	}

	@Promise("beans")
	@Test
	void handshakeInterceptorsOfTheApplicationShouldBeHonoured() {
		assertThat(status(to("/open?interceptor=false"))).isEqualTo(406);
		RawWebSocketClient client = raw("/open");
		client.text("intercepted");
		assertThat(client.nextText()).isEqualTo("true");
	}

	@Promise("beans")
	@Test
	void handlerDecoratorsOfTheApplicationShouldBeHonoured() {
		RawWebSocketClient client = raw("/open");
		client.text("decorated");
		assertThat(client.nextText()).isEqualTo("true");
		assertThat(server().connection(client.name()).attributes()).containsEntry("seen", "decorated");
	}

	@Test
	void connectionFilterShouldRefuse() {
		assertThat(status(to("/open?filter=false"))).isEqualTo(403);
		assertThat(status(to("/open?filter=status"))).isEqualTo(429);
		assertThat(status(to("/open?filter=exception"))).isEqualTo(500);
	}

	@Test
	void headersOfAFilterShouldBeThereWhoeverRefusesLater() {
		assertThat(to("/open?filter=true").response().header("X-Filter")).isEqualTo("asked");
		assertThat(to("/open?filter=true&interceptor=false").response().header("X-Filter")).isEqualTo("asked");
		RawWebSocketClient.Response rejected = to("/checked?answer=reject").response();
		assertThat(rejected.header("X-Filter")).isEqualTo("asked");
		assertThat(rejected.header("X-Answer")).isEqualTo("reject");
	}

	@Test
	void addressesShouldBeRefusedByAFilter() {
		TestServer server = server("server.forward-headers-strategy=native");
		for (String refused : List.of("203.0.113.7", "203.0.113.7:4711", "2001:db8::7", "[2001:db8::7]:4711",
				"unknown")) {
			assertThat(status(RawWebSocketClient.to(server, "/open").header("X-Forwarded-For", refused))).as(refused)
				.isEqualTo(403);
		}
		for (String accepted : List.of("198.51.100.7", "198.51.100.7:4711", "[2001:db8::8]:4711")) {
			assertThat(status(RawWebSocketClient.to(server, "/open").header("X-Forwarded-For", accepted))).as(accepted)
				.isEqualTo(101);
		}
		assertThat(status(to("/open").header("X-Forwarded-For", "203.0.113.7"))).isEqualTo(101);
	}

	@Test
	void subProtocolShouldBeTheServersPreferenceAndKeepItsCase() {
		assertThat(protocol("v1.Chat, V2.chat")).isEqualTo("V2.chat");
		assertThat(protocol("v1.Chat")).isEqualTo("v1.Chat");
		RawWebSocketClient client = closeLater(to("/protocols").header("Sec-WebSocket-Protocol", "v1.Chat").connect());
		client.text("?");
		assertThat(client.nextText()).isEqualTo("v1.Chat");
	}

	@Promise("protocol")
	@Test
	void subProtocolShouldNeverBeEchoedUnasked() {
		assertThat(to("/protocols").response().header("Sec-WebSocket-Protocol")).isNull();
		assertThat(protocol("unknown")).isNull();
		assertThat(to("/open").header("Sec-WebSocket-Protocol", "v1.Chat").response().header("Sec-WebSocket-Protocol"))
			.isNull();
	}

	@Promise("handshake")
	@ParameterizedTest
	@ValueSource(strings = { "", "other", "V1.chat", "v2.chat, other" })
	void subProtocolShouldBeNullWhereNoneWasAgreedOn(String offer) {
		RawWebSocketClient.Opening opening = to("/protocols");
		RawWebSocketClient client = closeLater(
				(offer.isEmpty() ? opening : opening.header("Sec-WebSocket-Protocol", offer)).connect());
		client.text("?");
		assertThat(client.nextText()).isEqualTo("null");
	}

	/**
	 * Jetty would, but with Tomcat beside it on the class path it is Tomcat that is asked
	 * which one to take.
	 */
	@Promise("handshake")
	@Test
	void clientsWithoutASubProtocolShouldNotBeWarnedOf(CapturedOutput output) {
		Thread thread = Thread.currentThread();
		ClassLoader usual = thread.getContextClassLoader();
		thread.setContextClassLoader(new OneContainer(usual, kind().toString().contains("jetty") ? "tomcat" : "jetty"));
		try (TestServer server = TestServer.start(kind(), List.of(OpenEndpoint.class, ProtocolEndpoint.class))) {
			int started = output.length();
			for (String path : List.of("/open", "/protocols")) {
				for (String offer : List.of("other", "V1.chat, v2.chat", "v1.Chat")) {
					RawWebSocketClient.to(server, path).header("Sec-WebSocket-Protocol", offer).connect().close();
				}
				RawWebSocketClient.to(server, path).connect().close();
			}
			server.awaitNoConnection();
			assertThat(output.subSequence(started, output.length())).doesNotContain("WARN");
		}
		finally {
			thread.setContextClassLoader(usual);
		}
	}

	@Promise("handshake")
	@Test
	void handshakeCallbackShouldSeeWhatIsOfferedAndWhatWillBeAgreedOn() {
		RawWebSocketClient.Exchange exchange = to("/strict").header("Sec-WebSocket-Protocol", "V1, v1,,v2")
			.line("Sec-WebSocket-Protocol", "x")
			.exchange();
		RawWebSocketClient client = closeLater(exchange.client());
		assertThat(exchange.response().status()).isEqualTo(101);
		assertThat(exchange.response().header("X-Offered")).isEqualTo("[V1, v1, v2, x]");
		assertThat(exchange.response().header("X-Agreed")).isEqualTo("v2, not yet null");
		client.text("?");
		assertThat(client.nextText()).isEqualTo("v2");
	}

	@Promise("handshake")
	@ParameterizedTest
	@ValueSource(strings = { "", ",", "other", "V1", "v1.1, v" })
	void requiredSubProtocolShouldBeDemanded(String offer) {
		RawWebSocketClient.Opening opening = to("/strict");
		RawWebSocketClient.Response response = (offer.isEmpty() ? opening
				: opening.header("Sec-WebSocket-Protocol", offer))
			.response();
		assertThat(response.status()).isEqualTo(400);
		assertThat(response.header("X-Offered")).isNull();
		assertThat(reason(to("/strict").header("Sec-WebSocket-Protocol", "other")))
			.isEqualTo(HandshakeRejection.BAD_REQUEST);
	}

	@Test
	void realClientShouldNegotiateASubProtocol() {
		assertThat(connect("/protocols", "v1.Chat", "V2.chat").subProtocol()).isEqualTo("V2.chat");
	}

	private String protocol(String offer) {
		return to("/protocols").header("Sec-WebSocket-Protocol", offer).response().header("Sec-WebSocket-Protocol");
	}

	@Promise("protocol")
	@Test
	void offerOfCompressionShouldNotBeAccepted() {
		RawWebSocketClient.Response response = to("/open").header("Sec-WebSocket-Extensions", "permessage-deflate")
			.response();
		assertThat(response.status()).isEqualTo(101);
		assertThat(response.header("Sec-WebSocket-Extensions")).isNull();
	}

	@Promise("protocol")
	@Test
	void offerOfCompressionShouldBeAcceptedIfItIsEnabled() {
		TestServer server = server("ws.compression.enabled=true");
		for (String offer : new String[] { "permessage-deflate", "permessage-deflate; client_max_window_bits" }) {
			RawWebSocketClient.Response response = RawWebSocketClient.to(server, "/open")
				.header("Sec-WebSocket-Extensions", offer)
				.response();
			assertThat(response.status()).isEqualTo(101);
			assertThat(response.header("Sec-WebSocket-Extensions")).as(offer).startsWith("permessage-deflate");
		}
		assertThat(RawWebSocketClient.to(server, "/open").response().header("Sec-WebSocket-Extensions")).isNull();
	}

	@Test
	void brokenHandshakeShouldBeRefused() {
		assertThat(status(to("/open").without("Sec-WebSocket-Key"))).isEqualTo(400);
		assertThat(status(to("/open").header("Sec-WebSocket-Key", "dGhlIHNhbXBsZSBub25jZQ"))).isEqualTo(400);
		assertThat(status(to("/open").header("Sec-WebSocket-Key", "no base64 of 16 bytes !!"))).isEqualTo(400);
		assertThat(status(to("/open").header("sec-websocket-key", "AQIDBAUGBwgJCgsMDQ4PEA=="))).isEqualTo(400);
		assertThat(status(to("/open").header("Sec-WebSocket-Extensions", ";;,="))).isEqualTo(400);
		assertThat(status(to("/open").header("Sec-WebSocket-Version", "12"))).isEqualTo(426);
		assertThat(status(to("/nowhere"))).isEqualTo(404);
		RawWebSocketClient.Opening opening = to("/open");
		String old = new String(opening.request(), StandardCharsets.US_ASCII).replace("HTTP/1.1", "HTTP/1.0");
		RawWebSocketClient client = closeLater(opening.reach()).bytes(old.getBytes(StandardCharsets.US_ASCII));
		assertThat(client.response().status()).isEqualTo(400);
	}

	@Test
	void principalOfTheRequestShouldBeTheUser() {
		RawWebSocketClient ada = closeLater(to("/open").header("X-User", "ada").connect());
		RawWebSocketClient bob = closeLater(to("/open").header("X-User", "bob").connect());
		Connection adaConnection = server().connection(ada.name());
		TestServer.await("users")
			.until(() -> server().connections().user("ada").count() == 1
					&& server().connections().user("bob").count() == 1);
		assertThat(adaConnection.principal()).isNotNull();
		assertThat(adaConnection.user()).isEqualTo("ada");
		server().connections().user("ada").push("for ada");
		server().connections().user("bob").push("for bob");
		assertThat(ada.nextText()).isEqualTo("for ada");
		assertThat(bob.nextText()).isEqualTo("for bob");
		adaConnection.bindUser("bob");
		assertThat(server().connections().user("ada").count()).isZero();
		assertThat(server().connections().user("bob").count()).isEqualTo(2);
		ada.text("principal");
		assertThat(ada.nextText()).isEqualTo("ada");
	}

	@Test
	void principalWithoutANameShouldBeNoUser() {
		RawWebSocketClient client = closeLater(to("/open").header("X-User", "-").connect());
		client.text("principal");
		assertThat(client.nextText()).isEmpty();
		assertThat(server().connection(client.name()).user()).isNull();
	}

	@Test
	void attributesOfTheHttpSessionShouldBeThereOnRequest() {
		RawWebSocketClient client = closeLater(to("/session").header("X-Session", "cart").connect());
		client.text("?");
		assertThat(client.nextText()).isEqualTo("cart");
		RawWebSocketClient other = closeLater(to("/open").header("X-Session", "cart").connect());
		other.text("session");
		assertThat(other.nextText()).isEqualTo("null");
	}

	private RawWebSocketClient.Opening to(String path) {
		return RawWebSocketClient.to(server(), path);
	}

	private static int status(RawWebSocketClient.Opening opening) {
		return opening.response().status();
	}

	@WebSocketEndpoint("/open")
	static class OpenEndpoint extends RecordingEndpoint {

		OpenEndpoint(Journal journal) {
			super(journal);
		}

		@OnMessage
		String message(String text, Connection connection, Principal principal) {
			return text.equals("principal") ? principal.getName() : String.valueOf(connection.attributes().get(text));
		}

	}

	@WebSocketEndpoint("/checked")
	static class CheckedEndpoint extends RecordingEndpoint {

		CheckedEndpoint(Journal journal) {
			super(journal);
		}

		@OnHandshake
		void check(HandshakeContext context, @RequestParam String answer,
				@RequestParam(defaultValue = "1") int number) {
			context.responseHeaders().set("X-Answer", answer);
			context.attributes().put("answer", answer);
			switch (answer) {
				case "reject" -> context.reject(HttpStatus.UNAUTHORIZED);
				case "status" -> throw new ResponseStatusException(HttpStatus.CONFLICT);
				case "exception" -> throw new IllegalStateException("secret");
				case "error" -> throw new AssertionError("secret");
				default -> context.attributes().put("number", number);
			}
		}

		@OnMessage
		String message(String text, Connection connection) {
			return String.valueOf(connection.attributes().get(text));
		}

	}

	/**
	 * Knows the services of one container only.
	 */
	private static final class OneContainer extends ClassLoader {

		private final String hidden;

		OneContainer(ClassLoader parent, String hidden) {
			super(parent);
			this.hidden = hidden;
		}

		@Override
		public Enumeration<URL> getResources(String name) throws IOException {
			List<URL> found = Collections.list(super.getResources(name));
			if (name.startsWith("META-INF/services/jakarta.websocket.")) {
				found.removeIf((url) -> url.toString().contains(this.hidden));
			}
			return Collections.enumeration(found);
		}

	}

	@WebSocketEndpoint(value = "/protocols", subProtocols = { "V2.chat", "v1.Chat" })
	static class ProtocolEndpoint extends RecordingEndpoint {

		ProtocolEndpoint(Journal journal) {
			super(journal);
		}

		@OnMessage
		String message(Connection connection) {
			return String.valueOf(connection.handshake().subProtocol());
		}

	}

	@WebSocketEndpoint(value = "/strict", subProtocols = { "v2", "v1" }, requireSubProtocol = true)
	static class StrictEndpoint extends RecordingEndpoint {

		StrictEndpoint(Journal journal) {
			super(journal);
		}

		@OnHandshake
		void check(HandshakeContext context, Handshake handshake) {
			context.responseHeaders().set("X-Offered", context.offeredSubProtocols().toString());
			context.responseHeaders().set("X-Agreed", context.subProtocol() + ", not yet " + handshake.subProtocol());
		}

		@OnMessage
		String message(Handshake handshake) {
			return String.valueOf(handshake.subProtocol());
		}

	}

	@WebSocketEndpoint(value = "/session", httpSession = true)
	static class SessionEndpoint extends RecordingEndpoint {

		SessionEndpoint(Journal journal) {
			super(journal);
		}

		@OnMessage
		String message(Connection connection) {
			return String.valueOf(connection.attributes().get("session"));
		}

	}

}
