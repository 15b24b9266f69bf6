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

package io.github.wsboot.console;

import java.util.Locale;

import org.jspecify.annotations.Nullable;

import io.github.wsboot.handshake.HandshakeRefusal;

/**
 * Refused handshake, as shown in the console.
 *
 * @param at the time, in milliseconds since 1970
 * @param endpoint the path template of the endpoint
 * @param status the status of the response
 * @param reason the kind of reason
 * @param explanation the reason, and how to fix it
 * @param remoteAddress the client's address
 */
record RefusalView(long at, String endpoint, int status, String reason, String explanation,
		@Nullable String remoteAddress) {

	static RefusalView of(HandshakeRefusal refusal) {
		return new RefusalView(refusal.at().toEpochMilli(), refusal.endpoint(), refusal.status(),
				refusal.reason().name().toLowerCase(Locale.ROOT).replace('_', ' '), refusal.explanation(),
				refusal.remoteAddress());
	}

}
