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

import java.time.Duration;

import org.jspecify.annotations.Nullable;
import org.springframework.util.unit.DataSize;

import io.github.wsboot.connection.OverflowPolicy;

/**
 * Properties of what waits for a connection's socket.
 *
 * @since 0.1.0
 */
public class SendProperties {

	/**
	 * Size of what may wait for a client that reads slowly.
	 */
	private DataSize maxBytes = DataSize.ofMegabytes(1);

	/**
	 * Number of messages that may wait for a client that reads slowly.
	 */
	private int maxMessages = 1000;

	/**
	 * Time without any progress after which a client that does not read is disconnected.
	 */
	private Duration maxDelay = Duration.ofSeconds(10);

	/**
	 * What happens when a message does not fit any more.
	 */
	private OverflowPolicy overflow = OverflowPolicy.CLOSE;

	/**
	 * Size of what may wait for all clients together, overhead included; a message that
	 * waits for many counts once. By default a quarter of the heap.
	 */
	private @Nullable DataSize maxTotalBytes;

	public DataSize getMaxBytes() {
		return this.maxBytes;
	}

	public void setMaxBytes(DataSize maxBytes) {
		this.maxBytes = maxBytes;
	}

	public int getMaxMessages() {
		return this.maxMessages;
	}

	public void setMaxMessages(int maxMessages) {
		this.maxMessages = maxMessages;
	}

	public Duration getMaxDelay() {
		return this.maxDelay;
	}

	public void setMaxDelay(Duration maxDelay) {
		this.maxDelay = maxDelay;
	}

	public OverflowPolicy getOverflow() {
		return this.overflow;
	}

	public void setOverflow(OverflowPolicy overflow) {
		this.overflow = overflow;
	}

	public @Nullable DataSize getMaxTotalBytes() {
		return this.maxTotalBytes;
	}

	public void setMaxTotalBytes(@Nullable DataSize maxTotalBytes) {
		this.maxTotalBytes = maxTotalBytes;
	}

}
