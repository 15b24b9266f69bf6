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

package io.github.wsboot.endpoint.callback;

import java.util.List;

import org.jspecify.annotations.Nullable;

import io.github.wsboot.message.PayloadConversion;
import io.github.wsboot.message.PayloadFormats;
import io.github.wsboot.message.PayloadFormats.Format;

/**
 * Decides whether callbacks take text or binary messages. Objects are read from the kind
 * of message that they are written to.
 *
 * @since 0.1.0
 */
public final class MessageKinds {

	private final PayloadFormats formats;

	public MessageKinds(PayloadConversion conversion) {
		this.formats = conversion.formats();
	}

	/**
	 * Return whether a callback takes binary messages rather than text.
	 */
	public boolean isBinary(Callback callback) {
		PayloadKind kind = PayloadKind.of(callback.payload());
		if (kind != PayloadKind.OBJECT) {
			return kind == PayloadKind.BINARY;
		}
		Format format = format(callback);
		return format != null && format.binary();
	}

	/**
	 * Return the format that the object of a callback is read from, or {@code null} if
	 * that is not known before messages come.
	 */
	private @Nullable Format format(Callback callback) {
		List<Format> formats = this.formats.of(PayloadKind.type(callback.payload()));
		return formats.isEmpty() ? null : formats.get(0);
	}

	/**
	 * Describe for people how a callback reads messages.
	 */
	public String describe(Callback callback) {
		if (PayloadKind.of(callback.payload()) != PayloadKind.OBJECT) {
			return "as binary";
		}
		return "as binary, by '" + format(callback) + "'";
	}

}
