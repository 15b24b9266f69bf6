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

package io.github.wsboot.monitor;

import java.util.Map;
import java.util.concurrent.ConcurrentHashMap;
import java.util.concurrent.Executor;
import java.util.concurrent.atomic.LongAdder;

/**
 * Counters of the messages that an endpoint has received and sent, fragmented or not, and
 * of the bytes of their payloads without compression. Control frames do not count. The
 * counters never decrease. Thread-safe.
 *
 * @since 0.1.0
 */
public final class EndpointTraffic {

	private final String endpoint;

	private final LongAdder textMessages = new LongAdder();

	private final LongAdder binaryMessages = new LongAdder();

	private final LongAdder textBytes = new LongAdder();

	private final LongAdder binaryBytes = new LongAdder();

	private final Map<Executor, LoopTraffic> loops = new ConcurrentHashMap<>();

	EndpointTraffic(String endpoint) {
		this.endpoint = endpoint;
	}

	/**
	 * Return the endpoint.
	 * @return its path template
	 */
	public String endpoint() {
		return this.endpoint;
	}

	/**
	 * Return the received messages, including those beyond a rate and those that no
	 * callback handles.
	 * @return the totals so far
	 */
	public Totals received() {
		return new Totals(this.textMessages.sum(), this.binaryMessages.sum(), this.textBytes.sum(),
				this.binaryBytes.sum());
	}

	/**
	 * Return the messages that sockets have taken. A broadcast counts once for each
	 * receiver.
	 * @return the totals so far
	 */
	public Totals sent() {
		return this.loops.values().stream().map(Totals::sent).reduce(Totals.NONE, Totals::plus);
	}

	void countReceivedText(int bytes) {
		this.textMessages.increment();
		this.textBytes.add(bytes);
	}

	void countReceivedBinary(int bytes) {
		this.binaryMessages.increment();
		this.binaryBytes.add(bytes);
	}

	/**
	 * Return the counters of the messages that are sent on a loop.
	 */
	public LoopTraffic forLoop(Executor loop) {
		return this.loops.computeIfAbsent(loop, (key) -> new LoopTraffic());
	}

	/**
	 * Totals, each of which is exact, though not all need be of the same moment.
	 *
	 * @param textMessages the number of text messages
	 * @param binaryMessages the number of binary messages
	 * @param textBytes the payload of the text messages, in bytes of UTF-8
	 * @param binaryBytes the payload of the binary messages in bytes
	 */
	public record Totals(long textMessages, long binaryMessages, long textBytes, long binaryBytes) {

		static final Totals NONE = new Totals(0, 0, 0, 0);

		private static Totals sent(LoopTraffic loop) {
			return new Totals(loop.textMessages(), loop.binaryMessages(), loop.textBytes(), loop.binaryBytes());
		}

		private Totals plus(Totals other) {
			return new Totals(this.textMessages + other.textMessages, this.binaryMessages + other.binaryMessages,
					this.textBytes + other.textBytes, this.binaryBytes + other.binaryBytes);
		}

		/**
		 * Return the number of messages.
		 * @return text and binary messages together
		 */
		public long messages() {
			return this.textMessages + this.binaryMessages;
		}

		/**
		 * Return the size of the messages.
		 * @return text and binary payloads together, in bytes
		 */
		public long bytes() {
			return this.textBytes + this.binaryBytes;
		}

	}

}
