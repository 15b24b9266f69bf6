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
import java.util.Optional;

import jakarta.servlet.ServletException;
import jakarta.servlet.http.HttpServletRequest;
import org.jspecify.annotations.Nullable;

import io.github.wsboot.transport.loop.DirectSocket;

/**
 * Takes sockets away from a container. Filled for each container.
 *
 * @since 0.1.0
 */
public interface DirectUpgrade {

	/**
	 * Return whether the container's sockets can be taken. Known once the web server has
	 * been created.
	 * @return empty unless this is the container of the application
	 */
	Optional<Compatibility> compatibility();

	/**
	 * Upgrade a request. The response's status and headers have been set.
	 * @param request the handshake's request
	 * @param consumer gets the socket when the container is done with the response
	 * @throws IOException if the upgrade fails
	 * @throws ServletException if the container cannot upgrade
	 */
	void upgrade(HttpServletRequest request, SocketConsumer consumer) throws IOException, ServletException;

	/**
	 * Who takes a socket. Called on the container's thread; must not block.
	 */
	@FunctionalInterface
	interface SocketConsumer {

		/**
		 * Begin with the socket.
		 * @param socket the socket
		 */
		void accept(DirectSocket socket);

		/**
		 * There is no socket to begin with, since the container is not as expected. By
		 * default nothing happens; the container closes the socket.
		 * @param cause what is not as expected
		 */
		default void onFailure(Throwable cause) {
		}

	}

	/**
	 * What is known of the container whose sockets are to be taken.
	 *
	 * @param server the container and its version
	 * @param obstacle why its sockets cannot be taken, or {@code null} if they can
	 * @param remark what else a reader of the log should know, or {@code null}
	 * @param warning what has not been tried, or {@code null}
	 * @since 0.1.0
	 */
	record Compatibility(String server, @Nullable String obstacle, @Nullable String remark, @Nullable String warning) {

		/**
		 * Return whether the sockets can be taken.
		 * @return whether nothing is in the way
		 */
		public boolean isCompatible() {
			return this.obstacle == null;
		}

		/**
		 * Return the same with something in the way.
		 * @param obstacle why the sockets cannot be taken
		 * @return a compatibility that is not given
		 */
		public Compatibility withObstacle(String obstacle) {
			return new Compatibility(this.server, obstacle, this.remark, this.warning);
		}

		/**
		 * Return the same with a remark.
		 * @param remark what a reader of the log should know
		 * @return the compatibility
		 */
		public Compatibility withRemark(String remark) {
			return new Compatibility(this.server, this.obstacle, remark, this.warning);
		}

	}

}
