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

import java.io.IOException;
import java.lang.reflect.Method;
import java.util.Map;
import java.util.concurrent.ConcurrentHashMap;
import java.util.regex.Matcher;
import java.util.regex.Pattern;

import org.jspecify.annotations.Nullable;
import org.springframework.core.MethodParameter;
import org.springframework.core.annotation.AnnotatedElementUtils;
import org.springframework.messaging.Message;
import org.springframework.messaging.handler.invocation.HandlerMethodReturnValueHandler;
import org.springframework.util.Assert;
import org.springframework.util.StringUtils;

import io.github.wsboot.Audience;
import io.github.wsboot.Connection;
import io.github.wsboot.ConnectionManager;
import io.github.wsboot.EndpointAudience;
import io.github.wsboot.Frame;
import io.github.wsboot.WebSocketEndpointConfigurer;
import io.github.wsboot.annotation.Broadcast;

/**
 * Handler that pushes the result of a {@link Broadcast @Broadcast} callback to its endpoint
 * or to a room of the endpoint.
 */
final class BroadcastReturnValueHandler implements HandlerMethodReturnValueHandler {

	private static final Pattern VARIABLE = Pattern.compile("\\{([^{}]+)}");

	private final ConnectionManager connections;

	private final ResultPayloads payloads;

	private final Map<Method, Broadcast> annotations = new ConcurrentHashMap<>();

	BroadcastReturnValueHandler(ConnectionManager connections, ResultPayloads payloads) {
		this.connections = connections;
		this.payloads = payloads;
	}

	@Override
	public boolean supportsReturnType(MethodParameter returnType) {
		return returnType.getMethod() != null
				&& AnnotatedElementUtils.hasAnnotation(returnType.getMethod(), Broadcast.class);
	}

	@Override
	public void handleReturnValue(@Nullable Object value, MethodParameter returnType, Message<?> message)
			throws IOException {
		Frame payload = this.payloads.frame(value, returnType);
		if (payload == null || returnType.getMethod() == null) {
			return;
		}
		Broadcast broadcast = this.annotations.computeIfAbsent(returnType.getMethod(),
				BroadcastReturnValueHandler::annotation);
		Connection connection = WebSocketEndpointConfigurer.connection(message);
		Audience audience = audience(broadcast, connection);
		(broadcast.self() ? audience : audience.except(connection.id())).push(payload);
	}

	private static Broadcast annotation(Method method) {
		Broadcast broadcast = AnnotatedElementUtils.findMergedAnnotation(method, Broadcast.class);
		Assert.state(broadcast != null, "No @Broadcast");
		return broadcast;
	}

	private Audience audience(Broadcast broadcast, Connection connection) {
		EndpointAudience endpoint = this.connections.endpoint(connection.endpoint());
		if (!StringUtils.hasLength(broadcast.room())) {
			return endpoint;
		}
		Map<String, String> variables = connection.pathVariables();
		return endpoint.room(VARIABLE.matcher(broadcast.room())
			.replaceAll((match) -> Matcher.quoteReplacement(variables.getOrDefault(match.group(1), match.group()))));
	}

}
