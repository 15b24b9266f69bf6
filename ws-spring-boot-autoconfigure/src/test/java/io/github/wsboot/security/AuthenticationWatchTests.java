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
import java.time.Instant;
import java.util.Arrays;
import java.util.List;
import java.util.Map;
import java.util.concurrent.ConcurrentHashMap;

import jakarta.servlet.http.HttpSession;
import org.jspecify.annotations.Nullable;
import org.junit.jupiter.api.AfterEach;
import org.junit.jupiter.api.BeforeEach;
import org.junit.jupiter.api.Test;
import org.springframework.mock.web.MockHttpServletRequest;
import org.springframework.mock.web.MockHttpSession;
import org.springframework.security.authentication.TestingAuthenticationToken;
import org.springframework.security.authentication.event.LogoutSuccessEvent;
import org.springframework.security.core.Authentication;
import org.springframework.security.web.authentication.session.SessionFixationProtectionEvent;
import org.springframework.web.context.request.RequestContextHolder;
import org.springframework.web.context.request.ServletRequestAttributes;
import org.springframework.web.socket.CloseStatus;

import io.github.wsboot.CloseCause;
import io.github.wsboot.Connection;
import io.github.wsboot.ConnectionClosedEvent;
import io.github.wsboot.ConnectionOpenedEvent;
import io.github.wsboot.ConnectionState;
import io.github.wsboot.concurrent.CallbackExecutor;
import io.github.wsboot.concurrent.TimerService;
import io.github.wsboot.connection.ManagedConnection;
import io.github.wsboot.extension.security.AuthenticationExpiry;

import static org.assertj.core.api.Assertions.assertThat;
import static org.mockito.ArgumentMatchers.any;
import static org.mockito.BDDMockito.given;
import static org.mockito.BDDMockito.then;
import static org.mockito.Mockito.mock;
import static org.mockito.Mockito.never;

/**
 * Tests for {@link AuthenticationWatch}.
 */
class AuthenticationWatchTests {

	private static final Instant FUTURE = Instant.now().plus(Duration.ofDays(1));

	private static final Instant PAST = Instant.now().minus(Duration.ofDays(1));

	private static final CloseStatus EXPIRED = new CloseStatus(4401, "Authentication expired");

	private final TimerService timers = new TimerService();

	private final CallbackExecutor workers = CallbackExecutor.onPlatformThreads("test-worker-", 1, new TimerService());

	private final AuthenticationDeadlines deadlines = new AuthenticationDeadlines(this.timers, this.workers,
			(event) -> {
			}, Duration.ZERO);

	private final SessionConnections sessions = new SessionConnections(mock());

	private final Authentication ada = new TestingAuthenticationToken("ada", "");

	private final Map<String, Object> attributes = new ConcurrentHashMap<>();

	private final ManagedConnection connection = mock();

	private final MockHttpSession session = new MockHttpSession();

	@BeforeEach
	void prepare() {
		given(this.connection.attributes()).willReturn(this.attributes);
		given(this.connection.state()).willReturn(ConnectionState.ESTABLISHED);
	}

	@AfterEach
	void stop() {
		RequestContextHolder.resetRequestAttributes();
		this.timers.destroy();
		this.workers.destroy();
	}

	private AuthenticationWatch watch(AuthenticationExpiry... expiries) {
		return new AuthenticationWatch(this.deadlines, this.sessions, Arrays.asList(expiries));
	}

	private AuthenticationWatch opened(AuthenticationWatch watch, @Nullable HttpSession session) {
		new HandshakeAuthentication(this.ada, session).handOver(this.attributes);
		watch.onOpened(new ConnectionOpenedEvent(this.connection));
		return watch;
	}

	@Test
	void connectionShouldEndWhenItsAuthenticationExpires() {
		opened(watch((authentication) -> (authentication == this.ada) ? PAST : null), null);
		then(this.connection).should().close(EXPIRED, CloseCause.AUTH_EXPIRED);
	}

	@Test
	void earliestAnswerShouldCount() {
		opened(watch((authentication) -> FUTURE, (authentication) -> null, (authentication) -> PAST), null);
		then(this.connection).should().close(EXPIRED, CloseCause.AUTH_EXPIRED);
	}

	@Test
	void connectionShouldEndIfNobodyKnowsHowLongItsAuthenticationLasts() {
		IllegalStateException failure = new IllegalStateException("No answer");
		opened(watch((authentication) -> {
			throw failure;
		}), this.session);
		then(this.connection).should().abortOnFailure(failure);
		this.sessions.end(this.session.getId());
		then(this.connection).should().close(any(), any());
	}

	@Test
	void authenticationThatDoesNotExpireShouldNotBeWatched() {
		opened(watch((authentication) -> null), null);
		opened(watch(), null);
		assertThat(this.deadlines.size()).isZero();
		then(this.connection).should(never()).close(any(), any());
	}

	@Test
	void connectionWithoutAuthenticationShouldNotBeWatched() {
		watch((authentication) -> PAST).onOpened(new ConnectionOpenedEvent(this.connection));
		then(this.connection).should(never()).close(any(), any());
	}

	@Test
	void connectionThatIsNoneOfOursShouldBeLeftAlone() {
		Connection foreign = mock();
		given(foreign.attributes()).willReturn(this.attributes);
		new HandshakeAuthentication(this.ada, this.session).handOver(this.attributes);
		AuthenticationWatch watch = watch((authentication) -> FUTURE);
		watch.onOpened(new ConnectionOpenedEvent(foreign));
		watch.onClosed(new ConnectionClosedEvent(foreign, CloseStatus.NORMAL, CloseCause.CLIENT));
		assertThat(this.deadlines.size()).isZero();
		assertThat(this.sessions.size()).isZero();
	}

	@Test
	void connectionShouldEndWithTheSessionOfItsLogin() {
		opened(watch(), this.session);
		assertThat(this.sessions.ids()).containsExactly(this.session.getId());
		this.sessions.end(this.session.getId());
		then(this.connection).should().close(EXPIRED, CloseCause.AUTH_EXPIRED);
	}

	@Test
	void connectionShouldNotKeepTheSession() {
		opened(watch(), this.session);
		HandshakeAuthentication kept = HandshakeAuthentication.of(this.connection);
		assertThat(kept).isNotNull();
		assertThat(kept.takeSession()).isNull();
		assertThat(kept.authentication()).isSameAs(this.ada);
	}

	@Test
	void connectionThatEndsShouldBeForgotten() {
		AuthenticationWatch watch = opened(watch((authentication) -> FUTURE), this.session);
		assertThat(this.deadlines.size()).isOne();
		assertThat(this.sessions.size()).isOne();
		watch.onClosed(new ConnectionClosedEvent(this.connection, CloseStatus.NORMAL, CloseCause.CLIENT));
		assertThat(this.deadlines.size()).isZero();
		assertThat(this.sessions.size()).isZero();
	}

	@Test
	void connectionThatHasEndedBeforeItsEventShouldBeForgotten() {
		given(this.connection.state()).willReturn(ConnectionState.CLOSED);
		opened(watch((authentication) -> FUTURE), this.session);
		assertThat(this.deadlines.size()).isZero();
		assertThat(this.sessions.size()).isZero();
	}

	@Test
	void logoutThatKeepsTheSessionShouldEndItsConnections() {
		AuthenticationWatch watch = opened(watch(), this.session);
		MockHttpServletRequest request = new MockHttpServletRequest();
		RequestContextHolder.setRequestAttributes(new ServletRequestAttributes(request));
		watch.onLogout(new LogoutSuccessEvent(this.ada));
		then(this.connection).should(never()).close(any(), any());
		request.setSession(this.session);
		watch.onLogout(new LogoutSuccessEvent(this.ada));
		then(this.connection).should().close(EXPIRED, CloseCause.AUTH_EXPIRED);
	}

	@Test
	void logoutOutsideOfARequestShouldEndNothing() {
		opened(watch(), this.session).onLogout(new LogoutSuccessEvent(this.ada));
		then(this.connection).should(never()).close(any(), any());
	}

	@Test
	void sessionShouldBeFollowedToItsNewId() {
		AuthenticationWatch watch = opened(watch(), this.session);
		watch.onSessionIdChanged(new SessionFixationProtectionEvent(this.ada, this.session.getId(), "after"));
		assertThat(this.sessions.ids()).isEqualTo(List.of("after"));
	}

}
