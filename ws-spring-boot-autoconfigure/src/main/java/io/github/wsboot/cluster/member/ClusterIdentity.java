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

package io.github.wsboot.cluster.member;

import java.security.SecureRandom;
import java.time.Instant;
import java.time.temporal.ChronoUnit;
import java.util.Base64;
import java.util.regex.Pattern;

import org.jspecify.annotations.Nullable;

/**
 * Identity of this node, new at each start: its id has 48 random bits and is the first
 * part of the ids of its connections.
 * <p>
 * The bean of this type cannot be replaced by one of the application's.
 *
 * @since 0.1.0
 */
public final class ClusterIdentity {

	private static final int BYTES = 6;

	private static final char SEPARATOR = '.';

	/** Id of a node and 128 random bits, as {@code ConnectionIds} makes them. */
	private static final Pattern CONNECTION_ID = Pattern.compile("[A-Za-z0-9_-]{8}\\.[A-Za-z0-9_-]{22}");

	private final String id;

	private final Instant since = Instant.now().truncatedTo(ChronoUnit.MILLIS);

	/**
	 * Create a new identity.
	 */
	public ClusterIdentity() {
		byte[] bytes = new byte[BYTES];
		new SecureRandom().nextBytes(bytes);
		this.id = Base64.getUrlEncoder().withoutPadding().encodeToString(bytes);
	}

	/**
	 * Return the id.
	 * @return eight characters that are safe in a URL
	 */
	public String id() {
		return this.id;
	}

	/**
	 * Return the beginning of the ids of this node's connections.
	 * @return the prefix
	 */
	public String connectionIdPrefix() {
		return this.id + SEPARATOR;
	}

	/**
	 * Return when this node has started.
	 * @return the time in milliseconds
	 */
	public Instant since() {
		return this.since;
	}

	/**
	 * Return the id of the other node that would have a connection.
	 * @param connectionId the id of the connection, which may be any text
	 * @return the id of the node, or {@code null} if no other node can have it
	 */
	@Nullable String otherNode(String connectionId) {
		return (CONNECTION_ID.matcher(connectionId).matches() && !connectionId.startsWith(this.id))
				? connectionId.substring(0, this.id.length()) : null;
	}

}
