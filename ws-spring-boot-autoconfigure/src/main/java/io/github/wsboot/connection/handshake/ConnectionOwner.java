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

import org.springframework.web.socket.CloseStatus;

import io.github.wsboot.CloseCause;
import io.github.wsboot.Connection;

/**
 * Owner of a handshake, who follows the life of its connection. No method may block.
 *
 * @since 0.1.0
 */
@FunctionalInterface
public interface ConnectionOwner {

	/**
	 * Called once the connection has ended, whether or not the container has noticed, and
	 * before its {@code @OnClose}.
	 */
	void onEnded();

	/**
	 * Called when the connection is registered, before its {@code @OnOpen}. If it ends
	 * meanwhile, {@link #onClosed} may come first.
	 * @param connection the connection
	 */
	default void onOpened(Connection connection) {
	}

	/**
	 * Called exactly once when the connection has ended, after its id was unregistered
	 * and before its {@code @OnClose}.
	 * @param status the close status
	 * @param cause why the connection ended
	 */
	default void onClosed(CloseStatus status, CloseCause cause) {
	}

	/**
	 * Called when the {@code @OnClose} has returned or is given up; possibly more than
	 * once.
	 */
	default void onCloseCallbackDone() {
	}

}
