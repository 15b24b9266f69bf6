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

import java.util.Enumeration;
import java.util.HashMap;
import java.util.Map;

import org.jspecify.annotations.Nullable;
import org.junit.jupiter.api.AfterEach;
import org.junit.jupiter.api.Test;
import org.springframework.core.Ordered;
import org.springframework.http.server.ServletServerHttpRequest;
import org.springframework.http.server.ServletServerHttpResponse;
import org.springframework.mock.web.MockHttpServletRequest;
import org.springframework.mock.web.MockHttpServletResponse;
import org.springframework.mock.web.MockHttpSession;
import org.springframework.security.authentication.TestingAuthenticationToken;
import org.springframework.security.core.Authentication;
import org.springframework.security.core.context.SecurityContextHolder;
import org.springframework.security.core.context.SecurityContextHolderStrategy;
import org.springframework.security.core.context.SecurityContextImpl;
import org.springframework.web.socket.WebSocketHandler;

import io.github.wsboot.Connection;

import static org.assertj.core.api.Assertions.assertThat;
import static org.mockito.BDDMockito.given;
import static org.mockito.Mockito.mock;

/**
 * Tests for {@link SecurityHandshakeInterceptor}.
 */
class SecurityHandshakeInterceptorTests {

	private final SecurityContextHolderStrategy holder = SecurityContextHolder.getContextHolderStrategy();

	private final SecurityHandshakeInterceptor interceptor = new SecurityHandshakeInterceptor(this.holder);

	private final MockHttpServletRequest request = new MockHttpServletRequest("GET", "/ws");

	private final MockHttpSession session = new MockHttpSession();

	private final Authentication ada = new TestingAuthenticationToken("ada", "secret");

	@AfterEach
	void clear() {
		this.holder.clearContext();
	}

	private @Nullable HandshakeAuthentication handshake(@Nullable Authentication authentication) {
		this.holder.setContext(new SecurityContextImpl(authentication));
		Map<String, Object> attributes = new HashMap<>();
		WebSocketHandler handler = mock();
		assertThat(this.interceptor.beforeHandshake(new ServletServerHttpRequest(this.request),
				new ServletServerHttpResponse(new MockHttpServletResponse()), handler, attributes))
			.isTrue();
		Connection connection = mock();
		given(connection.attributes()).willReturn(attributes);
		return HandshakeAuthentication.of(connection);
	}

	private HandshakeAuthentication authenticated() {
		HandshakeAuthentication known = handshake(this.ada);
		assertThat(known).isNotNull();
		assertThat(known.authentication()).isSameAs(this.ada);
		return known;
	}

	private void login(Authentication authentication) {
		this.session.setAttribute("something else", "text");
		this.session.setAttribute("SPRING_SECURITY_CONTEXT", new SecurityContextImpl(authentication));
		this.request.setSession(this.session);
	}

	@Test
	void shouldComeBeforeAllOthers() {
		assertThat(this.interceptor.getOrder()).isEqualTo(Ordered.HIGHEST_PRECEDENCE);
	}

	@Test
	void withoutAuthenticationShouldHandNothingOver() {
		assertThat(handshake(null)).isNull();
	}

	@Test
	void withoutASessionShouldMakeNone() {
		assertThat(authenticated().takeSession()).isNull();
		assertThat(this.request.getSession(false)).isNull();
	}

	@Test
	void sessionOfTheLoginShouldBeKeptForTheConnection() {
		login(new TestingAuthenticationToken("ada", "renewed"));
		HandshakeAuthentication known = authenticated();
		assertThat(known.takeSession()).isSameAs(this.session);
		assertThat(known.takeSession()).as("taken once").isNull();
	}

	@Test
	void sessionOfSomebodyElseShouldNotMatter() {
		login(new TestingAuthenticationToken("bob", ""));
		assertThat(authenticated().takeSession()).isNull();
	}

	@Test
	void sessionThatNobodyIsLoggedInWithShouldNotMatter() {
		this.session.setAttribute("SPRING_SECURITY_CONTEXT", new SecurityContextImpl());
		this.request.setSession(this.session);
		assertThat(authenticated().takeSession()).isNull();
	}

	@Test
	void sessionThatHasJustEndedShouldBeKeptSoThatTheConnectionEnds() {
		MockHttpSession ended = new MockHttpSession() {

			@Override
			public Enumeration<String> getAttributeNames() {
				throw new IllegalStateException("expected by the test");
			}

		};
		this.request.setSession(ended);
		assertThat(authenticated().takeSession()).isSameAs(ended);
	}

	@Test
	void authenticationThatIsHandedOverShouldNotPrintTheUser() {
		assertThat(authenticated().toString()).isEqualTo("HandshakeAuthentication[TestingAuthenticationToken]");
	}

}
