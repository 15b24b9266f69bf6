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

package io.github.wsboot.connection.handshake;

import org.jspecify.annotations.Nullable;
import org.springframework.web.socket.SubProtocolCapable;

/**
 * Handler that selects a sub-protocol by its name, and knows how to take the name apart.
 *
 * @since 0.1.0
 */
public interface SubProtocolSelectingHandler extends SubProtocolCapable {

	/**
	 * Take a selected or offered name apart.
	 * @param name the name; {@code null} or empty if there is none
	 * @return the sub-protocol
	 */
	AgreedSubProtocol agreed(@Nullable String name);

}
