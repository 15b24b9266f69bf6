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

package io.github.wsboot.transport.codec;

import java.nio.charset.StandardCharsets;
import java.security.MessageDigest;
import java.security.NoSuchAlgorithmException;
import java.util.Base64;

import org.jspecify.annotations.Nullable;

/**
 * Key of an opening handshake (RFC 6455, section 1.3).
 *
 * @since 0.1.0
 */
public final class HandshakeKey {

	private static final String SUFFIX = "258EAFA5-E914-47DA-95CA-C5AB0DC85B11";

	private HandshakeKey() {
	}

	/**
	 * Return how a server answers to a key.
	 * @param key the value of the request's header {@code Sec-WebSocket-Key}
	 * @return the value of the response's header {@code Sec-WebSocket-Accept}
	 */
	public static String accept(@Nullable String key) {
		try {
			byte[] digest = MessageDigest.getInstance("SHA-1")
				.digest((key + SUFFIX).getBytes(StandardCharsets.ISO_8859_1));
			return Base64.getEncoder().encodeToString(digest);
		}
		catch (NoSuchAlgorithmException ex) {
			throw new IllegalStateException(ex);
		}
	}

}
