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

package io.github.wsboot.outbound;

import java.util.concurrent.Executor;

import io.github.wsboot.support.SafeRunner;
import io.github.wsboot.support.Timing;

/**
 * Buffer of frames for one socket. Frames are accepted on any thread, within the limits
 * of a queue and of the memory of all queues, and added to the queue on the loop.
 *
 * @since 0.1.0
 */
public abstract class OutboundBuffer implements QueueListener {

	private final OutboundQueue queue;

	private final SendMemoryBudget budget;

	/**
	 * Create a buffer.
	 * @param limits the limits of the queue
	 * @param budget the memory of all queues
	 * @param notifications completes the stages that users wait for
	 */
	protected OutboundBuffer(SendLimits limits, SendMemoryBudget budget, Executor notifications) {
		this.queue = new OutboundQueue(limits, notifications, this);
		this.budget = budget;
	}

	/**
	 * Return the queue of the socket.
	 * @return the queue, for the loop
	 */
	public final OutboundQueue queue() {
		return this.queue;
	}

	/**
	 * Return the memory budget of all queues.
	 * @return the budget of this node
	 */
	protected final SendMemoryBudget budget() {
		return this.budget;
	}

	/**
	 * Offer a frame: room is reserved now, and the loop adds the frame after all frames
	 * that were accepted before. Never blocks.
	 * @param frame the frame
	 * @param since when it was pushed, or {@link Timing#NONE}
	 * @return whether the frame was accepted, or why not; with options, the queue may
	 * still drop it
	 */
	protected final ReserveResult offer(EncodedFrame frame, long since) {
		long cost = frame.memory();
		// First, as a reservation in the queue may begin a fragmented message
		if (!this.budget.tryReserve(cost)) {
			return isEnding() ? ReserveResult.CLOSED : ReserveResult.OVERLOADED;
		}
		ReserveResult outcome = reserve(frame);
		if (outcome != ReserveResult.ACCEPTED) {
			this.budget.release(cost);
			return outcome;
		}
		try {
			QueuedFrame queued = new QueuedFrame(frame, since, () -> this.budget.release(cost));
			loop().execute(() -> addOffered(queued));
			return ReserveResult.ACCEPTED;
		}
		catch (Throwable ex) {
			// The loop will not get the frame
			this.queue.cancel(frame);
			this.budget.release(cost);
			throw ex;
		}
	}

	/**
	 * Reserve room for a frame that other queues of the loop hold as well. On the loop.
	 * @param frame the frame, whose memory is reserved
	 * @return whether the frame is accepted, or why not
	 */
	protected final ReserveResult reserveShared(EncodedFrame frame) {
		boolean hasPlace = frame.conflationKey() != null;
		if (hasPlace && !this.budget.tryReserve(SendMemoryBudget.PLACE_OVERHEAD)) {
			return ReserveResult.OVERLOADED;
		}
		ReserveResult outcome = this.queue.isFinished() ? ReserveResult.CLOSED : this.queue.reserve(frame);
		if (hasPlace && outcome != ReserveResult.ACCEPTED) {
			this.budget.release(SendMemoryBudget.PLACE_OVERHEAD);
		}
		return outcome;
	}

	/**
	 * Return a frame that {@link #reserveShared} has accepted, as it is added to the
	 * queue: the frame itself or, if it has a key, one for this queue alone.
	 * @param shared the frame
	 * @return the frame to add
	 */
	protected final QueuedFrame placeFor(QueuedFrame shared) {
		if (shared.frame().conflationKey() == null) {
			return shared;
		}
		shared.retain();
		return new QueuedFrame(shared.frame(), shared.since(),
				() -> SafeRunner.run(() -> this.budget.release(SendMemoryBudget.PLACE_OVERHEAD), shared::release));
	}

	private ReserveResult reserve(EncodedFrame frame) {
		if (isEnding()) {
			return ReserveResult.CLOSED;
		}
		ReserveResult outcome = this.queue.reserve(frame);
		if (outcome == ReserveResult.ACCEPTED && isEnding()) {
			// The loop may have seen an empty queue and closed
			this.queue.cancel(frame);
			return ReserveResult.CLOSED;
		}
		return outcome;
	}

	private void addOffered(QueuedFrame queued) {
		try {
			add(queued);
		}
		catch (Throwable ex) {
			// Releases the frame now, unless the queue holds it and releases it later
			SafeRunner.run(() -> onAddFailed(ex), () -> queued.retain().release());
		}
	}

	/**
	 * Add a frame for which room was reserved, and have the queue written. Called on the
	 * loop.
	 * @param queued the frame
	 */
	protected abstract void add(QueuedFrame queued);

	/**
	 * Return the loop.
	 * @return one thread that runs its tasks in their order
	 */
	protected abstract Executor loop();

	/**
	 * Return whether no more frames are accepted, as the connection or session is being
	 * closed.
	 * @return whether to refuse frames
	 */
	protected abstract boolean isEnding();

	/**
	 * Called on the loop when an accepted frame cannot be added: has to end the
	 * connection or session.
	 * @param exception the failure
	 */
	protected abstract void onAddFailed(Throwable exception);

}
