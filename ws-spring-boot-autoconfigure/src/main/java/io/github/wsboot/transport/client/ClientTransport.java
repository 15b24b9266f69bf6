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

import java.util.Map;

import org.springframework.web.socket.WebSocketHandler;

/**
 * Opens outgoing sessions. Thread-safe.
 *
 * @since 0.1.0
 */
public interface ClientTransport {

	/**
	 * Begin to open a session. Returns at once.
	 * @param request what to connect to, and how
	 * @param handler the handler of the session: that of one of our clients if the
	 * attributes contain a handshake's result, otherwise one of Spring's own
	 * @param attributes the attributes of the session
	 * @param listener called once; by this method if the transport has been stopped
	 * @return a handle to give the attempt up
	 */
	Attempt open(ClientRequest request, WebSocketHandler handler, Map<String, Object> attributes,
			ConnectListener listener);

	/**
	 * Attempt that is in progress, or over.
	 */
	interface Attempt {

		/**
		 * Give the attempt up, unless it is over. The listener is called with a failure.
		 */
		void cancel();

	}

}
