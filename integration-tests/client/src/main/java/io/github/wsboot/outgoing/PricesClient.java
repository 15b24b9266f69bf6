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

package io.github.wsboot.outgoing;

import io.github.wsboot.annotation.OnMessage;
import io.github.wsboot.annotation.OnOpen;
import io.github.wsboot.annotation.WebSocketClient;
import io.github.wsboot.outgoing.Prices.Price;

/**
 * A client that connects when the application has started. Its server sends back what it
 * gets.
 */
@WebSocketClient(name = "prices", value = "${prices.url}")
class PricesClient {

	private final Prices prices;

	PricesClient(Prices prices) {
		this.prices = prices;
	}

	@OnOpen
	Price opened() {
		return new Price("ACME", 42);
	}

	@OnMessage
	void price(Price price) {
		this.prices.update(price);
	}

}
