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

package io.github.wsboot.client;

import java.time.Duration;

import org.jspecify.annotations.Nullable;

/**
 * Decides when a client connects again after a lost connection or a failed attempt. A
 * bean of this type replaces the default: a random delay whose upper bound doubles from
 * {@code ws.client.reconnect.delay} to {@code max-delay}, and
 * {@code ws.client.reconnect.refused-delay} after a refusal that does not pass by itself.
 * Every other property of {@code ws.client.reconnect} and the header {@code Retry-After}
 * belong to the default, too. If the policy raises an exception, the default decides.
 *
 * @since 0.1.0
 */
@FunctionalInterface
public interface ReconnectPolicy {

	/**
	 * Policy that never connects again.
	 */
	ReconnectPolicy NEVER = (ending) -> null;

	/**
	 * Return how long to wait before the next attempt. Must not block.
	 * @param ending what has ended
	 * @return the delay, of which at most 365 days count, or {@code null} to give up for
	 * good; a negative one means none
	 */
	@Nullable Duration delay(ConnectionEnding ending);

}
