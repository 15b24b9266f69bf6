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

import org.springframework.security.core.context.SecurityContext;
import org.springframework.security.core.context.SecurityContextHolderStrategy;

import io.github.wsboot.Connection;
import io.github.wsboot.extension.CallbackContext;
import io.github.wsboot.extension.ThreadScope;

/**
 * {@link CallbackContext} that sets the security context of a connection's handshake
 * around each of its callbacks. Each callback has a context of its own, so that a change
 * ends with the callback that made it.
 * <p>
 * The bean of this type cannot be replaced by one of the application's.
 *
 * @since 0.1.0
 */
public final class SecurityCallbackContext implements CallbackContext {

	private final SecurityContextHolderStrategy holder;

	/**
	 * Create a context.
	 * @param holder holds the security context for callbacks
	 */
	public SecurityCallbackContext(SecurityContextHolderStrategy holder) {
		this.holder = holder;
	}

	@Override
	public ThreadScope open(Connection connection) {
		SecurityContext previous = this.holder.getContext();
		SecurityContext context = this.holder.createEmptyContext();
		HandshakeAuthentication handshake = HandshakeAuthentication.of(connection);
		if (handshake != null) {
			context.setAuthentication(handshake.authentication());
		}
		this.holder.setContext(context);
		return () -> restore(previous);
	}

	private void restore(SecurityContext previous) {
		if (previous.getAuthentication() == null) {
			this.holder.clearContext();
		}
		else {
			this.holder.setContext(previous);
		}
	}

}
