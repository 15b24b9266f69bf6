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

package io.github.wsboot.transport;

import java.io.IOException;
import java.util.function.Consumer;

import jakarta.servlet.ServletException;
import jakarta.servlet.http.HttpServletRequest;

/**
 * Takes sockets away from a container. Filled for each container.
 *
 * @since 0.1.0
 */
public interface DirectUpgrade {

	/**
	 * Return whether this is the container of the application, and configured so that its
	 * sockets can be taken. Known once the web server has been created.
	 * @return whether {@link #upgrade} would work
	 */
	boolean isSupported();

	/**
	 * Upgrade a request. The response's status and headers have been set.
	 * @param request the handshake's request
	 * @param begin gets the socket when the container is done with the response, on the
	 * container's thread; must not block
	 * @throws IOException if the upgrade fails
	 * @throws ServletException if the upgrade fails
	 */
	void upgrade(HttpServletRequest request, Consumer<DirectSocket> begin) throws IOException, ServletException;

}
