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

package io.github.wsboot;

import org.jspecify.annotations.Nullable;

/**
 * Raised when a payload cannot be converted: the content of an inbound message does not
 * fit the callback's parameter, or an outbound object cannot be converted to content.
 * <p>
 * Without a matching {@code @OnError}, an inbound failure closes the connection with
 * 1007.
 *
 * @since 0.1.0
 */
public final class PayloadConversionException extends RuntimeException {

	private static final long serialVersionUID = 1L;

	private final boolean inbound;

	private PayloadConversionException(String message, @Nullable Throwable cause, boolean inbound) {
		super(message, cause);
		this.inbound = inbound;
	}

	/**
	 * Create an exception for content that a client has sent.
	 * @param message what is wrong
	 * @param cause the cause or {@code null}
	 * @return the exception
	 */
	public static PayloadConversionException inbound(String message, @Nullable Throwable cause) {
		return new PayloadConversionException(message, cause, true);
	}

	/**
	 * Create an exception for an object that the application wants to send.
	 * @param message what is wrong
	 * @param cause the cause or {@code null}
	 * @return the exception
	 */
	public static PayloadConversionException outbound(String message, @Nullable Throwable cause) {
		return new PayloadConversionException(message, cause, false);
	}

	/**
	 * Return whether the client's content is at fault.
	 * @return {@code false} if the application's object is
	 */
	public boolean isInbound() {
		return this.inbound;
	}

}
