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

import org.jspecify.annotations.Nullable;
import org.springframework.security.core.Authentication;
import org.springframework.security.oauth2.core.OAuth2Token;

import io.github.wsboot.extension.security.AuthenticationExpiry;

/**
 * {@link AuthenticationExpiry} of the token that has authenticated a request: a JWT or an
 * opaque token. The ID token of a login does not count, since a login ends with its
 * session.
 * <p>
 * The bean of this type cannot be replaced by one of the application's.
 *
 * @since 0.1.0
 */
public final class OAuth2TokenExpiry implements AuthenticationExpiry {

	@Override
	public @Nullable Instant expiresAt(Authentication authentication) {
		if (authentication.getCredentials() instanceof OAuth2Token token) {
			return token.getExpiresAt();
		}
		return (authentication.getPrincipal() instanceof OAuth2Token token) ? token.getExpiresAt() : null;
	}

}
