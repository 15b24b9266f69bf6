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

import java.util.concurrent.CompletionStage;

import org.jspecify.annotations.Nullable;

import io.github.wsboot.concurrent.CallbackExecutor;
import io.github.wsboot.concurrent.SerialTasks;
import io.github.wsboot.inbound.ReceiveAccount;
import io.github.wsboot.inbound.ReceiveMemoryBudget;
import io.github.wsboot.support.SafeLogger;

/**
 * Queue of the callbacks of one of Spring's handlers for one session, which run on
 * workers. Its messages are part of the memory that all clients may take together.
 */
final class CallbackQueue extends SerialTasks<Runnable> implements ReceiveAccount.Holder {

	private static final SafeLogger logger = SafeLogger.of(CallbackQueue.class);

	private final CallbackExecutor workers;

	private final Runnable readOn;

	private final ReceiveAccount inbound;

	/**
	 * Create an empty queue.
	 * @param workers run the callbacks
	 * @param maxMessages the messages that may be in the queue
	 * @param maxBytes their size; one message always fits
	 * @param budget the memory for the messages of all queues
	 * @param readOn called when there is room again
	 */
	CallbackQueue(CallbackExecutor workers, int maxMessages, long maxBytes, ReceiveMemoryBudget budget,
			Runnable readOn) {
		super(maxMessages, maxBytes);
		this.workers = workers;
		this.readOn = readOn;
		this.inbound = new ReceiveAccount(budget, this);
	}

	/**
	 * Run a task of the server's own after all callbacks that were added before: on the
	 * caller's thread if all of them have run, so that the task does not wait for a
	 * worker. Has no effect once the queue is closed.
	 */
	void runAfterPending(Runnable task) {
		if (isIdle()) {
			task.run();
		}
		else {
			post(task);
		}
	}

	/**
	 * Add the last callback. If nobody could be found to run it, another call tries
	 * again.
	 */
	void close(Runnable last) {
		update(() -> {
			addLast(last);
			return true;
		});
	}

	/**
	 * Return the account of the memory that the client's messages take.
	 */
	ReceiveAccount inbound() {
		return this.inbound;
	}

	@Override
	protected void execute(Runnable batch) {
		this.workers.execute(batch);
	}

	@Override
	protected @Nullable CompletionStage<?> runTask(Runnable task) {
		task.run();
		return null;
	}

	@Override
	protected void onFailure(Throwable exception) {
		logger.error("A callback of a session has failed", exception);
	}

	@Override
	protected void onMessageAdded(int bytes) {
		this.inbound.addMessage(bytes);
	}

	@Override
	protected void onMessageRemoved(int bytes) {
		this.inbound.removeMessage(bytes);
	}

	@Override
	protected void onRoom() {
		this.readOn.run();
	}

	@Override
	protected boolean isHeldBack() {
		return this.inbound.isHeldBack();
	}

	@Override
	public void readOn() {
		this.readOn.run();
	}

}
