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

package io.github.wsboot.transport.standard;

import java.io.IOException;

import jakarta.servlet.ServletException;
import jakarta.servlet.http.HttpServletRequest;
import jakarta.servlet.http.HttpUpgradeHandler;
import org.jspecify.annotations.Nullable;

/**
 * Upgrade of requests for the container's own WebSocket implementation. Implemented for a
 * container whose own handler of upgraded sockets does not release everything.
 *
 * @since 0.1.0
 */
public interface ContainerUpgrade {

	/**
	 * Upgrade a request, on the thread of the request, unless it is one of another
	 * container.
	 * @param <T> the type of handler that the container's implementation asks for
	 * @param request the request, as the container's implementation sees it
	 * @param type the type of handler
	 * @return the handler that takes the socket over, of the type or a subclass of it, or
	 * {@code null} if the request is left to others
	 * @throws IOException if the request cannot be upgraded
	 * @throws ServletException if there can be no such handler
	 */
	<T extends HttpUpgradeHandler> @Nullable T upgrade(HttpServletRequest request, Class<T> type)
			throws IOException, ServletException;

}
