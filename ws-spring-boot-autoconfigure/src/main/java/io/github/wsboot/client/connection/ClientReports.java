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

package io.github.wsboot.client.connection;

import java.time.Duration;
import java.util.Map;

import org.jspecify.annotations.Nullable;

import io.github.wsboot.client.ClientConnection;
import io.github.wsboot.client.ClientGaveUpEvent;
import io.github.wsboot.client.ConnectFailedEvent;
import io.github.wsboot.client.ConnectFailedException;
import io.github.wsboot.client.ConnectionEnding;
import io.github.wsboot.client.connection.ClientProgress.Outcome;
import io.github.wsboot.client.reconnect.ReconnectDecision;
import io.github.wsboot.extension.DropReason;
import io.github.wsboot.transport.client.ConnectFailure;

/**
 * Reports to the log, the listeners and the application about the connections of a
 * client. No lock is held meanwhile.
 */
final class ClientReports {

	private final String client;

	private final @Nullable ClientCallbacks callbacks;

	private final ClientServices services;

	private final ClientLog log;

	ClientReports(RegisteredClient client, ClientServices services, ClientLog log) {
		this.client = client.name();
		this.callbacks = client.callbacks();
		this.services = services;
		this.log = log;
	}

	/**
	 * Log that there is a connection again after a loss. For any thread.
	 */
	void logReturn(String target) {
		this.log.back(this.client, target);
	}

	/**
	 * Report what was decided after a loss or a failed attempt. For any thread.
	 * @param delayed whether the next attempt has to wait for the delay
	 */
	void reportDecision(Outcome outcome, ReconnectDecision decision, String event, boolean delayed) {
		Duration delay = (decision.delay() != null) ? decision.delay() : Duration.ZERO;
		if (delayed && decision.delay() != null) {
			this.services.connect().listeners().forEach((listener) -> listener.onReconnectDelayed(this.client, delay));
		}
		switch (outcome) {
			case LOST -> this.log.lost(this.client, event, delay);
			case REFUSED -> this.log.refused(this.client, event, delay);
			case GAVE_UP -> this.log.gaveUp(this.client, event);
			default -> {
			}
		}
	}

	/**
	 * Report messages that were dropped without a socket. For any thread.
	 */
	void reportDropped(Map<DropReason, Long> dropped) {
		dropped.forEach((reason, messages) -> this.services.connect()
			.listeners()
			.forEach((listener) -> listener.onDropped(this.client, reason, messages)));
	}

	/**
	 * Log the exception of the application's code if that could not make the request. For
	 * any thread.
	 */
	void logInvalidRequest(ConnectFailure failure) {
		this.log.broken(failure.message(), failure.cause());
	}

	/**
	 * Report a failed attempt to the application. Called on a worker.
	 */
	void reportFailure(ClientConnection connection, ConnectFailedException exception) {
		this.services.events().publish(new ConnectFailedEvent(connection, exception));
		if (this.callbacks != null) {
			this.callbacks.onConnectFailed(connection, exception);
		}
	}

	/**
	 * Report to the application that there is no other attempt. Called on a worker.
	 */
	void reportEnd(ClientConnection connection, ConnectionEnding ending) {
		this.services.events().publish(new ClientGaveUpEvent(connection, ending));
	}

}
