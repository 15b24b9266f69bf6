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

import java.util.concurrent.CompletionStage;

import org.jspecify.annotations.Nullable;
import org.springframework.web.bind.annotation.PathVariable;

import io.github.wsboot.Audience;
import io.github.wsboot.BroadcastResult;
import io.github.wsboot.BroadcastResult.Forwarding;
import io.github.wsboot.ConnectionManager;
import io.github.wsboot.annotation.OnMessage;
import io.github.wsboot.annotation.WebSocketEndpoint;

/**
 * Pushes each text so many times: one that begins with {@code B} to all connections that
 * are in rooms, one with {@code R} to the first room, with a small letter to those of
 * this node only.
 */
@WebSocketEndpoint("/commands/{times}")
class CommandEndpoint {

	private final Audience all;

	private final Audience room;

	CommandEndpoint(ConnectionManager connections) {
		this.all = connections.endpoint(RoomsEndpoint.PATH);
		this.room = connections.room(RoomsEndpoint.room(0));
	}

	/**
	 * Push a text.
	 * @return a stage that completes when the engine has the last push, so that the next
	 * command of a burst waits for it
	 */
	@OnMessage
	@Nullable CompletionStage<Void> received(String text, @PathVariable int times) {
		Audience audience = audience(text.charAt(0));
		for (int i = 1; i < times; i++) {
			audience.push(text);
		}
		BroadcastResult last = audience.push(text);
		return (times > 1) ? last.forwarded().thenAccept(CommandEndpoint::check) : null;
	}

	private static void check(Forwarding forwarding) {
		if (forwarding != Forwarding.FORWARDED) {
			throw new IllegalStateException("The engine has not got all pushes: " + forwarding);
		}
	}

	private Audience audience(char kind) {
		return switch (kind) {
			case 'B' -> this.all;
			case 'b' -> this.all.local();
			case 'R' -> this.room;
			case 'r' -> this.room.local();
			default -> throw new IllegalArgumentException("There is no audience '" + kind + "'");
		};
	}

}
