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

import org.springframework.web.socket.WebSocketHandler;

import io.github.wsboot.client.ClientConnection;
import io.github.wsboot.client.ConnectFailedException;
import io.github.wsboot.client.ConnectRequest;

/**
 * Callbacks of an annotated client.
 *
 * @since 0.1.0
 */
public interface ClientCallbacks {

	/**
	 * Return the handler of the client's sessions, which creates their connections.
	 * @return the handler
	 */
	WebSocketHandler handler();

	/**
	 * Call {@code @OnHandshake}. Called on a worker, or on the thread that waits for the
	 * connection.
	 * @param request the request that is about to be sent
	 * @throws Exception if the callback fails, which ends the attempt
	 */
	void onHandshake(ConnectRequest request) throws Exception;

	/**
	 * Call {@code @OnError} with a failed attempt. Called on a worker. Failures of the
	 * callback are logged.
	 * @param clientConnection the client connection
	 * @param failure why the attempt has failed
	 */
	void onConnectFailed(ClientConnection clientConnection, ConnectFailedException failure);

}
