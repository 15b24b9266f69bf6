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

package io.github.wsboot;

import java.time.Instant;
import java.util.function.Consumer;

import org.springframework.util.Assert;

/**
 * Published when the authentication of a connection has expired and a grace period
 * ({@code ws.auth.expiry-grace}) begins. Unless the authentication is {@linkplain #renew
 * renewed}, the connection is closed with 4401 at the end of the period. A good moment to
 * ask the client for a new token.
 * <p>
 * Published on a worker thread, possibly while a callback of the connection runs. The
 * event may be kept as long as the connection lives, for example in its attributes.
 *
 * @since 0.1.0
 */
public final class AuthenticationExpiredEvent {

	private final Connection connection;

	private final Instant expiredAt;

	private final Instant closesAt;

	private final Consumer<Instant> renewal;

	/**
	 * Create an event.
	 * @param connection the connection
	 * @param expiredAt the time at which its authentication expired
	 * @param closesAt the time at which the connection will be closed
	 * @param renewal receives the new expiry
	 */
	public AuthenticationExpiredEvent(Connection connection, Instant expiredAt, Instant closesAt,
			Consumer<Instant> renewal) {
		this.connection = connection;
		this.expiredAt = expiredAt;
		this.closesAt = closesAt;
		this.renewal = renewal;
	}

	/**
	 * Return the connection.
	 * @return the connection
	 */
	public Connection connection() {
		return this.connection;
	}

	/**
	 * Return when the authentication expired.
	 * @return the instant
	 */
	public Instant expiredAt() {
		return this.expiredAt;
	}

	/**
	 * Return when the connection will be closed.
	 * @return the instant: {@link #expiredAt()} plus the grace period
	 */
	public Instant closesAt() {
		return this.closesAt;
	}

	/**
	 * Keep the connection until its authentication expires again, which publishes another
	 * event. The caller has to verify that the new token is valid and belongs to the same
	 * user. Callbacks still see the authentication of the handshake. Has no effect on a
	 * connection that is being closed.
	 * @param expiresAt when the new authentication expires
	 */
	public void renew(Instant expiresAt) {
		Assert.notNull(expiresAt, "'expiresAt' must not be null");
		this.renewal.accept(expiresAt);
	}

	@Override
	public String toString() {
		return "AuthenticationExpiredEvent[connection=" + this.connection + ", expiredAt=" + this.expiredAt
				+ ", closesAt=" + this.closesAt + "]";
	}

}
