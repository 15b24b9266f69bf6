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
import java.util.Set;

import org.springframework.beans.factory.config.ConfigurableBeanFactory;
import org.springframework.web.socket.WebSocketHandler;

import io.github.wsboot.client.connection.ClientUris;
import io.github.wsboot.endpoint.BeanCallbacks;
import io.github.wsboot.endpoint.EndpointProtocols;
import io.github.wsboot.endpoint.callback.Callback;
import io.github.wsboot.endpoint.callback.CallbackFactory;
import io.github.wsboot.endpoint.definition.CallbackKind;
import io.github.wsboot.endpoint.definition.EndpointDefinition;
import io.github.wsboot.endpoint.definition.InvalidEndpointException;
import io.github.wsboot.endpoint.invocation.ErrorCallbacks;
import io.github.wsboot.endpoint.session.EndpointCallbacks;
import io.github.wsboot.endpoint.session.EndpointHandlerFactory;
import io.github.wsboot.message.PayloadConversion;

/**
 * Creates the callbacks of annotated clients.
 *
 * @since 0.1.0
 */
public final class AnnotatedClientFactory {

	private final ConfigurableBeanFactory beanFactory;

	private final CallbackFactory callbackFactory;

	private final PayloadConversion conversion;

	private final EndpointProtocols protocols;

	/**
	 * Create a factory.
	 * @param beanFactory resolves placeholders
	 * @param callbackFactory creates the callbacks of all beans
	 * @param conversion reads their messages
	 * @param protocols know the protocol of each bean
	 */
	public AnnotatedClientFactory(ConfigurableBeanFactory beanFactory, CallbackFactory callbackFactory,
			PayloadConversion conversion, EndpointProtocols protocols) {
		this.beanFactory = beanFactory;
		this.callbackFactory = callbackFactory;
		this.conversion = conversion;
		this.protocols = protocols;
	}

	/**
	 * Create the callbacks of a client.
	 * @param definition the definition of the client
	 * @param advice the definitions of all advice beans, in the order in which they are
	 * asked
	 * @param maxBytes the bytes of the largest message that the client can send
	 * @param handlers creates the handler of the client's sessions
	 */
	AnnotatedClient create(ClientDefinition definition, List<EndpointDefinition> advice, long maxBytes,
			EndpointHandlerFactory handlers) {
		EndpointDefinition bean = definition.bean();
		ClientRules.check(bean);
		BeanCallbacks beans = new BeanCallbacks(this.beanFactory,
				this.callbackFactory.with(maxBytes, ClientArguments::resolvers), this.conversion, this.protocols);
		Set<String> variables = ClientUris.variables(definition.uri());
		try {
			List<Callback> callbacks = beans.of(bean, variables);
			List<List<Callback>> ofAdvice = advice.stream().map(beans::ofAdvice).toList();
			EndpointCallbacks sorted = beans.sort(callbacks,
					ofAdvice.stream().map((list) -> new ErrorCallbacks(list, List.of())).toList(), bean);
			WebSocketHandler handler = handlers.create(sorted, bean.subProtocols());
			return new AnnotatedClient(definition, callbacks, sorted, handler, failures(callbacks, ofAdvice));
		}
		catch (InvalidEndpointException ex) {
			throw ex.ofClient();
		}
	}

	/**
	 * Return the callbacks that can be called for failed attempts.
	 */
	private static ErrorCallbacks failures(List<Callback> callbacks, List<List<Callback>> advice) {
		return new ErrorCallbacks(withoutConnection(EndpointCallbacks.ofKind(callbacks, CallbackKind.ERROR)),
				advice.stream().map((list) -> new ErrorCallbacks(withoutConnection(list), List.of())).toList());
	}

	private static List<Callback> withoutConnection(List<Callback> callbacks) {
		return callbacks.stream().filter((callback) -> ClientRules.needsNoConnection(callback.method())).toList();
	}

}
