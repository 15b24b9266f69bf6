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

import org.jspecify.annotations.Nullable;
import org.springframework.util.unit.DataSize;

/**
 * Properties of what waits for a connection's callbacks.
 *
 * @since 0.1.0
 */
public class ReceiveProperties {

	/**
	 * Number of messages that may wait for a connection's callbacks before no more is
	 * read from it.
	 */
	private int maxPendingMessages = 256;

	/**
	 * Size of the messages that may wait for a connection's callbacks before no more is
	 * read from it; one message always fits.
	 */
	private DataSize maxPendingBytes = DataSize.ofKilobytes(256);

	/**
	 * Size of what all clients together may have sent that is incomplete or waits for
	 * callbacks, overhead included. By default an eighth of the heap.
	 */
	private @Nullable DataSize maxTotalBytes;

	public int getMaxPendingMessages() {
		return this.maxPendingMessages;
	}

	public void setMaxPendingMessages(int maxPendingMessages) {
		this.maxPendingMessages = maxPendingMessages;
	}

	public DataSize getMaxPendingBytes() {
		return this.maxPendingBytes;
	}

	public void setMaxPendingBytes(DataSize maxPendingBytes) {
		this.maxPendingBytes = maxPendingBytes;
	}

	public @Nullable DataSize getMaxTotalBytes() {
		return this.maxTotalBytes;
	}

	public void setMaxTotalBytes(@Nullable DataSize maxTotalBytes) {
		this.maxTotalBytes = maxTotalBytes;
	}

}
