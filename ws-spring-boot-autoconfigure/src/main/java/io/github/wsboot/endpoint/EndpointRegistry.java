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

import java.util.ArrayList;
import java.util.List;
import java.util.Set;

import org.apache.commons.logging.Log;
import org.apache.commons.logging.LogFactory;
import org.springframework.beans.factory.SmartInitializingSingleton;
import org.springframework.beans.factory.config.ConfigurableListableBeanFactory;
import org.springframework.core.log.LogMessage;

import io.github.wsboot.endpoint.callback.Callback;
import io.github.wsboot.endpoint.callback.CallbackConversion;
import io.github.wsboot.endpoint.callback.CallbackFactory;
import io.github.wsboot.endpoint.definition.CallbackKind;
import io.github.wsboot.endpoint.definition.EndpointDefinition;
import io.github.wsboot.endpoint.definition.EndpointDefinitions;
import io.github.wsboot.endpoint.invocation.ErrorCallbacks;
import io.github.wsboot.endpoint.session.EndpointRuntime;

/**
 * The endpoints of the application. Their beans are looked up once all singletons are
 * there, so that an endpoint may inject anything.
 *
 * @since 0.1.0
 */
public final class EndpointRegistry implements SmartInitializingSingleton {

	private static final Log logger = LogFactory.getLog(EndpointRegistry.class);

	private final ConfigurableListableBeanFactory beanFactory;

	private final List<Endpoint> endpoints = new ArrayList<>();

	private final List<Callback> advice = new ArrayList<>();

	/**
	 * Create the endpoints.
	 * @param beanFactory where the endpoint beans are
	 * @param definitions what was found on them
	 * @param callbacks creates their callbacks
	 * @param conversion how these read messages
	 * @param runtime the runtime of all endpoints
	 */
	public EndpointRegistry(ConfigurableListableBeanFactory beanFactory, EndpointDefinitions definitions,
			CallbackFactory callbacks, CallbackConversion conversion, EndpointRuntime runtime) {
		this.beanFactory = beanFactory;
		EndpointFactory factory = new EndpointFactory(beanFactory, callbacks, conversion.payloads(),
				advice(definitions.advice(), callbacks), runtime);
		definitions.endpoints().forEach((definition) -> this.endpoints.add(factory.create(definition)));
		runtime.startWatch();
		// So that whoever reads the traffic sees an endpoint before its first connection
		this.endpoints
			.forEach((endpoint) -> endpoint.paths().forEach(runtime.connections().monitor().traffic()::endpoint));
	}

	private List<ErrorCallbacks> advice(List<EndpointDefinition> definitions, CallbackFactory factory) {
		List<ErrorCallbacks> advice = new ArrayList<>();
		for (EndpointDefinition definition : definitions) {
			List<Callback> callbacks = definition.methods()
				.keySet()
				.stream()
				.peek((method) -> EndpointFactory.assertRoom(definition.beanName(), method, Set.of()))
				.map((method) -> factory.create(definition, method, CallbackKind.ERROR, null))
				.toList();
			this.advice.addAll(callbacks);
			advice.add(new ErrorCallbacks(callbacks, List.of()));
		}
		return advice;
	}

	/**
	 * Return the endpoints.
	 * @return the endpoints, none of which shares a path with another
	 */
	public List<Endpoint> endpoints() {
		return List.copyOf(this.endpoints);
	}

	@Override
	public void afterSingletonsInstantiated() {
		this.advice.forEach(this::bind);
		for (Endpoint endpoint : this.endpoints) {
			endpoint.callbacks().forEach(this::bind);
			logger.info(LogMessage.format("%s", endpoint));
		}
	}

	/**
	 * Look the bean up now, so that it fails at start-up if it has to. A lazy one is left
	 * alone.
	 */
	private void bind(Callback callback) {
		if (this.beanFactory.containsSingleton(callback.beanName())) {
			callback.bind();
		}
	}

}
