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

import org.springframework.security.authentication.AuthenticationTrustResolver;
import org.springframework.security.authentication.AuthenticationTrustResolverImpl;
import org.springframework.security.core.context.SecurityContextHolderStrategy;

/**
 * User whom the filter chain has found for the request of the current thread.
 *
 * @since 0.1.0
 */
public final class CurrentUser {

	private final AuthenticationTrustResolver trust = new AuthenticationTrustResolverImpl();

	private final SecurityContextHolderStrategy holder;

	/**
	 * Create an instance.
	 * @param holder holds the context of the filter chain
	 */
	public CurrentUser(SecurityContextHolderStrategy holder) {
		this.holder = holder;
	}

	/**
	 * Return whether the user is known. The anonymous user does not count, and there is
	 * no user if the request has passed no filter chain.
	 * @return whether there is an authenticated user
	 */
	public boolean isAuthenticated() {
		return this.trust.isAuthenticated(this.holder.getContext().getAuthentication());
	}

}
