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

import io.github.wsboot.extension.ConnectionListener;
import io.github.wsboot.extension.DropReason;
import io.github.wsboot.transport.client.ConnectFailure;

/**
 * Listener for the attempts and the sockets of all clients, for example for meters.
 * <p>
 * Each method is called on the thread on which the event happens, often an event loop: it
 * must be quick and must not block. Several threads may call it at the same time.
 *
 * @since 0.1.0
 */
public interface ClientListener {

	/**
	 * Called when an attempt was successful, before the {@code @OnOpen} of the
	 * connection.
	 * @param client the name of the client
	 * @param nanos the time since the attempt began, in nanoseconds, without the wait for
	 * its turn
	 */
	void onConnected(String client, long nanos);

	/**
	 * Called when an attempt has failed, or was given up.
	 * @param client the name of the client
	 * @param failure what has failed
	 */
	void onConnectFailed(String client, ConnectFailure failure);

	/**
	 * Called when a client begins to wait for its next attempt.
	 * @param client the name of the client
	 * @param delay how long it is going to wait, unless {@code reconnect()} ends the
	 * delay
	 */
	void onReconnectDelayed(String client, Duration delay);

	/**
	 * Called when messages are dropped that were pushed while there was no socket: they
	 * did not wait, or waited in vain.
	 * @param client the name of the client
	 * @param reason the reason
	 * @param messages the number of messages
	 */
	void onDropped(String client, DropReason reason, long messages);

	/**
	 * Return the listener for the connections of all clients.
	 * @return the listener, always the same instance
	 */
	ConnectionListener sockets();

}
