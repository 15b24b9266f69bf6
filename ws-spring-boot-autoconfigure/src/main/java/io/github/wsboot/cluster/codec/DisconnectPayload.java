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

import java.nio.ByteBuffer;
import java.nio.charset.StandardCharsets;

import org.jspecify.annotations.Nullable;
import org.springframework.web.socket.CloseStatus;

import io.github.wsboot.support.CloseStatuses;

/**
 * Payload of a disconnect: two bytes of code and the reason, as in a close frame.
 */
final class DisconnectPayload {

	private static final int MAX_SIZE = 125;

	private DisconnectPayload() {
	}

	static ByteBuffer encode(CloseStatus status) {
		CloseStatus sendable = CloseStatuses.sendable(status);
		FieldWriter writer = new FieldWriter(MAX_SIZE);
		writer.writeShort(sendable.getCode());
		String reason = sendable.getReason();
		if (reason != null) {
			writer.writeBytes(StandardCharsets.UTF_8.encode(reason));
		}
		return writer.finish();
	}

	static CloseStatus decode(ByteBuffer payload) {
		FieldReader reader = new FieldReader(payload);
		if (reader.remaining() > MAX_SIZE) {
			throw new MalformedMessageException("The reason is too long for a close frame");
		}
		int code = reader.readShort("close code");
		int length = reader.remaining();
		return sendable(code, (length > 0) ? reader.readText("reason", length) : null);
	}

	private static CloseStatus sendable(int code, @Nullable String reason) {
		try {
			return CloseStatuses.sendable(code, reason);
		}
		catch (IllegalArgumentException ex) {
			throw new MalformedMessageException("Close code " + code + " must not be sent");
		}
	}

}
