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

import java.util.Map;

import jakarta.servlet.http.HttpSession;
import org.jspecify.annotations.Nullable;
import org.springframework.security.core.Authentication;

import io.github.wsboot.Connection;

/**
 * Authentication that the filter chain has found for a client. It is passed from the
 * handshake to the connection, and then kept among the connection's attributes.
 */
final class HandshakeAuthentication {

	private static final String ATTRIBUTE = HandshakeAuthentication.class.getName();

	private final Authentication authentication;

	private volatile @Nullable HttpSession session;

	/**
	 * Create an instance.
	 * @param authentication the authentication of the client
	 * @param session the HTTP session that the client is logged in with, if any
	 */
	HandshakeAuthentication(Authentication authentication, @Nullable HttpSession session) {
		this.authentication = authentication;
		this.session = session;
	}

	void handOver(Map<String, Object> attributes) {
		attributes.put(ATTRIBUTE, this);
	}

	static @Nullable HandshakeAuthentication of(Connection connection) {
		return (connection.attributes().get(ATTRIBUTE) instanceof HandshakeAuthentication known) ? known : null;
	}

	Authentication authentication() {
		return this.authentication;
	}

	/**
	 * Return the session, once. The connection must not keep it in memory.
	 */
	@Nullable HttpSession takeSession() {
		HttpSession taken = this.session;
		this.session = null;
		return taken;
	}

	/**
	 * Return a text without the identity of the client, since attributes may be printed.
	 */
	@Override
	public String toString() {
		return "HandshakeAuthentication[" + this.authentication.getClass().getSimpleName() + "]";
	}

}
