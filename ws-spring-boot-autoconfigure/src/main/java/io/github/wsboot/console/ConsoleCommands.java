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

package io.github.wsboot.console;

import java.util.List;
import java.util.Map;
import java.util.Set;
import java.util.TreeSet;

import org.apache.commons.logging.Log;
import org.apache.commons.logging.LogFactory;
import org.jspecify.annotations.Nullable;
import org.springframework.core.log.LogMessage;
import org.springframework.web.socket.CloseStatus;
import tools.jackson.core.JacksonException;
import tools.jackson.databind.json.JsonMapper;

import io.github.wsboot.Connection;
import io.github.wsboot.ConnectionManager;
import io.github.wsboot.PushResult;
import io.github.wsboot.console.ConnectionSearch.ConnectionView;
import io.github.wsboot.handshake.HandshakeRefusals;
import io.github.wsboot.support.CloseStatuses;
import io.github.wsboot.support.VisibleText;

/**
 * Executes the commands of viewers.
 *
 * @since 0.1.0
 */
public final class ConsoleCommands {

	private static final Log logger = LogFactory.getLog(ConsoleCommands.class);

	private static final int MAX_ID = 100;

	private final ConnectionManager connections;

	private final ConnectionSearch search;

	private final HandshakeRefusals refusals;

	private final WatchedFrames frames;

	private final JsonMapper json = JsonMapper.builder().build();

	/**
	 * Create the commands.
	 * @param connections the connections of this node
	 * @param refusals the refused handshakes
	 * @param recorder records the frames of watched connections
	 */
	public ConsoleCommands(ConnectionManager connections, HandshakeRefusals refusals, ConsoleRecorder recorder) {
		this.connections = connections;
		this.search = new ConnectionSearch(connections);
		this.refusals = refusals;
		this.frames = recorder.frames();
	}

	/**
	 * Execute a command.
	 * @return the result
	 * @throws InvalidCommandException if the command cannot be executed
	 */
	Object execute(ConsoleSession viewer, Command command) {
		return switch (required(command.command(), "command")) {
			case "connections" -> search(command);
			case "details" -> details(connection(command));
			case "watch" -> watch(viewer, connection(command).id());
			case "unwatch" -> watch(viewer, null);
			case "refusals" -> this.refusals.latest().stream().map(RefusalView::of).toList();
			case "push" -> push(viewer, command);
			case "disconnect" -> disconnect(viewer, command);
			default -> throw new InvalidCommandException(
					"The command must be connections, details, watch, unwatch, refusals, push or disconnect");
		};
	}

	private ConnectionSearch.Page search(Command command) {
		int offset = (command.offset() != null) ? command.offset() : 0;
		int limit = (command.limit() != null) ? command.limit() : ConnectionSearch.MAX_ROWS;
		if (offset < 0 || limit < 1 || limit > ConnectionSearch.MAX_ROWS) {
			throw new InvalidCommandException(
					"'offset' must be at least 0, and 'limit' between 1 and " + ConnectionSearch.MAX_ROWS);
		}
		return this.search.find(command.query(), command.endpoint(), offset, limit);
	}

	private static Details details(Connection connection) {
		return new Details(ConnectionView.of(connection.info()), new TreeSet<>(connection.rooms()));
	}

	private Map<String, Object> watch(ConsoleSession viewer, @Nullable String id) {
		viewer.watch(this.frames, id);
		return Map.of("watching", id != null);
	}

	private Map<String, Object> push(ConsoleSession viewer, Command command) {
		String payload = required(command.payload(), "payload");
		switch ((command.format() != null) ? command.format() : "text") {
			case "text" -> {
			}
			case "json" -> assertJson(payload);
			default -> throw new InvalidCommandException("'format' must be 'text' or 'json'");
		}
		String id = required(command.connection(), "connection");
		PushResult result = this.connections.push(id, payload);
		if (result.isAccepted()) {
			// The id of a connection on another node may be anything
			logger.info(LogMessage.format("Console: %s has pushed to connection '%s'", viewer.name(),
					VisibleText.of(id, MAX_ID)));
		}
		return Map.of("result", result.name());
	}

	private void assertJson(String payload) {
		try {
			if (this.json.readTree(payload).isMissingNode()) {
				throw new InvalidCommandException("The payload is empty, which is not valid JSON");
			}
		}
		catch (JacksonException ex) {
			throw new InvalidCommandException("The payload is not valid JSON, from line " + ex.getLocation().getLineNr()
					+ ", column " + ex.getLocation().getColumnNr());
		}
	}

	private Map<String, Object> disconnect(ConsoleSession viewer, Command command) {
		CloseStatus status = status(command);
		Connection connection = connection(command);
		boolean established = connection.disconnect(status);
		logger.info(LogMessage.format("Console: %s has disconnected connection '%s' with %d", viewer.name(),
				connection.id(), status.getCode()));
		return Map.of("established", established);
	}

	private static CloseStatus status(Command command) {
		try {
			return CloseStatuses.sendable((command.code() != null) ? command.code() : CloseStatus.NORMAL.getCode(),
					command.reason());
		}
		catch (IllegalArgumentException ex) {
			throw new InvalidCommandException("'code' or 'reason' cannot be sent: " + ex.getMessage());
		}
	}

	private Connection connection(Command command) {
		String id = required(command.connection(), "connection");
		return this.connections.find(id)
			.orElseThrow(() -> new InvalidCommandException("There is no such connection (any more)"));
	}

	private static String required(@Nullable String value, String name) {
		if (value == null) {
			throw new InvalidCommandException("'" + name + "' is missing");
		}
		return value;
	}

	/**
	 * Details of one connection.
	 *
	 * @param connection the connection
	 * @param rooms its rooms in alphabetical order
	 */
	record Details(ConnectionView connection, Set<String> rooms) {

	}

	/**
	 * First message to the page.
	 *
	 * @param path the path of the console, from which the page derives the context path
	 * @param endpoints the path templates of all endpoints
	 * @param maxRows the maximum number of connections on a page
	 * @param maxFrames the number of frames that are kept of a watched connection
	 */
	record Hello(String path, List<String> endpoints, int maxRows, int maxFrames) {

	}

}
