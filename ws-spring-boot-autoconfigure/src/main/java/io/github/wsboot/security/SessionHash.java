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

import java.nio.ByteBuffer;
import java.nio.charset.StandardCharsets;
import java.security.MessageDigest;
import java.security.NoSuchAlgorithmException;

import org.springframework.util.Assert;

/**
 * SHA-256 of the id of an HTTP session: it says which session is meant to those who know
 * its id, and nobody can use it as the id. Takes less memory than an array.
 *
 * @param first the bytes 0 to 7
 * @param second the bytes 8 to 15
 * @param third the bytes 16 to 23
 * @param fourth the bytes 24 to 31
 */
record SessionHash(long first, long second, long third, long fourth) {

	private static final int SIZE = 4 * Long.BYTES;

	static SessionHash of(String id) {
		try {
			MessageDigest digest = MessageDigest.getInstance("SHA-256");
			return of(digest.digest(id.getBytes(StandardCharsets.UTF_8)));
		}
		catch (NoSuchAlgorithmException ex) {
			throw new IllegalStateException("Each Java platform has SHA-256", ex);
		}
	}

	static SessionHash of(byte[] sha256) {
		Assert.isTrue(sha256.length == SIZE, () -> "A SHA-256 has " + SIZE + " bytes, not " + sha256.length);
		ByteBuffer bytes = ByteBuffer.wrap(sha256);
		return new SessionHash(bytes.getLong(), bytes.getLong(), bytes.getLong(), bytes.getLong());
	}

	byte[] toBytes() {
		return ByteBuffer.allocate(SIZE)
			.putLong(this.first)
			.putLong(this.second)
			.putLong(this.third)
			.putLong(this.fourth)
			.array();
	}

}
