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
 * How much an endpoint has received and sent: whole messages, fragments or not, and the
 * bytes of their payloads before any compression. Control frames do not count. Never
 * decreases. Thread-safe.
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
	 * Return what has arrived, messages beyond a rate and those that nobody handles
	 * included.
	 * @return the totals so far
	 */
	public Totals received() {
		return new Totals(this.textMessages.sum(), this.binaryMessages.sum(), this.textBytes.sum(),
				this.binaryBytes.sum());
	}

	/**
	 * Return what sockets have taken. A broadcast counts for each of its receivers.
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
	 * Return what a loop has sent, to be counted there.
	 */
	public LoopTraffic forLoop(Executor loop) {
		return this.loops.computeIfAbsent(loop, (key) -> new LoopTraffic());
	}

	/**
	 * Totals at some moment, each of which is exact, though they need not be of the very
	 * same moment.
	 *
	 * @param textMessages how many text messages
	 * @param binaryMessages how many binary messages
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
