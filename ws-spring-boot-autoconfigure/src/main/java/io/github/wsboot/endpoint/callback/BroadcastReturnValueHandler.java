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
import java.util.Map;
import java.util.regex.Matcher;
import java.util.regex.Pattern;

import org.jspecify.annotations.Nullable;
import org.springframework.core.MethodParameter;
import org.springframework.messaging.Message;
import org.springframework.messaging.handler.invocation.HandlerMethodReturnValueHandler;
import org.springframework.util.StringUtils;

import io.github.wsboot.Audience;
import io.github.wsboot.Connection;
import io.github.wsboot.ConnectionManager;
import io.github.wsboot.EndpointAudience;
import io.github.wsboot.Frame;
import io.github.wsboot.WebSocketEndpointConfigurer;
import io.github.wsboot.annotation.Broadcast;

/**
 * Handler that pushes the results of one {@link Broadcast @Broadcast} callback to its
 * endpoint or to a room of the endpoint.
 */
final class BroadcastReturnValueHandler implements HandlerMethodReturnValueHandler {

	private static final Pattern VARIABLE = Pattern.compile("\\{([^{}]+)}");

	private final ConnectionManager connections;

	private final ResultPayloads payloads;

	private final Broadcast broadcast;

	BroadcastReturnValueHandler(ConnectionManager connections, ResultPayloads payloads, Broadcast broadcast) {
		this.connections = connections;
		this.payloads = payloads;
		this.broadcast = broadcast;
	}

	@Override
	public boolean supportsReturnType(MethodParameter returnType) {
		return true;
	}

	@Override
	public void handleReturnValue(@Nullable Object value, MethodParameter returnType, Message<?> message)
			throws IOException {
		Frame payload = this.payloads.frame(value);
		if (payload != null) {
			Connection connection = WebSocketEndpointConfigurer.connection(message);
			Audience audience = audience(connection);
			(this.broadcast.self() ? audience : audience.except(connection.id())).push(payload);
		}
	}

	private Audience audience(Connection connection) {
		EndpointAudience endpoint = this.connections.endpoint(connection.endpoint());
		if (!StringUtils.hasLength(this.broadcast.room())) {
			return endpoint;
		}
		Map<String, String> variables = connection.pathVariables();
		return endpoint.room(VARIABLE.matcher(this.broadcast.room())
			.replaceAll((match) -> Matcher.quoteReplacement(variables.getOrDefault(match.group(1), match.group()))));
	}

}
