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

import java.util.List;
import java.util.Map;
import java.util.UUID;

import org.jspecify.annotations.Nullable;
import org.springframework.util.Assert;
import tools.jackson.databind.JsonNode;
import tools.jackson.databind.json.JsonMapper;

import io.github.wsboot.InboundMessage;
import io.github.wsboot.MessageProtocol;
import io.github.wsboot.PayloadConversionException;
import io.github.wsboot.PayloadValidationException;
import io.github.wsboot.UnhandledMessageException;

class OcppProtocol implements MessageProtocol {

	private final JsonMapper mapper;

	/** Makes ids differ from those of other nodes, and from those before a restart. */
	private final String run = UUID.randomUUID().toString().substring(0, 13) + ":";

	OcppProtocol(JsonMapper mapper) {
		this.mapper = mapper;
	}

	@Override
	public InboundMessage read(String text) {
		JsonNode message = this.mapper.readTree(text);
		Assert.isTrue(message.path(0).isInt() && message.path(1).isString(), "No message of OCPP-J");
		String id = message.path(1).asString();
		return switch (message.path(0).asInt()) {
			case 2 -> InboundMessage.question(id, message.path(2).asString(), message.path(3));
			case 3 -> InboundMessage.answer(number(id), message.path(2));
			case 4 -> InboundMessage.failure(number(id), message.path(2).asString());
			// Answers to questions that were never asked are ignored, as OCPP-J wants it
			default -> InboundMessage.answer("none", null);
		};
	}

	private String number(String id) {
		return id.startsWith(this.run) ? id.substring(this.run.length()) : "none";
	}

	@Override
	public Object question(long number, @Nullable String type, Object payload) {
		Assert.notNull(type, "A call needs a @MessageType, which is the action");
		return List.of(2, this.run + number, type, payload);
	}

	@Override
	public Object answer(Object id, @Nullable Object result) {
		return List.of(3, id, (result != null) ? result : Map.of());
	}

	@Override
	public Object failure(Object id, Throwable cause, @Nullable Object result) {
		return List.of(4, id, (result != null) ? result : code(cause), "", Map.of());
	}

	private static String code(Throwable cause) {
		if (cause instanceof UnhandledMessageException) {
			return "NotImplemented";
		}
		if (cause instanceof PayloadConversionException) {
			return "FormationViolation";
		}
		return (cause instanceof PayloadValidationException) ? "PropertyConstraintViolation" : "InternalError";
	}

}
