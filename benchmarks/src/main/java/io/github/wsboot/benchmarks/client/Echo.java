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

package io.github.wsboot.benchmarks.client;

import java.util.concurrent.atomic.LongAdder;

import org.jspecify.annotations.Nullable;
import org.springframework.stereotype.Component;

/**
 * Sends each text back that the server has sent back, so that one is always on its way on
 * each connection.
 */
@Component
class Echo {

	private final LongAdder sent = new LongAdder();

	private final LongAdder received = new LongAdder();

	private volatile boolean running;

	/**
	 * Take a text.
	 * @return the text to send, or {@code null} after the end
	 */
	@Nullable String answer(String text) {
		this.received.increment();
		if (!this.running) {
			return null;
		}
		this.sent.increment();
		return text;
	}

	void start(OutgoingConnections connections, String text) {
		this.running = true;
		this.sent.add(connections.send(text));
	}

	void stop() {
		this.running = false;
	}

	long received() {
		return this.received.sum();
	}

	/**
	 * Return the number of texts that have been sent and have not come back.
	 */
	long onTheWay() {
		return this.sent.sum() - this.received.sum();
	}

}
