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

import java.security.Principal;
import java.util.Optional;

import org.jspecify.annotations.Nullable;
import org.springframework.core.MethodParameter;
import org.springframework.core.annotation.MergedAnnotations;
import org.springframework.messaging.Message;
import org.springframework.messaging.handler.invocation.HandlerMethodArgumentResolver;
import org.springframework.messaging.handler.invocation.MethodArgumentResolutionException;
import org.springframework.messaging.simp.SimpMessageHeaderAccessor;

/**
 * Resolver of the handshake's principal. Unlike Spring's resolver, it does not take a
 * nullable parameter for an {@link Optional}.
 */
final class PrincipalArgumentResolver implements HandlerMethodArgumentResolver {

	@Override
	public boolean supportsParameter(MethodParameter parameter) {
		return Principal.class.isAssignableFrom(type(parameter)) && !isAnnotated(parameter);
	}

	/**
	 * Return whether an annotation asks for a part of the principal, which another
	 * resolver resolves. The part may be a principal, too.
	 */
	private static boolean isAnnotated(MethodParameter parameter) {
		return MergedAnnotations.from(parameter.getParameterAnnotations())
			.stream()
			.anyMatch((annotation) -> annotation.getType().getName().startsWith("org.springframework.security."));
	}

	@Override
	public @Nullable Object resolveArgument(MethodParameter parameter, Message<?> message) {
		Principal principal = SimpMessageHeaderAccessor.getUser(message.getHeaders());
		if (principal != null && !type(parameter).isInstance(principal)) {
			throw new MethodArgumentResolutionException(message, parameter,
					"The principal is of type '" + principal.getClass().getName() + "'");
		}
		return (parameter.getParameterType() == Optional.class) ? Optional.ofNullable(principal) : principal;
	}

	private static Class<?> type(MethodParameter parameter) {
		return parameter.nestedIfOptional().getNestedParameterType();
	}

}
