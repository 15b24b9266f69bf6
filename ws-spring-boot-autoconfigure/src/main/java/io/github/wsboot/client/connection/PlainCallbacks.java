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

package io.github.wsboot.client.connection;

import java.util.concurrent.CompletionStage;
import java.util.concurrent.Executor;
import java.util.function.Supplier;

import org.jspecify.annotations.Nullable;
import org.springframework.util.Assert;
import org.springframework.web.socket.CloseStatus;

import io.github.wsboot.CloseCause;
import io.github.wsboot.Frame;
import io.github.wsboot.MessageProtocol;
import io.github.wsboot.SlowConsumerException;
import io.github.wsboot.concurrent.SerialTasks;
import io.github.wsboot.connection.ConnectionCallbacks;
import io.github.wsboot.connection.ManagedConnection;
import io.github.wsboot.inbound.ReceiveAccount;
import io.github.wsboot.inbound.ReceiveMemoryBudget;
import io.github.wsboot.support.SafeLogger;

/**
 * The side of the application of a connection without a bean. Messages go to an
 * {@link Inbox}, or nowhere; actions of {@code Connection.every} and
 * {@code Connection.after} run one after the other on a worker.
 */
final class PlainCallbacks implements ConnectionCallbacks, ReceiveAccount.Holder {

	private final @Nullable Inbox inbox;

	private final Actions actions;

	private final ReceiveAccount inbound;

	private final Supplier<@Nullable MessageProtocol> protocol;

	private volatile boolean paused;

	private volatile @Nullable ManagedConnection connection;

	/**
	 * Create the callbacks of one connection.
	 * @param workers runs actions
	 * @param budget bounds the memory of what servers send
	 * @param inbox takes the messages, or {@code null} to drop them
	 * @param protocol returns the protocol of messages
	 */
	PlainCallbacks(Executor workers, ReceiveMemoryBudget budget, @Nullable Inbox inbox,
			Supplier<@Nullable MessageProtocol> protocol) {
		this.actions = new Actions(workers);
		this.inbound = new ReceiveAccount(budget, this);
		this.inbox = inbox;
		this.protocol = protocol;
	}

	/**
	 * Give the callbacks their connection, before it is opened.
	 */
	void bind(ManagedConnection connection) {
		this.connection = connection;
		if (this.inbox != null) {
			this.inbox.bind(this::readOn, this.inbound);
		}
		this.actions.open();
	}

	private ManagedConnection connection() {
		ManagedConnection connection = this.connection;
		Assert.state(connection != null, "There is no connection yet");
		return connection;
	}

	/**
	 * Called for each text and binary message.
	 */
	void onMessage(Frame message) {
		if (this.inbox != null) {
			this.inbox.add(message);
			if (this.inbox.isOverfull()) {
				connection().onBlocked();
			}
		}
	}

	@Override
	public void postAction(Runnable action) {
		this.actions.post(() -> {
			action.run();
			return null;
		});
	}

	@Override
	public void postTick(Supplier<@Nullable CompletionStage<?>> tick) {
		this.actions.post(tick);
	}

	@Override
	public void onSlowConsumer(SlowConsumerException exception) {
		// The connection ends, and its user learns that
	}

	@Override
	public void onClosed(CloseStatus status, CloseCause cause) {
		if (this.inbox != null) {
			this.inbox.end(status);
		}
		this.inbound.stopWaiting();
		this.actions.close(() -> {
			connection().onCloseCallbackDone();
			return null;
		});
	}

	@Override
	public void pause() {
		this.paused = true;
		connection().onBlocked();
	}

	@Override
	public void resume() {
		this.paused = false;
		readOn();
	}

	@Override
	public void readOn() {
		ManagedConnection connection = this.connection;
		if (connection != null) {
			connection.wire().resumeReading();
		}
	}

	@Override
	public void dropMessages() {
		if (this.inbox != null) {
			this.inbox.clear();
		}
	}

	@Override
	public void onClosing() {
		this.paused = false;
		if (this.inbox != null) {
			this.inbox.startClosing();
		}
		readOn();
	}

	@Override
	public void runAfterPending(Runnable action) {
		// The messages can still be received after the end
		action.run();
	}

	@Override
	public void checkRunningCallback() {
		// There are no callbacks
	}

	@Override
	public void interrupt() {
		this.actions.interrupt();
	}

	@Override
	public void abandon() {
		this.actions.clear();
	}

	@Override
	public boolean isFull() {
		return this.paused || this.inbound.isHeldBack() || isInboxFull();
	}

	private boolean isInboxFull() {
		return this.inbox != null && this.inbox.isFull()
				&& (this.inbox.isOverfull() || !connection().isWaitingForAnswers());
	}

	@Override
	public boolean isBlocked() {
		return this.paused || (this.inbox != null && this.inbox.isOverfull());
	}

	@Override
	public boolean hasToReadOn() {
		return this.inbox != null && this.inbox.isFull();
	}

	@Override
	public @Nullable MessageProtocol protocol() {
		return this.protocol.get();
	}

	@Override
	public ReceiveAccount inbound() {
		return this.inbound;
	}

	@Override
	public int pendingMessages() {
		return (this.inbox != null) ? this.inbox.size() : 0;
	}

	/**
	 * Actions of the application, none of which are messages.
	 */
	private static final class Actions extends SerialTasks<Supplier<@Nullable CompletionStage<?>>> {

		private static final SafeLogger logger = SafeLogger.of(PlainCallbacks.class);

		private final Executor workers;

		Actions(Executor workers) {
			super(1, 1);
			this.workers = workers;
			// The connection may end before it is known here
			hold();
		}

		private void open() {
			start();
		}

		@Override
		protected void execute(Runnable batch) {
			this.workers.execute(batch);
		}

		@Override
		protected @Nullable CompletionStage<?> runTask(Supplier<@Nullable CompletionStage<?>> task) {
			try {
				return task.get();
			}
			catch (Throwable ex) {
				logger.warn("An action of an outgoing connection has failed", ex);
				return null;
			}
		}

		@Override
		protected void onFailure(Throwable exception) {
			logger.error("The actions of an outgoing connection have failed", exception);
		}

		private void close(Supplier<@Nullable CompletionStage<?>> last) {
			update(() -> {
				addLast(last);
				return true;
			});
		}

	}

}
