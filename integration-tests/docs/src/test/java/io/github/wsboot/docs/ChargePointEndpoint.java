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

import java.time.Duration;
import java.time.Instant;
import java.time.temporal.ChronoUnit;
import java.util.Map;
import java.util.Set;
import java.util.concurrent.CompletableFuture;
import java.util.concurrent.CompletionStage;
import java.util.concurrent.ConcurrentHashMap;

import jakarta.validation.Valid;
import jakarta.validation.constraints.NotBlank;
import org.jspecify.annotations.Nullable;
import org.springframework.beans.factory.annotation.Value;
import org.springframework.http.HttpStatus;
import org.springframework.web.bind.annotation.PathVariable;
import org.springframework.web.socket.CloseStatus;

import io.github.wsboot.Connection;
import io.github.wsboot.HandshakeContext;
import io.github.wsboot.annotation.MessageType;
import io.github.wsboot.annotation.OnClose;
import io.github.wsboot.annotation.OnHandshake;
import io.github.wsboot.annotation.OnMessage;
import io.github.wsboot.annotation.OnOpen;
import io.github.wsboot.annotation.WebSocketEndpoint;

@WebSocketEndpoint(value = "/ocpp/{chargePoint}", subProtocols = "ocpp1.6", protocol = OcppProtocol.class)
class ChargePointEndpoint {

	private final Set<String> known;

	private final Map<String, Connection> connected = new ConcurrentHashMap<>();

	ChargePointEndpoint(@Value("${charge-points}") Set<String> known) {
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
		this.connected.put(chargePoint, connection);
	}

	@OnClose
	void left(Connection connection, @PathVariable String chargePoint) {
		this.connected.remove(chargePoint, connection);
	}

	@OnMessage("BootNotification")
	Registration booted(@Valid BootNotification notification) {
		return new Registration("Accepted", now(), 300);
	}

	@OnMessage("Heartbeat")
	CurrentTime heartbeat() {
		return new CurrentTime(now());
	}

	@OnMessage("StatusNotification")
	void status(StatusNotification notification) {
		// Answered with an empty object
	}

	/**
	 * Call a charge point once it has answered the call before, or has not in time.
	 */
	@SuppressWarnings("unchecked")
	<T> CompletionStage<T> call(String chargePoint, Object request, Class<T> type) {
		Connection connection = this.connected.get(chargePoint);
		if (connection == null) {
			return CompletableFuture.failedStage(new IllegalStateException(chargePoint + " is not connected"));
		}
		return (CompletionStage<T>) connection.attributes()
			.compute("call", (key, before) -> end(before)
				.thenCompose((end) -> connection.ask(request, type, Duration.ofSeconds(30))));
	}

	private static CompletionStage<?> end(@Nullable Object call) {
		return (call instanceof CompletionStage<?> stage) ? stage.handle((answer, failure) -> "ended")
				: CompletableFuture.completedStage("ended");
	}

	private static Instant now() {
		return Instant.now().truncatedTo(ChronoUnit.SECONDS);
	}

	record BootNotification(@NotBlank String chargePointVendor, @NotBlank String chargePointModel) {

	}

	record Registration(String status, Instant currentTime, int interval) {

	}

	record CurrentTime(Instant currentTime) {

	}

	record StatusNotification(int connectorId, String errorCode, String status) {

	}

	@MessageType("RemoteStartTransaction")
	record RemoteStartTransaction(String idTag) {

	}

	@MessageType("UnlockConnector")
	record UnlockConnector(int connectorId) {

	}

	record Outcome(String status) {

	}

}
