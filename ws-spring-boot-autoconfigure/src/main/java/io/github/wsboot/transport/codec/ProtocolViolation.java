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

import org.springframework.web.socket.CloseStatus;

/**
 * Exception for a peer that violates RFC 6455, with the status to close with.
 *
 * @since 0.1.0
 */
public final class ProtocolViolation extends Exception {

	private static final long serialVersionUID = 1L;

	private final CloseStatus status;

	ProtocolViolation(CloseStatus status, String message) {
		super(message, null, false, false);
		this.status = status;
	}

	static ProtocolViolation protocol(String message) {
		return new ProtocolViolation(CloseStatus.PROTOCOL_ERROR, message);
	}

	static ProtocolViolation badData(String message) {
		return new ProtocolViolation(CloseStatus.BAD_DATA, message);
	}

	static ProtocolViolation tooBig(String message) {
		return new ProtocolViolation(CloseStatus.TOO_BIG_TO_PROCESS, message);
	}

	public CloseStatus status() {
		return this.status;
	}

}
