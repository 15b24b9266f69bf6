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

import java.nio.charset.StandardCharsets;
import java.util.function.Supplier;

import org.jspecify.annotations.Nullable;
import org.springframework.messaging.Message;
import org.springframework.messaging.MessageHeaders;
import org.springframework.messaging.converter.MessageConverter;
import org.springframework.messaging.support.GenericMessage;

import io.github.wsboot.InboundMessage;
import io.github.wsboot.PayloadConversionException;

/**
 * Reads the {@linkplain InboundMessage#content() content} that a protocol has found in a
 * message.
 *
 * @since 0.1.0
 */
public final class ContentReader {

	private static final MessageHeaders NO_HEADERS = new MessageHeaders(null);

	private static final String NOTHING = "null";

	private final Supplier<MessageConverter> converter;

	/**
	 * Create a reader.
	 * @param converter supplies the converter of objects; called at each use
	 */
	public ContentReader(Supplier<MessageConverter> converter) {
		this.converter = converter;
	}

	/**
	 * Return content as the text that callbacks are given.
	 * @param content the content of a message
	 * @return the text
	 * @throws PayloadConversionException if the content cannot be written as text
	 */
	public String text(@Nullable Object content) {
		if (content == null) {
			return NOTHING;
		}
		if (content instanceof CharSequence text) {
			return text.toString();
		}
		if (content instanceof TypedContent typed) {
			return text(typed.part(Object.class));
		}
		try {
			Message<?> message = this.converter.get().toMessage(content, NO_HEADERS);
			if (message != null && message.getPayload() instanceof byte[] bytes) {
				return new String(bytes, StandardCharsets.UTF_8);
			}
			if (message != null && message.getPayload() instanceof String text) {
				return text;
			}
		}
		catch (RuntimeException ex) {
			throw unreadable(content, ex);
		}
		throw unreadable(content, null);
	}

	private static PayloadConversionException unreadable(Object content, @Nullable Exception cause) {
		return PayloadConversionException
			.inbound("Cannot use a content of type '" + content.getClass().getName() + "' as text", cause);
	}

	/**
	 * Convert content to an object.
	 * @param <T> the type of the object
	 * @param content the content of an answer
	 * @param type the class of the object
	 * @return the object; {@code null} for {@link Void} or if there is no content
	 * @throws PayloadConversionException if the content does not fit the class
	 */
	public <T> @Nullable T convert(@Nullable Object content, Class<T> type) {
		if (type == Void.class) {
			return null;
		}
		Object part = (content instanceof TypedContent typed) ? typed.part(type) : content;
		if (part == null) {
			return null;
		}
		if (type.isInstance(part)) {
			return type.cast(part);
		}
		Object value;
		try {
			value = this.converter.get().fromMessage(message(part), type);
		}
		catch (RuntimeException ex) {
			throw PayloadConversionException
				.inbound("Cannot read the answer as '" + type.getName() + "'" + JsonLocation.of(ex.getCause()), ex);
		}
		if (!type.isInstance(value)) {
			throw PayloadConversionException.inbound("Cannot read the answer as '" + type.getName() + "'", null);
		}
		return type.cast(value);
	}

	/**
	 * Return a message for a converter. Converters read text from bytes, but take a text
	 * as it is.
	 */
	private Message<?> message(Object part) {
		return (part instanceof CharSequence text) ? new GenericMessage<>(text.toString())
				: new GenericMessage<>(text(part).getBytes(StandardCharsets.UTF_8));
	}

}
