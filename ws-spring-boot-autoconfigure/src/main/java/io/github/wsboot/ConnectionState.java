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

package io.github.wsboot;

/**
 * States of a connection, in their order. There is no state before the first one, as a
 * connection exists only once its handshake has succeeded.
 *
 * @since 0.1.0
 */
public enum ConnectionState {

	/**
	 * The connection accepts pushes.
	 */
	ESTABLISHED,

	/**
	 * The server has begun to close the connection: messages that were accepted are still
	 * sent, new pushes are refused.
	 */
	CLOSING,

	/**
	 * The connection has ended.
	 */
	CLOSED

}
