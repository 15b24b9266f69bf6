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
import io.github.wsboot.endpoint.invocation.MessageCallbacks;
import io.github.wsboot.endpoint.session.EndpointCallbacks;
import io.github.wsboot.endpoint.session.EndpointTick;
import io.github.wsboot.message.ContentReader;
import io.github.wsboot.message.PayloadConversion;

/**
 * Creates the callbacks of beans from their definitions.
 *
 * @since 0.1.0
 */
public final class BeanCallbacks {

	private static final Set<CallbackKind> UNIQUE = EnumSet.of(CallbackKind.HANDSHAKE, CallbackKind.OPEN,
			CallbackKind.CLOSE, CallbackKind.PING, CallbackKind.PONG);

	/** A variable of a path; its regular expression, if there is one, may have braces. */
	private static final Pattern VARIABLE = Pattern.compile("\\{\\*?([^/:{}]+)(?::(?:[^{}]|\\{[^{}]*})*)?}");

	private final ConfigurableBeanFactory beanFactory;

	private final CallbackFactory callbackFactory;

	private final MessageKinds kinds;

	private final PayloadFormatRules formatRules;

	private final ContentReader content;

	private final EndpointProtocols protocols;

	/**
	 * Create a factory.
	 * @param beanFactory resolves placeholders
	 * @param callbackFactory creates each callback
	 * @param conversion reads their messages
	 * @param protocols know the protocol of each bean
	 */
	public BeanCallbacks(ConfigurableBeanFactory beanFactory, CallbackFactory callbackFactory,
			PayloadConversion conversion, EndpointProtocols protocols) {
		this.beanFactory = beanFactory;
		this.callbackFactory = callbackFactory;
		this.kinds = new MessageKinds(conversion);
		this.formatRules = new PayloadFormatRules(conversion);
		this.formatRules.checkConverters();
		this.content = new ContentReader(conversion::converter);
		this.protocols = protocols;
	}

	/**
	 * Create the callbacks of an advice bean.
	 * @param definition the definition of the bean
	 * @return the callbacks
	 */
	public List<Callback> ofAdvice(EndpointDefinition definition) {
		return definition.methods()
			.keySet()
			.stream()
			.peek((method) -> assertRoom(definition.beanName(), method, Set.of()))
			.map((method) -> this.callbackFactory.create(definition, method, CallbackKind.ERROR, null))
			.toList();
	}

	/**
	 * Create the callbacks of a bean.
	 * @param definition the definition of the bean
	 * @param variables the variables that each path of the bean has
	 * @return the callbacks
	 */
	public List<Callback> of(EndpointDefinition definition, Set<String> variables) {
		InitBinderRule.check(definition.beanName(), definition.type());
		List<Callback> callbacks = new ArrayList<>();
		definition.methods().forEach((method, kinds) -> {
			assertRoom(definition.beanName(), method, variables);
			kinds.forEach((kind) -> callbacks.add(this.callbackFactory.create(definition, method, kind, variables)));
		});
		return callbacks;
	}

	/**
	 * Sort the callbacks of a bean by what they are called for.
	 * @param callbacks the callbacks
	 * @param advice the callbacks of all advice beans, in the order in which they are
	 * asked
	 * @param definition the definition of the bean
	 * @return the callbacks
	 * @throws InvalidEndpointException if there are several where only one can be called
	 */
	public EndpointCallbacks sort(List<Callback> callbacks, List<ErrorCallbacks> advice,
			EndpointDefinition definition) {
		return new EndpointCallbacks(
				EndpointCallbacks
					.unique(callbacks.stream().filter((callback) -> UNIQUE.contains(callback.kind())).toList()),
				EndpointCallbacks.ofKind(callbacks, CallbackKind.TICK)
					.stream()
					.map((callback) -> EndpointTick.of(callback, this.beanFactory::resolveEmbeddedValue))
					.toList(),
				new MessageCallbacks(EndpointCallbacks.ofKind(callbacks, CallbackKind.MESSAGE), this.kinds,
						this.formatRules, this.protocols.of(definition), this.content),
				new ErrorCallbacks(EndpointCallbacks.ofKind(callbacks, CallbackKind.ERROR), advice),
				definition.isNonBlocking());
	}

	/**
	 * Return the names of the variables of a template of a path or a room, in their
	 * order.
	 */
	static Set<String> variables(String template) {
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
