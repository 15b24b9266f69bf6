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
 * Why a handshake was refused, noted with its request by whoever refuses first.
 */
final class Rejection {

	private static final String ATTRIBUTE = Rejection.class.getName();

	private Rejection() {
	}

	/**
	 * Note why. The first call counts.
	 */
	static void note(HttpServletRequest request, HandshakeRejection reason) {
		if (request.getAttribute(ATTRIBUTE) == null) {
			request.setAttribute(ATTRIBUTE, reason);
		}
	}

	/**
	 * Return why, which only the status can tell if nobody has noted it: the
	 * application's own interceptors do not.
	 */
	static HandshakeRejection of(HttpServletRequest request, HttpStatusCode status) {
		@Nullable HandshakeRejection noted = (HandshakeRejection) request.getAttribute(ATTRIBUTE);
		if (noted != null) {
			return noted;
		}
		return status.is5xxServerError() ? HandshakeRejection.ERROR : byApplication(status);
	}

	/**
	 * Return why the application has refused.
	 */
	static HandshakeRejection byApplication(HttpStatusCode status) {
		return (status.value() == HttpStatus.UNAUTHORIZED.value()) ? HandshakeRejection.AUTHENTICATION
				: HandshakeRejection.REFUSED;
	}

}
