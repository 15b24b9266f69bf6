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

import java.util.ArrayList;
import java.util.List;
import java.util.Objects;

import org.jspecify.annotations.Nullable;
import org.springframework.messaging.Message;
import org.springframework.messaging.MessageHeaders;
import org.springframework.messaging.converter.AbstractMessageConverter;
import org.springframework.messaging.converter.ByteArrayMessageConverter;
import org.springframework.messaging.converter.CompositeMessageConverter;
import org.springframework.messaging.converter.ContentTypeResolver;
import org.springframework.messaging.converter.MessageConverter;
import org.springframework.messaging.converter.SimpleMessageConverter;
import org.springframework.messaging.support.GenericMessage;
import org.springframework.util.ClassUtils;
import org.springframework.util.MimeType;

/**
 * Determines whether objects of a type are sent in text or in binary messages, so that
 * they are read from the same kind of message that they are written to. The first
 * converter that supports the type decides.
 *
 * @since 0.1.0
 */
public final class PayloadFormats {

	private static final MessageHeaders NO_HEADERS = new MessageHeaders(null);

	private final List<MessageConverter> converters = new ArrayList<>();

	/**
	 * Create formats.
	 * @param converter the converter of objects, which may be a composite
	 */
	public PayloadFormats(MessageConverter converter) {
		add(converter);
	}

	private void add(MessageConverter converter) {
		if (converter instanceof CompositeMessageConverter composite) {
			composite.getConverters().forEach(this::add);
		}
		else {
			this.converters.add(converter);
		}
	}

	/**
	 * Return the formats in which objects of a type can be sent.
	 * @param type the type
	 * @return the format of each converter that supports the type, in their order; the
	 * first one is used
	 */
	public List<Format> of(Class<?> type) {
		return this.converters.stream()
			.map((converter) -> format(converter, type))
			.filter(Objects::nonNull)
			.map(Objects::requireNonNull)
			.toList();
	}

	/**
	 * Find a converter for binary messages that is never used, as a converter for text
	 * before it supports every type.
	 * @return the formats of both, beginning with the one that is used; empty if there is
	 * no such converter
	 */
	public List<Format> findConflict() {
		List<Format> formats = of(Anything.class);
		Format first = formats.isEmpty() ? null : formats.get(0);
		if (first == null || first.binary()) {
			return List.of();
		}
		return this.converters.stream()
			.skip(this.converters.indexOf(first.converter()) + 1L)
			.filter((converter) -> converter instanceof AbstractMessageConverter known && isBinary(known))
			// Bytes are never converted
			.filter((converter) -> !(converter instanceof ByteArrayMessageConverter))
			.map((converter) -> List.of(first, new Format(converter, true)))
			.findFirst()
			.orElse(List.of());
	}

	private static @Nullable Format format(MessageConverter converter, Class<?> type) {
		if (converter instanceof AbstractMessageConverter known) {
			return takes(known, type) ? new Format(converter, isBinary(known)) : null;
		}
		boolean text = reads(converter, "", type);
		boolean binary = reads(converter, new byte[0], type);
		return (text || binary) ? new Format(converter, !text) : null;
	}

	/**
	 * Return whether a converter supports a type. Only then it asks for the payload.
	 */
	private static boolean takes(AbstractMessageConverter converter, Class<?> type) {
		Probe probe = new Probe();
		try {
			converter.fromMessage(probe, type);
		}
		catch (RuntimeException | LinkageError ex) {
			// The exception of the probe, or a wrapper of it
		}
		return probe.asked;
	}

	private static boolean isBinary(AbstractMessageConverter converter) {
		if (converter.getSerializedPayloadClass() == String.class) {
			return false;
		}
		ContentTypeResolver resolver = converter.getContentTypeResolver();
		MimeType chosen = (resolver != null) ? resolver.resolve(NO_HEADERS) : null;
		List<MimeType> supported = converter.getSupportedMimeTypes();
		MimeType type = (chosen != null || supported.isEmpty()) ? chosen : supported.get(0);
		return type == null || !isText(type);
	}

	/**
	 * Return whether content of a MIME type is sent as text.
	 */
	static boolean isText(MimeType type) {
		return "text".equals(type.getType()) || "json".equals(type.getSubtype())
				|| Objects.equals(type.getSubtypeSuffix(), "json");
	}

	/**
	 * Return whether a converter that does not declare its types reads a payload, or
	 * tries to and finds it malformed.
	 */
	private static boolean reads(MessageConverter converter, Object payload, Class<?> type) {
		try {
			return converter.fromMessage(new GenericMessage<>(payload), type) != null;
		}
		catch (ClassCastException ex) {
			return false;
		}
		catch (RuntimeException | LinkageError ex) {
			return true;
		}
	}

	/**
	 * Return whether a type without a format certainly cannot be read.
	 * @return {@code false} if there are converters that do not declare their types
	 */
	public boolean isComplete() {
		return this.converters.stream()
			.allMatch((converter) -> converter instanceof AbstractMessageConverter
					|| converter.getClass() == SimpleMessageConverter.class);
	}

	/**
	 * Format in which objects are sent.
	 *
	 * @param converter the converter of the objects
	 * @param binary whether they are sent in binary messages rather than in text
	 */
	public record Format(MessageConverter converter, boolean binary) {

		@Override
		public String toString() {
			return ClassUtils.getShortName(this.converter.getClass());
		}

	}

	private static final class Anything {

	}

	private static final class Probe implements Message<Object> {

		private boolean asked;

		@Override
		public Object getPayload() {
			this.asked = true;
			throw new IllegalStateException("There is no message yet");
		}

		@Override
		public MessageHeaders getHeaders() {
			return NO_HEADERS;
		}

	}

}
