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
import java.io.InterruptedIOException;
import java.time.Duration;
import java.util.concurrent.TimeUnit;
import java.util.concurrent.locks.Condition;
import java.util.concurrent.locks.ReentrantLock;

import org.jspecify.annotations.Nullable;
import org.springframework.util.Assert;
import org.springframework.web.socket.CloseStatus;
import org.springframework.web.socket.WebSocketMessage;
import org.springframework.web.socket.handler.SessionLimitExceededException;

import io.github.wsboot.Frame.Opcode;
import io.github.wsboot.PushResult;
import io.github.wsboot.outbound.SessionOutbound;
import io.github.wsboot.transport.loop.EventLoop;

/**
 * Sender of a Spring handler's messages. A thread that sends more than fits has to wait,
 * for a bounded time and never on an event loop. Thread-safe.
 */
final class BlockingSender {

	/** Interval of checks whether all queues together have room again. */
	private static final long RETRY = TimeUnit.MILLISECONDS.toNanos(50);

	private final String id;

	private final SessionOutbound outbound;

	private final Duration maxDelay;

	private final ReentrantLock lock = new ReentrantLock();

	private final Condition room = this.lock.newCondition();

	private volatile int waiting;

	/** Status with which the session ends; the first one counts. */
	private @Nullable CloseStatus closed;

	/** Kind of the message whose end is missing. */
	private @Nullable Opcode unfinished;

	/**
	 * Create a sender.
	 * @param id the session's id, for messages of exceptions
	 * @param outbound the buffer for what is sent
	 * @param maxDelay the time that a thread may wait for room
	 */
	BlockingSender(String id, SessionOutbound outbound, Duration maxDelay) {
		this.id = id;
		this.outbound = outbound;
		this.maxDelay = maxDelay;
	}

	SessionOutbound outbound() {
		return this.outbound;
	}

	/**
	 * Send a message or a part of one, waiting for room if necessary.
	 * @throws SessionLimitExceededException if there was no room for too long
	 * @throws IOException if the session is closed
	 */
	void send(WebSocketMessage<?> message) throws IOException {
		this.lock.lock();
		try {
			PushResult result = offer(message);
			if (result == PushResult.DROPPED || result == PushResult.OVERLOADED) {
				await(message);
			}
		}
		finally {
			this.lock.unlock();
		}
	}

	private PushResult offer(WebSocketMessage<?> message) throws IOException {
		if (this.closed != null) {
			if (this.waiting > 0 && CloseStatus.SESSION_NOT_RELIABLE.equals(this.closed)) {
				throw tooSlow();
			}
			throw new IOException("Session '" + this.id + "' is closed");
		}
		Opcode opcode = SpringMessages.opcode(message);
		Opcode begun = this.unfinished;
		Assert.state(opcode.isControl() || begun == null || begun == opcode,
				() -> "A message of the kind " + begun + " is unfinished");
		PushResult result = this.outbound.offer(SpringMessages.toFrame(message, begun != null));
		if (result.isAccepted() && !opcode.isControl()) {
			this.unfinished = message.isLast() ? null : opcode;
		}
		if (result == PushResult.TOO_LARGE) {
			throw new SessionLimitExceededException("The message is larger than 'ws.send.max-bytes'",
					CloseStatus.TOO_BIG_TO_PROCESS);
		}
		return result;
	}

	private void await(WebSocketMessage<?> message) throws IOException {
		if (EventLoop.isCurrentThread()) {
			throw tooSlow();
		}
		this.waiting++;
		try {
			long end = System.nanoTime() + this.maxDelay.toNanos();
			PushResult result = offer(message);
			while (!result.isAccepted()) {
				long left = end - System.nanoTime();
				if (left <= 0) {
					throw (result == PushResult.OVERLOADED) ? overloaded() : tooSlow();
				}
				this.room.awaitNanos((result == PushResult.OVERLOADED) ? Math.min(left, RETRY) : left);
				result = offer(message);
			}
		}
		catch (InterruptedException ex) {
			Thread.currentThread().interrupt();
			throw (IOException) new InterruptedIOException(
					"Interrupted while the client of session '" + this.id + "' was slow; the message was not sent")
				.initCause(ex);
		}
		finally {
			this.waiting--;
		}
	}

	private static SessionLimitExceededException overloaded() {
		return new SessionLimitExceededException("All queues together have reached 'ws.send.max-total-bytes'",
				CloseStatus.SERVICE_OVERLOAD);
	}

	private SessionLimitExceededException tooSlow() {
		return new SessionLimitExceededException(
				"The client of session '" + this.id + "' reads too slowly: its queue has reached a limit of 'ws.send'",
				CloseStatus.SESSION_NOT_RELIABLE);
	}

	/**
	 * Called when there may be room again. Cheap while no thread waits for it.
	 */
	void onWritten() {
		if (this.waiting > 0) {
			signal(null);
		}
	}

	/**
	 * Accept no more messages, not even of threads that wait for room.
	 * @return whether this was the first call
	 */
	boolean close(CloseStatus status) {
		return signal(status) == null;
	}

	/**
	 * Accept no more messages, and discard those that wait. On the loop.
	 * @return the status that was decided first
	 */
	CloseStatus end(CloseStatus status) {
		CloseStatus before = signal(status);
		this.outbound.discard();
		return (before != null) ? before : status;
	}

	private @Nullable CloseStatus signal(@Nullable CloseStatus status) {
		this.lock.lock();
		try {
			CloseStatus before = this.closed;
			this.closed = (before != null) ? before : status;
			this.room.signalAll();
			return before;
		}
		finally {
			this.lock.unlock();
		}
	}

}
