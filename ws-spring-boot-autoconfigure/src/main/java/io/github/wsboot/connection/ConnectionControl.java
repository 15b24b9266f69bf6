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

package io.github.wsboot.connection;

import java.util.concurrent.Executor;

import org.springframework.web.socket.CloseStatus;

import io.github.wsboot.CloseCause;
import io.github.wsboot.Connection;
import io.github.wsboot.SlowConsumerException;
import io.github.wsboot.extension.DropReason;

/**
 * Narrow view of a connection for its own parts: the questions, commands and
 * notifications that they need. A class rather than an interface, so that its methods
 * need not be public.
 */
abstract class ConnectionControl {

	/**
	 * Return the connection as the application knows it, for listeners and callbacks.
	 */
	abstract Connection handle();

	/**
	 * Return the event loop of the connection.
	 */
	abstract Executor loop();

	/**
	 * Return whether the end of the connection has been decided on.
	 */
	abstract boolean isEnding();

	/**
	 * Return whether the connection has ended.
	 */
	abstract boolean isClosed();

	/**
	 * Return whether the endpoint takes no more messages for now.
	 */
	abstract boolean isFull();

	/**
	 * Schedule a write of the queue. On the loop.
	 */
	abstract void scheduleWrite();

	/**
	 * Close the connection once the frames that the queue has accepted are written.
	 * @return whether the connection was established
	 */
	abstract boolean close(CloseStatus status, CloseCause cause);

	/**
	 * End the connection now; unsent frames are lost.
	 */
	abstract void abort(CloseStatus status, CloseCause cause);

	/**
	 * End the connection now, since the server has failed in its own work for it.
	 */
	abstract void abortOnFailure(Throwable exception);

	/**
	 * Called when the queue has reached a limit.
	 */
	abstract void onSlowConsumer(SlowConsumerException exception);

	/**
	 * Called when the queue is given work and its progress is not checked yet. On the
	 * loop.
	 */
	abstract void onQueueFilled();

	/**
	 * Called when the queue has dropped a question that it had accepted. On the loop.
	 * @param number the number of the question
	 */
	abstract void onQuestionDropped(long number, DropReason reason);

	/**
	 * Called when a message is added to the queue, if there is an idle timeout. On the
	 * loop.
	 */
	abstract void onMessageQueued();

}
