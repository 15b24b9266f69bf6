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

package io.github.wsboot.probe;

import java.util.concurrent.CompletionStage;

import org.springframework.web.socket.CloseStatus;

import io.github.wsboot.Connection;
import io.github.wsboot.annotation.MessageType;
import io.github.wsboot.annotation.OnMessage;
import io.github.wsboot.annotation.OnOpen;
import io.github.wsboot.annotation.WebSocketEndpoint;

/**
 * Talks to pages that try the browser's module: typed messages, text and bytes, and a
 * close with any code. Has the paths of the documentation's examples.
 */
@WebSocketEndpoint({ "/ws/trial", "/ws/guarded/{guard}", "/account", "/chat/{room}", "/v2/trades", "/shop" })
class TrialEndpoint {

	@OnOpen
	Line greet(Connection connection) {
		return new Line("server", "welcome");
	}

	@OnMessage("say")
	Line say(Say say) {
		return new Line("you", say.text());
	}

	@OnMessage("leave")
	void leave(Leave leave, Connection connection) {
		connection.disconnect(new CloseStatus(leave.code(), leave.reason()));
	}

	@OnMessage("subscribe")
	Trade subscribe(Subscribe subscribe) {
		return new Trade(subscribe.symbol());
	}

	@OnMessage
	byte[] echo(byte[] bytes) {
		return bytes;
	}

	@OnMessage("price")
	CompletionStage<Price> price(Item item, Connection connection) {
		return connection.ask(new Confirm("Really?"), Decision.class)
			.thenApply((decision) -> new Price((decision.agreed()) ? 4 : 0, "EUR for " + item.of()));
	}

	record Say(String text) {

	}

	record Leave(int code, String reason) {

	}

	record Subscribe(String symbol) {

	}

	record Item(String of) {

	}

	record Price(int amount, String currency) {

	}

	record Decision(boolean agreed) {

	}

	@MessageType("confirm")
	record Confirm(String text) {

	}

	@MessageType("trade")
	record Trade(String symbol) {

	}

	@MessageType("line")
	record Line(String from, String text) {

	}

}
