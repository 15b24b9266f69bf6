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
import org.springframework.messaging.converter.MessageConverter;

import io.github.wsboot.MessageProtocol;

/**
 * Conversion between objects and the content of messages.
 * <p>
 * The bean of this type cannot be replaced by one of the application's.
 *
 * @param converter converts both ways
 * @param json the protocol of JSON messages, or {@code null} without JSON
 * @param custom the application's own protocol for all endpoints, or {@code null}
 * @since 0.1.0
 */
public record PayloadConversion(MessageConverter converter, @Nullable JsonProtocol json,
		@Nullable MessageProtocol custom) {

	/**
	 * Create a conversion for an application without a protocol of its own.
	 * @param converter converts both ways
	 * @param json the protocol of JSON messages, or {@code null} without JSON
	 */
	public PayloadConversion(MessageConverter converter, @Nullable JsonProtocol json) {
		this(converter, json, null);
	}

	/**
	 * Return the protocol of the endpoints that name none.
	 * @return the application's own or that of JSON messages, or {@code null} if there is
	 * neither
	 */
	public @Nullable MessageProtocol protocol() {
		return (this.custom != null) ? this.custom : this.json;
	}

	/**
	 * Return which objects are sent in text messages and which in binary ones.
	 * @return the formats
	 */
	public PayloadFormats formats() {
		return new PayloadFormats(this.converter);
	}

}
