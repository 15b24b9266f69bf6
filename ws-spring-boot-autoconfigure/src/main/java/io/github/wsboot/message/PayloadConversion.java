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
 * How objects become content and content becomes objects.
 *
 * @param converter converts both ways
 * @param typeField the type field of JSON messages, or {@code null} without JSON
 * @since 0.1.0
 */
public record PayloadConversion(MessageConverter converter, @Nullable TypeField typeField) {

	/**
	 * Return which objects travel in text and which in binary messages.
	 * @return the formats
	 */
	public PayloadFormats formats() {
		return new PayloadFormats(this.converter);
	}

}
