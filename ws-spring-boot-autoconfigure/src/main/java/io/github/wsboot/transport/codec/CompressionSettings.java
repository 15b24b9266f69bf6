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
 * Settings of the compression of messages.
 *
 * @param enabled whether to accept a client's offer of permessage-deflate, or to offer it
 * as a client
 * @param minSize the smallest message that is sent compressed, in bytes
 * @param contextTakeover whether a message may refer to earlier ones of its connection,
 * if the other side allows that, rather than being compressed once for all receivers
 * @since 0.1.0
 */
public record CompressionSettings(boolean enabled, int minSize, boolean contextTakeover) {

	/**
	 * No compression at all.
	 */
	public static final CompressionSettings DISABLED = new CompressionSettings(false, 0, false);

	/**
	 * Create settings.
	 * @param enabled whether to accept a client's offer of permessage-deflate, or to
	 * offer it as a client
	 * @param minSize the smallest message that is sent compressed, in bytes
	 * @param contextTakeover whether a message may refer to earlier ones of its
	 * connection
	 */
	public CompressionSettings {
		Assert.isTrue(minSize >= 0, "'minSize' must not be negative");
	}

}
