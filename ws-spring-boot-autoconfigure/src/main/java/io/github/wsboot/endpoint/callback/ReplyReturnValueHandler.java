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

import org.jspecify.annotations.Nullable;
import org.springframework.core.MethodParameter;
import org.springframework.messaging.Message;
import org.springframework.messaging.handler.invocation.HandlerMethodReturnValueHandler;
import org.springframework.util.Assert;

import io.github.wsboot.Connection;
import io.github.wsboot.Frame;
import io.github.wsboot.PushResult;
import io.github.wsboot.WebSocketEndpointConfigurer;
import io.github.wsboot.connection.ManagedConnection;

/**
 * Handler that pushes the results of one callback back to the connection, as answers to
 * questions or as messages of their own.
 */
final class ReplyReturnValueHandler implements HandlerMethodReturnValueHandler {

	private final ResultPayloads payloads;

	ReplyReturnValueHandler(ResultPayloads payloads) {
		this.payloads = payloads;
	}

	@Override
	public boolean supportsReturnType(MethodParameter returnType) {
		return true;
	}

	@Override
	public void handleReturnValue(@Nullable Object value, MethodParameter returnType, Message<?> message)
			throws IOException {
		if (message instanceof QuestionMessage question) {
			question.answer(this.payloads.part(value));
			return;
		}
		Frame payload = this.payloads.frame(value);
		if (payload != null) {
			Connection connection = WebSocketEndpointConfigurer.connection(message);
			PushResult result = connection.push(payload);
			if (result == PushResult.OVERLOADED && connection instanceof ManagedConnection managed) {
				managed.inbound().onReplyRefused();
			}
			Assert.state(result != PushResult.TOO_LARGE, "The reply is larger than 'ws.send.max-bytes'");
		}
	}

}
