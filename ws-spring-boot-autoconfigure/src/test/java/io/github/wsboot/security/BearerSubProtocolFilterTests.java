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

package io.github.wsboot.security;

import java.util.Collections;

import jakarta.servlet.http.HttpServletRequest;
import org.junit.jupiter.api.Test;
import org.springframework.mock.web.MockFilterChain;
import org.springframework.mock.web.MockHttpServletRequest;
import org.springframework.mock.web.MockHttpServletResponse;

import static org.assertj.core.api.Assertions.assertThat;

/**
 * Tests for {@link BearerSubProtocolFilter}.
 */
class BearerSubProtocolFilterTests {

	private static final String PROTOCOL = "Sec-WebSocket-Protocol";

	private final BearerSubProtocolFilter filter = new BearerSubProtocolFilter("bearer", true);

	private final MockHttpServletRequest request = new MockHttpServletRequest("GET", "/ws");

	private HttpServletRequest filtered() throws Exception {
		MockFilterChain chain = new MockFilterChain();
		this.filter.doFilter(this.request, new MockHttpServletResponse(), chain);
		assertThat(chain.getRequest()).isNotNull();
		return (HttpServletRequest) chain.getRequest();
	}

	@Test
	void shouldMoveTheTokenAndHideItAgain() throws Exception {
		this.request.addHeader("Upgrade", "WebSocket");
		this.request.addHeader(PROTOCOL, "a,bearer");
		this.request.addHeader(PROTOCOL, "token, b");
		HttpServletRequest filtered = filtered();
		assertThat(Collections.list(filtered.getHeaders(PROTOCOL.toLowerCase()))).containsExactly("a, bearer, b");
		assertThat(filtered.getHeader("authorization")).isEqualTo("Bearer token");
		assertThat(Collections.list(filtered.getHeaderNames())).containsExactlyInAnyOrder("Upgrade", PROTOCOL,
				"Authorization");
		assertThat(filtered.getHeader("Upgrade")).isEqualTo("WebSocket");
		MockFilterChain chain = new MockFilterChain();
		this.filter.hiding().doFilter(filtered, new MockHttpServletResponse(), chain);
		HttpServletRequest hidden = (HttpServletRequest) chain.getRequest();
		assertThat(hidden).isNotNull();
		assertThat(hidden.getHeader("Authorization")).isNull();
		assertThat(Collections.list(hidden.getHeaders("Authorization"))).isEmpty();
		assertThat(Collections.list(hidden.getHeaderNames())).containsExactlyInAnyOrder("Upgrade", PROTOCOL);
	}

	@Test
	void shouldNotHideWhatTheClientSent() throws Exception {
		this.request.addHeader("Upgrade", "websocket");
		this.request.addHeader("Authorization", "Basic abc");
		this.request.addHeader(PROTOCOL, "bearer, token");
		MockFilterChain chain = new MockFilterChain();
		HttpServletRequest filtered = filtered();
		assertThat(filtered.getHeader(PROTOCOL)).isEqualTo("bearer");
		this.filter.hiding().doFilter(filtered, new MockHttpServletResponse(), chain);
		assertThat(chain.getRequest()).isSameAs(filtered);
		assertThat(filtered.getHeader("Authorization")).isEqualTo("Basic abc");
	}

	@Test
	void shouldLeaveOthersAlone() throws Exception {
		assertThat(filtered()).isSameAs(this.request);
		this.request.addHeader(PROTOCOL, "bearer, token");
		assertThat(filtered()).isSameAs(this.request);
		this.request.removeHeader(PROTOCOL);
		this.request.addHeader("Upgrade", "websocket");
		this.request.addHeader(PROTOCOL, "a, bearer");
		assertThat(filtered()).isSameAs(this.request);
	}

}
