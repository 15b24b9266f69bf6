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

package io.github.wsboot.node;

/**
 * Listener for HTTP sessions that have ended on another node of the cluster. A session
 * that nodes share may have connections on each of them.
 * <p>
 * Thread-safe. The method must not block.
 *
 * @since 0.1.0
 * @see RemoteNodes#endSession(byte[])
 */
public interface SessionEndListener {

	/**
	 * Called when another node says that a session has ended. The session may be unknown
	 * here, and the call may be repeated.
	 * @param sha256 the SHA-256 of the session's id, 32 bytes
	 */
	void onSessionEnded(byte[] sha256);

}
