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

package io.github.wsboot.endpoint.callback;

import java.lang.reflect.Method;
import java.util.ArrayList;
import java.util.List;
import java.util.Set;
import java.util.function.Function;

import org.jspecify.annotations.Nullable;
import org.springframework.beans.factory.BeanFactory;
import org.springframework.beans.factory.config.ConfigurableListableBeanFactory;
import org.springframework.core.DefaultParameterNameDiscoverer;
import org.springframework.core.MethodParameter;
import org.springframework.core.ParameterNameDiscoverer;
import org.springframework.core.annotation.AnnotatedElementUtils;
import org.springframework.messaging.Message;
import org.springframework.messaging.handler.HandlerMethod;
import org.springframework.messaging.handler.invocation.HandlerMethodArgumentResolver;
import org.springframework.messaging.handler.invocation.HandlerMethodReturnValueHandler;
import org.springframework.web.socket.CloseStatus;

import io.github.wsboot.CloseCause;
import io.github.wsboot.Connection;
import io.github.wsboot.ConnectionManager;
import io.github.wsboot.Handshake;
import io.github.wsboot.HandshakeContext;
import io.github.wsboot.WebSocketEndpointConfigurer;
import io.github.wsboot.annotation.Broadcast;
import io.github.wsboot.endpoint.callback.CallbackConstraints.Filler;
import io.github.wsboot.endpoint.definition.CallbackKind;
import io.github.wsboot.endpoint.definition.EndpointDefinition;

/**
 * Creates callbacks: finds the resolver of each parameter once, at start-up, and rejects
 * callbacks that could only fail later.
 * <p>
 * The bean of this type cannot be replaced by one of the application's.
 *
 * @since 0.1.0
 */
public final class CallbackFactory {

	private final ConfigurableListableBeanFactory beanFactory;

	private final ParameterNameDiscoverer parameterNames = new DefaultParameterNameDiscoverer();

	private final List<HandlerMethodArgumentResolver> handshakeResolvers;

	private final List<HandlerMethodArgumentResolver> connectionResolvers;

	private final List<HandlerMethodArgumentResolver> closeResolvers;

	private final List<HandlerMethodArgumentResolver> errorResolvers;

	/** The handlers of results that the application adds. */
	private final List<HandlerMethodReturnValueHandler> resultHandlers = new ArrayList<>();

	private final ConnectionManager connections;

	private final long maxBytes;

	private final Function<CallbackKind, List<HandlerMethodArgumentResolver>> additional;

	private final PayloadArgumentResolver payloadResolver;

	private final CallbackConversion conversion;

	private final CallbackConstraints constraints;

	/**
	 * Create a factory.
	 * @param beanFactory has the beans with callbacks
	 * @param conversion converts arguments and results
	 * @param configurers add argument resolvers and handlers of results
	 * @param connections sends broadcast results
	 * @param maxBytes the bytes of the largest message that can be sent
	 */
	public CallbackFactory(ConfigurableListableBeanFactory beanFactory, CallbackConversion conversion,
			List<WebSocketEndpointConfigurer> configurers, ConnectionManager connections, long maxBytes) {
		configurers.forEach((configurer) -> configurer.addReturnValueHandlers(this.resultHandlers));
		this.connections = connections;
		this.maxBytes = maxBytes;
		this.additional = (kind) -> List.of();
		this.beanFactory = beanFactory;
		this.payloadResolver = new PayloadArgumentResolver(conversion.payloads().converter(), conversion.validator());
		this.conversion = conversion;
		this.constraints = new CallbackConstraints(beanFactory, conversion.validator());
		List<HandlerMethodArgumentResolver> custom = new ArrayList<>();
		configurers.forEach((configurer) -> configurer.addArgumentResolvers(custom));
		List<HandlerMethodArgumentResolver> common = new ArrayList<>(
				NamedValueArgumentResolver.all(beanFactory, conversion.values()));
		common.addAll(AllValuesArgumentResolver.all());
		common.add(new PrincipalArgumentResolver());
		common.add(new TypeArgumentResolver(Handshake.class, CallbackHeaders::handshake));
		this.handshakeResolvers = join(common,
				List.of(new TypeArgumentResolver(HandshakeContext.class, CallbackHeaders::context)));
		this.connectionResolvers = join(common,
				List.of(new TypeArgumentResolver(Connection.class, WebSocketEndpointConfigurer::connection)), custom);
		this.closeResolvers = join(this.connectionResolvers,
				List.of(new TypeArgumentResolver(CloseStatus.class, (message) -> end(message).status()),
						new TypeArgumentResolver(CloseCause.class, (message) -> end(message).cause())));
		this.errorResolvers = join(this.connectionResolvers, List.of(new ThrowableArgumentResolver()));
	}

	private CallbackFactory(CallbackFactory original, long maxBytes,
			Function<CallbackKind, List<HandlerMethodArgumentResolver>> additional) {
		this.resultHandlers.addAll(original.resultHandlers);
		this.connections = original.connections;
		this.maxBytes = maxBytes;
		this.additional = additional;
		this.beanFactory = original.beanFactory;
		this.payloadResolver = original.payloadResolver;
		this.conversion = original.conversion;
		this.constraints = original.constraints;
		this.handshakeResolvers = original.handshakeResolvers;
		this.connectionResolvers = original.connectionResolvers;
		this.closeResolvers = original.closeResolvers;
		this.errorResolvers = original.errorResolvers;
	}

	/**
	 * Return a factory for the callbacks of other beans than endpoints.
	 * @param maxBytes the bytes of the largest message that they can send
	 * @param additional the resolvers of the parameters that only these callbacks have
	 * @return the factory, which shares everything else with this one
	 */
	public CallbackFactory with(long maxBytes, Function<CallbackKind, List<HandlerMethodArgumentResolver>> additional) {
		return new CallbackFactory(this, maxBytes, additional);
	}

	@SafeVarargs
	private static List<HandlerMethodArgumentResolver> join(List<? extends HandlerMethodArgumentResolver>... lists) {
		List<HandlerMethodArgumentResolver> joined = new ArrayList<>();
		for (List<? extends HandlerMethodArgumentResolver> list : lists) {
			joined.addAll(list);
		}
		return joined;
	}

	private static ConnectionEnd end(Message<?> message) {
		return (ConnectionEnd) message.getPayload();
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
	 * @param definition the definition of the method's bean
	 * @param method the annotated method
	 * @param kind the kind of callback
	 * @param pathVariables the path variables that each path of the endpoint has, or
	 * {@code null} if the endpoint is not known
	 */
	public Callback create(EndpointDefinition definition, Method method, CallbackKind kind,
			@Nullable Set<String> pathVariables) {
		String beanName = definition.beanName();
		HandlerMethod handlerMethod = new DeclaredMethod(definition, this.beanFactory, method);
		MethodParameter[] parameters = handlerMethod.getMethodParameters().clone();
		HandlerMethodArgumentResolver[] resolvers = new HandlerMethodArgumentResolver[parameters.length];
		MethodParameter payload = null;
		for (int i = 0; i < parameters.length; i++) {
			parameters[i].initParameterNameDiscovery(this.parameterNames);
			CallbackParameter parameter = new CallbackParameter(beanName, method, kind, parameters[i]);
			parameter.rejectSuspending();
			parameter.rejectWrongImports();
			NamedValueRules values = new NamedValueRules(parameter);
			values.assertNamed(this.beanFactory::resolveEmbeddedValue);
			values.rejectMaps();
			values.assertConvertible(this.conversion.values());
			resolvers[i] = resolver(parameter);
			if (resolvers[i] == this.payloadResolver) {
				PayloadRules rules = new PayloadRules(parameter);
				rules.assertPayload(payload, this.conversion.validator() != null);
				rules.assertNoBean(this.beanFactory);
				payload = DeclaredParameter.of(parameters[i]);
				parameters[i] = payload;
			}
			this.constraints.check(definition, method, parameters[i], filler(resolvers[i]));
			values.assertPathVariable(pathVariables, this.beanFactory::resolveEmbeddedValue);
		}
		CallbackResultRules.check(beanName, method, kind);
		JacksonRules.check(beanName, handlerMethod, this.conversion.payloads().json() != null);
		this.constraints.check(definition, method);
		return new Callback(kind, handlerMethod, this.beanFactory,
				new CallbackArguments(parameters, resolvers, payload), resultHandler(definition, handlerMethod));
	}

	private Filler filler(HandlerMethodArgumentResolver resolver) {
		if (resolver == this.payloadResolver) {
			return Filler.PAYLOAD;
		}
		if (resolver instanceof TypeArgumentResolver || resolver instanceof ThrowableArgumentResolver) {
			return Filler.FACT;
		}
		return (resolver instanceof NamedValueArgumentResolver || resolver instanceof AllValuesArgumentResolver)
				? Filler.NAME : Filler.RESOLVER;
	}

	private HandlerMethodReturnValueHandler resultHandler(EndpointDefinition definition, HandlerMethod handlerMethod) {
		for (HandlerMethodReturnValueHandler handler : this.resultHandlers) {
			if (handler.supportsReturnType(handlerMethod.getReturnType())) {
				return handler;
			}
		}
		UnsupportedResults.reject(definition, handlerMethod.getMethod());
		ResultPayloads payloads = new ResultPayloads(this.conversion.encoder(), this.maxBytes,
				handlerMethod.getReturnType());
		Broadcast broadcast = AnnotatedElementUtils.findMergedAnnotation(handlerMethod.getMethod(), Broadcast.class);
		return (broadcast != null) ? new BroadcastReturnValueHandler(this.connections, payloads, broadcast)
				: new ReplyReturnValueHandler(payloads);
	}

	private HandlerMethodArgumentResolver resolver(CallbackParameter parameter) {
		List<HandlerMethodArgumentResolver> all = join(this.additional.apply(parameter.kind()),
				resolvers(parameter.kind()));
		for (HandlerMethodArgumentResolver resolver : all) {
			if (resolver.supportsParameter(parameter.parameter())) {
				return resolver;
			}
		}
		return this.payloadResolver;
	}

	/**
	 * The method of a bean, with the type variables of the bean's class. A proxy of the
	 * bean's interfaces, through which it may be called, has none.
	 */
	private static final class DeclaredMethod extends HandlerMethod {

		private final Class<?> type;

		DeclaredMethod(EndpointDefinition definition, BeanFactory beanFactory, Method method) {
			super(definition.beanName(), beanFactory, method);
			this.type = definition.type();
		}

		@Override
		public Class<?> getBeanType() {
			return this.type;
		}

		@Override
		protected Class<?> getContainingClass() {
			return this.type;
		}

	}

}
