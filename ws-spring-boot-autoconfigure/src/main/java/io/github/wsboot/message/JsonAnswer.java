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
import tools.jackson.core.JacksonException;
import tools.jackson.databind.JsonNode;
import tools.jackson.databind.ObjectReader;
import tools.jackson.databind.node.ObjectNode;

import io.github.wsboot.PayloadConversionException;

/**
 * Content of an answer, which is not parsed before it is needed.
 *
 * @param text the answer
 * @param failed whether it is an error
 * @param reader parses it, and keeps all digits of numbers
 * @param replyField the field that is not part of the content
 */
record JsonAnswer(String text, boolean failed, ObjectReader reader, String replyField) implements TypedContent {

	@Override
	public @Nullable Object part(boolean value) {
		ObjectNode answer = read();
		answer.remove(this.replyField);
		// Beside other content it is null, and stands for none
		JsonNode error = answer.remove(JsonProtocol.ERROR);
		if (this.failed) {
			return error;
		}
		return value ? value(answer) : answer;
	}

	private ObjectNode read() {
		try {
			return (ObjectNode) this.reader.readTree(this.text);
		}
		catch (JacksonException ex) {
			throw PayloadConversionException.inbound("Cannot read the answer" + JsonLocation.of(ex), ex);
		}
	}

	/**
	 * Return the value; {@code null} if there are no other fields either, as in an
	 * acknowledgement.
	 */
	private static @Nullable JsonNode value(ObjectNode answer) {
		if (!answer.has(JsonProtocol.VALUE) && !answer.isEmpty()) {
			throw PayloadConversionException.inbound(
					"The answer has no field '" + JsonProtocol.VALUE
							+ "', in which a number, a boolean, a text, an enum, an array or a collection stands",
					null);
		}
		return answer.get(JsonProtocol.VALUE);
	}

}
