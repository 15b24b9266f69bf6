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

/**
 * Conversion between objects and the content of messages.
 * <p>
 * The bean of this type cannot be replaced by one of the application's.
 *
 * @param converter converts both ways
 * @param typeField the type field of JSON messages, or {@code null} without JSON
 * @since 0.1.0
 */
public record PayloadConversion(MessageConverter converter, @Nullable TypeField typeField) {

	/**
	 * Return which objects are sent in text messages and which in binary ones.
	 * @return the formats
	 */
	public PayloadFormats formats() {
		return new PayloadFormats(this.converter);
	}

}
