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

import java.nio.charset.StandardCharsets;
import java.security.MessageDigest;
import java.security.NoSuchAlgorithmException;
import java.time.Duration;
import java.util.List;
import java.util.concurrent.atomic.AtomicLong;

import jakarta.servlet.http.HttpSessionEvent;
import org.junit.jupiter.api.Test;
import org.mockito.InOrder;
import org.springframework.mock.web.MockHttpSession;
import org.springframework.security.authentication.TestingAuthenticationToken;
import org.springframework.security.web.authentication.session.SessionFixationProtectionEvent;
import org.springframework.web.socket.CloseStatus;

import io.github.wsboot.CloseCause;
import io.github.wsboot.connection.ManagedConnection;
import io.github.wsboot.node.RemoteNodes;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatIllegalArgumentException;
import static org.mockito.ArgumentMatchers.any;
import static org.mockito.BDDMockito.then;
import static org.mockito.Mockito.inOrder;
import static org.mockito.Mockito.mock;
import static org.mockito.Mockito.never;

/**
 * Tests for {@link SessionConnections}.
 */
class SessionConnectionsTests {

	private final AtomicLong now = new AtomicLong();

	private final RemoteNodes remote = mock();

	private final SessionConnections sessions = new SessionConnections(this.remote, this.now::get);

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

	@Test
	void endShouldReachTheOtherNodesByItsHash() throws NoSuchAlgorithmException {
		this.sessions.add(this.connection, this.session);
		this.sessions.sessionDestroyed(new HttpSessionEvent(this.session));
		InOrder order = inOrder(this.connection, this.remote);
		order.verify(this.connection).close(any(), any());
		order.verify(this.remote).endSession(sha256(this.session.getId()));
	}

	@Test
	void endOnAnotherNodeShouldCloseTheConnectionsHere() throws NoSuchAlgorithmException {
		ManagedConnection second = mock();
		ManagedConnection stranger = mock();
		this.sessions.add(this.connection, this.session);
		this.sessions.add(second, this.session);
		this.sessions.add(stranger, new MockHttpSession());
		this.sessions.onSessionEnded(sha256(this.session.getId()));
		assertClosed();
		then(second).should().close(any(), any());
		then(stranger).should(never()).close(any(), any());
		assertThat(this.sessions.size()).isOne();
		then(this.remote).shouldHaveNoInteractions();
	}

	@Test
	void endOnAnotherNodeShouldFindAChangedId() throws NoSuchAlgorithmException {
		this.sessions.add(this.connection, this.session);
		this.sessions.onSessionIdChanged(this.session.getId(), "after");
		this.sessions.onSessionEnded(sha256(this.session.getId()));
		then(this.connection).should(never()).close(any(), any());
		this.sessions.onSessionEnded(sha256("after"));
		assertClosed();
	}

	/**
	 * The store that the nodes share may still have the session for a moment.
	 */
	@Test
	void shouldCloseWhatOpensJustAfterTheEndOnAnotherNode() throws NoSuchAlgorithmException {
		this.sessions.onSessionEnded(sha256(this.session.getId()));
		this.sessions.add(this.connection, this.session);
		assertClosed();
	}

	@Test
	void shouldRefuseWhatIsNoHash() {
		assertThatIllegalArgumentException().isThrownBy(() -> this.sessions.onSessionEnded(new byte[31]))
			.withMessage("A SHA-256 has 32 bytes, not 31");
	}

	private static byte[] sha256(String id) throws NoSuchAlgorithmException {
		return MessageDigest.getInstance("SHA-256").digest(id.getBytes(StandardCharsets.UTF_8));
	}

	private void assertClosed() {
		then(this.connection).should().close(new CloseStatus(4401, "Authentication expired"), CloseCause.AUTH_EXPIRED);
	}

}
