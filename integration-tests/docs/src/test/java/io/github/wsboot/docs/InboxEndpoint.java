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

package io.github.wsboot.docs;

import java.security.Principal;
import java.util.Map;
import java.util.concurrent.ConcurrentHashMap;

import org.springframework.web.socket.CloseStatus;

import io.github.wsboot.Connection;
import io.github.wsboot.annotation.OnClose;
import io.github.wsboot.annotation.OnOpen;
import io.github.wsboot.annotation.WebSocketEndpoint;

@WebSocketEndpoint("/inbox")
class InboxEndpoint {

	private static final CloseStatus REPLACED = new CloseStatus(4409, "Replaced by a newer connection");

	private final Map<String, Connection> current = new ConcurrentHashMap<>();

	@OnOpen
	void opened(Connection connection, Principal user) {
		Connection previous = this.current.put(user.getName(), connection);
		if (previous != null) {
			previous.disconnect(REPLACED);
		}
	}

	@OnClose
	void closed(Connection connection, Principal user) {
		this.current.remove(user.getName(), connection);
	}

}
