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
import java.util.Collection;
import java.util.List;
import java.util.Map;
import java.util.function.Supplier;

import org.jspecify.annotations.Nullable;
import org.springframework.beans.BeanUtils;
import org.springframework.messaging.Message;
import org.springframework.messaging.MessageHeaders;
import org.springframework.messaging.converter.MessageConverter;
import org.springframework.messaging.support.GenericMessage;
import org.springframework.util.ClassUtils;

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
		if (content instanceof byte[] bytes) {
			return new String(bytes, StandardCharsets.UTF_8);
		}
		if (content instanceof TypedContent typed) {
			return text(typed.part(false));
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
		Object part = (content instanceof TypedContent typed) ? typed.part(isValue(type)) : content;
		if (part == null) {
			return null;
		}
		boolean json = part instanceof byte[] || type == Object.class;
		if (!json && type.isInstance(part)) {
			return type.cast(part);
		}
		return convertText(text(part), part instanceof CharSequence, type);
	}

	/**
	 * Convert a text.
	 * @param whole whether the text stands for itself, rather than being JSON: converters
	 * read JSON from bytes, but take a text as it is
	 */
	@SuppressWarnings("unchecked")
	private <T> @Nullable T convertText(String text, boolean whole, Class<T> type) {
		if (!whole && text.equals(NOTHING)) {
			return null;
		}
		Message<?> message = whole ? new GenericMessage<>(text)
				: new GenericMessage<>(text.getBytes(StandardCharsets.UTF_8));
		Object value;
		try {
			value = this.converter.get().fromMessage(message, (type == Object.class) ? natural(text) : type);
		}
		catch (RuntimeException ex) {
			throw PayloadConversionException
				.inbound("Cannot read the answer as '" + type.getName() + "'" + JsonLocation.of(ex.getCause()), ex);
		}
		if (value == null || !ClassUtils.isAssignableValue(type, value)) {
			throw PayloadConversionException.inbound("Cannot read the answer as '" + type.getName() + "'", null);
		}
		return (T) ClassUtils.resolvePrimitiveIfNecessary(type).cast(value);
	}

	/**
	 * Return whether values of a class are not written as JSON objects.
	 * @param type the class
	 * @return whether it is that of a text, number, boolean, enum, array or collection
	 */
	public static boolean isValue(Class<?> type) {
		return BeanUtils.isSimpleValueType(type) || type.isArray() || Collection.class.isAssignableFrom(type);
	}

	/**
	 * Return the part of an answer that is read as an object or as a value, for another
	 * node.
	 * @param content the content of an answer
	 * @param value whether it is read as a value
	 * @return the text, which is JSON unless the content is a text; empty if there is
	 * none
	 * @throws PayloadConversionException if the content cannot be written as text
	 */
	public String part(@Nullable Object content, boolean value) {
		Object part = (content instanceof TypedContent typed) ? typed.part(value) : content;
		return (part != null) ? text(part) : "";
	}

	/**
	 * Return the class of what JSON stands for: converters take an {@link Object} as it
	 * is.
	 */
	private static Class<?> natural(String json) {
		String text = json.stripLeading();
		return switch (text.isEmpty() ? ' ' : text.charAt(0)) {
			case '{' -> Map.class;
			case '[' -> List.class;
			case 't', 'f' -> Boolean.class;
			case '-', '0', '1', '2', '3', '4', '5', '6', '7', '8', '9' -> Number.class;
			default -> String.class;
		};
	}

}
