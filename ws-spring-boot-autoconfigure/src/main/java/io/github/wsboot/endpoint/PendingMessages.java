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

package io.github.wsboot.endpoint;

import io.github.wsboot.endpoint.EndpointSettings.ReceiveLimits;

/**
 * How many messages wait in a mailbox, within their bounds. Guarded by the mailbox's
 * lock.
 */
final class PendingMessages {

	private final ReceiveLimits limits;

	private int messages;

	private long bytes;

	PendingMessages(ReceiveLimits limits) {
		this.limits = limits;
	}

	void add(int bytes) {
		this.messages++;
		this.bytes += bytes;
	}

	void remove(int bytes) {
		this.messages--;
		this.bytes -= bytes;
	}

	/**
	 * Return whether there is room for a message of this size. One always fits.
	 */
	boolean fits(int bytes) {
		return this.messages == 0 || (this.messages < this.limits.maxPendingMessages()
				&& this.bytes + bytes <= this.limits.maxPendingBytes());
	}

}
