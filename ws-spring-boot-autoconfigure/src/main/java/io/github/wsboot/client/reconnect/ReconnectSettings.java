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

package io.github.wsboot.client.reconnect;

import java.time.Duration;

import org.jspecify.annotations.Nullable;

/**
 * Settings of the default policy.
 *
 * @param enabled whether to connect again at all
 * @param delay the upper bound of the first delay
 * @param maxDelay the upper bound of all delays
 * @param stableAfter how long a connection has to be established until attempts are
 * counted from the beginning
 * @param refusedDelay the mean delay after a refusal
 * @param maxAttempts the number of failed attempts in a row after which the client gives
 * up, or {@code null} if it never does
 * @since 0.1.0
 */
public record ReconnectSettings(boolean enabled, Duration delay, Duration maxDelay, Duration stableAfter,
		Duration refusedDelay, @Nullable Integer maxAttempts) {

}
