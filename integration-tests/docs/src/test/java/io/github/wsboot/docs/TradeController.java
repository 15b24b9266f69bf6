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

import org.springframework.messaging.handler.annotation.DestinationVariable;
import org.springframework.messaging.handler.annotation.MessageExceptionHandler;
import org.springframework.messaging.handler.annotation.MessageMapping;
import org.springframework.messaging.handler.annotation.SendTo;
import org.springframework.messaging.simp.SimpMessagingTemplate;
import org.springframework.messaging.simp.annotation.SendToUser;
import org.springframework.stereotype.Controller;
import org.springframework.util.Assert;

@Controller
class TradeController {

	private final SimpMessagingTemplate messages;

	TradeController(SimpMessagingTemplate messages) {
		this.messages = messages;
	}

	@MessageMapping("/orders/{symbol}")
	@SendTo("/topic/trades/{symbol}")
	Trade order(@DestinationVariable String symbol, Order order) {
		Assert.isTrue(order.amount() > 0, "The amount must be positive");
		return new Trade(symbol, order.amount());
	}

	@MessageExceptionHandler
	@SendToUser(destinations = "/queue/problems", broadcast = false)
	Problem refused(IllegalArgumentException ex) {
		return new Problem(ex.getMessage());
	}

	void settle(String trader, Trade trade) {
		this.messages.convertAndSendToUser(trader, "/queue/settled", new Settled(trade.symbol()));
	}

	record Order(int amount) {

	}

	record Trade(String symbol, int amount) {

	}

	record Settled(String symbol) {

	}

	record Problem(String message) {

	}

}
