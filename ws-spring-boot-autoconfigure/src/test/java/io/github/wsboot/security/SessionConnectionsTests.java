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

import java.time.Duration;
import java.util.List;
import java.util.concurrent.atomic.AtomicLong;

import jakarta.servlet.http.HttpSessionEvent;
import org.junit.jupiter.api.Test;
import org.springframework.mock.web.MockHttpSession;
import org.springframework.security.authentication.TestingAuthenticationToken;
import org.springframework.security.web.authentication.session.SessionFixationProtectionEvent;
import org.springframework.web.socket.CloseStatus;

import io.github.wsboot.CloseCause;
import io.github.wsboot.connection.ManagedConnection;

import static org.assertj.core.api.Assertions.assertThat;
import static org.mockito.ArgumentMatchers.any;
import static org.mockito.BDDMockito.then;
import static org.mockito.Mockito.mock;
import static org.mockito.Mockito.never;

/**
 * Tests for {@link SessionConnections}.
 */
class SessionConnectionsTests {

	private final AtomicLong now = new AtomicLong();

	private final SessionConnections sessions = new SessionConnections(this.now::get);

	private final ManagedConnection connection = mock();

	private final MockHttpSession session = new MockHttpSession();

	@Test
	void shouldCloseWhatOpensAfterTheEndOfItsSession() {
		this.session.invalidate();
		this.sessions.add(this.connection, this.session);
		assertClosed();
	}

	/**
	 * A session calls its listeners at its end, and becomes invalid after that.
	 */
	@Test
	void shouldCloseWhatOpensWhileItsSessionEnds() {
		this.sessions.sessionDestroyed(new HttpSessionEvent(this.session));
		this.sessions.add(this.connection, this.session);
		assertClosed();
		assertThat(this.sessions.size()).isZero();
	}

	@Test
	void shouldCloseWhatChangesItsIdToOneThatHasEnded() {
		this.sessions.add(this.connection, this.session);
		this.sessions.end("after");
		this.sessions.onSessionIdChanged(this.session.getId(), "after");
		assertClosed();
	}

	@Test
	void shouldForgetSessionsThatEndedLongAgo() {
		this.sessions.end(this.session.getId());
		this.now.addAndGet(Duration.ofMinutes(2).toNanos());
		this.sessions.end("another");
		this.sessions.add(this.connection, this.session);
		then(this.connection).should(never()).close(any(), any());
	}

	@Test
	void shouldFollowAnIdThatChangedMeanwhile() {
		MockHttpSession changing = new MockHttpSession() {

			private boolean asked;

			@Override
			public String getId() {
				String id = this.asked ? "after" : "before";
				this.asked = true;
				return id;
			}

		};
		this.sessions.add(this.connection, changing);
		this.sessions.end("before");
		then(this.connection).should(never()).close(any(), any());
		this.sessions.end("after");
		assertClosed();
	}

	@Test
	void shouldFollowAnIdThatOnlySpringSecurityTellsAbout() {
		this.sessions.add(this.connection, this.session);
		String before = this.session.getId();
		String after = this.session.changeSessionId();
		new AuthenticationWatch(mock(), this.sessions, List.of()).onSessionIdChanged(
				new SessionFixationProtectionEvent(new TestingAuthenticationToken("ada", ""), before, after));
		this.sessions.sessionDestroyed(new HttpSessionEvent(this.session));
		assertClosed();
	}

	@Test
	void shouldForget() {
		this.sessions.add(this.connection, this.session);
		this.sessions.remove(this.connection);
		this.sessions.end(this.session.getId());
		then(this.connection).should(never()).close(any(), any());
	}

	private void assertClosed() {
		then(this.connection).should().close(new CloseStatus(4401, "Authentication expired"), CloseCause.AUTH_EXPIRED);
	}

}
