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

package io.github.wsboot.transport.client;

import org.jspecify.annotations.Nullable;
import org.springframework.http.HttpHeaders;
import org.springframework.http.HttpStatusCode;

import io.github.wsboot.transport.client.ConnectFailure.Kind;

/**
 * Exception that ends an attempt. Its message is the reason only.
 */
final class AttemptException extends Exception {

	private static final long serialVersionUID = 1L;

	private final Kind kind;

	private final transient @Nullable ResponseHead response;

	AttemptException(Kind kind, String reason, @Nullable ResponseHead response) {
		super(reason, null, false, false);
		this.kind = kind;
		this.response = response;
	}

	static AttemptException protocol(String reason, @Nullable ResponseHead response) {
		return new AttemptException(Kind.PROTOCOL, reason, response);
	}

	/**
	 * Return the failure.
	 * @param target what could not be done
	 */
	ConnectFailure failure(String target) {
		ResponseHead response = this.response;
		return new ConnectFailure(this.kind, target + ": " + getMessage(), null,
				(response != null) ? HttpStatusCode.valueOf(response.status()) : null,
				(response != null) ? response.headers() : HttpHeaders.EMPTY);
	}

}
