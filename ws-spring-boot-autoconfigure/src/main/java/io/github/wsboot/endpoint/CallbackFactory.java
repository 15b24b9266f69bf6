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

import java.lang.annotation.Annotation;
import java.lang.reflect.Method;
import java.util.ArrayList;
import java.util.List;
import java.util.Set;

import org.jspecify.annotations.Nullable;
import org.springframework.beans.factory.config.ConfigurableListableBeanFactory;
import org.springframework.core.DefaultParameterNameDiscoverer;
import org.springframework.core.MethodParameter;
import org.springframework.core.ParameterNameDiscoverer;
import org.springframework.messaging.Message;
import org.springframework.messaging.converter.MessageConverter;
import org.springframework.messaging.handler.HandlerMethod;
import org.springframework.messaging.handler.invocation.HandlerMethodArgumentResolver;
import org.springframework.messaging.handler.invocation.HandlerMethodReturnValueHandler;
import org.springframework.messaging.simp.annotation.support.PrincipalMethodArgumentResolver;
import org.springframework.util.StringUtils;
import org.springframework.validation.Validator;
import org.springframework.validation.annotation.ValidationAnnotationUtils;
import org.springframework.web.bind.annotation.PathVariable;
import org.springframework.web.socket.CloseStatus;

import io.github.wsboot.CloseCause;
import io.github.wsboot.Connection;
import io.github.wsboot.ConnectionManager;
import io.github.wsboot.Handshake;
import io.github.wsboot.HandshakeContext;
import io.github.wsboot.WebSocketEndpointConfigurer;

/**
 * Creates callbacks: finds the resolver of each parameter, once and at start-up, and
 * rejects what could only fail later.
 */
final class CallbackFactory {

	private static final String[] NO_PAYLOAD_PACKAGES = { "jakarta.servlet.", "jakarta.websocket.", "java.io.",
			"java.util.function.", "org.springframework.web.", "org.springframework.http.",
			"org.springframework.context.", "org.springframework.beans.", "org.springframework.validation." };

	private final ConfigurableListableBeanFactory beanFactory;

	private final ParameterNameDiscoverer parameterNames = new DefaultParameterNameDiscoverer();

	private final List<HandlerMethodArgumentResolver> handshakeResolvers;

	private final List<HandlerMethodArgumentResolver> connectionResolvers;

	private final List<HandlerMethodArgumentResolver> closeResolvers;

	private final List<HandlerMethodArgumentResolver> errorResolvers;

	private final List<HandlerMethodReturnValueHandler> resultHandlers = new ArrayList<>();

	private final PayloadArgumentResolver payloadResolver;

	private final boolean validates;

	CallbackFactory(ConfigurableListableBeanFactory beanFactory, MessageConverter converter,
			@Nullable Validator validator, List<WebSocketEndpointConfigurer> configurers,
			ConnectionManager connections) {
		configurers.forEach((configurer) -> configurer.addReturnValueHandlers(this.resultHandlers));
		this.resultHandlers.add(new BroadcastReturnValueHandler(connections));
		this.resultHandlers.add(new ReplyReturnValueHandler());
		this.beanFactory = beanFactory;
		this.payloadResolver = new PayloadArgumentResolver(converter, validator);
		this.validates = (validator != null);
		List<HandlerMethodArgumentResolver> custom = new ArrayList<>();
		configurers.forEach((configurer) -> configurer.addArgumentResolvers(custom));
		List<HandlerMethodArgumentResolver> common = new ArrayList<>(NamedValueArgumentResolver.all(beanFactory));
		common.add(new PrincipalMethodArgumentResolver());
		common.add(new TypeArgumentResolver(Handshake.class, CallbackHeaders::handshake));
		this.handshakeResolvers = join(common,
				List.of(new TypeArgumentResolver(HandshakeContext.class, CallbackHeaders::context)));
		this.connectionResolvers = join(common,
				List.of(new TypeArgumentResolver(Connection.class, WebSocketEndpointConfigurer::connection)), custom);
		this.closeResolvers = join(this.connectionResolvers,
				List.of(new TypeArgumentResolver(CloseStatus.class, (message) -> closing(message).status()),
						new TypeArgumentResolver(CloseCause.class, (message) -> closing(message).cause())));
		this.errorResolvers = join(this.connectionResolvers, List.of(new ThrowableArgumentResolver()));
	}

	@SafeVarargs
	private static List<HandlerMethodArgumentResolver> join(List<? extends HandlerMethodArgumentResolver>... lists) {
		List<HandlerMethodArgumentResolver> joined = new ArrayList<>();
		for (List<? extends HandlerMethodArgumentResolver> list : lists) {
			joined.addAll(list);
		}
		return joined;
	}

	private static Closing closing(Message<?> message) {
		return (Closing) message.getPayload();
	}

	private List<HandlerMethodArgumentResolver> resolvers(CallbackKind kind) {
		return switch (kind) {
			case HANDSHAKE -> this.handshakeResolvers;
			case CLOSE -> this.closeResolvers;
			case ERROR -> this.errorResolvers;
			default -> this.connectionResolvers;
		};
	}

	/**
	 * Create a callback.
	 * @param beanName the name of the bean
	 * @param method the annotated method
	 * @param kind the kind of callback
	 * @param pathVariables the path variables that are always there, or {@code null} if
	 * the endpoint is not known
	 */
	Callback create(String beanName, Method method, CallbackKind kind, @Nullable Set<String> pathVariables) {
		HandlerMethod handlerMethod = new HandlerMethod(beanName, this.beanFactory, method);
		MethodParameter[] parameters = handlerMethod.getMethodParameters();
		HandlerMethodArgumentResolver[] resolvers = new HandlerMethodArgumentResolver[parameters.length];
		MethodParameter payload = null;
		for (int i = 0; i < parameters.length; i++) {
			parameters[i].initParameterNameDiscovery(this.parameterNames);
			Signature signature = new Signature(beanName, method, kind, parameters[i]);
			signature.rejectWrongImports();
			resolvers[i] = resolver(signature);
			if (resolvers[i] == this.payloadResolver) {
				signature.assertPayload(payload, this.validates);
				payload = parameters[i];
			}
			signature.assertPathVariable(pathVariables);
		}
		CallbackResultRules.check(beanName, method, kind);
		return new Callback(kind, handlerMethod, this.beanFactory, new CallbackArguments(resolvers, payload),
				resultHandler(handlerMethod));
	}

	private HandlerMethodReturnValueHandler resultHandler(HandlerMethod handlerMethod) {
		return this.resultHandlers.stream()
			.filter((handler) -> handler.supportsReturnType(handlerMethod.getReturnType()))
			.findFirst()
			.orElseThrow();
	}

	private HandlerMethodArgumentResolver resolver(Signature signature) {
		for (HandlerMethodArgumentResolver resolver : resolvers(signature.kind())) {
			if (resolver.supportsParameter(signature.parameter())) {
				return resolver;
			}
		}
		return this.payloadResolver;
	}

	/**
	 * A parameter and where it stands, for checks and their messages.
	 */
	private record Signature(String beanName, Method method, CallbackKind kind, MethodParameter parameter) {

		void rejectWrongImports() {
			String type = WrongImports.insteadOfType(this.parameter.getParameterType());
			if (type != null) {
				throw invalid("has a parameter of type '" + this.parameter.getParameterType().getName()
						+ "', which is never passed to a callback", "Use '" + type + "' instead.");
			}
			for (Annotation annotation : this.parameter.getParameterAnnotations()) {
				String instead = WrongImports.insteadOfAnnotation(annotation);
				if (instead != null) {
					throw invalid("has a parameter annotated with '" + annotation.annotationType().getName() + "'",
							"Use '" + instead + "' instead.");
				}
			}
		}

		void assertPayload(@Nullable MethodParameter earlier, boolean validates) {
			if (!this.kind.takesPayload()) {
				throw invalid(
						"has the parameter " + describe(this.parameter)
								+ ", but there is no payload to pass in a callback of kind " + this.kind,
						"Remove the parameter; see the Javadoc of " + this.kind + " for those it can have.");
			}
			if (earlier != null) {
				throw invalid("has two payload parameters, " + describe(earlier) + " and " + describe(this.parameter),
						"Keep one of them; inject beans through the constructor.");
			}
			assertPayloadType();
			if (!validates && isValidated()) {
				throw invalid("has a payload that is to be validated, but there is no validator",
						"Add 'spring-boot-starter-validation' to the dependencies.");
			}
		}

		private void assertPayloadType() {
			Class<?> type = this.parameter.nestedIfOptional().getNestedParameterType();
			boolean unknown = type.getPackage() == Connection.class.getPackage();
			for (String prefix : NO_PAYLOAD_PACKAGES) {
				unknown |= type.getName().startsWith(prefix);
			}
			boolean declared = this.parameter
				.hasParameterAnnotation(org.springframework.messaging.handler.annotation.Payload.class);
			if (unknown && !declared) {
				throw invalid("has the parameter " + describe(this.parameter) + ", whose type is unknown",
						"Remove it, add an argument resolver by a WebSocketEndpointConfigurer, or annotate it with "
								+ "@Payload if it is to be read from the message.");
			}
		}

		private boolean isValidated() {
			for (Annotation annotation : this.parameter.getParameterAnnotations()) {
				if (ValidationAnnotationUtils.determineValidationHints(annotation) != null) {
					return true;
				}
			}
			return false;
		}

		void assertPathVariable(@Nullable Set<String> pathVariables) {
			PathVariable annotation = this.parameter.getParameterAnnotation(PathVariable.class);
			if (annotation == null || !annotation.required() || pathVariables == null || this.parameter.isOptional()) {
				return;
			}
			String name = StringUtils.hasLength(annotation.name()) ? annotation.name()
					: this.parameter.getParameterName();
			if (name != null && !pathVariables.contains(name)) {
				throw invalid("has a @PathVariable '" + name + "' that the path does not have",
						"Rename it to one of " + pathVariables + " or add '{" + name + "}' to the path.");
			}
		}

		private InvalidEndpointException invalid(String problem, String action) {
			return InvalidEndpointException.of(this.beanName, this.method, problem, action);
		}

		private static String describe(MethodParameter parameter) {
			return "'" + parameter.getParameterType().getSimpleName() + " " + parameter.getParameterName() + "'";
		}

	}

	/**
	 * The payload of an {@code @OnClose} callback.
	 *
	 * @param status the close status
	 * @param cause why the connection ended
	 */
	record Closing(CloseStatus status, CloseCause cause) {

	}

}
