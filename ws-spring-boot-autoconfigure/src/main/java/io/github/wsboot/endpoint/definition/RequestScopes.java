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

package io.github.wsboot.endpoint.definition;

import java.lang.reflect.Method;
import java.util.Set;

import org.jspecify.annotations.Nullable;
import org.springframework.aop.scope.ScopedProxyUtils;
import org.springframework.beans.factory.support.ScopeNotActiveException;
import org.springframework.web.context.WebApplicationContext;
import org.springframework.web.context.request.RequestContextHolder;

/**
 * Checks for scopes that last as long as an HTTP request or an HTTP session. Neither
 * exists when callbacks run: after the handshake, on other threads.
 *
 * @since 0.1.0
 */
public final class RequestScopes {

	private static final Set<String> NAMES = Set.of(WebApplicationContext.SCOPE_REQUEST,
			WebApplicationContext.SCOPE_SESSION, "websocket");

	private static final String ADVICE = "Read what is needed in @OnHandshake, and keep it in the attributes of its "
			+ "context";

	private RequestScopes() {
	}

	/**
	 * Reject an endpoint whose bean could not be found for any call.
	 */
	static void reject(String beanName, @Nullable String scope) {
		if (scope != null && NAMES.contains(scope)) {
			throw new InvalidEndpointException(
					"WebSocket endpoint bean '" + beanName + "' has the scope '" + scope
							+ "', but callbacks run when its request is over.",
					"Remove the scope, and keep data of a client in the attributes of its connection.");
		}
	}

	/**
	 * Return the exception of a callback, or one that explains it if the callback has
	 * looked for a request.
	 */
	public static RuntimeException explain(RuntimeException exception, Method callback) {
		if (exception instanceof ScopeNotActiveException inactive) {
			return new IllegalStateException(
					InvalidEndpointException.describe(callback) + " uses the bean '" + name(inactive)
							+ "', whose scope is not active: callbacks run when the request of the handshake is over. "
							+ ADVICE,
					exception);
		}
		return isFromRequestContext(exception) ? new IllegalStateException(InvalidEndpointException.describe(callback)
				+ " looks for the current request, but callbacks run when that of the handshake is over. " + ADVICE,
				exception) : exception;
	}

	private static @Nullable String name(ScopeNotActiveException exception) {
		String name = exception.getBeanName();
		return ScopedProxyUtils.isScopedTarget(name) ? ScopedProxyUtils.getOriginalBeanName(name) : name;
	}

	private static boolean isFromRequestContext(RuntimeException exception) {
		if (!(exception instanceof IllegalStateException)) {
			return false;
		}
		StackTraceElement[] trace = exception.getStackTrace();
		return trace.length > 0 && trace[0].getClassName().equals(RequestContextHolder.class.getName());
	}

}
