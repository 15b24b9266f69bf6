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

package io.github.wsboot.endpoint;

import java.util.Comparator;
import java.util.List;

import org.jspecify.annotations.Nullable;
import org.springframework.http.HttpStatus;
import org.springframework.http.HttpStatusCode;
import org.springframework.messaging.support.GenericMessage;
import org.springframework.web.server.ResponseStatusException;
import org.springframework.web.socket.WebSocketHandler;

import io.github.wsboot.HandshakeContext;
import io.github.wsboot.endpoint.callback.ArgumentViolations;
import io.github.wsboot.endpoint.callback.Callback;
import io.github.wsboot.endpoint.callback.CallbackHeaders;
import io.github.wsboot.endpoint.definition.CallbackKind;
import io.github.wsboot.endpoint.definition.EndpointDefinition;
import io.github.wsboot.endpoint.invocation.ExceptionStatuses;
import io.github.wsboot.endpoint.session.EndpointCallbacks;

/**
 * Annotated bean that is ready to serve connections at its paths.
 *
 * @since 0.1.0
 */
public final class Endpoint {

	private final EndpointDefinition definition;

	private final List<Callback> all;

	private final @Nullable Callback handshake;

	private final boolean takesPings;

	private final WebSocketHandler handler;

	private final ExceptionStatuses statuses;

	Endpoint(EndpointDefinition definition, List<Callback> all, EndpointCallbacks callbacks, WebSocketHandler handler,
			ExceptionStatuses statuses) {
		this.definition = definition;
		this.all = all;
		this.handshake = callbacks.get(CallbackKind.HANDSHAKE);
		this.takesPings = (callbacks.get(CallbackKind.PING) != null);
		this.handler = handler;
		this.statuses = statuses;
	}

	/**
	 * Return the path templates.
	 * @return the templates, placeholders resolved
	 */
	public List<String> paths() {
		return this.definition.paths();
	}

	/**
	 * Return whether connections get a copy of the attributes of the HTTP session.
	 * @return whether to copy them
	 */
	public boolean usesHttpSession() {
		return this.definition.httpSession();
	}

	/**
	 * Return whether a client must speak one of the endpoint's sub-protocols.
	 * @return whether handshakes without one are refused
	 */
	public boolean requiresSubProtocol() {
		return this.definition.subProtocols().required();
	}

	/**
	 * Return whether the endpoint has a callback for its clients' pings.
	 * @return whether there is an {@code @OnPing} callback
	 */
	public boolean takesPings() {
		return this.takesPings;
	}

	/**
	 * Return the handler of this endpoint's sessions.
	 * @return the handler
	 */
	public WebSocketHandler handler() {
		return this.handler;
	}

	/**
	 * Call {@code @OnHandshake} on the request's thread.
	 * @param context the handshake in progress
	 * @throws Exception if the callback fails or cannot be called
	 */
	public void handshake(HandshakeContext context) throws Exception {
		if (this.handshake == null) {
			return;
		}
		try {
			this.handshake.invoke(new GenericMessage<>(context, CallbackHeaders.of(context)));
		}
		catch (Exception ex) {
			if (ArgumentViolations.isOf(this.handshake, ex)) {
				throw new ResponseStatusException(HttpStatus.BAD_REQUEST, null, ex);
			}
			HttpStatusCode answer = this.statuses.ofHandshake(ex);
			if (answer != null) {
				throw new ResponseStatusException(answer, null, ex);
			}
			throw ex;
		}
	}

	List<Callback> callbacks() {
		return this.all;
	}

	/**
	 * Describe the callbacks for people.
	 * @return kind and method of each, such as
	 * {@code @OnOpen ChatEndpoint.joined(Connection)}, in the order of a connection's
	 * life
	 */
	public List<String> describeCallbacks() {
		return this.all.stream()
			.sorted(Comparator.comparing(Callback::kind).thenComparing(Callback::toString))
			.map((callback) -> callback.kind() + " " + callback)
			.toList();
	}

	@Override
	public String toString() {
		return "WebSocket endpoint bean '" + this.definition.beanName() + "' at " + paths();
	}

}
