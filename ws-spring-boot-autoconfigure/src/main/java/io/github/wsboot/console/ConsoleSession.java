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

import java.io.IOException;
import java.security.Principal;
import java.time.Duration;
import java.util.List;
import java.util.concurrent.CompletionStage;
import java.util.concurrent.Executor;
import java.util.concurrent.locks.ReentrantLock;

import org.apache.commons.logging.Log;
import org.apache.commons.logging.LogFactory;
import org.jspecify.annotations.Nullable;
import org.springframework.web.socket.CloseStatus;
import org.springframework.web.socket.TextMessage;
import org.springframework.web.socket.WebSocketSession;

import io.github.wsboot.concurrent.SerialTasks;
import io.github.wsboot.console.FrameLog.FrameView;
import io.github.wsboot.support.VisibleText;

/**
 * Session of one browser that shows the console. Its messages wait in a short queue and
 * are sent one after the other, so that a browser that does not read delays no other
 * browser.
 */
final class ConsoleSession {

	private static final Log logger = LogFactory.getLog(ConsoleSession.class);

	/** Messages that may wait before the session is closed. */
	static final int MAX_WAITING = 64;

	private static final int MAX_NAME = 200;

	private final WebSocketSession session;

	private final Executor executor;

	private final Outgoing outgoing = new Outgoing();

	private final long since = System.nanoTime();

	/** Guards the watch. */
	private final ReentrantLock lock = new ReentrantLock();

	private @Nullable Watch watch;

	/**
	 * Create a session.
	 * @param session the browser's session
	 * @param executor runs the tasks that send, which may block
	 */
	ConsoleSession(WebSocketSession session, Executor executor) {
		this.session = session;
		this.executor = executor;
	}

	/**
	 * Return a description of the viewer for the log.
	 */
	String name() {
		Principal user = this.session.getPrincipal();
		// Users may have chosen their names
		return (user != null) ? "'" + VisibleText.of(user.getName(), MAX_NAME) + "'"
				: "somebody at " + this.session.getRemoteAddress();
	}

	/**
	 * Return whether the session is older than an age, after which the browser must
	 * authenticate again.
	 */
	boolean isOlderThan(Duration age) {
		return System.nanoTime() - this.since > age.toNanos();
	}

	/**
	 * Send a message. Closes the session if too many messages wait already.
	 */
	void send(TextMessage message) {
		if (!this.outgoing.offer(message, MAX_WAITING)) {
			close(CloseStatus.SERVICE_OVERLOAD);
		}
	}

	/**
	 * Send a message that the next one supersedes. Drops it if any message waits.
	 */
	void sendIfIdle(TextMessage message) {
		this.outgoing.offer(message, 1);
	}

	void close(CloseStatus status) {
		try {
			this.session.close(status);
		}
		catch (IOException ex) {
			logger.debug("Cannot close the session of a viewer", ex);
		}
	}

	/**
	 * Watch the frames of a connection, instead of the one that was watched before.
	 * @param frames the frames of all connections
	 * @param id the id of the connection, or {@code null} for none
	 */
	void watch(WatchedFrames frames, @Nullable String id) {
		this.lock.lock();
		try {
			if (this.watch != null) {
				frames.unwatch(this.watch.id);
			}
			this.watch = (id != null) ? new Watch(id, frames.watch(id)) : null;
		}
		finally {
			this.lock.unlock();
		}
	}

	/**
	 * Return the frames since the last call.
	 * @return the frames, or {@code null} if there are none
	 */
	@Nullable NewFrames newFrames() {
		this.lock.lock();
		try {
			Watch watch = this.watch;
			List<FrameView> frames = (watch != null) ? watch.log.since(watch.last) : List.of();
			if (watch == null || frames.isEmpty()) {
				return null;
			}
			long missed = frames.get(0).number() - watch.last - 1;
			watch.last = frames.get(frames.size() - 1).number();
			return new NewFrames(watch.id, frames, missed);
		}
		finally {
			this.lock.unlock();
		}
	}

	/**
	 * Messages that wait to be sent.
	 */
	private final class Outgoing extends SerialTasks<TextMessage> {

		Outgoing() {
			super(MAX_WAITING, Long.MAX_VALUE);
		}

		@Override
		protected void execute(Runnable batch) {
			ConsoleSession.this.executor.execute(batch);
		}

		@Override
		protected @Nullable CompletionStage<?> runTask(TextMessage message) {
			try {
				ConsoleSession.this.session.sendMessage(message);
			}
			catch (IOException | RuntimeException ex) {
				logger.debug("A viewer of the console has gone", ex);
				ConsoleSession.this.close(CloseStatus.SESSION_NOT_RELIABLE);
			}
			return null;
		}

		@Override
		protected void onFailure(Throwable exception) {
			logger.debug("Cannot send to a viewer of the console", exception);
		}

	}

	/**
	 * New frames of the connection that a viewer watches.
	 *
	 * @param connection the id of the connection
	 * @param frames its new frames, the oldest first
	 * @param missed the number of earlier frames that are no longer kept
	 */
	record NewFrames(String connection, List<FrameView> frames, long missed) {

	}

	private static final class Watch {

		private final String id;

		private final FrameLog log;

		private long last;

		Watch(String id, FrameLog log) {
			this.id = id;
			this.log = log;
			List<FrameView> known = log.since(0);
			this.last = known.isEmpty() ? 0 : known.get(0).number() - 1;
		}

	}

}
