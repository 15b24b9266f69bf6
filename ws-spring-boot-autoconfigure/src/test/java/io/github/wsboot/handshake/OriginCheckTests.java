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

package io.github.wsboot.handshake;

import java.util.HashMap;
import java.util.List;

import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.ValueSource;
import org.springframework.http.HttpStatus;
import org.springframework.http.server.ServletServerHttpRequest;
import org.springframework.http.server.ServletServerHttpResponse;
import org.springframework.mock.web.MockHttpServletRequest;
import org.springframework.mock.web.MockHttpServletResponse;
import org.springframework.web.socket.WebSocketHandler;

import io.github.wsboot.HandshakeRejection;
import io.github.wsboot.handshake.OriginCheck.Presence;

import static org.assertj.core.api.Assertions.assertThat;
import static org.mockito.Mockito.mock;

/**
 * Tests for {@link OriginCheck}.
 */
class OriginCheckTests {

	private final OriginCheck sameOrigin = new OriginCheck(List.of(), List.of(), Presence.OPTIONAL,
			ForwardedHeaders.IGNORED);

	private final MockHttpServletResponse response = new MockHttpServletResponse();

	private static MockHttpServletRequest request(String... origins) {
		MockHttpServletRequest request = new MockHttpServletRequest("GET", "/ws");
		request.setServerName("example.com");
		request.setServerPort(80);
		HandshakeExchange.begin(request);
		for (String origin : origins) {
			request.addHeader("Origin", origin);
		}
		return request;
	}

	private boolean passes(OriginCheck check, MockHttpServletRequest request) throws Exception {
		WebSocketHandler handler = mock();
		ServletServerHttpResponse response = new ServletServerHttpResponse(this.response);
		boolean passes = check.beforeHandshake(new ServletServerHttpRequest(request), response, handler,
				new HashMap<>());
		response.flush();
		return passes;
	}

	private void assertRefused(OriginCheck check, String... origins) throws Exception {
		MockHttpServletRequest request = request(origins);
		assertThat(passes(check, request)).isFalse();
		assertThat(this.response.getStatus()).isEqualTo(403);
		assertThat(refusalReason(request).reason()).isEqualTo(HandshakeRejection.ORIGIN);
	}

	@Test
	void originOfTheServerShouldPass() throws Exception {
		assertThat(passes(this.sameOrigin, request("http://example.com"))).isTrue();
	}

	@ParameterizedTest
	@ValueSource(strings = { "http://other.com", "https://example.com", "http://example.com:8080",
			"http://example.com.evil.com", "null" })
	void anyOtherOriginShouldBeRefused(String origin) throws Exception {
		assertRefused(this.sameOrigin, origin);
	}

	@ParameterizedTest
	@ValueSource(strings = { "http://exa mple.com", "http://[", "", "%", "http://example.com:port" })
	void whatIsNoOriginShouldBeRefused(String origin) throws Exception {
		assertRefused(this.sameOrigin, origin);
	}

	@Test
	void severalOriginsShouldBeRefused() throws Exception {
		assertRefused(this.sameOrigin, "http://example.com", "http://example.com");
		assertRefused(new OriginCheck(List.of("*"), List.of(), Presence.OPTIONAL, ForwardedHeaders.IGNORED),
				"http://a.com", "http://b.com");
	}

	@Test
	void withoutAnOriginOnlyWhereOneIsRequiredShouldBeRefused() throws Exception {
		assertThat(passes(this.sameOrigin, request())).isTrue();
		assertRefused(new OriginCheck(List.of(), List.of(), Presence.REQUIRED, ForwardedHeaders.IGNORED));
	}

	/**
	 * Proxies and clients that are no browsers write hosts as they like.
	 */
	@ParameterizedTest
	@ValueSource(strings = { "HTTP://example.com", "http://EXAMPLE.com", "http://example.com:80" })
	void originOfTheServerShouldPassInAnyCase(String origin) throws Exception {
		assertThat(passes(this.sameOrigin, request(origin))).isTrue();
		MockHttpServletRequest forwarded = request(origin);
		forwarded.setScheme("HTTP");
		forwarded.setServerName("Example.COM");
		assertThat(passes(this.sameOrigin, forwarded)).isTrue();
	}

	@Test
	void addressOfTheServerShouldPassInAnyCase() throws Exception {
		MockHttpServletRequest request = request("https://[2001:DB8::a]");
		request.setScheme("https");
		request.setServerName("[2001:db8::A]");
		request.setServerPort(443);
		assertThat(passes(this.sameOrigin, request)).isTrue();
	}

	@Test
	void originsAndPatternsShouldPassInAnyCase() throws Exception {
		OriginCheck check = new OriginCheck(List.of("HTTPS://One.com", "Capacitor://LocalHost"),
				List.of("https://*.Two.com:[8443,9443]", "FILE://*"), Presence.REQUIRED, ForwardedHeaders.IGNORED);
		for (String origin : List.of("https://one.com", "https://ONE.com/", "capacitor://localhost",
				"https://A.two.COM:8443", "HTTPS://a.two.com:9443", "file://", "File://X")) {
			assertThat(passes(check, request(origin))).as(origin).isTrue();
		}
		assertRefused(check, "https://A.two.COM:1443");
	}

	@Test
	void originsAndPatternsShouldPassBesidesTheServersOwn() throws Exception {
		OriginCheck check = new OriginCheck(List.of("https://one.com"), List.of("https://*.two.com"), Presence.REQUIRED,
				ForwardedHeaders.IGNORED);
		assertThat(passes(check, request("https://one.com"))).isTrue();
		assertThat(passes(check, request("https://a.two.com"))).isTrue();
		assertThat(passes(check, request("http://example.com"))).isTrue();
		assertRefused(check, "https://three.com");
	}

	@Test
	void whoeverRefusesFirstShouldSayWhy() throws Exception {
		MockHttpServletRequest request = request("http://other.com");
		HandshakeExchange.of(new ServletServerHttpRequest(request))
			.refuse(new RefusalReason(HandshakeRejection.RATE, "rate", "too fast"));
		assertThat(passes(this.sameOrigin, request)).isFalse();
		assertThat(refusalReason(request).reason()).isEqualTo(HandshakeRejection.RATE);
	}

	@Test
	void explanationShouldNameBothOriginsAndTheFix() throws Exception {
		assertThat(explanation(request("https://a"))).isEqualTo("origin https://a refused: the server's own is "
				+ "http://example.com. Behind a proxy set 'server.forward-headers-strategy'; for another site "
				+ "set 'ws.allowed-origins'");
		MockHttpServletRequest secure = request("https://a");
		secure.setScheme("https");
		secure.setServerName("[::1]");
		secure.setServerPort(8443);
		assertThat(explanation(secure)).contains("the server's own is https://[::1]:8443. ");
		assertThat(explanation(request("http://a", "http://b"))).contains("more than one header 'Origin'");
	}

	@Test
	void adviceShouldFitWhoReadsForwardedHeaders() throws Exception {
		assertThat(explanation(ForwardedHeaders.READ_BY_FRAMEWORK))
			.contains("Behind a proxy have it send 'X-Forwarded-Proto', '-Host', '-Port' and '-For', or 'Forwarded', "
					+ "which Spring reads", "; for another site set 'ws.allowed-origins'")
			.doesNotContain("set 'server.forward-headers-strategy'");
		assertThat(explanation(ForwardedHeaders.READ_BY_SERVER))
			.contains("Behind a proxy have it send 'X-Forwarded-Proto', '-Host', '-Port' and '-For', which the web "
					+ "server reads", "'server.tomcat.remoteip.internal-proxies'; for another")
			.doesNotContain("set 'server.forward-headers-strategy'");
	}

	private String explanation(ForwardedHeaders forwarded) throws Exception {
		MockHttpServletRequest request = request("https://a");
		OriginCheck check = new OriginCheck(List.of(), List.of(), Presence.OPTIONAL, forwarded);
		assertThat(passes(check, request)).isFalse();
		return refusalReason(request).explanation();
	}

	/**
	 * Line breaks, an escape sequence, and a character that changes the direction of
	 * text.
	 */
	@ParameterizedTest
	@ValueSource(ints = { '\n', '\r', 0x1B, 0x85, 0x2028, 0x202E, 0x2066, 0xFEFF })
	void originShouldForgeNoLine(int character) throws Exception {
		String explanation = explanation(request("https://a" + (char) character + "WARN all is well"));
		assertThat(explanation).contains(String.format("origin https://a\\u%04xWARN all is well refused", character));
	}

	@Test
	void longOriginShouldBeCut() throws Exception {
		String start = "https://a";
		assertThat(explanation(request(start + "x".repeat(5000))))
			.contains("origin " + start + "x".repeat(200 - start.length()) + "... refused");
		assertThat(explanation(request(start + "\n".repeat(5000)))).hasSizeLessThan(450);
	}

	private String explanation(MockHttpServletRequest request) throws Exception {
		assertThat(passes(this.sameOrigin, request)).isFalse();
		return refusalReason(request).explanation();
	}

	private static RefusalReason refusalReason(MockHttpServletRequest request) {
		return HandshakeExchange.of(new ServletServerHttpRequest(request)).refusalReason(HttpStatus.FORBIDDEN);
	}

}
