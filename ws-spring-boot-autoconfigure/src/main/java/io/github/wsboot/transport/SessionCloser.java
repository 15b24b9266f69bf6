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

import org.jspecify.annotations.Nullable;
import org.springframework.web.socket.CloseStatus;

import io.github.wsboot.CloseCause;
import io.github.wsboot.support.SafeLogger;
import io.github.wsboot.support.SafeRunner;
import io.github.wsboot.transport.codec.SessionCompression;

/**
 * Closes a session once, whatever fails meanwhile, and notifies its owner once. Used on
 * the loop.
 */
final class SessionCloser {

	private static final SafeLogger logger = SafeLogger.of(SessionCloser.class);

	private final SessionOwner owner;

	private final ClosingHandshake closing;

	private final SessionOutput output;

	private final @Nullable SessionCompression compression;

	private final Runnable release;

	/** Cause of the end, unless the owner knows a better one. */
	private CloseCause cause = CloseCause.NETWORK;

	private boolean closed;

	private boolean notified;

	/**
	 * Create a closer of an open session.
	 * @param release releases the socket; can be called more than once
	 */
	SessionCloser(SessionOwner owner, ClosingHandshake closing, SessionOutput output,
			@Nullable SessionCompression compression, Runnable release) {
		this.owner = owner;
		this.closing = closing;
		this.output = output;
		this.compression = compression;
		this.release = release;
	}

	/**
	 * Return whether the session is closed, so that nothing more is read or written.
	 */
	boolean isClosed() {
		return this.closed;
	}

	/**
	 * Set the cause of the end, which is about to come.
	 */
	void cause(CloseCause cause) {
		this.cause = cause;
	}

	/**
	 * Called when the socket or something on this side has failed. Closes the session.
	 */
	void onFailure(Throwable cause) {
		if (cause instanceof IOException exception) {
			SafeRunner.run(() -> reportSocketFailure(exception), () -> closeAbnormally(CloseStatus.NO_CLOSE_FRAME));
		}
		else {
			logger.error("Session '%s' has failed", this.owner.sessionId(), cause);
			SafeRunner.run(this::sendServerError, () -> closeAbnormally(CloseStatus.SERVER_ERROR));
		}
	}

	private void reportSocketFailure(IOException cause) {
		if (!this.closed && !this.closing.isDecided() && this.owner.isOpen()) {
			logger.debug("Session '%s' has lost its socket", this.owner.sessionId(), cause);
			try {
				this.owner.onTransportError(cause);
			}
			catch (Throwable ex) {
				warn(ex);
			}
		}
	}

	/**
	 * Try to send the client a close frame with 1011, unless the session is ending.
	 */
	private void sendServerError() {
		if (!this.closed && !this.closing.isDecided()) {
			this.cause = CloseCause.FAILURE;
			this.output.trySendClose(CloseStatus.SERVER_ERROR);
		}
	}

	/**
	 * Close without a complete closing handshake.
	 * @param status the status, unless the client has decided on one
	 */
	void closeAbnormally(CloseStatus status) {
		CloseStatus closing = this.closing.status();
		close((closing != null) ? closing : status);
	}

	/**
	 * Close. Has no effect if the session is closed.
	 */
	void close(CloseStatus status) {
		if (!this.closed) {
			this.closed = true;
			SafeRunner.run(this.release, this.output::discard, () -> notifyOwner(status));
		}
	}

	/**
	 * Notify the owner of the end, once. The socket may still be open.
	 */
	void notifyOwner(CloseStatus status) {
		if (this.notified) {
			return;
		}
		CloseStatus decided = this.owner.end(status);
		if (this.compression != null) {
			this.compression.end();
		}
		this.notified = true;
		try {
			this.owner.onClosed(decided, this.cause);
		}
		catch (Throwable ex) {
			warn(ex);
		}
	}

	private void warn(Throwable exception) {
		logger.warn("The handler of session '%s' has failed", this.owner.sessionId(), exception);
	}

}
