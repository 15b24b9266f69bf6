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
import org.jspecify.annotations.Nullable;
import org.springframework.beans.factory.SmartInitializingSingleton;
import org.springframework.beans.factory.config.ConfigurableListableBeanFactory;
import org.springframework.context.ApplicationEventPublisher;
import org.springframework.core.convert.ConversionService;
import org.springframework.core.log.LogMessage;
import org.springframework.validation.Validator;

import io.github.wsboot.ConnectionManager;
import io.github.wsboot.WebSocketEndpointConfigurer;
import io.github.wsboot.connection.ConnectionFactory;
import io.github.wsboot.connection.GuardedEvents;
import io.github.wsboot.connection.MessageObserver;
import io.github.wsboot.connection.Workers;
import io.github.wsboot.message.PayloadConversion;
import io.github.wsboot.message.PayloadEncoder;

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
	 * @param content how callbacks read their arguments and write their results
	 * @param runtime what callbacks need when they run
	 */
	public EndpointRegistry(ConfigurableListableBeanFactory beanFactory, EndpointDefinitions definitions,
			Content content, Runtime runtime) {
		this.beanFactory = beanFactory;
		CallbackFactory callbacks = new CallbackFactory(beanFactory,
				new CallbackConversion(content.conversion(), content.validator(), content.values(), content.encoder()),
				content.configurers(), runtime.manager(), runtime.connections().maxBytes());
		CallbackWatch watch = new CallbackWatch(runtime.settings().times().warnAfter());
		CallbackInvoker invoker = new CallbackInvoker(new CallbackResults(), advice(definitions.advice(), callbacks),
				new UnhandledFailures(runtime.settings().failure(), runtime.surroundings().statuses()), watch);
		EndpointFactory factory = new EndpointFactory(beanFactory, callbacks, new MessageKinds(content.conversion()),
				new EndpointServices(runtime.connections(), runtime.workers(), runtime.server(), invoker,
						new MessageInvoker(invoker, runtime.surroundings().observer()),
						new GuardedEvents(runtime.events()), runtime.settings(),
						new CallbackContexts(runtime.surroundings().contexts()), runtime.surroundings().statuses()));
		runtime.connections().watch(watch.lookInterval(), watch::tell);
		definitions.endpoints().forEach((definition) -> this.endpoints.add(factory.create(definition)));
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
			advice.add(new ErrorCallbacks(callbacks));
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

	/**
	 * How callbacks read their arguments and write their results.
	 *
	 * @param conversion reads objects from messages
	 * @param encoder writes results
	 * @param values converts the values of the handshake's request
	 * @param validator validates payloads, or {@code null} if there is none
	 * @param configurers add argument resolvers and result handlers
	 */
	public record Content(PayloadConversion conversion, PayloadEncoder encoder, ConversionService values,
			@Nullable Validator validator, List<WebSocketEndpointConfigurer> configurers) {

	}

	/**
	 * What callbacks need when they run.
	 *
	 * @param connections creates connections
	 * @param manager sends broadcast results
	 * @param workers run the callbacks
	 * @param server runs what else may block, whatever callbacks do meanwhile
	 * @param events told when connections open and close
	 * @param settings the settings of all endpoints
	 * @param surroundings what optional technologies add to callbacks
	 */
	public record Runtime(ConnectionFactory connections, ConnectionManager manager, Workers workers, Workers server,
			ApplicationEventPublisher events, EndpointSettings settings, Surroundings surroundings) {

	}

	/**
	 * What optional technologies add to callbacks.
	 *
	 * @param contexts surround each callback
	 * @param statuses know exceptions that are answers
	 * @param observer told of each message, or {@code null} if nobody wants to know
	 */
	public record Surroundings(List<CallbackContext> contexts, List<ExceptionStatus> statuses,
			@Nullable MessageObserver observer) {

	}

}
