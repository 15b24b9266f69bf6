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

import org.springframework.util.Assert;

import io.github.wsboot.Connection;
import io.github.wsboot.ConnectionManager;
import io.github.wsboot.annotation.MessageType;
import io.github.wsboot.annotation.OnError;
import io.github.wsboot.annotation.OnMessage;
import io.github.wsboot.annotation.WebSocketEndpoint;

@WebSocketEndpoint("/v2/trades")
class TradeEndpoint {

	private final ConnectionManager connections;

	TradeEndpoint(ConnectionManager connections) {
		this.connections = connections;
	}

	@OnMessage("subscribe")
	void subscribe(Connection connection, Subscription subscription) {
		connection.join(subscription.symbol());
	}

	@OnMessage("unsubscribe")
	void unsubscribe(Connection connection, Subscription subscription) {
		connection.leave(subscription.symbol());
	}

	@OnMessage("order")
	void order(Order order) {
		Assert.isTrue(order.amount() > 0, "The amount must be positive");
		Trade trade = new Trade(order.symbol(), order.amount());
		this.connections.endpoint("/v2/trades").room(order.symbol()).push(trade);
	}

	@OnError
	Problem refused(IllegalArgumentException ex) {
		return new Problem(ex.getMessage());
	}

	void settle(String trader, Trade trade) {
		this.connections.user(trader).push(new Settled(trade.symbol()));
	}

	record Subscription(String symbol) {

	}

	record Order(String symbol, int amount) {

	}

	@MessageType("trade")
	record Trade(String symbol, int amount) {

	}

	@MessageType("settled")
	record Settled(String symbol) {

	}

	@MessageType("problem")
	record Problem(String message) {

	}

}
