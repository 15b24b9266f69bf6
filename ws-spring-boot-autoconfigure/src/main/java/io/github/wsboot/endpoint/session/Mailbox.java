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

package io.github.wsboot.endpoint.session;

import java.util.concurrent.CompletionStage;
import java.util.concurrent.atomic.AtomicBoolean;
import java.util.function.BooleanSupplier;

import org.jspecify.annotations.Nullable;

import io.github.wsboot.concurrent.SerialTasks;
import io.github.wsboot.endpoint.session.EndpointSettings.ReceiveLimits;
import io.github.wsboot.extension.ThreadScope;
import io.github.wsboot.inbound.ReceiveAccount;
import io.github.wsboot.inbound.ReceiveMemoryBudget;

/**
 * Queue of a connection's callbacks, which run on a worker or on the event loop. The
 * memory of all mailboxes together is bounded. While a mailbox is paused, nothing more is
 * read from its connection.
 */
final class Mailbox extends SerialTasks<Mailbox.Task> implements ReceiveAccount.Holder {

	private final MailboxOwner owner;

	private final ReceiveAccount inbound;

	/** Guarded by the lock for writing. */
	private volatile Phase phase = Phase.OPENING;

	/**
	 * Create a mailbox that runs nothing before it is opened.
	 * @param owner the owner, which runs the tasks
	 * @param limits the bounds of this mailbox
	 * @param budget bounds the memory of all mailboxes
	 */
	Mailbox(MailboxOwner owner, ReceiveLimits limits, ReceiveMemoryBudget budget) {
		super(limits.maxPendingMessages(), limits.maxPendingBytes());
		this.owner = owner;
		this.inbound = new ReceiveAccount(budget, this);
		hold();
	}

	/** Start to run the tasks. */
	void open() {
		start();
	}

	/** Called when {@code @OnOpen} has returned and its stage is complete. */
	void onOpened() {
		locked(() -> this.phase = (this.phase == Phase.OPENING) ? Phase.OPEN : this.phase);
	}

	/**
	 * Take no messages until {@link #resume()}. Messages that wait still run if
	 * {@code @OnOpen} has returned. Has no effect once the mailbox is closing.
	 */
	void pause() {
		locked(() -> {
			if (this.phase != Phase.CLOSING) {
				boolean holds = this.phase == Phase.OPENING || intake() == Intake.HOLDING;
				setIntake(holds ? Intake.HOLDING : Intake.PAUSED);
			}
		});
		if (isOverfull()) {
			this.owner.onBlocked();
		}
	}

	/** Take messages again. Has no effect if the mailbox is not paused. */
	void resume() {
		updateAndReadOn(this::endPause);
	}

	/**
	 * Start to close. If the mailbox is paused, messages that it has held back are
	 * dropped, and no callback gets them.
	 */
	void startClosing() {
		updateAndReadOn(() -> enterClosing() || this.inbound.isWaiting());
	}

	/**
	 * Change the mailbox and read on if the change says so, even if no thread can be
	 * found to run the tasks.
	 */
	private void updateAndReadOn(BooleanSupplier change) {
		AtomicBoolean readsOn = new AtomicBoolean();
		try {
			update(() -> {
				readsOn.set(change.getAsBoolean());
				return true;
			});
		}
		finally {
			if (readsOn.get()) {
				this.owner.readOn();
			}
		}
	}

	private boolean enterClosing() {
		this.phase = Phase.CLOSING;
		return endPause();
	}

	/**
	 * Run the messages that the pause has held back, or drop them.
	 * @return whether there was a pause
	 */
	private boolean endPause() {
		boolean holds = intake() == Intake.HOLDING;
		if (!holds && intake() != Intake.PAUSED) {
			return false;
		}
		boolean drops = this.phase == Phase.CLOSING;
		if (drops && holds) {
			dropMessages();
		}
		setIntake(drops ? Intake.DROPPING : Intake.OPEN);
		return true;
	}

	/**
	 * Run an action of the server after all tasks that were posted before: at once, on
	 * the current thread, if these have run. Has no effect once the mailbox is closed.
	 */
	void runAfterPending(Runnable action) {
		if (isIdle()) {
			action.run();
			return;
		}
		post(() -> {
			action.run();
			return null;
		});
	}

	/**
	 * Add the last task. No message waits for room any more, and nothing is taken after
	 * the task. If an earlier call has failed, another one runs the task.
	 */
	void close(Task last) {
		update(() -> {
			enterClosing();
			addLast(last);
			return true;
		});
		this.inbound.stopWaiting();
	}

	@Override
	protected void execute(Runnable batch) {
		this.owner.execute(batch);
	}

	@Override
	protected @Nullable CompletionStage<?> runTask(Task task) {
		ThreadScope scope = this.owner.openContext();
		try {
			return task.run();
		}
		finally {
			scope.close();
		}
	}

	@Override
	protected void onFailure(Throwable exception) {
		this.owner.onMailboxFailure(exception);
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
		this.owner.readOn();
	}

	@Override
	public void readOn() {
		this.owner.readOn();
	}

	/** A mailbox that is closing has to let the client's answer through. */
	@Override
	protected boolean isHeldBack() {
		return this.phase != Phase.CLOSING && this.inbound.isHeldBack();
	}

	@Override
	protected boolean isExtended() {
		return this.owner.isWaitingForAnswers();
	}

	@Override
	protected void onOverfull() {
		this.owner.onBlocked();
	}

	ReceiveAccount inbound() {
		return this.inbound;
	}

	private enum Phase {

		/**
		 * {@code @OnOpen} has not returned.
		 */
		OPENING,

		OPEN,

		CLOSING

	}

	/** Task of a mailbox. */
	interface Task {

		/**
		 * Run the task.
		 * @return a stage that holds the mailbox, or {@code null}
		 */
		@Nullable CompletionStage<?> run();

	}

}
