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

package io.github.wsboot.outbound;

import java.time.Duration;

import org.springframework.util.Assert;

/**
 * Limits of a connection's queue.
 *
 * @param maxBytes the bytes that may wait, including the write in progress
 * @param maxMessages the messages that may wait, including the write in progress
 * @param maxDelay the time that a queue with work may make no progress
 * @param overflow the policy for a message that does not fit
 * @since 0.1.0
 */
public record SendLimits(long maxBytes, int maxMessages, Duration maxDelay, OverflowPolicy overflow) {

	/**
	 * Create limits.
	 * @param maxBytes the bytes that may wait
	 * @param maxMessages the messages that may wait
	 * @param maxDelay the time that a queue with work may make no progress
	 * @param overflow the policy for a message that does not fit
	 */
	public SendLimits {
		Assert.isTrue(maxBytes > 0, "'maxBytes' must be positive");
		Assert.isTrue(maxMessages > 0, "'maxMessages' must be positive");
		Assert.isTrue(!maxDelay.isZero() && !maxDelay.isNegative(), "'maxDelay' must be positive");
	}

}
