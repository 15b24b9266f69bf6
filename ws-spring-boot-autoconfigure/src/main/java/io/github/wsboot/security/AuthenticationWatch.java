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

import java.time.Instant;
import java.util.List;
import java.util.Objects;

import jakarta.servlet.http.HttpSession;
import org.jspecify.annotations.Nullable;
import org.springframework.context.event.EventListener;
import org.springframework.core.Ordered;
import org.springframework.core.annotation.Order;
import org.springframework.security.authentication.event.LogoutSuccessEvent;
import org.springframework.security.core.Authentication;
import org.springframework.security.web.authentication.session.SessionFixationProtectionEvent;
import org.springframework.web.context.request.RequestContextHolder;
import org.springframework.web.context.request.ServletRequestAttributes;

import io.github.wsboot.ConnectionClosedEvent;
import io.github.wsboot.ConnectionOpenedEvent;
import io.github.wsboot.ConnectionState;
import io.github.wsboot.connection.ManagedConnection;
import io.github.wsboot.extension.security.AuthenticationExpiry;

/**
 * Listener that watches the authentication of each connection for as long as the
 * connection is open. It is called first, so that no listener of the application can
 * prevent that.
 * <p>
 * The bean of this type cannot be replaced by one of the application's.
 *
 * @since 0.1.0
 */
public final class AuthenticationWatch {

	private final AuthenticationDeadlines deadlines;

	private final SessionConnections sessions;

	private final List<AuthenticationExpiry> expiries;

	/**
	 * Create a watch.
	 * @param deadlines close connections at a known time
	 * @param sessions close connections with their HTTP session
	 * @param expiries know the time at which an authentication expires
	 */
	public AuthenticationWatch(AuthenticationDeadlines deadlines, SessionConnections sessions,
			List<AuthenticationExpiry> expiries) {
		this.deadlines = deadlines;
		this.sessions = sessions;
		this.expiries = List.copyOf(expiries);
	}

	@EventListener
	@Order(Ordered.HIGHEST_PRECEDENCE)
	void onOpened(ConnectionOpenedEvent event) {
		HandshakeAuthentication handshake = HandshakeAuthentication.of(event.connection());
		if (handshake == null || !(event.connection() instanceof ManagedConnection connection)) {
			return;
		}
		HttpSession session = handshake.takeSession();
		if (session != null) {
			this.sessions.add(connection, session);
		}
		watchExpiry(connection, handshake.authentication());
		if (connection.state() == ConnectionState.CLOSED) {
			// Asynchronous events may have arrived in another order
			forget(connection);
		}
	}

	private void watchExpiry(ManagedConnection connection, Authentication authentication) {
		try {
			Instant expiresAt = expiresAt(authentication);
			if (expiresAt != null) {
				this.deadlines.watch(connection, expiresAt);
			}
		}
		catch (Throwable ex) {
			// Without a deadline the connection would outlive its authentication
			connection.abortOnFailure(ex);
		}
	}

	private @Nullable Instant expiresAt(Authentication authentication) {
		return this.expiries.stream()
			.map((expiry) -> expiry.expiresAt(authentication))
			.filter(Objects::nonNull)
			.min(Instant::compareTo)
			.orElse(null);
	}

	@EventListener
	@Order(Ordered.HIGHEST_PRECEDENCE)
	void onClosed(ConnectionClosedEvent event) {
		if (event.connection() instanceof ManagedConnection connection) {
			forget(connection);
		}
	}

	private void forget(ManagedConnection connection) {
		this.deadlines.forget(connection);
		this.sessions.remove(connection);
	}

	/**
	 * Close the connections of a login that has ended although its session is kept.
	 */
	@EventListener
	void onLogout(LogoutSuccessEvent event) {
		if (RequestContextHolder.getRequestAttributes() instanceof ServletRequestAttributes attributes) {
			HttpSession session = attributes.getRequest().getSession(false);
			if (session != null) {
				this.sessions.end(session.getId());
			}
		}
	}

	/**
	 * Follow a session whose container does not report its new id.
	 */
	@EventListener
	void onSessionIdChanged(SessionFixationProtectionEvent event) {
		this.sessions.onSessionIdChanged(event.getOldSessionId(), event.getNewSessionId());
	}

}
