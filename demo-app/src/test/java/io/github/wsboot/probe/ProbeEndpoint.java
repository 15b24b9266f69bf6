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

package io.github.wsboot.probe;

import org.apache.commons.logging.Log;
import org.apache.commons.logging.LogFactory;
import org.springframework.web.bind.annotation.PathVariable;
import org.springframework.web.socket.CloseStatus;

import io.github.wsboot.CloseCause;
import io.github.wsboot.annotation.OnClose;
import io.github.wsboot.annotation.OnMessage;
import io.github.wsboot.annotation.OnOpen;
import io.github.wsboot.annotation.WebSocketEndpoint;

/**
 * Writes into the log how its connections begin and end.
 */
@WebSocketEndpoint("/ws/probe/{client}")
class ProbeEndpoint {

	private static final Log logger = LogFactory.getLog(ProbeEndpoint.class);

	@OnOpen
	void open(@PathVariable String client) {
		logger.info("probe " + client + " open");
	}

	@OnMessage
	String echo(String text) {
		return text;
	}

	@OnClose
	void close(@PathVariable String client, CloseStatus status, CloseCause cause) {
		logger.info("probe " + client + " close " + status.getCode() + " " + cause);
	}

}
