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

package io.github.wsboot.handshake;

import org.jspecify.annotations.Nullable;

import io.github.wsboot.concurrent.Rate;

/**
 * Limits of the connections that the server accepts.
 *
 * @param maxConnections the number of connections of this server
 * @param maxConnectionsPerUser the number of connections of an authenticated user
 * @param maxConnectionsPerAddress the number of connections from one address
 * @param handshakes the rate of successful handshakes, or {@code null} for any rate
 * @since 0.1.0
 */
public record ConnectionLimits(int maxConnections, int maxConnectionsPerUser, int maxConnectionsPerAddress,
		@Nullable Rate handshakes) {

	/** Value that means no limit. */
	public static final int UNLIMITED = Integer.MAX_VALUE;

	boolean isUnlimited() {
		return this.handshakes == null && this.maxConnections == UNLIMITED && this.maxConnectionsPerUser == UNLIMITED
				&& this.maxConnectionsPerAddress == UNLIMITED;
	}

}
