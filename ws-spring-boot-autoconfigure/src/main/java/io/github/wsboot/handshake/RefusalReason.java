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

package io.github.wsboot.handshake;

import jakarta.servlet.http.HttpServletRequest;
import org.jspecify.annotations.Nullable;
import org.springframework.http.HttpStatus;
import org.springframework.http.HttpStatusCode;

import io.github.wsboot.HandshakeRejection;

/**
 * Why a handshake is refused, as said by whoever refuses it.
 *
 * @param reason why
 * @param kind what is counted together in the log; nothing of the request
 * @param explanation why and what to do about it, for those who operate the server;
 * nothing of the request's query or cookies
 * @param exception what has failed on this side, or {@code null}
 */
record RefusalReason(HandshakeRejection reason, String kind, String explanation, @Nullable Throwable exception) {

	RefusalReason(HandshakeRejection reason, String kind, String explanation) {
		this(reason, kind, explanation, null);
	}

	/**
	 * Return that a request is no proper handshake.
	 */
	static RefusalReason malformed(HttpServletRequest request) {
		HandshakeFlaw flaw = HandshakeFlaw.of(request);
		return new RefusalReason(HandshakeRejection.BAD_REQUEST, flaw.name(), flaw.explanation(request));
	}

	/**
	 * Return that the application has refused.
	 * @param who what of the application
	 */
	static RefusalReason byApplication(String who, HttpStatusCode status) {
		return new RefusalReason(byApplication(status), who, who + " has refused it");
	}

	private static HandshakeRejection byApplication(HttpStatusCode status) {
		return (status.value() == HttpStatus.UNAUTHORIZED.value()) ? HandshakeRejection.AUTHENTICATION
				: HandshakeRejection.REFUSED;
	}

	/**
	 * Return that something has failed on this side.
	 * @param who what has failed
	 * @param exception why
	 */
	static RefusalReason failed(String who, Throwable exception) {
		String type = exception.getClass().getName();
		return new RefusalReason(HandshakeRejection.ERROR, who + " " + type, who + " has failed with " + type,
				exception);
	}

	/**
	 * Return the same, where somebody else logs the exception.
	 */
	RefusalReason withoutException() {
		return new RefusalReason(this.reason, this.kind, this.explanation);
	}

	/**
	 * Return that an interceptor of the application has refused or failed, as far as the
	 * status tells.
	 */
	static RefusalReason byInterceptor(HttpStatusCode status) {
		String who = "a HandshakeInterceptor of the application";
		return status.is5xxServerError() ? new RefusalReason(HandshakeRejection.ERROR, who, who + " has failed")
				: byApplication(who, status);
	}

}
