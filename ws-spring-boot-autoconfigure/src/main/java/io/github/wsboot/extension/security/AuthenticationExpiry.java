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

package io.github.wsboot.extension.security;

import java.time.Instant;

import org.jspecify.annotations.Nullable;
import org.springframework.security.core.Authentication;

/**
 * Determines when an authentication expires. All beans of this type are asked once for
 * each connection, when it opens; the earliest answer counts. If one of them throws an
 * exception, the connection ends with status 1011, since it could otherwise outlive its
 * authentication.
 *
 * @since 0.1.0
 */
@FunctionalInterface
public interface AuthenticationExpiry {

	/**
	 * Return when an authentication expires.
	 * @param authentication the authentication of the handshake
	 * @return the instant, or {@code null} if the authentication does not expire or is of
	 * another kind
	 */
	@Nullable Instant expiresAt(Authentication authentication);

}
