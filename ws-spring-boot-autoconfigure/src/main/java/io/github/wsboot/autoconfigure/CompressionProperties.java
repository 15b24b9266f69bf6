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

package io.github.wsboot.autoconfigure;

import org.springframework.util.unit.DataSize;

/**
 * Properties of the compression of messages.
 *
 * @since 0.1.0
 */
public class CompressionProperties {

	/**
	 * Whether to compress messages for clients that offer it (permessage-deflate).
	 */
	private boolean enabled;

	/**
	 * Smallest message that is sent compressed, before its compression.
	 */
	private DataSize minSize = DataSize.ofKilobytes(1);

	/**
	 * Whether messages may refer to earlier ones of their connection if the client allows
	 * it, at a cost in memory for each connection and in time for each receiver.
	 */
	private boolean contextTakeover;

	public boolean isEnabled() {
		return this.enabled;
	}

	public void setEnabled(boolean enabled) {
		this.enabled = enabled;
	}

	public DataSize getMinSize() {
		return this.minSize;
	}

	public void setMinSize(DataSize minSize) {
		this.minSize = minSize;
	}

	public boolean isContextTakeover() {
		return this.contextTakeover;
	}

	public void setContextTakeover(boolean contextTakeover) {
		this.contextTakeover = contextTakeover;
	}

}
