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

package io.github.wsboot.server;

import org.springframework.web.socket.CloseStatus;

import io.github.wsboot.CloseCause;
import io.github.wsboot.Connection;
import io.github.wsboot.annotation.OnClose;
import io.github.wsboot.annotation.OnOpen;

/**
 * Base of endpoints that record the beginning and the end of each connection.
 */
public abstract class RecordingEndpoint {

	private final Journal journal;

	public RecordingEndpoint(Journal journal) {
		this.journal = journal;
	}

	@OnOpen
	protected void open(Connection connection) {
		this.journal.open(connection);
	}

	@OnClose
	protected void close(Connection connection, CloseStatus status, CloseCause cause) {
		this.journal.close(connection, status, cause);
	}

	public final Journal journal() {
		return this.journal;
	}

}
