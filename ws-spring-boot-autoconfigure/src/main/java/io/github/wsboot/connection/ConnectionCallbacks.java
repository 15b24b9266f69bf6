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

import java.util.concurrent.CompletionStage;
import java.util.function.Supplier;

import org.jspecify.annotations.Nullable;
import org.springframework.web.socket.CloseStatus;

import io.github.wsboot.CloseCause;
import io.github.wsboot.SlowConsumerException;
import io.github.wsboot.inbound.ReceiveAccount;

/**
 * What a connection has to say to its endpoint. Filled by the endpoint. None of the
 * methods blocks: callbacks run later, one after the other.
 *
 * @since 0.1.0
 */
public interface ConnectionCallbacks {

	/**
	 * Run an action of {@code Connection.every} or {@code Connection.after} among the
	 * connection's callbacks.
	 * @param action the action
	 */
	void postAction(Runnable action);

	/**
	 * Run an {@code @OnTick} callback among the connection's other callbacks.
	 * @param tick calls it; may return a stage that holds back the callbacks that follow
	 */
	void postTick(Supplier<@Nullable CompletionStage<?>> tick);

	/**
	 * Tell about a slow consumer.
	 * @param exception which limit was passed
	 */
	void onSlowConsumer(SlowConsumerException exception);

	/**
	 * Tell that the connection has ended. Called exactly once, after the id was
	 * unregistered.
	 * @param status the close status
	 * @param cause why it ended
	 */
	void onClosed(CloseStatus status, CloseCause cause);

	/**
	 * Stop taking messages.
	 */
	void pause();

	/**
	 * Take messages again.
	 */
	void resume();

	/**
	 * Tell that the connection is closing. If it is paused, the client's answer has to be
	 * read, and messages before it are not taken any more.
	 */
	void onClosing();

	/**
	 * Run something after the callbacks of what has arrived so far, unless the connection
	 * ends before.
	 * @param action what to run
	 */
	void runAfterPending(Runnable action);

	/**
	 * Look whether a callback has held the connection for too long, and tell if so.
	 */
	void checkRunningCallback();

	/**
	 * Interrupt the callback that runs, and drop the messages that wait. Called after
	 * {@link #onClosed}, whose callback follows.
	 */
	void interrupt();

	/**
	 * Begin no callback any more, not even that of {@link #onClosed}.
	 */
	void abandon();

	/**
	 * Return whether no more messages are wanted now. Once they are, the endpoint calls
	 * {@link Wire#resumeReading()}.
	 * @return whether the mailbox is full or paused
	 */
	boolean isFull();

	/**
	 * Return what is held of the client's messages.
	 * @return the connection's part of the memory that all of them may take
	 */
	ReceiveAccount inbound();

	/**
	 * Return how many messages wait for their callbacks.
	 * @return the messages in the mailbox, the one that is being handled included
	 */
	int pendingMessages();

}
