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

import java.lang.annotation.Annotation;
import java.util.List;
import java.util.Map;
import java.util.Set;
import java.util.function.Function;
import java.util.stream.Collectors;

import org.springframework.core.MethodParameter;
import org.springframework.http.HttpHeaders;
import org.springframework.messaging.Message;
import org.springframework.messaging.handler.invocation.HandlerMethodArgumentResolver;
import org.springframework.util.LinkedMultiValueMap;
import org.springframework.util.MultiValueMap;
import org.springframework.web.bind.annotation.PathVariable;
import org.springframework.web.bind.annotation.RequestHeader;
import org.springframework.web.bind.annotation.RequestParam;

/**
 * Resolver of parameters that take all path variables, or all parameters or headers of
 * the handshake's request. As in Spring MVC, a {@link Map} has the first value of each
 * name.
 */
final class AllValuesArgumentResolver implements HandlerMethodArgumentResolver {

	private final Class<? extends Annotation> annotation;

	private final Class<?> type;

	private final Function<Message<?>, Object> values;

	private <T> AllValuesArgumentResolver(Class<? extends Annotation> annotation, Class<T> type,
			Function<Message<?>, T> values) {
		this.annotation = annotation;
		this.type = type;
		this.values = values::apply;
	}

	static List<AllValuesArgumentResolver> all() {
		return List.of(new AllValuesArgumentResolver(PathVariable.class, Map.class, CallbackHeaders::pathVariables),
				new AllValuesArgumentResolver(RequestParam.class, Map.class,
						(message) -> CallbackHeaders.handshake(message).queryParams().toSingleValueMap()),
				new AllValuesArgumentResolver(RequestParam.class, MultiValueMap.class,
						(message) -> CallbackHeaders.handshake(message).queryParams()),
				new AllValuesArgumentResolver(RequestHeader.class, Map.class,
						(message) -> CallbackHeaders.handshake(message).headers().toSingleValueMap()),
				new AllValuesArgumentResolver(RequestHeader.class, MultiValueMap.class,
						(message) -> all(CallbackHeaders.handshake(message).headers())),
				new AllValuesArgumentResolver(RequestHeader.class, HttpHeaders.class,
						(message) -> CallbackHeaders.handshake(message).headers()));
	}

	private static MultiValueMap<String, String> all(HttpHeaders headers) {
		MultiValueMap<String, String> all = new LinkedMultiValueMap<>();
		headers.forEach(all::addAll);
		return all;
	}

	/**
	 * Return whether a type can hold the values of several names.
	 */
	static boolean isMap(Class<?> type) {
		return Map.class.isAssignableFrom(type) || HttpHeaders.class.isAssignableFrom(type);
	}

	/**
	 * Return the types that can take all values.
	 */
	static Set<Class<?>> types(Class<? extends Annotation> annotation) {
		return all().stream()
			.filter((resolver) -> resolver.annotation == annotation)
			.map((resolver) -> resolver.type)
			.collect(Collectors.toUnmodifiableSet());
	}

	@Override
	public boolean supportsParameter(MethodParameter parameter) {
		return parameter.getParameterType() == this.type && parameter.hasParameterAnnotation(this.annotation);
	}

	@Override
	public Object resolveArgument(MethodParameter parameter, Message<?> message) {
		return this.values.apply(message);
	}

}
