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
import io.github.wsboot.PayloadConversionException;

/**
 * {@link JsonProtocol} that uses Jackson: reads a message only up to the last field that
 * matters, and skips nested values.
 *
 * @since 0.1.0
 */
public final class JacksonProtocol implements JsonProtocol {

	/** The longest text that is read as the number of a question. */
	private static final int MAX_DIGITS = 19;

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
		TopLevel found = (mayAnswer(text) || mayAsk(text)) ? scan(text) : null;
		if (found != null && found.reply != null) {
			boolean failed = found.isFailed();
			JsonAnswer content = new JsonAnswer(text, failed);
			return failed ? InboundMessage.failure(found.reply, content) : InboundMessage.answer(found.reply, content);
		}
		if (found != null && found.ask != null) {
			return InboundMessage.question(found.ask, found.type, text);
		}
		return InboundMessage.message((found != null) ? found.type : readType(text), text);
	}

	/**
	 * Read the fields at the top level, or return {@code null} if the text is no JSON
	 * object, or more than one.
	 */
	private @Nullable TopLevel scan(String text) {
		TopLevel found = new TopLevel();
		try (JsonParser parser = this.mapper.createParser(text)) {
			if (parser.nextToken() != JsonToken.START_OBJECT) {
				return null;
			}
			while (parser.nextToken() == JsonToken.PROPERTY_NAME) {
				String name = parser.currentName();
				JsonToken value = parser.nextToken();
				take(found, name, value, parser);
				parser.skipChildren();
			}
			return (parser.nextToken() == null) ? found : null;
		}
		catch (JacksonException ex) {
			return null;
		}
	}

	private void take(TopLevel found, String name, JsonToken value, JsonParser parser) {
		if (name.equals(this.fields.type())) {
			found.type = (value == JsonToken.VALUE_STRING) ? parser.getString() : null;
		}
		else if (name.equals(this.fields.reply())) {
			found.reply = number(value, parser);
		}
		else if (name.equals(this.fields.ask())) {
			found.ask = id(value, parser);
		}
		else if (name.equals(ERROR)) {
			found.error = value;
		}
		else {
			found.hasContent = true;
		}
	}

	private static @Nullable Object number(JsonToken value, JsonParser parser) {
		if (value == JsonToken.VALUE_NUMBER_INT) {
			return parser.getNumberValue();
		}
		if (value == JsonToken.VALUE_STRING) {
			String text = parser.getString();
			boolean digits = !text.isEmpty() && text.length() <= MAX_DIGITS
					&& text.chars().allMatch((c) -> c >= '0' && c <= '9');
			return digits ? text : null;
		}
		return null;
	}

	private static @Nullable Object id(JsonToken value, JsonParser parser) {
		if (value == JsonToken.VALUE_STRING) {
			return parser.getString();
		}
		return (value == JsonToken.VALUE_NUMBER_INT) ? parser.getNumberValue() : null;
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
		for (String field : new String[] { this.fields.reply(), ERROR }) {
			Assert.isTrue(!content.has(field), () -> "An answer must not have the field '" + field + "'");
		}
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

	/** Fields at the top level of a message. */
	private static final class TopLevel {

		private @Nullable String type;

		private @Nullable Object ask;

		private @Nullable Object reply;

		private @Nullable JsonToken error;

		private boolean hasContent;

		/**
		 * Return whether an answer is an error. One without a value is no error if there
		 * is anything else: many libraries write all fields of an object.
		 */
		boolean isFailed() {
			return this.error != null && (this.error != JsonToken.VALUE_NULL || !this.hasContent);
		}

	}

	/** Answer that is not parsed before it is needed. */
	private final class JsonAnswer implements TypedContent {

		private final String text;

		private final boolean failed;

		JsonAnswer(String text, boolean failed) {
			this.text = text;
			this.failed = failed;
		}

		@Override
		public @Nullable Object part(boolean value) {
			ObjectNode answer = read();
			answer.remove(JacksonProtocol.this.fields.reply());
			if (this.failed) {
				return answer.get(ERROR);
			}
			return value ? value(answer) : answer;
		}

		private ObjectNode read() {
			try {
				return (ObjectNode) JacksonProtocol.this.mapper.readTree(this.text);
			}
			catch (JacksonException ex) {
				throw PayloadConversionException.inbound("Cannot read the answer" + JsonLocation.of(ex), ex);
			}
		}

		/**
		 * Return the value; {@code null} if there are no other fields either, as in an
		 * acknowledgement.
		 */
		private @Nullable JsonNode value(ObjectNode answer) {
			if (!answer.has(VALUE) && !answer.isEmpty()) {
				throw PayloadConversionException.inbound(
						"The answer has no field '" + VALUE
								+ "', in which a number, a boolean, a text, an enum, an array or a collection stands",
						null);
			}
			return answer.get(VALUE);
		}

	}

}
