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

package io.github.wsboot.autoconfigure;

import java.time.Duration;

import org.jspecify.annotations.Nullable;

/**
 * Properties of authentication.
 *
 * @since 0.1.0
 */
public class AuthProperties {

	/**
	 * Whether to close a connection with 4401 when its authentication has expired: the
	 * token of its handshake, or the HTTP session of its login.
	 */
	private boolean closeOnExpiry = true;

	/**
	 * Time between the expiry of a token and the end of its connection, during which the
	 * application may renew it.
	 */
	private Duration expiryGrace = Duration.ZERO;

	/**
	 * Time between two looks at which sessions have expired in Spring Security's
	 * SessionRegistry, if there is such a bean. With '0' it is not asked.
	 */
	private Duration sessionCheckInterval = Duration.ofSeconds(10);

	/**
	 * Whether to close a connection with 4403 when a callback was denied and no @OnError
	 * has handled it; otherwise it is a failure like any other.
	 */
	private boolean closeOnDenied = true;

	/**
	 * Name of the sub-protocol after which clients may offer a bearer token as if it was
	 * another one, for example 'bearer'. By default they may not.
	 */
	private @Nullable String bearerSubProtocol;

	public boolean isCloseOnExpiry() {
		return this.closeOnExpiry;
	}

	public void setCloseOnExpiry(boolean closeOnExpiry) {
		this.closeOnExpiry = closeOnExpiry;
	}

	public Duration getExpiryGrace() {
		return this.expiryGrace;
	}

	public void setExpiryGrace(Duration expiryGrace) {
		this.expiryGrace = expiryGrace;
	}

	public Duration getSessionCheckInterval() {
		return this.sessionCheckInterval;
	}

	public void setSessionCheckInterval(Duration sessionCheckInterval) {
		this.sessionCheckInterval = sessionCheckInterval;
	}

	public boolean isCloseOnDenied() {
		return this.closeOnDenied;
	}

	public void setCloseOnDenied(boolean closeOnDenied) {
		this.closeOnDenied = closeOnDenied;
	}

	public @Nullable String getBearerSubProtocol() {
		return this.bearerSubProtocol;
	}

	public void setBearerSubProtocol(@Nullable String bearerSubProtocol) {
		this.bearerSubProtocol = bearerSubProtocol;
	}

}
