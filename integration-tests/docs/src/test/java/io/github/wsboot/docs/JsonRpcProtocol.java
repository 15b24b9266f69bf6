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

package io.github.wsboot.docs;

import java.util.LinkedHashMap;
import java.util.Map;

import org.jspecify.annotations.Nullable;
import tools.jackson.core.JacksonException;
import tools.jackson.databind.JsonNode;
import tools.jackson.databind.json.JsonMapper;

import io.github.wsboot.InboundMessage;
import io.github.wsboot.MessageProtocol;
import io.github.wsboot.PayloadConversionException;
import io.github.wsboot.PayloadValidationException;
import io.github.wsboot.UnhandledMessageException;

class JsonRpcProtocol implements MessageProtocol {

	private final JsonMapper mapper;

	JsonRpcProtocol(JsonMapper mapper) {
		this.mapper = mapper;
	}

	@Override
	public InboundMessage read(String text) {
		JsonNode message = tree(text);
		JsonNode id = message.get("id");
		if (message.path("method").isString()) {
			String method = message.get("method").asString();
			JsonNode params = message.path("params");
			return (id != null) ? InboundMessage.question(id, method, params) : InboundMessage.message(method, params);
		}
		if (id != null && message.has("error")) {
			return InboundMessage.failure(id.asString(""), message.get("error"));
		}
		if (id != null && message.has("result")) {
			return InboundMessage.answer(id.asString(""), message.get("result"));
		}
		throw new MalformedException(new Problem(-32600, "Invalid Request"));
	}

	private JsonNode tree(String text) {
		try {
			return this.mapper.readTree(text);
		}
		catch (JacksonException ex) {
			throw new MalformedException(new Problem(-32700, "Parse error"));
		}
	}

	@Override
	public Object question(long number, @Nullable String type, Object payload) {
		if (type == null) {
			throw new IllegalArgumentException("A request needs a @MessageType, which is the method");
		}
		return new Request("2.0", number, type, payload);
	}

	@Override
	public Object answer(Object id, @Nullable Object result) {
		return response(id, "result", result);
	}

	@Override
	public Object failure(Object id, Throwable cause, @Nullable Object result) {
		return response(id, "error", (result != null) ? result : Problem.of(cause));
	}

	static Map<String, @Nullable Object> response(@Nullable Object id, String name, @Nullable Object value) {
		Map<String, @Nullable Object> response = new LinkedHashMap<>();
		response.put("jsonrpc", "2.0");
		response.put("id", id);
		response.put(name, value);
		return response;
	}

	record Request(String jsonrpc, long id, String method, Object params) {

	}

	record Problem(int code, String message) {

		static Problem of(Throwable cause) {
			if (cause instanceof UnhandledMessageException) {
				return new Problem(-32601, "Method not found");
			}
			return (cause instanceof PayloadConversionException || cause instanceof PayloadValidationException)
					? new Problem(-32602, "Invalid params") : new Problem(-32603, "Internal error");
		}

	}

	static class MalformedException extends RuntimeException {

		final transient Problem problem;

		MalformedException(Problem problem) {
			this.problem = problem;
		}

	}

}
