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

import java.io.IOException;

import org.springframework.web.socket.CloseStatus;

import io.github.wsboot.CloseCause;
import io.github.wsboot.connection.Cleanup;
import io.github.wsboot.connection.GuardedLog;

/**
 * How a session comes to its end, which it does once, whatever fails meanwhile. Used on
 * the loop.
 */
final class SessionEnding {

	private static final GuardedLog logger = GuardedLog.of(SessionEnding.class);

	private final DirectSession session;

	private final SessionCalls calls;

	private final ClosingHandshake closing;

	private final SessionOutput output;

	private final Runnable release;

	private boolean come;

	/**
	 * Create an end that has not come.
	 * @param release lets go of the socket; to call it again does not hurt
	 */
	SessionEnding(DirectSession session, SessionCalls calls, ClosingHandshake closing, SessionOutput output,
			Runnable release) {
		this.session = session;
		this.calls = calls;
		this.closing = closing;
		this.output = output;
		this.release = release;
	}

	/**
	 * Return whether nothing more is to be read or written.
	 */
	boolean hasCome() {
		return this.come;
	}

	/**
	 * End, since the socket or something on this side has failed.
	 */
	void failed(Throwable cause) {
		if (cause instanceof IOException exception) {
			Cleanup.run(() -> lostSocket(exception), () -> lost(CloseStatus.NO_CLOSE_FRAME));
		}
		else {
			logger.error("Session '%s' has failed", this.session.getId(), cause);
			Cleanup.run(this::apologize, () -> lost(CloseStatus.SERVER_ERROR));
		}
	}

	private void lostSocket(IOException cause) {
		if (!this.come && !this.closing.isDecided() && this.session.isOpen()) {
			logger.debug("Session '%s' has lost its socket", this.session.getId(), cause);
			this.calls.transportError(cause);
		}
	}

	/**
	 * Tell the client that this side has failed, unless the end has begun.
	 */
	private void apologize() {
		if (!this.come && !this.closing.isDecided()) {
			this.session.endedBy(CloseCause.FAILURE);
			this.output.farewell(CloseStatus.SERVER_ERROR);
		}
	}

	/**
	 * End although the client expects more.
	 * @param status the status, unless the client has decided
	 */
	void lost(CloseStatus status) {
		CloseStatus closing = this.closing.status();
		end((closing != null) ? closing : status);
	}

	/**
	 * End, unless that has happened.
	 */
	void end(CloseStatus status) {
		if (!this.come) {
			this.come = true;
			Cleanup.run(this.release, this.output::discard, () -> this.calls.closed(status));
		}
	}

}
