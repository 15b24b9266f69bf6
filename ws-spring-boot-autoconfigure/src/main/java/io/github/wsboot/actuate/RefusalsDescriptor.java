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

package io.github.wsboot.actuate;

import java.time.Instant;
import java.util.List;
import java.util.Locale;

import org.jspecify.annotations.Nullable;
import org.springframework.boot.actuate.endpoint.OperationResponseBody;

import io.github.wsboot.handshake.HandshakeRefusal;

/**
 * Latest refused handshakes.
 *
 * @param refusals the refusals, the newest first
 */
record RefusalsDescriptor(List<RefusalDescriptor> refusals) implements OperationResponseBody {

	static RefusalsDescriptor of(List<HandshakeRefusal> refusals) {
		return new RefusalsDescriptor(refusals.stream().map(RefusalDescriptor::of).toList());
	}

	/**
	 * Refused handshake.
	 *
	 * @param at the time
	 * @param endpoint the path template of the endpoint
	 * @param status the status of the response
	 * @param reason the kind of reason
	 * @param explanation the reason, and how to fix it
	 * @param remoteAddress the client's address, as far as known
	 */
	record RefusalDescriptor(Instant at, String endpoint, int status, String reason, String explanation,
			@Nullable String remoteAddress) {

		static RefusalDescriptor of(HandshakeRefusal refusal) {
			return new RefusalDescriptor(refusal.at(), refusal.endpoint(), refusal.status(),
					refusal.reason().name().toLowerCase(Locale.ROOT), refusal.explanation(), refusal.remoteAddress());
		}

	}

}
