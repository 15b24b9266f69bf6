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

import java.util.function.Function;

import org.jspecify.annotations.Nullable;
import org.springframework.core.MethodParameter;
import org.springframework.messaging.Message;
import org.springframework.messaging.handler.invocation.HandlerMethodArgumentResolver;

/**
 * Resolver of parameters of exactly one type, which have a value in each call.
 *
 * @since 0.1.0
 */
public final class TypeArgumentResolver implements HandlerMethodArgumentResolver {

	private final Class<?> type;

	private final Function<Message<?>, Object> value;

	/**
	 * Create a resolver.
	 * @param <T> the type
	 * @param type the type of the parameters
	 * @param value returns the value for the message of a call
	 */
	public <T> TypeArgumentResolver(Class<T> type, Function<Message<?>, T> value) {
		this.type = type;
		this.value = value::apply;
	}

	@Override
	public boolean supportsParameter(MethodParameter parameter) {
		return parameter.getParameterType() == this.type;
	}

	@Override
	public @Nullable Object resolveArgument(MethodParameter parameter, Message<?> message) {
		return this.value.apply(message);
	}

}
