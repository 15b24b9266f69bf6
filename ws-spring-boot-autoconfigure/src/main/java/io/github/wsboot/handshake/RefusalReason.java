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
 * Reason why a handshake is refused, given by the check that refuses it.
 *
 * @param reason the reason for events and meters
 * @param kind the key by which refusals are counted together in the log; contains nothing
 * of the request
 * @param explanation the reason and its remedy, for the operators of the server; contains
 * nothing of the request's query or cookies
 * @param exception the failure on this side, or {@code null}
 */
record RefusalReason(HandshakeRejection reason, String kind, String explanation, @Nullable Throwable exception) {

	RefusalReason(HandshakeRejection reason, String kind, String explanation) {
		this(reason, kind, explanation, null);
	}

	/**
	 * Return the reason for a request that is no proper handshake.
	 */
	static RefusalReason malformed(HttpServletRequest request) {
		HandshakeFlaw flaw = HandshakeFlaw.of(request);
		return new RefusalReason(HandshakeRejection.BAD_REQUEST, flaw.name(), flaw.explanation(request));
	}

	/**
	 * Return the reason for a refusal by the application.
	 * @param who the part of the application that has refused
	 */
	static RefusalReason byApplication(String who, HttpStatusCode status) {
		return new RefusalReason(byApplication(status), who, who + " has refused it");
	}

	private static HandshakeRejection byApplication(HttpStatusCode status) {
		return (status.value() == HttpStatus.UNAUTHORIZED.value()) ? HandshakeRejection.AUTHENTICATION
				: HandshakeRejection.REFUSED;
	}

	/**
	 * Return the reason for a failure on this side.
	 * @param who the part that has failed
	 * @param exception the failure
	 */
	static RefusalReason failed(String who, Throwable exception) {
		String type = exception.getClass().getName();
		return new RefusalReason(HandshakeRejection.ERROR, who + " " + type, who + " has failed with " + type,
				exception);
	}

	/**
	 * Return the same without the exception, which is logged elsewhere.
	 */
	RefusalReason withoutException() {
		return new RefusalReason(this.reason, this.kind, this.explanation);
	}

	/**
	 * Return the reason for an interceptor of the application that has refused or failed,
	 * as far as it follows from the status.
	 */
	static RefusalReason byInterceptor(HttpStatusCode status) {
		String who = "a HandshakeInterceptor of the application";
		return status.is5xxServerError() ? new RefusalReason(HandshakeRejection.ERROR, who, who + " has failed")
				: byApplication(who, status);
	}

}
