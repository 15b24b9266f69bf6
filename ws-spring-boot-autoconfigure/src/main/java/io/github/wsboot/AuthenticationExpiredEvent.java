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
 * Published when the authentication of a connection has expired while there is a grace
 * ({@code ws.auth.expiry-grace}): unless it is {@linkplain #renew renewed}, the
 * connection is closed with 4401 at its end. A good moment to ask the client for a new
 * token.
 * <p>
 * Published on a worker thread, not among the callbacks of the connection. It may be kept
 * for as long as the connection lives, for example in its attributes.
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
	 * @param expiredAt when its authentication expired
	 * @param closesAt when it will be closed
	 * @param renewal takes the new expiry
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
	 * @return the instant, the grace after {@link #expiredAt()}
	 */
	public Instant closesAt() {
		return this.closesAt;
	}

	/**
	 * Keep the connection until its authentication expires again; then there is another
	 * event. Whether the client deserves it is for the caller to check: a new token must
	 * be valid and of the same user. What callbacks see of the authentication stays as it
	 * was at the handshake. Has no effect on a connection that is being closed.
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
