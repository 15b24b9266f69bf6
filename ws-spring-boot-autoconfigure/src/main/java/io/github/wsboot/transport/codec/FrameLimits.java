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

import org.springframework.util.Assert;

/**
 * Bounds of inbound messages.
 *
 * @param maxTextSize the largest text message in bytes
 * @param maxBinarySize the largest binary message in bytes
 * @param maxFragments the largest number of frames of a message
 * @since 0.1.0
 */
public record FrameLimits(int maxTextSize, int maxBinarySize, int maxFragments) {

	/**
	 * Create limits.
	 * @param maxTextSize the largest text message in bytes, or 0 for empty ones only
	 * @param maxBinarySize the largest binary message in bytes, or 0 for empty ones only
	 * @param maxFragments the largest number of frames of a message, at least one
	 */
	public FrameLimits {
		Assert.isTrue(maxTextSize >= 0, "'maxTextSize' must not be negative");
		Assert.isTrue(maxBinarySize >= 0, "'maxBinarySize' must not be negative");
		Assert.isTrue(maxFragments > 0, "'maxFragments' must be positive");
	}

}
