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

package io.github.wsboot.client.bean;

import java.util.List;
import java.util.Map;

import org.springframework.messaging.Message;
import org.springframework.messaging.handler.invocation.HandlerMethodArgumentResolver;
import org.springframework.messaging.support.GenericMessage;
import org.springframework.util.Assert;

import io.github.wsboot.WebSocketEndpointConfigurer;
import io.github.wsboot.client.ClientConnection;
import io.github.wsboot.client.ConnectFailedException;
import io.github.wsboot.client.ConnectRequest;
import io.github.wsboot.client.connection.ClientConnections;
import io.github.wsboot.endpoint.callback.CallbackHeaders;
import io.github.wsboot.endpoint.callback.TypeArgumentResolver;
import io.github.wsboot.endpoint.definition.CallbackKind;

/**
 * Arguments that only the callbacks of clients have.
 */
final class ClientArguments {

	private static final String CLIENT_CONNECTION = "wsClientConnection";

	private static final List<HandlerMethodArgumentResolver> HANDSHAKE = List
		.of(new TypeArgumentResolver(ConnectRequest.class, (message) -> (ConnectRequest) message.getPayload()));

	private static final List<HandlerMethodArgumentResolver> CONNECTION = List
		.of(new TypeArgumentResolver(ClientConnection.class, ClientArguments::clientConnection));

	private ClientArguments() {
	}

	/**
	 * Return the resolvers for a kind of callback.
	 */
	static List<HandlerMethodArgumentResolver> resolvers(CallbackKind kind) {
		return (kind != CallbackKind.HANDSHAKE) ? CONNECTION : HANDSHAKE;
	}

	/**
	 * Return the message that {@code @OnHandshake} is called with.
	 */
	static Message<?> message(ConnectRequest request) {
		return new GenericMessage<>(request, CallbackHeaders.ofClient(request.pathVariables(), Map.of()));
	}

	/**
	 * Return the message that {@code @OnError} is called with after a failed attempt.
	 */
	static Message<?> message(ClientConnection clientConnection, ConnectFailedException failure) {
		return new GenericMessage<>(failure,
				CallbackHeaders.ofClient(Map.of(), Map.of(CLIENT_CONNECTION, clientConnection)));
	}

	private static ClientConnection clientConnection(Message<?> message) {
		if (message.getHeaders().get(CLIENT_CONNECTION) instanceof ClientConnection clientConnection) {
			return clientConnection;
		}
		ClientConnection found = ClientConnections.of(WebSocketEndpointConfigurer.connection(message));
		Assert.state(found != null, "The connection is not one of a client");
		return found;
	}

}
