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

package io.github.wsboot.connection;

import java.security.SecureRandom;
import java.util.Base64;

/**
 * Generator of connection ids, which have 128 random bits and are safe in a URL. In a
 * cluster, they begin with the id of their node.
 * <p>
 * The bean of this type cannot be replaced by one of the application's.
 *
 * @since 0.1.0
 */
public final class ConnectionIds {

	private static final int BYTES = 16;

	private final SecureRandom random = new SecureRandom();

	private final Base64.Encoder encoder = Base64.getUrlEncoder().withoutPadding();

	private final String prefix;

	/**
	 * Create a generator.
	 * @param prefix the beginning of each id, or an empty string
	 */
	public ConnectionIds(String prefix) {
		this.prefix = prefix;
	}

	String next() {
		byte[] bytes = new byte[BYTES];
		this.random.nextBytes(bytes);
		return this.prefix + this.encoder.encodeToString(bytes);
	}

}
