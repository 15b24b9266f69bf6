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

package io.github.wsboot.benchmarks.cluster;

import java.util.concurrent.atomic.LongAdder;

import io.github.wsboot.Audience;
import io.github.wsboot.ConnectionManager;
import io.github.wsboot.annotation.OnMessage;
import io.github.wsboot.annotation.WebSocketEndpoint;

/**
 * Serves {@code /broadcasts} on the receiving node: broadcasts each text to the
 * connections that this node has at {@code /ws}. A text that begins with {@code L} is
 * pushed by this node, any other by the pushing node.
 */
@WebSocketEndpoint("/broadcasts")
class BroadcastEndpoint {

	private static final String PATH = "/ws";

	private final Audience local;

	private final Audience remote;

	private final LongAdder localPushNanos = new LongAdder();

	BroadcastEndpoint(ConnectionManager connections, PushingNode pushingNode) {
		this.local = connections.endpoint(PATH).local();
		this.remote = pushingNode.connections().endpoint(PATH);
	}

	@OnMessage
	void received(String text) {
		if (text.startsWith("L")) {
			long start = ThreadTimes.current();
			this.local.push(text);
			this.localPushNanos.add(ThreadTimes.current() - start);
		}
		else {
			this.remote.push(text);
		}
	}

	/**
	 * Return the processor time that the calls of local pushes have taken, without that
	 * of the event loops.
	 */
	long localPushNanos() {
		return this.localPushNanos.sum();
	}

}
