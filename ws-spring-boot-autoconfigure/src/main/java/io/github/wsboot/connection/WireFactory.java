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

package io.github.wsboot.connection;

import org.springframework.web.socket.WebSocketSession;

/**
 * Factory of the wires of new connections, which the transport implements.
 *
 * @since 0.1.0
 */
@FunctionalInterface
public interface WireFactory {

	/**
	 * Create a wire, or find the one that the session has already.
	 * @param session the session beneath the connection
	 * @return the wire, which is not attached to the connection yet
	 */
	Wire create(WebSocketSession session);

}
