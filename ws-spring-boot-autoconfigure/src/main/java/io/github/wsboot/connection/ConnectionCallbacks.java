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
import io.github.wsboot.MessageProtocol;
import io.github.wsboot.SlowConsumerException;
import io.github.wsboot.inbound.ReceiveAccount;

/**
 * Endpoint's side of a connection: the commands and notifications of the connection for
 * its endpoint, which implements this interface. No method blocks: callbacks run later,
 * one after the other.
 *
 * @since 0.1.0
 */
public interface ConnectionCallbacks {

	/**
	 * Post an action of {@code Connection.every} or {@code Connection.after}, which runs
	 * in turn with the callbacks of the connection.
	 * @param action the action
	 */
	void postAction(Runnable action);

	/**
	 * Post the call of an {@code @OnTick} callback, which runs in turn with the other
	 * callbacks of the connection.
	 * @param tick calls it; the next callback waits for the stage that it may return
	 */
	void postTick(Supplier<@Nullable CompletionStage<?>> tick);

	/**
	 * Called when the client reads too slowly.
	 * @param exception names the limit that was passed
	 */
	void onSlowConsumer(SlowConsumerException exception);

	/**
	 * Called exactly once when the connection has ended, after its id was unregistered.
	 * @param status the close status
	 * @param cause why the connection ended
	 */
	void onClosed(CloseStatus status, CloseCause cause);

	/**
	 * Take no more messages.
	 */
	void pause();

	/**
	 * Take messages again.
	 */
	void resume();

	/**
	 * Called when the close of the connection begins. A paused connection must read
	 * again, since the client's close frame is expected; messages before that are
	 * dropped.
	 */
	void onClosing();

	/**
	 * Run an action after the callbacks of all messages that have arrived so far, unless
	 * the connection ends before.
	 * @param action the action
	 */
	void runAfterPending(Runnable action);

	/**
	 * Check whether the running callback has held the connection for too long, and report
	 * it if so.
	 */
	void checkRunningCallback();

	/**
	 * Interrupt the running callback and drop the waiting messages. Called after
	 * {@link #onClosed}, whose callback still follows.
	 */
	void interrupt();

	/**
	 * Start no more callbacks, not even that of {@link #onClosed}.
	 */
	void abandon();

	/**
	 * Return whether the endpoint takes no more messages for now. When it takes some
	 * again, it calls {@link Wire#resumeReading()}.
	 * @return whether the mailbox is full or paused
	 */
	boolean isFull();

	/**
	 * Return whether not even the answers to asks are read for now.
	 * @return whether the connection is paused, or twice as many messages as usual wait
	 */
	default boolean isBlocked() {
		return false;
	}

	/**
	 * Return whether reading has stopped that goes on while answers are to come.
	 * @return whether {@link Wire#resumeReading()} has to be called for the first ask
	 */
	default boolean hasToReadOn() {
		return false;
	}

	/**
	 * Return the protocol of text messages.
	 * @return the protocol, or {@code null} if there is none
	 */
	default @Nullable MessageProtocol protocol() {
		return null;
	}

	/**
	 * Return the memory account for the client's messages.
	 * @return the account of this connection in the budget of all clients
	 */
	ReceiveAccount inbound();

	/**
	 * Return the number of messages that wait for their callbacks.
	 * @return the messages in the mailbox, including the one that is being handled
	 */
	int pendingMessages();

}
