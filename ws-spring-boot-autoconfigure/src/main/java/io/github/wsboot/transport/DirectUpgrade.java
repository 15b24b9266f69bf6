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
 * Upgrade that takes sockets away from a container. Implemented for each container.
 *
 * @since 0.1.0
 */
public interface DirectUpgrade {

	/**
	 * Return whether the container's sockets can be taken, which is known once the web
	 * server has been created.
	 * @return empty unless this is the container of the application
	 */
	Optional<Compatibility> compatibility();

	/**
	 * Upgrade a request. The response's status and headers have been set.
	 * @param request the handshake's request
	 * @param consumer called with the socket when the container has sent the response
	 * @throws IOException if the upgrade fails
	 * @throws ServletException if the container cannot upgrade
	 */
	void upgrade(HttpServletRequest request, SocketConsumer consumer) throws IOException, ServletException;

	/**
	 * Consumer of a socket. Called on the container's thread; must not block.
	 */
	@FunctionalInterface
	interface SocketConsumer {

		/**
		 * Take the socket.
		 * @param socket the socket
		 */
		void accept(DirectSocket socket);

		/**
		 * Called if there is no socket to take, since the container is not as expected.
		 * The container closes the socket. Does nothing by default.
		 * @param cause the failure
		 */
		default void onFailure(Throwable cause) {
		}

	}

	/**
	 * Compatibility of a container with the direct transport.
	 *
	 * @param server the container and its version
	 * @param obstacle the reason why its sockets cannot be taken, or {@code null} if they
	 * can
	 * @param remark a remark for the log, or {@code null}
	 * @param warning a warning for the log, about a version that has not been tested, or
	 * {@code null}
	 * @since 0.1.0
	 */
	record Compatibility(String server, @Nullable String obstacle, @Nullable String remark, @Nullable String warning) {

		/**
		 * Return whether the container's sockets can be taken.
		 * @return whether there is no obstacle
		 */
		public boolean isCompatible() {
			return this.obstacle == null;
		}

		/**
		 * Return the same with an obstacle.
		 * @param obstacle the reason why the sockets cannot be taken
		 * @return an incompatible container
		 */
		public Compatibility withObstacle(String obstacle) {
			return new Compatibility(this.server, obstacle, this.remark, this.warning);
		}

		/**
		 * Return the same with a remark.
		 * @param remark a remark for the log
		 * @return the compatibility
		 */
		public Compatibility withRemark(String remark) {
			return new Compatibility(this.server, this.obstacle, remark, this.warning);
		}

	}

}
