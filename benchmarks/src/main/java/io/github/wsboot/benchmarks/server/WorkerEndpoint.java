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

package io.github.wsboot.benchmarks.server;

import org.jspecify.annotations.Nullable;

import io.github.wsboot.ConnectionManager;
import io.github.wsboot.annotation.OnMessage;
import io.github.wsboot.annotation.WebSocketEndpoint;

/**
 * Serves {@code /ws} as endpoints are served by default: callbacks run on worker threads.
 */
@WebSocketEndpoint("/ws")
class WorkerEndpoint {

	private final ConnectionManager connections;

	WorkerEndpoint(ConnectionManager connections) {
		this.connections = connections;
	}

	@OnMessage
	@Nullable String received(String text) {
		if (text.startsWith("E")) {
			return text;
		}
		if (text.startsWith("B")) {
			this.connections.endpoint("/ws").push(text);
		}
		return null;
	}

	@OnMessage
	byte @Nullable [] received(byte[] bytes) {
		if (bytes[0] == 'E') {
			return bytes;
		}
		if (bytes[0] == 'B') {
			this.connections.endpoint("/ws").push(bytes);
		}
		return null;
	}

}
