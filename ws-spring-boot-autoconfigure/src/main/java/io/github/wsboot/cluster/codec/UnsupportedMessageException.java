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

package io.github.wsboot.cluster.codec;

import org.jspecify.annotations.Nullable;

/**
 * Exception for a message that a node with another version of this library may have
 * written: its version, kind, kind of target or one of its flags is unknown here. It has
 * no stack trace, so many of them cost little.
 *
 * @since 0.1.0
 */
public final class UnsupportedMessageException extends RuntimeException {

	private static final long serialVersionUID = 1L;

	private final @Nullable String sender;

	UnsupportedMessageException(String message, @Nullable String sender) {
		super(message, null, false, false);
		this.sender = sender;
	}

	/**
	 * Return the sender.
	 * @return the id of the node that has sent the message, or {@code null} if there is
	 * none where version 1 has it
	 */
	public @Nullable String sender() {
		return this.sender;
	}

}
