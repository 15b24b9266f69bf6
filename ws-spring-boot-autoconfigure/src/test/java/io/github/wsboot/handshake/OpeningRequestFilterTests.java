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

import java.util.Collections;
import java.util.List;

import jakarta.servlet.http.HttpServletRequest;
import org.junit.jupiter.api.Test;
import org.springframework.http.server.ServletServerHttpRequest;
import org.springframework.mock.web.MockFilterChain;
import org.springframework.mock.web.MockHttpServletRequest;
import org.springframework.mock.web.MockHttpServletResponse;

import io.github.wsboot.server.Promise;

import static org.assertj.core.api.Assertions.assertThat;

/**
 * Tests for {@link OpeningRequestFilter}.
 */
class OpeningRequestFilterTests {

	private final MockHttpServletRequest request = new MockHttpServletRequest("GET", "/ws");

	private final MockHttpServletResponse response = new MockHttpServletResponse();

	private HttpServletRequest filtered() throws Exception {
		MockFilterChain chain = new MockFilterChain();
		new OpeningRequestFilter().doFilter(this.request, this.response, chain);
		assertThat(chain.getRequest()).isNotNull();
		return (HttpServletRequest) chain.getRequest();
	}

	@Promise("handshake")
	@Test
	void listsShouldBeOneLineWithoutEmptyElements() throws Exception {
		this.request.addHeader("Upgrade", List.of("h2c", " WebSocket ,"));
		this.request.addHeader("Connection", List.of("keep-alive", ",UPGRADE, X-Hop"));
		this.request.addHeader("Sec-WebSocket-Protocol", List.of("B ,,a", "B"));
		this.request.addHeader("Sec-WebSocket-Extensions", ", x-one; a=\"b\" ,");
		this.request.addHeader("Cookie", List.of("a=1, b", "c=2"));
		HttpServletRequest filtered = filtered();
		assertThat(filtered.getHeader("upgrade")).isEqualTo("websocket");
		assertThat(Collections.list(filtered.getHeaders("CONNECTION"))).containsExactly("keep-alive, Upgrade, X-Hop");
		assertThat(new ServletServerHttpRequest(filtered).getHeaders().get("Sec-WebSocket-Protocol"))
			.containsExactly("B, a, B");
		assertThat(filtered.getHeader("Sec-WebSocket-Extensions")).isEqualTo("x-one; a=\"b\"");
		assertThat(Collections.list(filtered.getHeaders("Cookie"))).containsExactly("a=1, b", "c=2");
		assertThat(this.response.getHeader("Connection")).isEqualTo("close");
	}

	@Test
	void openingWithHttp2ShouldHaveListsAndNoConnectionToClose() throws Exception {
		this.request.setMethod("CONNECT");
		this.request.addHeader("Sec-WebSocket-Protocol", List.of("a, b", "c"));
		assertThat(filtered().getHeader("Sec-WebSocket-Protocol")).isEqualTo("a, b, c");
		assertThat(filtered().getHeader("Upgrade")).isNull();
		assertThat(this.response.getHeaderNames()).isEmpty();
	}

	@Test
	void otherRequestsShouldBeLeftAlone() throws Exception {
		assertThat(filtered()).isSameAs(this.request);
		this.request.addHeader("Upgrade", "h2c, websocket/2");
		assertThat(filtered()).isSameAs(this.request);
		this.request.addHeader("Upgrade", "websocket");
		this.request.setMethod("POST");
		assertThat(filtered()).isSameAs(this.request);
		assertThat(this.response.getHeaderNames()).isEmpty();
	}

}
