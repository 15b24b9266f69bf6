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

import java.util.concurrent.CompletableFuture;
import java.util.concurrent.CompletionStage;
import java.util.concurrent.Executor;

import org.jspecify.annotations.Nullable;
import org.springframework.web.socket.CloseStatus;

import io.github.wsboot.CloseCause;
import io.github.wsboot.ConnectionState;
import io.github.wsboot.Frame.Opcode;
import io.github.wsboot.PushResult;
import io.github.wsboot.SlowConsumerException;

/**
 * The way of frames into the queue of a connection, and what happens when they do not
 * fit.
 */
final class Outbound implements QueueListener {

	private static final CloseStatus SLOW_CONSUMER = CloseStatus.SERVICE_OVERLOAD.withReason("slow consumer");

	private final ManagedConnection connection;

	private final OutboundQueue queue;

	private final SendBudget budget;

	private final OverflowPolicy overflow;

	private final Executor server;

	/** Whether it matters when something was pushed. */
	private final boolean endsIdle;

	/** Where to count; {@code null} as long as nothing has been written. */
	private @Nullable LoopTraffic traffic;

	/** Whether the latest message that was begun is text. Used on the loop. */
	private boolean text;

	/** Whether the queue is looked at again and again. Used on the loop. */
	private boolean watched;

	/** Whether the queue is about to overflow for the sake of the others. */
	private volatile boolean relieving;

	Outbound(ManagedConnection connection, ConnectionServices services) {
		this.connection = connection;
		this.queue = new OutboundQueue(services.limits(), services.server(), this);
		this.budget = services.budget();
		this.overflow = services.limits().overflow();
		this.server = services.server();
		this.endsIdle = services.heartbeat().endsIdle();
	}

	OutboundQueue queue() {
		return this.queue;
	}

	/**
	 * Push a frame: room is reserved now, and the loop adds it after all that was pushed
	 * before.
	 * @return the final outcome
	 */
	PushResult push(EncodedFrame frame) {
		long cost = frame.size() + SendBudget.OVERHEAD;
		if (!this.budget.tryReserve(cost)) {
			return overloaded();
		}
		Outcome outcome = reserve(frame);
		if (outcome != Outcome.ACCEPTED) {
			this.budget.release(cost);
			return refused(frame, outcome);
		}
		try {
			FrameShare share = new FrameShare(frame, monitor().now(), () -> this.budget.release(cost));
			this.connection.loop().execute(() -> addPushed(share));
			return PushResult.ACCEPTED;
		}
		catch (Throwable ex) {
			unreserve(frame, cost);
			throw ex;
		}
	}

	/**
	 * Give back what was reserved for a frame that the loop will not get.
	 */
	private void unreserve(EncodedFrame frame, long cost) {
		this.queue.cancel(frame);
		this.budget.release(cost);
	}

	private void addPushed(FrameShare share) {
		try {
			addAndWatch(share);
		}
		catch (Throwable ex) {
			// The share is released now unless the queue holds it, and releases all
			Cleanup.run(() -> this.connection.failed(ex), () -> share.hold().release());
		}
	}

	private PushResult overloaded() {
		if (this.connection.isEnding()) {
			return PushResult.CLOSED;
		}
		monitor().dropped(this.connection, DropReason.OVERLOAD);
		return PushResult.OVERLOADED;
	}

	private ConnectionMonitor monitor() {
		return this.connection.monitor();
	}

	/**
	 * Take a frame that is for many, on the loop.
	 */
	boolean take(FrameShare share) {
		Outcome outcome = this.queue.isFinished() ? Outcome.CLOSED : this.queue.reserve(share.frame());
		if (outcome != Outcome.ACCEPTED) {
			refused(share.frame(), outcome);
			return false;
		}
		addAndWatch(share);
		return true;
	}

	private void addAndWatch(FrameShare share) {
		if (!this.watched) {
			this.watched = true;
			this.connection.pulse().lookSoon();
		}
		if (this.endsIdle && !share.frame().opcode().isControl()) {
			this.connection.pulse().pushed();
		}
		add(share);
	}

	/**
	 * Take a ping of ours, on the loop. It counts for no budget, as there is one at a
	 * time, and whoever waits for its answer looks at the queue anyway.
	 * @param written told when it is written, or dropped with the queue
	 * @return whether there was room for it
	 */
	boolean ping(EncodedFrame ping, Runnable written) {
		if (this.queue.isFinished() || this.queue.reserve(ping) != Outcome.ACCEPTED) {
			return false;
		}
		add(new FrameShare(ping, 0, written));
		return true;
	}

	/**
	 * Return whether the queue had work when it was looked at, or was given some since.
	 * On the loop.
	 */
	boolean isWatched() {
		return this.watched;
	}

	private Outcome reserve(EncodedFrame frame) {
		if (this.connection.isEnding()) {
			return Outcome.CLOSED;
		}
		Outcome outcome = this.queue.reserve(frame);
		if (outcome == Outcome.ACCEPTED && this.connection.isEnding()) {
			// The loop may have seen an empty queue and closed
			this.queue.cancel(frame);
			return Outcome.CLOSED;
		}
		return outcome;
	}

	private void add(FrameShare share) {
		if (this.queue.add(share)) {
			slow();
		}
		this.connection.wire().wake();
	}

	private PushResult refused(EncodedFrame frame, Outcome outcome) {
		if (outcome == Outcome.CLOSED) {
			return PushResult.CLOSED;
		}
		boolean tooLarge = (outcome == Outcome.TOO_LARGE);
		if (outcome != Outcome.DROPPED_FRAGMENT && !frame.opcode().isControl()) {
			monitor().dropped(this.connection, tooLarge ? DropReason.TOO_LARGE : DropReason.OVERFLOW);
		}
		if (outcome == Outcome.DROPPED) {
			slow();
		}
		else if (outcome == Outcome.OVERFLOW) {
			giveUp();
		}
		return tooLarge ? PushResult.TOO_LARGE : PushResult.DROPPED;
	}

	@Override
	public void written(FrameShare share) {
		EncodedFrame frame = share.frame();
		FrameListener listener = monitor().frameListener(this.connection);
		if (listener != null) {
			listener.sent(this.connection, frame.frame());
		}
		if (!frame.opcode().isControl()) {
			count(frame, share.since());
		}
	}

	private void count(EncodedFrame frame, long since) {
		LoopTraffic traffic = this.traffic;
		if (traffic == null) {
			traffic = monitor().traffic().endpoint(this.connection.endpoint()).of(this.connection.loop());
			this.traffic = traffic;
		}
		if (!Backlog.isContinuation(frame)) {
			this.text = (frame.opcode() == Opcode.TEXT);
		}
		if (this.text) {
			traffic.sentText(frame.payloadSize(), frame.isFin());
		}
		else {
			traffic.sentBinary(frame.payloadSize(), frame.isFin());
		}
		if (since != 0 && traffic.isSample()) {
			monitor().delayed(this.connection, since);
		}
	}

	@Override
	public void dropped(EncodedFrame frame, DropReason reason) {
		if (frame.isFin() && !frame.opcode().isControl()) {
			monitor().dropped(this.connection, reason);
		}
	}

	private void slow() {
		if (this.queue.raiseAlarm()) {
			this.connection.callbacks()
				.slow(new SlowConsumerException("Connection '" + this.connection.id()
						+ "' reads too slowly: its queue has reached a limit of 'ws.send'"));
		}
	}

	private void giveUp() {
		slow();
		this.connection.abort(SLOW_CONSUMER, CloseCause.SLOW_CONSUMER);
	}

	/**
	 * Give the connection up if its queue has made no progress for too long. On the loop.
	 */
	void checkProgress() {
		if (this.queue.isStalled()) {
			giveUp();
		}
		this.watched = this.queue.hasWork();
	}

	/**
	 * Overflow although the queue's own limits are not reached, since all queues together
	 * take too much. For any thread.
	 */
	void relieve() {
		this.relieving = true;
		try {
			this.connection.loop().execute(new ConnectionTask(this.connection, () -> {
				try {
					shed();
				}
				finally {
					this.relieving = false;
				}
			}));
		}
		catch (Throwable ex) {
			this.relieving = false;
			throw ex;
		}
	}

	private void shed() {
		if (this.overflow == OverflowPolicy.CLOSE) {
			giveUp();
			return;
		}
		slow();
		this.queue.shed();
	}

	/**
	 * Return whether the queue's memory is about to be given back.
	 */
	boolean isBeingFreed() {
		return this.relieving || this.connection.state() == ConnectionState.CLOSED;
	}

	/**
	 * Return what the queue takes, overhead included, until the loop has given it back.
	 */
	long memory() {
		return this.queue.memory();
	}

	/**
	 * Wait until the queue is short, what was pushed before included, be it in the loop's
	 * inbox.
	 */
	CompletionStage<Void> whenWritable() {
		if (this.connection.state() == ConnectionState.CLOSED) {
			return CompletableFuture.completedStage(null);
		}
		CompletableFuture<Void> future = new CompletableFuture<>();
		this.connection.loop().execute(new ConnectionTask(this.connection, () -> {
			try {
				// Whoever waits must not run on the loop
				this.queue.whenWritable().whenCompleteAsync((result, exception) -> future.complete(null), this.server);
			}
			catch (Throwable ex) {
				future.completeExceptionally(ex);
				throw ex;
			}
		}));
		return future.minimalCompletionStage();
	}

	void finish(CloseStatus status) {
		this.connection.loop().execute(new ConnectionTask(this.connection, () -> {
			this.queue.finish(status);
			this.connection.wire().wake();
		}));
	}

	void discard() {
		this.queue.discard();
		long bytes = memory();
		this.budget.giveUp(bytes);
		try {
			this.connection.loop()
				.execute(() -> Cleanup.run(this.queue::clear, () -> this.budget.givenUp(bytes),
						this.connection.pulse()::end));
		}
		catch (Throwable ex) {
			this.budget.givenUp(bytes);
			throw ex;
		}
	}

}
