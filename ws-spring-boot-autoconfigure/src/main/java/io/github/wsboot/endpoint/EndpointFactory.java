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

import java.lang.reflect.Method;
import java.util.ArrayList;
import java.util.EnumSet;
import java.util.LinkedHashSet;
import java.util.List;
import java.util.Set;
import java.util.regex.Matcher;
import java.util.regex.Pattern;

import org.springframework.beans.factory.config.ConfigurableBeanFactory;
import org.springframework.core.annotation.AnnotatedElementUtils;

import io.github.wsboot.annotation.Broadcast;
import io.github.wsboot.endpoint.callback.Callback;
import io.github.wsboot.endpoint.callback.CallbackFactory;
import io.github.wsboot.endpoint.callback.InitBinderRule;
import io.github.wsboot.endpoint.callback.MessageKinds;
import io.github.wsboot.endpoint.callback.PayloadFormatRules;
import io.github.wsboot.endpoint.definition.CallbackKind;
import io.github.wsboot.endpoint.definition.EndpointDefinition;
import io.github.wsboot.endpoint.definition.InvalidEndpointException;
import io.github.wsboot.endpoint.invocation.ErrorCallbacks;
import io.github.wsboot.endpoint.invocation.ExceptionStatuses;
import io.github.wsboot.endpoint.invocation.MessageCallbacks;
import io.github.wsboot.endpoint.session.EndpointCallbacks;
import io.github.wsboot.endpoint.session.EndpointHandlerFactory;
import io.github.wsboot.endpoint.session.EndpointTick;
import io.github.wsboot.message.PayloadConversion;

/**
 * Creates endpoints and advice from the definitions of their beans.
 * <p>
 * The bean of this type cannot be replaced by one of the application's.
 *
 * @since 0.1.0
 */
public final class EndpointFactory {

	private static final Set<CallbackKind> UNIQUE = EnumSet.of(CallbackKind.HANDSHAKE, CallbackKind.OPEN,
			CallbackKind.CLOSE, CallbackKind.PING, CallbackKind.PONG);

	/** A variable of a path; its regular expression, if there is one, may have braces. */
	private static final Pattern VARIABLE = Pattern.compile("\\{\\*?([^/:{}]+)(?::(?:[^{}]|\\{[^{}]*})*)?}");

	private final ConfigurableBeanFactory beanFactory;

	private final CallbackFactory callbackFactory;

	private final MessageKinds kinds;

	private final PayloadFormatRules formatRules;

	private final EndpointHandlerFactory handlers;

	private final ExceptionStatuses statuses;

	/**
	 * Create a factory.
	 * @param beanFactory resolves placeholders
	 * @param callbackFactory creates the callbacks of endpoints and advice
	 * @param conversion reads their messages
	 * @param handlers creates the handlers of endpoints
	 * @param statuses know how to answer a handshake whose callback has failed
	 */
	public EndpointFactory(ConfigurableBeanFactory beanFactory, CallbackFactory callbackFactory,
			PayloadConversion conversion, EndpointHandlerFactory handlers, ExceptionStatuses statuses) {
		this.beanFactory = beanFactory;
		this.callbackFactory = callbackFactory;
		this.kinds = new MessageKinds(conversion);
		this.formatRules = new PayloadFormatRules(conversion);
		this.formatRules.checkConverters();
		this.handlers = handlers;
		this.statuses = statuses;
	}

	/**
	 * Create the callbacks of an advice bean.
	 */
	List<Callback> createAdvice(EndpointDefinition definition) {
		return definition.methods()
			.keySet()
			.stream()
			.peek((method) -> assertRoom(definition.beanName(), method, Set.of()))
			.map((method) -> this.callbackFactory.create(definition, method, CallbackKind.ERROR, null))
			.toList();
	}

	/**
	 * Create an endpoint.
	 * @param definition the definition of its bean
	 * @param advice the callbacks of all advice beans, in the order in which they are
	 * asked
	 */
	Endpoint create(EndpointDefinition definition, List<ErrorCallbacks> advice) {
		InitBinderRule.check(definition.beanName(), definition.type());
		Set<String> variables = commonVariables(definition.paths());
		List<Callback> callbacks = new ArrayList<>();
		definition.methods().forEach((method, kinds) -> {
			assertRoom(definition.beanName(), method, variables);
			kinds.forEach((kind) -> callbacks.add(this.callbackFactory.create(definition, method, kind, variables)));
		});
		EndpointCallbacks byKind = new EndpointCallbacks(
				EndpointCallbacks
					.unique(callbacks.stream().filter((callback) -> UNIQUE.contains(callback.kind())).toList()),
				EndpointCallbacks.ofKind(callbacks, CallbackKind.TICK)
					.stream()
					.map((callback) -> EndpointTick.of(callback, this.beanFactory::resolveEmbeddedValue))
					.toList(),
				new MessageCallbacks(EndpointCallbacks.ofKind(callbacks, CallbackKind.MESSAGE), this.kinds,
						this.formatRules),
				new ErrorCallbacks(EndpointCallbacks.ofKind(callbacks, CallbackKind.ERROR), advice),
				definition.isNonBlocking());
		return new Endpoint(definition, callbacks, byKind,
				this.handlers.create(byKind, definition.subProtocols().names()), this.statuses);
	}

	private static Set<String> commonVariables(List<String> paths) {
		Set<String> common = variables(paths.get(0));
		paths.forEach((path) -> common.retainAll(variables(path)));
		return common;
	}

	private static Set<String> variables(String template) {
		Set<String> variables = new LinkedHashSet<>();
		Matcher matcher = VARIABLE.matcher(template);
		while (matcher.find()) {
			variables.add(matcher.group(1));
		}
		return variables;
	}

	private static void assertRoom(String beanName, Method method, Set<String> pathVariables) {
		Broadcast broadcast = AnnotatedElementUtils.findMergedAnnotation(method, Broadcast.class);
		if (broadcast == null) {
			return;
		}
		for (String name : variables(broadcast.room())) {
			if (!pathVariables.contains(name)) {
				throw InvalidEndpointException.of(beanName, method,
						"broadcasts to the room '" + broadcast.room() + "', but the path has no variable '" + name
								+ "'",
						"Rename it to one of " + pathVariables + " or add '{" + name + "}' to the path.");
			}
		}
	}

}
