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

package io.github.wsboot.transport.codec;

import java.nio.ByteBuffer;
import java.nio.charset.StandardCharsets;

import org.springframework.web.socket.CloseStatus;

/**
 * Payload of a close frame (RFC 6455, sections 5.5.1 and 7.4).
 *
 * @since 0.1.0
 */
public final class ClosePayload {

	private static final byte[] EMPTY = {};

	private ClosePayload() {
	}

	/**
	 * Return the status with which the other side has closed.
	 * @throws ProtocolViolation if a peer must not send this payload
	 */
	static CloseStatus status(byte[] payload) throws ProtocolViolation {
		if (payload.length == 0) {
			return CloseStatus.NO_STATUS_CODE;
		}
		check(payload.length >= 2, "The close frame has an incomplete code");
		int code = ((payload[0] & 0xFF) << 8) | (payload[1] & 0xFF);
		check(isReceivable(code), "The close code is not allowed");
		Utf8Validator validator = new Utf8Validator();
		if (!validator.accept(payload, 2, payload.length) || !validator.isComplete()) {
			throw ProtocolViolation.badData("The close reason is not valid UTF-8");
		}
		return (payload.length == 2) ? new CloseStatus(code)
				: new CloseStatus(code, new String(payload, 2, payload.length - 2, StandardCharsets.UTF_8));
	}

	/**
	 * Return the payload for a status, or for the nearest status that may be sent.
	 */
	public static byte[] of(CloseStatus status) {
		if (status.getCode() == CloseStatus.NO_STATUS_CODE.getCode()) {
			return EMPTY;
		}
		boolean unsendable = status.getCode() == CloseStatus.NO_CLOSE_FRAME.getCode();
		String text = status.getReason();
		byte[] reason = ((text != null) ? text : "").getBytes(StandardCharsets.UTF_8);
		return ByteBuffer.allocate(2 + reason.length)
			.putShort((short) (unsendable ? CloseStatus.GOING_AWAY : status).getCode())
			.put(reason)
			.array();
	}

	private static boolean isReceivable(int code) {
		return (code >= 1000 && code <= 1014 && (code < 1004 || code > 1006)) || (code >= 3000 && code <= 4999);
	}

	private static void check(boolean condition, String message) throws ProtocolViolation {
		if (!condition) {
			throw ProtocolViolation.protocol(message);
		}
	}

}
