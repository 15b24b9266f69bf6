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

import java.util.Optional;
import java.util.concurrent.CompletableFuture;

import org.springframework.http.HttpStatus;
import org.springframework.web.bind.annotation.PathVariable;
import org.springframework.web.bind.annotation.RequestParam;

import io.github.wsboot.CloseCause;
import io.github.wsboot.Connection;
import io.github.wsboot.HandshakeContext;
import io.github.wsboot.PayloadConversionException;
import io.github.wsboot.annotation.Broadcast;
import io.github.wsboot.annotation.MessageType;
import io.github.wsboot.annotation.OnClose;
import io.github.wsboot.annotation.OnError;
import io.github.wsboot.annotation.OnHandshake;
import io.github.wsboot.annotation.OnMessage;
import io.github.wsboot.annotation.OnOpen;
import io.github.wsboot.annotation.OnTick;
import io.github.wsboot.annotation.WebSocketEndpoint;

/**
 * The larger example of the README, which leaves out the records of its messages.
 */
final class GameExample {

	private GameExample() {
	}

	@WebSocketEndpoint(value = "/games/{game}", subProtocols = "game.v1")
	static class GameEndpoint {

		private final Tickets tickets;

		GameEndpoint(Tickets tickets) {
			this.tickets = tickets;
		}

		@OnHandshake
		void check(HandshakeContext context, @RequestParam String ticket) {
			this.tickets.redeem(ticket)
				.ifPresentOrElse((player) -> context.attributes().put("player", player),
						() -> context.reject(HttpStatus.UNAUTHORIZED));
		}

		@OnOpen
		Welcome opened(Connection connection, @PathVariable String game) {
			connection.bindUser((String) connection.attributes().get("player"));
			connection.join(game);
			return new Welcome(game);
		}

		@OnMessage("move")
		@Broadcast(room = "{game}", self = false)
		Moved moved(Connection connection, Move move) {
			return new Moved(connection.user(), move.to());
		}

		@OnMessage("hint")
		CompletableFuture<Hint> hint() {
			return CompletableFuture.supplyAsync(() -> new Hint("e4"));
		}

		@OnTick(fixedRateString = "1s")
		Clock tick() {
			return new Clock(System.currentTimeMillis());
		}

		@OnError
		Problem unreadable(PayloadConversionException ex) {
			return new Problem("That was no move");
		}

		@OnClose
		@Broadcast(room = "{game}")
		Left left(Connection connection, CloseCause cause) {
			return new Left(connection.user(), cause);
		}

	}

	record Move(String to) {

	}

	@MessageType("welcome")
	record Welcome(String game) {

	}

	@MessageType("moved")
	record Moved(String player, String to) {

	}

	@MessageType("hint")
	record Hint(String to) {

	}

	@MessageType("clock")
	record Clock(long millis) {

	}

	@MessageType("problem")
	record Problem(String text) {

	}

	@MessageType("left")
	record Left(String player, CloseCause cause) {

	}

	/**
	 * Tickets that another part of the application issues, each to one player.
	 */
	interface Tickets {

		Optional<String> redeem(String ticket);

	}

}
