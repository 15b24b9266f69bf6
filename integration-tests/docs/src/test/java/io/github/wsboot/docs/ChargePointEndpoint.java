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
import java.util.List;
import java.util.Map;
import java.util.Set;
import java.util.UUID;
import java.util.concurrent.CompletableFuture;
import java.util.concurrent.ConcurrentHashMap;
import java.util.concurrent.TimeUnit;

import org.jspecify.annotations.Nullable;
import org.springframework.beans.factory.annotation.Value;
import org.springframework.http.HttpStatus;
import org.springframework.web.bind.annotation.PathVariable;
import org.springframework.web.socket.CloseStatus;
import tools.jackson.databind.JsonNode;

import io.github.wsboot.Connection;
import io.github.wsboot.ConnectionManager;
import io.github.wsboot.HandshakeContext;
import io.github.wsboot.annotation.OnHandshake;
import io.github.wsboot.annotation.OnMessage;
import io.github.wsboot.annotation.OnOpen;
import io.github.wsboot.annotation.WebSocketEndpoint;

@WebSocketEndpoint(value = "/ocpp/{chargePoint}", subProtocols = "ocpp1.6")
class ChargePointEndpoint {

	private static final int CALL = 2;

	private static final int CALL_RESULT = 3;

	private static final int CALL_ERROR = 4;

	private final ConnectionManager connections;

	private final Set<String> known;

	/** Calls of ours that wait for an answer, by their id. */
	private final Map<String, CompletableFuture<JsonNode>> waiting = new ConcurrentHashMap<>();

	/** The last call to each charge point, which has one at a time. */
	private final Map<String, CompletableFuture<JsonNode>> last = new ConcurrentHashMap<>();

	ChargePointEndpoint(ConnectionManager connections, @Value("${charge-points}") Set<String> known) {
		this.connections = connections;
		this.known = known;
	}

	@OnHandshake
	void admit(HandshakeContext context, @PathVariable String chargePoint) {
		if (!this.known.contains(chargePoint)) {
			context.reject(HttpStatus.NOT_FOUND);
		}
	}

	@OnOpen
	void connected(Connection connection, @PathVariable String chargePoint) {
		if (connection.handshake().subProtocol() == null) {
			connection.disconnect(CloseStatus.PROTOCOL_ERROR.withReason("Only ocpp1.6 is spoken here"));
			return;
		}
		connection.bindUser("charge-point:" + chargePoint);
	}

	@OnMessage
	@Nullable List<Object> received(JsonNode message) {
		String id = message.path(1).asString();
		switch (message.path(0).asInt()) {
			case CALL -> {
				return answer(id, message.path(2).asString(), message.path(3));
			}
			case CALL_RESULT -> complete(id, message.path(2));
			case CALL_ERROR -> fail(id, message.path(2).asString() + ": " + message.path(3).asString());
		}
		return null;
	}

	private List<Object> answer(String id, String action, JsonNode request) {
		return switch (action) {
			case "BootNotification" -> List.of(CALL_RESULT, id,
					Map.of("status", "Accepted", "currentTime", Instant.now().toString(), "interval", 300));
			case "Heartbeat" -> List.of(CALL_RESULT, id, Map.of("currentTime", Instant.now().toString()));
			default -> List.of(CALL_ERROR, id, "NotImplemented", "There is no action " + action, Map.of());
		};
	}

	/**
	 * Call a charge point once it has answered the call before. Do not wait for the
	 * answer in a callback of the same connection.
	 */
	CompletableFuture<JsonNode> call(String chargePoint, String action, Object request) {
		CompletableFuture<JsonNode> answer = new CompletableFuture<>();
		CompletableFuture<JsonNode> before = this.last.put(chargePoint, answer);
		if (before == null) {
			send(chargePoint, action, request, answer);
		}
		else {
			before.whenComplete((result, failure) -> send(chargePoint, action, request, answer));
		}
		return answer;
	}

	private void send(String chargePoint, String action, Object request, CompletableFuture<JsonNode> answer) {
		String id = UUID.randomUUID().toString();
		this.waiting.put(id, answer);
		answer.orTimeout(30, TimeUnit.SECONDS).whenComplete((result, failure) -> this.waiting.remove(id));
		if (this.connections.user("charge-point:" + chargePoint)
			.push(List.of(CALL, id, action, request))
			.targeted() == 0) {
			fail(id, "Charge point " + chargePoint + " is not connected");
		}
	}

	private void complete(String id, JsonNode result) {
		CompletableFuture<JsonNode> answer = this.waiting.get(id);
		if (answer != null) {
			answer.complete(result);
		}
	}

	private void fail(String id, String problem) {
		CompletableFuture<JsonNode> answer = this.waiting.get(id);
		if (answer != null) {
			answer.completeExceptionally(new IllegalStateException(problem));
		}
	}

}
