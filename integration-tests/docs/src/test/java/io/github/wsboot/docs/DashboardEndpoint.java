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

package io.github.wsboot.docs;

import java.time.Instant;

import org.springframework.scheduling.annotation.Scheduled;

import io.github.wsboot.ConnectionManager;
import io.github.wsboot.annotation.OnOpen;
import io.github.wsboot.annotation.WebSocketEndpoint;

@WebSocketEndpoint("/dashboard")
class DashboardEndpoint {

	private final ConnectionManager connections;

	private final Orders orders;

	private volatile Reading latest = new Reading(Instant.EPOCH, 0);

	DashboardEndpoint(ConnectionManager connections, Orders orders) {
		this.connections = connections;
		this.orders = orders;
	}

	@OnOpen
	Reading opened() {
		return this.latest;
	}

	@Scheduled(fixedRateString = "${dashboard.interval:1s}")
	void update() {
		this.latest = new Reading(Instant.now(), this.orders.open());
		this.connections.endpoint("/dashboard").push(this.latest);
	}

	interface Orders {

		int open();

	}

	record Reading(Instant at, int openOrders) {

	}

}
