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

import java.util.concurrent.atomic.AtomicInteger;

import org.springframework.context.event.EventListener;
import org.springframework.stereotype.Component;
import org.springframework.web.socket.messaging.SessionConnectedEvent;
import org.springframework.web.socket.messaging.SessionDisconnectEvent;

/**
 * Number of sessions of STOMP, 0 without STOMP.
 */
@Component
class StompSessions {

	private final AtomicInteger count = new AtomicInteger();

	@EventListener
	void connected(SessionConnectedEvent event) {
		this.count.incrementAndGet();
	}

	@EventListener
	void disconnected(SessionDisconnectEvent event) {
		this.count.decrementAndGet();
	}

	int count() {
		return this.count.get();
	}

}
