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
 * Queue of a connection's callbacks, which run on a worker or on the event loop. Its
 * messages are part of the memory that all mailboxes may take. While it is paused, no
 * more is read from the connection.
 */
final class Mailbox extends SerialTasks<Mailbox.Task> implements ReceiveAccount.Holder {

	private final MailboxOwner owner;

	private final ReceiveAccount inbound;

	/** Guarded by the lock for writing. */
	private volatile Phase phase = Phase.OPENING;

	/**
	 * Create a mailbox, which runs nothing before it is opened.
	 * @param owner where to run what was posted
	 * @param limits the bounds
	 * @param budget what the messages of all mailboxes may take
	 */
	Mailbox(MailboxOwner owner, ReceiveLimits limits, ReceiveMemoryBudget budget) {
		super(limits.maxPendingMessages(), limits.maxPendingBytes());
		this.owner = owner;
		this.inbound = new ReceiveAccount(budget, this);
		hold();
	}

	/** Begin to run what was posted. */
	void open() {
		start();
	}

	/** Record that {@code @OnOpen} has returned, and its stage is done. */
	void onOpened() {
		locked(() -> this.phase = (this.phase == Phase.OPENING) ? Phase.OPEN : this.phase);
	}

	/**
	 * Take no messages until {@link #resume()}. Those that are waiting still run, unless
	 * {@code @OnOpen} has not returned. Has no effect once the mailbox is closing.
	 */
	void pause() {
		locked(() -> {
			if (this.phase != Phase.CLOSING) {
				boolean holds = this.phase == Phase.OPENING || intake() == Intake.HOLDING;
				setIntake(holds ? Intake.HOLDING : Intake.PAUSED);
			}
		});
	}

	/** Take messages again. Has no effect if the mailbox is not paused. */
	void resume() {
		updateAndReadOn(this::endPause);
	}

	/**
	 * Begin to close. If the mailbox is paused, messages that were not taken before are
	 * dropped: nobody shall get them any more.
	 */
	void startClosing() {
		updateAndReadOn(() -> enterClosing() || this.inbound.isWaiting());
	}

	/**
	 * Change the mailbox and read on if the change says so, even if nobody can be found
	 * to run what waits.
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
	 * Go on with what the pause has held back, or drop it.
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
	 * Run something of the server's own after what was posted before: at once if all of
	 * that has run, so that it needs no thread. Has no effect once the mailbox is closed.
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
	 * Add the last task. Nobody waits for room any more, and nothing is taken after it.
	 * To call it again has that task run if an earlier call could not.
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

	/** Whoever is closing has to see the client's answer. */
	@Override
	protected boolean isHeldBack() {
		return this.phase != Phase.CLOSING && this.inbound.isHeldBack();
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

	/** What to run. */
	interface Task {

		/**
		 * Run.
		 * @return a stage to wait for, or {@code null}
		 */
		@Nullable CompletionStage<?> run();

	}

}
