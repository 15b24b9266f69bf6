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

import java.time.Duration;
import java.util.List;
import java.util.Set;
import java.util.concurrent.ConcurrentHashMap;

import org.springframework.context.SmartLifecycle;
import org.springframework.web.socket.CloseStatus;
import org.springframework.web.socket.WebSocketSession;

import io.github.wsboot.concurrent.AwaitableCondition;
import io.github.wsboot.support.SafeLogger;

/**
 * Sessions of Spring's own handlers, STOMP included, on our event loops. Closes them
 * before the web server stops, with the status that Spring itself uses for that.
 * <p>
 * The bean of this type cannot be replaced by one of the application's.
 *
 * @since 0.1.0
 */
public final class SpringSessions implements SmartLifecycle {

	private static final SafeLogger logger = SafeLogger.of(SpringSessions.class);

	private final Duration drainTimeout;

	private final Set<WebSocketSession> sessions = ConcurrentHashMap.newKeySet();

	private final AwaitableCondition allEnded = new AwaitableCondition();

	/**
	 * True from the beginning: the web server starts before and has clients at once, and
	 * a bean that does not run is not stopped when the start of another bean fails.
	 */
	private volatile boolean running = true;

	/**
	 * Create an empty set of sessions.
	 * @param drainTimeout the time to wait for the end of all sessions when the server
	 * stops, or zero
	 */
	public SpringSessions(Duration drainTimeout) {
		this.drainTimeout = drainTimeout;
	}

	void add(WebSocketSession session) {
		this.sessions.add(session);
		if (!this.running) {
			close(session);
		}
	}

	void remove(WebSocketSession session) {
		this.sessions.remove(session);
		if (this.sessions.isEmpty()) {
			this.allEnded.signal();
		}
	}

	/**
	 * Return the number of sessions whose handler has not been called at their end.
	 * @return the number
	 */
	public int count() {
		return this.sessions.size();
	}

	@Override
	public void start() {
		this.running = true;
	}

	@Override
	public void stop() {
		// Before the sessions are copied: a new one sees this, or is in the copy
		this.running = false;
		List<WebSocketSession> open = List.copyOf(this.sessions);
		open.forEach(SpringSessions::close);
		this.allEnded.await(this.drainTimeout, this.sessions::isEmpty);
		if (!open.isEmpty()) {
			logger.info("Closed %d session(s) of Spring's handlers, %d unfinished".formatted(open.size(), count()));
		}
	}

	private static void close(WebSocketSession session) {
		try {
			session.close(CloseStatus.GOING_AWAY);
		}
		catch (Throwable ex) {
			// The other sessions must be closed nevertheless
			logger.debug("Cannot close session '%s'", session.getId(), ex);
		}
	}

	@Override
	public boolean isRunning() {
		return this.running;
	}

	@Override
	public boolean isPauseable() {
		return false;
	}

}
