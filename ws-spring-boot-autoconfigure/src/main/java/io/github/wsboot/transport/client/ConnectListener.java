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

package io.github.wsboot.transport.client;

import org.springframework.http.HttpHeaders;
import org.springframework.web.socket.WebSocketSession;

/**
 * Listener to one attempt. Exactly one of its methods is called, once, on any thread; it
 * must not block.
 *
 * @since 0.1.0
 */
public interface ConnectListener {

	/**
	 * Called when the session is established. Its handler has been notified before.
	 * @param session the session, which may have ended again
	 * @param headers the headers of the response
	 */
	void onEstablished(WebSocketSession session, HttpHeaders headers);

	/**
	 * Called when the attempt has failed.
	 * @param failure what has failed
	 */
	void onFailed(ConnectFailure failure);

}
