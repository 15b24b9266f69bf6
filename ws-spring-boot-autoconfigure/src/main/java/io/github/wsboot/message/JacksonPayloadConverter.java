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
import org.springframework.messaging.MessageHeaders;
import org.springframework.messaging.converter.JacksonJsonMessageConverter;
import org.springframework.messaging.converter.MessageConversionException;
import tools.jackson.core.JacksonException;
import tools.jackson.databind.json.JsonMapper;

/**
 * Converts objects to JSON and back. The result of a callback is written by its declared
 * type.
 *
 * @since 0.1.0
 */
public final class JacksonPayloadConverter extends JacksonJsonMessageConverter {

	private final DeclaredWriters writers;

	/**
	 * Create a converter.
	 * @param mapper reads and writes JSON
	 */
	public JacksonPayloadConverter(JsonMapper mapper) {
		super(mapper);
		this.writers = new DeclaredWriters(mapper);
	}

	@Override
	protected Object convertToInternal(Object payload, @Nullable MessageHeaders headers,
			@Nullable Object conversionHint) {
		MethodParameter declared = (conversionHint instanceof MethodParameter result) ? result : null;
		try {
			return this.writers.of(payload, declared).writeValueAsBytes(payload);
		}
		catch (JacksonException ex) {
			throw new MessageConversionException("Could not write JSON: " + ex.getMessage(), ex);
		}
	}

}
