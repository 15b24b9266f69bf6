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

import org.junit.jupiter.api.Test;
import org.springframework.http.HttpStatus;
import org.springframework.security.access.AccessDeniedException;
import org.springframework.security.authentication.BadCredentialsException;
import org.springframework.security.authorization.AuthorizationDeniedException;
import org.springframework.web.socket.CloseStatus;

import static org.assertj.core.api.Assertions.assertThat;

/**
 * Tests for {@link SecurityExceptionStatus}.
 */
class SecurityExceptionStatusTests {

	private final SecurityExceptionStatus closing = new SecurityExceptionStatus(true);

	private final SecurityExceptionStatus keeping = new SecurityExceptionStatus(false);

	@Test
	void whoMayNotShouldBeForbidden() {
		assertThat(this.closing.ofHandshake(new AccessDeniedException("secret"))).isEqualTo(HttpStatus.FORBIDDEN);
		assertThat(this.closing.ofConnection(new AuthorizationDeniedException("secret")))
			.isEqualTo(new CloseStatus(4403, "Forbidden"));
	}

	@Test
	void whoIsUnknownShouldBeUnauthorized() {
		assertThat(this.closing.ofHandshake(new BadCredentialsException("secret"))).isEqualTo(HttpStatus.UNAUTHORIZED);
		assertThat(this.closing.ofConnection(new BadCredentialsException("secret")))
			.isEqualTo(new CloseStatus(4401, "Unauthorized"));
	}

	@Test
	void whereConnectionsAreKeptOnlyHandshakesShouldBeRefused() {
		assertThat(this.keeping.ofHandshake(new AccessDeniedException("secret"))).isEqualTo(HttpStatus.FORBIDDEN);
		assertThat(this.keeping.ofConnection(new AccessDeniedException("secret"))).isNull();
	}

	@Test
	void otherExceptionsShouldBeFailures() {
		assertThat(this.closing.ofHandshake(new IllegalStateException())).isNull();
		assertThat(this.closing.ofConnection(new IllegalStateException())).isNull();
	}

}
