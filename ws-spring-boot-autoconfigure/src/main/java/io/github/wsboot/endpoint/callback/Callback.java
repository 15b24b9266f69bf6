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
import java.util.Arrays;
import java.util.List;

import org.jspecify.annotations.Nullable;
import org.springframework.beans.factory.BeanFactory;
import org.springframework.core.MethodParameter;
import org.springframework.messaging.Message;
import org.springframework.messaging.handler.HandlerMethod;
import org.springframework.messaging.handler.invocation.HandlerMethodArgumentResolver;
import org.springframework.messaging.handler.invocation.HandlerMethodReturnValueHandler;
import org.springframework.messaging.handler.invocation.InvocableHandlerMethod;

import io.github.wsboot.endpoint.definition.CallbackKind;
import io.github.wsboot.endpoint.definition.InvalidEndpointException;
import io.github.wsboot.endpoint.definition.RequestScopes;

/**
 * Annotated method of a bean that is ready to be called. A singleton is looked up once, a
 * bean of any other scope for each call.
 *
 * @since 0.1.0
 */
public final class Callback {

	private final CallbackKind kind;

	private final BeanFactory beanFactory;

	private final String beanName;

	private final HandlerMethod declared;

	private final MethodParameter[] parameters;

	private final HandlerMethodArgumentResolver[] resolvers;

	private final @Nullable MethodParameter payload;

	private final MethodParameter returnType;

	private final String name;

	private final HandlerMethodReturnValueHandler resultHandler;

	private volatile @Nullable Invocable bound;

	Callback(CallbackKind kind, HandlerMethod declared, BeanFactory beanFactory, CallbackArguments arguments,
			HandlerMethodReturnValueHandler resultHandler) {
		this.kind = kind;
		this.declared = declared;
		this.beanFactory = beanFactory;
		this.beanName = declared.getBean().toString();
		this.parameters = arguments.parameters();
		this.resolvers = arguments.resolvers();
		this.payload = arguments.payload();
		this.returnType = declared.getReturnType();
		this.resultHandler = resultHandler;
		this.name = "Callback '" + this + "' of bean '" + this.beanName + "'";
	}

	/**
	 * Call the method.
	 * @param message the payload and the headers that arguments are resolved from
	 * @return what the method returned
	 * @throws Exception if the method fails or cannot be called
	 */
	public @Nullable Object invoke(Message<?> message) throws Exception {
		Invocable invocable = this.bound;
		try {
			return ((invocable != null) ? invocable : bind()).invoke(message);
		}
		catch (RuntimeException ex) {
			throw RequestScopes.explain(ex, method());
		}
	}

	/**
	 * Look the bean up, before it is called for the first time. Fails if its proxy does
	 * not have the method.
	 */
	public void prepare() {
		bind();
	}

	private Invocable bind() {
		Object bean = this.beanFactory.getBean(this.beanName);
		Invocable invocable = new Invocable(bean, ProxiedMethod.of(method(), this.beanName, bean));
		if (this.beanFactory.isSingleton(this.beanName)) {
			this.bound = invocable;
		}
		return invocable;
	}

	public CallbackKind kind() {
		return this.kind;
	}

	public String beanName() {
		return this.beanName;
	}

	/**
	 * Return the name of the callback in the log.
	 */
	public String name() {
		return this.name;
	}

	public Method method() {
		return this.declared.getMethod();
	}

	/**
	 * Return whether the callback is the described method of a class or of a superclass.
	 */
	boolean isMethod(Class<?> type, String name, List<Class<?>> parameterTypes) {
		return method().getDeclaringClass().isAssignableFrom(type) && method().getName().equals(name)
				&& Arrays.asList(method().getParameterTypes()).equals(parameterTypes);
	}

	/**
	 * Return the parameter that takes the payload.
	 */
	@Nullable MethodParameter payload() {
		return this.payload;
	}

	/**
	 * Pass a result to the handler of this method's results.
	 */
	public void deliver(Object result, Message<?> message) throws Exception {
		this.resultHandler.handleReturnValue(result, this.returnType, message);
	}

	@Override
	public String toString() {
		return InvalidEndpointException.describe(method());
	}

	/**
	 * The method of a bean, whose resolvers have been chosen at start-up.
	 */
	private final class Invocable extends InvocableHandlerMethod {

		Invocable(Object bean, Method method) {
			super(bean, method);
		}

		@Override
		protected @Nullable Object[] getMethodArgumentValues(Message<?> message, @Nullable Object... providedArgs)
				throws Exception {
			MethodParameter[] parameters = Callback.this.parameters;
			@Nullable Object[] arguments = new Object[parameters.length];
			for (int i = 0; i < parameters.length; i++) {
				arguments[i] = Callback.this.resolvers[i].resolveArgument(parameters[i], message);
			}
			return arguments;
		}

	}

}
