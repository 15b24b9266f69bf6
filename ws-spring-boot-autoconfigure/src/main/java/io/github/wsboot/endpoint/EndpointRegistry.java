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

import org.apache.commons.logging.Log;
import org.apache.commons.logging.LogFactory;
import org.springframework.beans.factory.SmartInitializingSingleton;
import org.springframework.beans.factory.config.ConfigurableListableBeanFactory;
import org.springframework.core.log.LogMessage;

import io.github.wsboot.endpoint.callback.Callback;
import io.github.wsboot.endpoint.definition.EndpointDefinition;
import io.github.wsboot.endpoint.definition.EndpointDefinitions;
import io.github.wsboot.endpoint.invocation.ErrorCallbacks;
import io.github.wsboot.monitor.Traffic;

/**
 * Registry of the application's endpoints. Their beans are looked up when all singletons
 * exist, so an endpoint can inject any of them.
 * <p>
 * The bean of this type cannot be replaced by one of the application's.
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
	 * @param beanFactory has the beans of endpoints and advice
	 * @param definitions the definitions of these beans
	 * @param factory creates endpoints and advice
	 * @param traffic counts the traffic of the endpoints
	 */
	public EndpointRegistry(ConfigurableListableBeanFactory beanFactory, EndpointDefinitions definitions,
			EndpointFactory factory, Traffic traffic) {
		this.beanFactory = beanFactory;
		List<ErrorCallbacks> advice = advice(definitions.advice(), factory);
		definitions.endpoints().forEach((definition) -> this.endpoints.add(factory.create(definition, advice)));
		// The traffic shows an endpoint before its first connection
		this.endpoints.forEach((endpoint) -> endpoint.paths().forEach(traffic::endpoint));
	}

	private List<ErrorCallbacks> advice(List<EndpointDefinition> definitions, EndpointFactory factory) {
		List<ErrorCallbacks> advice = new ArrayList<>();
		for (EndpointDefinition definition : definitions) {
			List<Callback> callbacks = factory.createAdvice(definition);
			this.advice.addAll(callbacks);
			advice.add(new ErrorCallbacks(callbacks, List.of()));
		}
		return advice;
	}

	/**
	 * Return the endpoints.
	 * @return the endpoints; no two of them have the same path
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
	 * Look the bean of a callback up, so that errors appear at start-up. A lazy bean is
	 * not created.
	 */
	private void bind(Callback callback) {
		if (this.beanFactory.containsSingleton(callback.beanName())) {
			callback.prepare();
		}
	}

}
