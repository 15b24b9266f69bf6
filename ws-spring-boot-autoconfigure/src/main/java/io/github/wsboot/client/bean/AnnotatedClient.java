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
import java.util.concurrent.CompletionStage;

import org.jspecify.annotations.Nullable;
import org.springframework.web.socket.WebSocketHandler;

import io.github.wsboot.client.ClientConnection;
import io.github.wsboot.client.ConnectFailedException;
import io.github.wsboot.client.ConnectRequest;
import io.github.wsboot.client.connection.ClientCallbacks;
import io.github.wsboot.endpoint.callback.Callback;
import io.github.wsboot.endpoint.definition.CallbackKind;
import io.github.wsboot.endpoint.invocation.ErrorCallbacks;
import io.github.wsboot.endpoint.session.EndpointCallbacks;
import io.github.wsboot.support.SafeLogger;

/**
 * Annotated bean whose callbacks are called for outgoing connections.
 */
final class AnnotatedClient implements ClientCallbacks {

	private static final SafeLogger logger = SafeLogger.of(AnnotatedClient.class);

	private final ClientDefinition definition;

	private final List<Callback> all;

	private final WebSocketHandler handler;

	private final @Nullable Callback handshake;

	private final ErrorCallbacks failures;

	/**
	 * Create a client.
	 * @param definition the definition of the client
	 * @param all the callbacks of its bean
	 * @param callbacks the same callbacks by what they are called for
	 * @param handler the handler of the sessions
	 * @param failures the callbacks that can be called for failed attempts
	 */
	AnnotatedClient(ClientDefinition definition, List<Callback> all, EndpointCallbacks callbacks,
			WebSocketHandler handler, ErrorCallbacks failures) {
		this.definition = definition;
		this.all = all;
		this.handler = handler;
		this.handshake = callbacks.get(CallbackKind.HANDSHAKE);
		this.failures = failures;
	}

	List<Callback> callbacks() {
		return this.all;
	}

	@Override
	public WebSocketHandler handler() {
		return this.handler;
	}

	@Override
	public void onHandshake(ConnectRequest request) throws Exception {
		if (this.handshake != null) {
			this.handshake.invoke(ClientArguments.message(request));
		}
	}

	@Override
	public void onConnectFailed(ClientConnection clientConnection, ConnectFailedException failure) {
		try {
			Callback callback = this.failures.find(failure);
			Object result = (callback != null) ? callback.invoke(ClientArguments.message(clientConnection, failure))
					: null;
			if (result instanceof CompletionStage<?> stage) {
				stage.whenComplete((value, exception) -> {
					if (exception != null) {
						warn(exception);
					}
				});
			}
		}
		catch (Exception ex) {
			warn(ex);
		}
	}

	private void warn(Throwable exception) {
		logger.warn("The @OnError callback of %s has failed", this, exception);
	}

	@Override
	public String toString() {
		return "WebSocket client bean '" + this.definition.bean().beanName() + "'";
	}

}
