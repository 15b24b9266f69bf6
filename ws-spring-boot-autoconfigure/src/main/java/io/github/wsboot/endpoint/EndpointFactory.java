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

import java.util.List;
import java.util.Set;

import org.jspecify.annotations.Nullable;
import org.springframework.beans.factory.config.ConfigurableBeanFactory;

import io.github.wsboot.MessageProtocol;
import io.github.wsboot.endpoint.callback.Callback;
import io.github.wsboot.endpoint.callback.CallbackFactory;
import io.github.wsboot.endpoint.callback.ReservedTypeRules;
import io.github.wsboot.endpoint.definition.EndpointDefinition;
import io.github.wsboot.endpoint.invocation.ErrorCallbacks;
import io.github.wsboot.endpoint.invocation.ExceptionStatuses;
import io.github.wsboot.endpoint.session.EndpointCallbacks;
import io.github.wsboot.endpoint.session.EndpointHandlerFactory;
import io.github.wsboot.message.JsonProtocol;
import io.github.wsboot.message.PayloadConversion;

/**
 * Creates endpoints and advice from the definitions of their beans.
 * <p>
 * The bean of this type cannot be replaced by one of the application's.
 *
 * @since 0.1.0
 */
public final class EndpointFactory {

	private final BeanCallbacks beans;

	private final EndpointHandlerFactory handlers;

	private final ExceptionStatuses statuses;

	/**
	 * Create a factory.
	 * @param beanFactory resolves placeholders
	 * @param callbackFactory creates the callbacks of endpoints and advice
	 * @param conversion reads their messages
	 * @param protocols know the protocol of each bean
	 * @param handlers creates the handlers of endpoints
	 * @param statuses know how to answer a handshake whose callback has failed
	 */
	public EndpointFactory(ConfigurableBeanFactory beanFactory, CallbackFactory callbackFactory,
			PayloadConversion conversion, EndpointProtocols protocols, EndpointHandlerFactory handlers,
			ExceptionStatuses statuses) {
		this.beans = new BeanCallbacks(beanFactory, callbackFactory, conversion, protocols);
		this.handlers = handlers;
		this.statuses = statuses;
	}

	/**
	 * Create the callbacks of an advice bean.
	 */
	List<Callback> createAdvice(EndpointDefinition definition) {
		List<Callback> callbacks = this.beans.ofAdvice(definition);
		if (definition.subProtocols().common().browserClient()) {
			callbacks.forEach(ReservedTypeRules::checkResult);
		}
		return callbacks;
	}

	/**
	 * Create an endpoint.
	 * @param definition the definition of its bean
	 * @param advice the callbacks of all advice beans, in the order in which they are
	 * asked
	 */
	Endpoint create(EndpointDefinition definition, List<ErrorCallbacks> advice) {
		List<Callback> callbacks = this.beans.of(definition, commonVariables(definition.paths()));
		EndpointCallbacks byKind = this.beans.sort(callbacks, advice, definition);
		if (definition.subProtocols().common().browserClient()) {
			checkTypes(callbacks, byKind.messages().protocol());
		}
		return new Endpoint(definition, callbacks, byKind, this.handlers.create(byKind, definition.subProtocols()),
				this.statuses);
	}

	/**
	 * Reject reserved types. A protocol of the application's own has its types anywhere.
	 */
	private static void checkTypes(List<Callback> callbacks, @Nullable MessageProtocol protocol) {
		callbacks.forEach(ReservedTypeRules::checkResult);
		if (protocol == null || protocol instanceof JsonProtocol) {
			callbacks.forEach(ReservedTypeRules::checkMessages);
		}
	}

	private static Set<String> commonVariables(List<String> paths) {
		Set<String> common = BeanCallbacks.variables(paths.get(0));
		paths.forEach((path) -> common.retainAll(BeanCallbacks.variables(path)));
		return common;
	}

}
