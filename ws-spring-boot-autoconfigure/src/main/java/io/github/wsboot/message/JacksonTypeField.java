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

package io.github.wsboot.message;

import org.jspecify.annotations.Nullable;
import org.springframework.core.MethodParameter;
import org.springframework.util.Assert;
import tools.jackson.core.JacksonException;
import tools.jackson.core.JsonParser;
import tools.jackson.core.JsonToken;
import tools.jackson.databind.JsonNode;
import tools.jackson.databind.json.JsonMapper;
import tools.jackson.databind.node.ObjectNode;

/**
 * {@link TypeField} that uses Jackson: reads a message only up to the field, and skips
 * nested values.
 *
 * @since 0.1.0
 */
public final class JacksonTypeField implements TypeField {

	private final JsonMapper mapper;

	private final DeclaredWriters writers;

	private final String name;

	/**
	 * Create a type field.
	 * @param mapper reads and writes JSON
	 * @param name the name of the field
	 */
	public JacksonTypeField(JsonMapper mapper, String name) {
		this.mapper = mapper;
		this.writers = new DeclaredWriters(mapper);
		this.name = name;
	}

	@Override
	public @Nullable String read(String text) {
		try (JsonParser parser = this.mapper.createParser(text)) {
			if (parser.nextToken() != JsonToken.START_OBJECT) {
				return null;
			}
			while (parser.nextToken() == JsonToken.PROPERTY_NAME) {
				boolean found = this.name.equals(parser.currentName());
				JsonToken value = parser.nextToken();
				if (found) {
					return (value == JsonToken.VALUE_STRING) ? parser.getString() : null;
				}
				parser.skipChildren();
			}
			return null;
		}
		catch (JacksonException ex) {
			return null;
		}
	}

	@Override
	public @Nullable String locateSyntaxError(String text) {
		try (JsonParser parser = this.mapper.createParser(text)) {
			boolean empty = parser.nextToken() == null;
			parser.skipChildren();
			return (!empty && parser.nextToken() == null) ? null : JsonLocation.of(parser.currentLocation());
		}
		catch (JacksonException ex) {
			return JsonLocation.of(ex);
		}
	}

	@Override
	public Class<?> writtenType() {
		return ObjectNode.class;
	}

	@Override
	public Object write(Object payload, String type, @Nullable MethodParameter declared) {
		JsonNode content = this.writers.of(payload, declared).valueToTree(payload);
		Assert.isTrue(content instanceof ObjectNode,
				() -> "'" + payload.getClass().getName() + "' has a message type but is not written as a JSON object");
		ObjectNode typed = this.mapper.createObjectNode();
		typed.put(this.name, type);
		content.properties().forEach((property) -> typed.putIfAbsent(property.getKey(), property.getValue()));
		return typed;
	}

}
