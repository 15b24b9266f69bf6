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

package io.github.wsboot.endpoint;

import java.util.List;

import org.jspecify.annotations.Nullable;
import org.springframework.core.MethodParameter;
import org.springframework.core.annotation.AnnotatedElementUtils;

import io.github.wsboot.annotation.MessageType;
import io.github.wsboot.message.PayloadConversion;
import io.github.wsboot.message.PayloadFormats;
import io.github.wsboot.message.PayloadFormats.Format;
import io.github.wsboot.message.TypeField;

/**
 * Tells whether callbacks take text or binary messages: objects are read from the kind of
 * message that they are written to. Rejects what could not be read at all, or in another
 * way only than it is written.
 */
final class MessageKinds {

	private final PayloadFormats formats;

	private final @Nullable TypeField typeField;

	MessageKinds(PayloadConversion conversion) {
		this.formats = conversion.formats();
		this.typeField = conversion.typeField();
		List<Format> hidden = this.formats.hidden();
		if (!hidden.isEmpty()) {
			throw new InvalidEndpointException(
					"The converter '" + hidden.get(1) + "' for binary messages is never asked, as '" + hidden.get(0)
							+ "' before it takes all types.",
					"Put it first, by converters.add(0, ...) in WebSocketEndpointConfigurer.configureMessageConverters, "
							+ "or remove it.");
		}
	}

	@Nullable TypeField typeField() {
		return this.typeField;
	}

	/**
	 * Return whether a callback takes binary messages rather than text.
	 */
	boolean isBinary(Callback callback) {
		PayloadKind kind = PayloadKind.of(callback.payload());
		if (kind != PayloadKind.OBJECT) {
			return kind == PayloadKind.BINARY;
		}
		Format format = format(callback);
		return format != null && format.binary();
	}

	/**
	 * Return how the object that a callback takes is read, or {@code null} if that will
	 * be seen.
	 */
	private @Nullable Format format(Callback callback) {
		Class<?> type = objectType(callback.payload());
		List<Format> formats = this.formats.of(type);
		if (formats.isEmpty() && this.formats.isComplete()) {
			throw invalid(callback, "has a payload of type '" + type.getName() + "', which no converter reads",
					"Add 'spring-boot-starter-jackson' to the dependencies, or a converter by a "
							+ "WebSocketEndpointConfigurer.");
		}
		Format format = formats.isEmpty() ? null : formats.get(0);
		if (format != null && AnnotatedElementUtils.hasAnnotation(type, MessageType.class)) {
			assertWrittenAsRead(callback, type, format);
		}
		return format;
	}

	private static Class<?> objectType(@Nullable MethodParameter payload) {
		return (payload != null) ? payload.nestedIfOptional().getNestedParameterType() : Void.class;
	}

	/**
	 * What has a type field is converted as JSON in the place of the object.
	 */
	private void assertWrittenAsRead(Callback callback, Class<?> type, Format read) {
		List<Format> written = (this.typeField != null) ? this.formats.of(this.typeField.written()) : List.of();
		if (!written.isEmpty() && written.get(0).binary() != read.binary()) {
			throw invalid(callback,
					"has a payload of type '" + type.getName() + "', which is read from " + messages(read.binary())
							+ " by '" + read + "', but because of its @MessageType written to "
							+ messages(!read.binary()) + " by '" + written.get(0) + "'",
					"Remove @MessageType from the type, or have one converter for both.");
		}
	}

	private static String messages(boolean binary) {
		return binary ? "binary messages" : "text messages";
	}

	/**
	 * Return what a message is to be read as, for people.
	 */
	String describe(Callback callback) {
		if (PayloadKind.of(callback.payload()) != PayloadKind.OBJECT) {
			return "as binary";
		}
		return "as binary, by '" + format(callback) + "'";
	}

	private static InvalidEndpointException invalid(Callback callback, String problem, String action) {
		return InvalidEndpointException.of(callback.beanName(), callback.method(), problem, action);
	}

}
