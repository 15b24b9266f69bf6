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
import tools.jackson.databind.DeserializationFeature;
import tools.jackson.databind.JsonNode;
import tools.jackson.databind.ObjectReader;
import tools.jackson.databind.json.JsonMapper;
import tools.jackson.databind.node.ObjectNode;

import io.github.wsboot.InboundMessage;

/**
 * {@link JsonProtocol} that uses Jackson: reads a message only up to the last field that
 * matters, and skips nested values.
 *
 * @since 0.1.0
 */
public final class JacksonProtocol implements JsonProtocol {

	private final JsonMapper mapper;

	/** Reads numbers without loss, as they are only passed on. */
	private final ObjectReader exactReader;

	private final DeclaredWriters writers;

	private final Fields fields;

	private final String quotedAsk;

	private final String quotedReply;

	/**
	 * Create a protocol.
	 * @param mapper reads and writes JSON
	 * @param fields the names of the fields
	 */
	public JacksonProtocol(JsonMapper mapper, Fields fields) {
		this.mapper = mapper;
		this.exactReader = mapper.reader().with(DeserializationFeature.USE_BIG_DECIMAL_FOR_FLOATS);
		this.writers = new DeclaredWriters(mapper);
		this.fields = fields;
		this.quotedAsk = '"' + fields.ask() + '"';
		this.quotedReply = '"' + fields.reply() + '"';
	}

	@Override
	public boolean mayAnswer(String text) {
		return text.contains(this.quotedReply);
	}

	@Override
	public boolean mayAsk(String text) {
		return text.contains(this.quotedAsk);
	}

	@Override
	public @Nullable String readType(String text) {
		try (JsonParser parser = this.mapper.createParser(text)) {
			if (parser.nextToken() != JsonToken.START_OBJECT) {
				return null;
			}
			while (parser.nextToken() == JsonToken.PROPERTY_NAME) {
				boolean found = this.fields.type().equals(parser.currentName());
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
	public InboundMessage read(String text) {
		Envelope found = (mayAnswer(text) || mayAsk(text)) ? Envelope.read(text, this.mapper, this.fields) : null;
		if (found == null) {
			return InboundMessage.message(readType(text), text);
		}
		Object reply = found.reply();
		if (reply != null) {
			JsonAnswer content = new JsonAnswer(text, found.isFailed(), this.exactReader, this.fields.reply());
			return found.isFailed() ? InboundMessage.failure(reply, content) : InboundMessage.answer(reply, content);
		}
		Object ask = found.ask();
		return (ask != null) ? InboundMessage.question(ask, found.type(), text)
				: InboundMessage.message(found.type(), text);
	}

	@Override
	public Object question(long number, @Nullable String type, Object payload) {
		ObjectNode content = questionContent(payload);
		ObjectNode question = this.mapper.createObjectNode();
		if (type != null) {
			question.put(this.fields.type(), type);
		}
		question.put(this.fields.ask(), number);
		return addAll(question, content);
	}

	private ObjectNode questionContent(Object payload) {
		JsonNode content;
		try {
			content = (payload instanceof CharSequence text) ? this.exactReader.readTree(text.toString())
					: this.mapper.valueToTree(payload);
		}
		catch (JacksonException ex) {
			throw new IllegalArgumentException(notAnObject(payload), ex);
		}
		Assert.isTrue(content instanceof ObjectNode, () -> notAnObject(payload));
		for (String field : new String[] { this.fields.ask(), this.fields.reply() }) {
			Assert.isTrue(!content.has(field),
					() -> "A question must not have the field '" + field + "': rename it, or choose another name with "
							+ "'ws.message.ask-field' or 'ws.message.reply-field'");
		}
		return (ObjectNode) content;
	}

	private static String notAnObject(Object payload) {
		return "A question must be written as a JSON object, which '" + payload.getClass().getName() + "' is not";
	}

	private static ObjectNode addAll(ObjectNode target, JsonNode content) {
		content.properties().forEach((property) -> target.putIfAbsent(property.getKey(), property.getValue()));
		return target;
	}

	@Override
	public Object answer(Object id, @Nullable Object result) {
		ObjectNode answer = this.mapper.createObjectNode();
		answer.putPOJO(this.fields.reply(), id);
		if (result == null) {
			return answer;
		}
		JsonNode content = tree(result);
		if (!(content instanceof ObjectNode)) {
			answer.set(VALUE, content);
			return answer;
		}
		Assert.isTrue(!content.has(ERROR), () -> "An answer must not have the field '" + ERROR
				+ "', which says that the question has failed: rename it, or put the object into another one");
		Assert.isTrue(!content.has(this.fields.reply()), () -> "An answer must not have the field '"
				+ this.fields.reply() + "': rename it, or choose another name with 'ws.message.reply-field'");
		return addAll(answer, content);
	}

	@Override
	public Object failure(Object id, Throwable cause, @Nullable Object result) {
		ObjectNode answer = this.mapper.createObjectNode();
		answer.putPOJO(this.fields.reply(), id);
		if (result == null) {
			answer.putNull(ERROR);
		}
		else {
			answer.set(ERROR, tree(result));
		}
		return answer;
	}

	private JsonNode tree(Object value) {
		return (value instanceof JsonNode tree) ? tree : this.mapper.valueToTree(value);
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
		typed.put(this.fields.type(), type);
		return addAll(typed, content);
	}

	@Override
	public Object write(Object value, MethodParameter declared) {
		return this.writers.of(value, declared).valueToTree(value);
	}

	@Override
	public Object readPart(String text) {
		try {
			JsonNode part = this.exactReader.with(DeserializationFeature.FAIL_ON_TRAILING_TOKENS).readTree(text);
			return part.isMissingNode() ? text : part;
		}
		catch (JacksonException ex) {
			return text;
		}
	}

}
