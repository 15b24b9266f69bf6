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

import jakarta.servlet.http.Cookie;
import org.jspecify.annotations.Nullable;
import org.junit.jupiter.api.Test;
import org.springframework.http.server.ServletServerHttpRequest;
import org.springframework.mock.web.MockHttpServletRequest;
import org.springframework.util.MultiValueMap;

import io.github.wsboot.connection.handshake.HandshakeSnapshot;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatExceptionOfType;

/**
 * Tests for {@link HandshakeSnapshots}.
 */
class HandshakeSnapshotsTests {

	private final MockHttpServletRequest request = new MockHttpServletRequest("GET", "/ws");

	@Test
	void shouldDecodeTheQuery() {
		MultiValueMap<String, String> query = query("name=a+b&plus=1%2B1&umlaut=%C3%BC&a%20key=x&amp=1%262");
		assertThat(query.getFirst("name")).isEqualTo("a b");
		assertThat(query.getFirst("plus")).isEqualTo("1+1");
		assertThat(query.getFirst("umlaut")).isEqualTo("ü");
		assertThat(query.getFirst("a key")).isEqualTo("x");
		assertThat(query.getFirst("amp")).isEqualTo("1&2");
	}

	@Test
	void descriptionShouldHaveNoSecret() {
		this.request.addHeader("Authorization", "Bearer secret");
		this.request.setQueryString("ticket=secret");
		this.request.setCookies(new Cookie("session", "secret"));
		assertThat(HandshakeSnapshots.snapshot(new ServletServerHttpRequest(this.request), true)).asString()
			.doesNotContain("secret");
	}

	@Test
	void shouldKeepAllValuesOfAName() {
		assertThat(query("a=1&b=2&a=3").get("a")).containsExactly("1", "3");
		assertThat(query("a%20b=1&a+b=2").get("a b")).containsExactlyInAnyOrder("1", "2");
	}

	@Test
	void whenAValueIsMissingShouldTakeItForEmpty() {
		assertThat(query("flag&empty=").get("flag")).containsExactly("");
		assertThat(query("flag&empty=").get("empty")).containsExactly("");
		assertThat(query(null)).isEmpty();
	}

	@Test
	void whenTheQueryIsMalformedShouldSurvive() {
		assertThat(query("a=%zz").get("a")).containsExactly("%zz");
		assertThat(query("a=%C3")).containsKey("a");
	}

	@Test
	void shouldCopyHeaders() {
		this.request.addHeader("X-Tenant", "one");
		HandshakeSnapshot snapshot = snapshot();
		this.request.removeHeader("X-Tenant");
		assertThat(snapshot.headers().getFirst("x-tenant")).isEqualTo("one");
		assertThatExceptionOfType(UnsupportedOperationException.class)
			.isThrownBy(() -> snapshot.headers().set("X-Tenant", "two"));
	}

	@Test
	void shouldMakeTheMapOfHeadersOnce() {
		this.request.addHeader("X-Tenant", "one");
		HandshakeSnapshot snapshot = snapshot();
		assertThat(snapshot.headers()).isSameAs(snapshot.headers());
		assertThat(snapshot.agreed("v1", null).headers()).isEqualTo(snapshot.headers());
	}

	@Test
	void shouldTakeTheFirstOfCookiesWithOneName() {
		this.request.setCookies(new Cookie("a", "1"), new Cookie("b", "2"), new Cookie("a", "3"));
		assertThat(snapshot().cookies()).hasSize(2).containsEntry("a", "1").containsEntry("b", "2");
	}

	@Test
	void whenACookieHasNoValueShouldTakeItForEmpty() {
		this.request.setCookies(new Cookie("a", null));
		assertThat(snapshot().cookies()).containsEntry("a", "");
	}

	@Test
	void withoutCookiesShouldHaveNone() {
		assertThat(snapshot().cookies()).isEmpty();
	}

	@Test
	void shouldKnowTheClientAndTheUri() {
		this.request.setQueryString("a=1");
		this.request.setRemoteAddr("192.0.2.7");
		this.request.setRemotePort(4711);
		assertThat(snapshot().remoteAddress()).hasToString("/192.0.2.7:4711");
		assertThat(snapshot().uri()).hasToString("http://localhost/ws?a=1");
		assertThat(snapshot().subProtocol()).isNull();
		assertThat(snapshot().agreed("v1", null).subProtocol()).isEqualTo("v1");
	}

	@Test
	void whenTheClientsPortIsUnknownShouldSurvive() {
		this.request.setRemotePort(-1);
		assertThat(snapshot().remoteAddress()).isNull();
	}

	@Test
	void whenTheClientIsGivenByNameShouldNotLookItUp() {
		this.request.setRemoteAddr("client.example");
		assertThat(snapshot().remoteAddress()).isNotNull();
		assertThat(snapshot().remoteAddress().isUnresolved()).isTrue();
		assertThat(snapshot().remoteAddress().getHostString()).isEqualTo("client.example");
	}

	private MultiValueMap<String, String> query(@Nullable String query) {
		this.request.setQueryString(query);
		return snapshot().queryParams();
	}

	private HandshakeSnapshot snapshot() {
		return HandshakeSnapshots.snapshot(new ServletServerHttpRequest(this.request), true);
	}

}
