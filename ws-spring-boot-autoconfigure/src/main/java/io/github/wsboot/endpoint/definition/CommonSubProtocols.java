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

package io.github.wsboot.endpoint.definition;

import org.jspecify.annotations.Nullable;

/**
 * Sub-protocols that all endpoints of a server agree to besides their own.
 *
 * @param browserClient whether endpoints agree to the sub-protocol of the browser client
 * @param token the name that precedes a bearer token among the offered sub-protocols, or
 * {@code null} if no token is taken from there. Browsers fail a handshake that answers
 * none of the names they have offered, so this one is answered if nothing else can be
 * @since 0.1.0
 */
public record CommonSubProtocols(boolean browserClient, @Nullable String token) {

	/** No sub-protocols. */
	static final CommonSubProtocols NONE = new CommonSubProtocols(false, null);

}
