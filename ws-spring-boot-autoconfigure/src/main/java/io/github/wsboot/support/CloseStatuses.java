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

package io.github.wsboot.support;

import java.nio.ByteBuffer;
import java.nio.CharBuffer;
import java.nio.charset.CodingErrorAction;
import java.nio.charset.StandardCharsets;

import org.jspecify.annotations.Nullable;
import org.springframework.util.Assert;
import org.springframework.web.socket.CloseStatus;

/**
 * Rules for the code and reason of a close frame (RFC 6455, sections 5.5 and 7.4).
 *
 * @since 0.1.0
 */
public final class CloseStatuses {

	private static final int MAX_REASON_BYTES = 123;

	/** U+FFFD. */
	private static final byte[] REPLACEMENT = "\uFFFD".getBytes(StandardCharsets.UTF_8);

	private CloseStatuses() {
	}

	/**
	 * Return a status that can be sent.
	 * @param status the code and reason
	 * @return the status, its reason cut to 123 bytes
	 * @throws IllegalArgumentException if the code must not be sent
	 */
	public static CloseStatus sendable(CloseStatus status) {
		Assert.notNull(status, "'status' must not be null");
		return sendable(status.getCode(), status.getReason());
	}

	/**
	 * Return a status that can be sent.
	 * @param code the code
	 * @param reason the reason, or {@code null} for none
	 * @return the status, its reason cut to 123 bytes
	 * @throws IllegalArgumentException if the code must not be sent
	 */
	public static CloseStatus sendable(int code, @Nullable String reason) {
		Assert.isTrue(isSendable(code),
				() -> "Close code " + code + " must not be sent; use 1000-1003, 1007-1014 or 3000-4999");
		return cut(new CloseStatus(code, reason));
	}

	/**
	 * Cut a reason that does not fit into a close frame, after the last whole character
	 * that fits. An unpaired surrogate becomes U+FFFD.
	 * @param status the code and reason
	 * @return the status with a reason of 123 bytes of UTF-8 at most
	 */
	public static CloseStatus cut(CloseStatus status) {
		String reason = status.getReason();
		if (reason == null) {
			return status;
		}
		ByteBuffer bytes = ByteBuffer.allocate(MAX_REASON_BYTES);
		StandardCharsets.UTF_8.newEncoder()
			.onMalformedInput(CodingErrorAction.REPLACE)
			.replaceWith(REPLACEMENT)
			.encode(CharBuffer.wrap(reason), bytes, true);
		String cut = StandardCharsets.UTF_8.decode(bytes.flip()).toString();
		return cut.equals(reason) ? status : new CloseStatus(status.getCode(), cut);
	}

	private static boolean isSendable(int code) {
		return (code >= 1000 && code <= 1003) || (code >= 1007 && code <= 1014) || (code >= 3000 && code <= 4999);
	}

}
