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

import org.junit.jupiter.api.Test;
import org.springframework.http.server.ServletServerHttpRequest;
import org.springframework.mock.web.MockHttpServletRequest;

import static org.assertj.core.api.Assertions.assertThat;

/**
 * Tests for {@link EndpointPath}.
 */
class EndpointPathTests {

	private final EndpointPath path = new EndpointPath("/chat/{room}");

	@Test
	void shouldReadVariables() {
		assertThat(this.path.variables(request("", "/chat/lobby"))).containsOnlyKeys("room")
			.containsEntry("room", "lobby");
		assertThat(this.path.template()).isEqualTo("/chat/{room}");
	}

	@Test
	void withAContextPathShouldReadVariables() {
		assertThat(this.path.variables(request("/app", "/app/chat/lobby"))).containsEntry("room", "lobby");
	}

	@Test
	void shouldDecodeVariables() {
		assertThat(this.path.variables(request("", "/chat/a%20b%2Fc%C3%BC"))).containsEntry("room", "a b/cü");
		assertThat(this.path.variables(request("", "/chat/a+b"))).containsEntry("room", "a+b");
	}

	@Test
	void shouldLeaveMatrixVariablesOut() {
		assertThat(this.path.variables(request("", "/chat/lobby;v=1"))).containsEntry("room", "lobby");
	}

	@Test
	void shouldReadAllKindsOfVariable() {
		assertThat(new EndpointPath("/a/{id:\\d+}-{name}/{*rest}").variables(request("", "/a/12-x/y/z")))
			.containsEntry("id", "12")
			.containsEntry("name", "x")
			.containsEntry("rest", "/y/z");
	}

	@Test
	void withoutVariablesShouldReadNone() {
		assertThat(new EndpointPath("/ws").variables(request("", "/ws"))).isEmpty();
	}

	private static ServletServerHttpRequest request(String contextPath, String uri) {
		MockHttpServletRequest request = new MockHttpServletRequest("GET", uri);
		request.setContextPath(contextPath);
		return new ServletServerHttpRequest(request);
	}

}
