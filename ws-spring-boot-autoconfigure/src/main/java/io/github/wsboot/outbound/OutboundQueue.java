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

import java.util.ArrayList;
import java.util.Iterator;
import java.util.List;
import java.util.Objects;
import java.util.concurrent.CompletableFuture;
import java.util.concurrent.CompletionStage;
import java.util.concurrent.Executor;
import java.util.concurrent.atomic.AtomicReferenceFieldUpdater;

import org.jspecify.annotations.Nullable;
import org.springframework.web.socket.CloseStatus;

import io.github.wsboot.Frame.Opcode;
import io.github.wsboot.extension.DropReason;

/**
 * Queue of frames that wait for one socket. It is bounded by bytes, messages and time
 * without progress.
 * <p>
 * Room is reserved on any thread; everything else happens on the loop of the socket, and
 * nothing locks. Control frames go first and have a limit of their own. While a
 * fragmented message is unfinished, other data messages wait behind it.
 *
 * @since 0.1.0
 */
public final class OutboundQueue {

	private static final int MAX_CONTROL_FRAMES = 16;

	private static final AtomicReferenceFieldUpdater<OutboundQueue, @Nullable BackpressureState> BACKPRESSURE;

	static {
		BACKPRESSURE = AtomicReferenceFieldUpdater.newUpdater(OutboundQueue.class, BackpressureState.class,
				"backpressure");
	}

	private final SendLimits limits;

	private final Executor notifications;

	private final QueueListener listener;

	private final QueueReservations usage = new QueueReservations();

	/** {@code null} until the alarm is raised or somebody waits. */
	private volatile @Nullable BackpressureState backpressure;

	private final FrameScheduler scheduler = new FrameScheduler();

	/** {@code null} unless a fragmented text message is being written. */
	private @Nullable TextFragments text;

	/** Frames that were taken and are not yet written. */
	private final FrameDeque inFlight = new FrameDeque();

	/**
	 * Data frames that wait or are in flight: all reserved ones except those in the
	 * inbox.
	 */
	private int held;

	private long heldBytes;

	private @Nullable CloseStatus closeStatus;

	private volatile boolean discarded;

	/** Whether there was progress, or no work, since the last check. */
	private boolean progressed = true;

	private long progressSeenAt;

	/**
	 * Create a queue.
	 * @param limits its limits
	 * @param notifications completes the stages that users wait for
	 * @param listener the listener for frames that are written or dropped
	 */
	OutboundQueue(SendLimits limits, Executor notifications, QueueListener listener) {
		this.limits = limits;
		this.notifications = notifications;
		this.listener = listener;
	}

	/**
	 * Reserve room for a frame. {@link #add} takes an accepted one, but while there are
	 * messages with options, or by {@link OverflowPolicy#DROP_OLDEST}, only it knows
	 * whether there is room for a whole message.
	 */
	public ReserveResult reserve(EncodedFrame frame) {
		if (this.discarded) {
			return ReserveResult.CLOSED;
		}
		return frame.opcode().isControl() ? reserveControl() : reserveData(frame);
	}

	private ReserveResult reserveControl() {
		if (!this.usage.tryReserveControl(MAX_CONTROL_FRAMES)) {
			this.usage.countDropped();
			return ReserveResult.DROPPED;
		}
		return ReserveResult.ACCEPTED;
	}

	private ReserveResult reserveData(EncodedFrame frame) {
		boolean continuation = FrameScheduler.isContinuation(frame);
		if (continuation && !this.usage.isUnfinished()) {
			this.usage.countDropped();
			return ReserveResult.DROPPED_FRAGMENT;
		}
		if (frame.size() > this.limits.maxBytes()) {
			return ReserveResult.TOO_LARGE;
		}
		if (!this.usage.tryReserve(frame.size(), this.limits, isDecidedByLoop(frame) ? 2 : 1)) {
			this.usage.countDropped();
			return (continuation || this.limits.overflow() == OverflowPolicy.CLOSE) ? ReserveResult.OVERFLOW
					: ReserveResult.DROPPED;
		}
		if (continuation && frame.isFin()) {
			this.usage.endMessage();
		}
		else if (!continuation && !frame.isFin()) {
			this.usage.beginMessage();
		}
		if (frame.hasOptions()) {
			this.usage.addOptions(frame.optionsMemory());
		}
		return ReserveResult.ACCEPTED;
	}

	/**
	 * Return whether {@link #add} decides if there is room: a message that replaces older
	 * ones is still in the inbox beside them, and only the loop knows which ones have
	 * expired.
	 */
	private boolean isDecidedByLoop(EncodedFrame frame) {
		return frame.isWholeMessage() && (this.limits.overflow() == OverflowPolicy.DROP_OLDEST || frame.hasOptions()
				|| this.usage.hasOptions());
	}

	/**
	 * Return whether a message fits in now, so that no other one has to make room. For
	 * any thread.
	 * @param message the message
	 * @return whether the queue is below its limits
	 */
	public boolean hasRoom(EncodedFrame message) {
		return this.usage.hasRoom(message.size(), this.limits);
	}

	/**
	 * Cancel a reservation that is not needed.
	 */
	void cancel(EncodedFrame frame) {
		if (frame.opcode().isControl()) {
			this.usage.releaseControl();
		}
		else {
			this.usage.release(frame.size());
			if (frame.hasOptions()) {
				this.usage.removeOptions(frame.optionsMemory());
			}
		}
	}

	/**
	 * Add a frame for which room was reserved. It takes the place of an older message
	 * with its key. If there is no room, expired messages are dropped, and then the
	 * policy applies.
	 * @param queued the frame, which no other queue holds if it has a key
	 * @return whether there was room
	 */
	public AddResult add(QueuedFrame queued) {
		EncodedFrame frame = queued.frame();
		if (this.discarded) {
			cancel(frame);
			queued.retain().release();
			this.listener.onDropped(frame, DropReason.CLOSED);
			return AddResult.CLOSED;
		}
		QueuedFrame older = (frame.conflationKey() != null) ? this.scheduler.find(frame.conflationKey()) : null;
		if (older != null && !hasRoomInPlaceOf(older, frame)) {
			// The older message itself may expire
			return dropExpired() ? add(queued) : makePlace(older, queued);
		}
		if (older != null) {
			conflate(older, queued);
			return AddResult.ADDED;
		}
		this.scheduler.add(queued);
		queued.retain();
		if (frame.opcode().isControl()) {
			return AddResult.ADDED;
		}
		this.held++;
		this.heldBytes += frame.size();
		return fits() ? AddResult.ADDED : makeRoom(queued);
	}

	/**
	 * Return whether a message can take the place of another one, and no message has to
	 * make room.
	 */
	private boolean hasRoomInPlaceOf(QueuedFrame older, EncodedFrame newer) {
		int growth = newer.size() - older.frame().size();
		return growth <= 0 || (excessMessages() <= 0 && excessBytes() + growth <= 0);
	}

	private long excessBytes() {
		return this.heldBytes - this.limits.maxBytes();
	}

	private int excessMessages() {
		return this.held - this.limits.maxMessages();
	}

	/**
	 * Let a larger message take the place of another one, and make room for it. Where
	 * that is not possible, the older one stays, as it is better than none.
	 */
	private AddResult makePlace(QueuedFrame older, QueuedFrame newer) {
		return switch (this.limits.overflow()) {
			case DROP_OLDEST -> makePlaceByAge(older, newer);
			case DROP_NEWEST -> refuse(newer);
			case CLOSE -> {
				conflate(older, newer);
				yield makeRoom(older);
			}
		};
	}

	private AddResult makePlaceByAge(QueuedFrame older, QueuedFrame newer) {
		long bytes = excessBytes() + newer.frame().size() - older.frame().size();
		List<QueuedFrame> inTheWay = oldest(bytes, excessMessages(), older);
		if (!isEnough(inTheWay, bytes, excessMessages())) {
			return refuse(newer);
		}
		conflate(older, newer);
		return makeRoom(older);
	}

	private AddResult refuse(QueuedFrame message) {
		cancel(message.frame());
		message.retain().release();
		this.usage.countDropped();
		this.listener.onDropped(message.frame(), DropReason.OVERFLOW);
		notifyWritable();
		return AddResult.DROPPED;
	}

	private void conflate(QueuedFrame older, QueuedFrame newer) {
		EncodedFrame dropped = older.frame();
		this.scheduler.replace(older, newer);
		this.heldBytes += older.frame().size() - dropped.size();
		cancel(dropped);
		this.usage.countDropped();
		this.listener.onDropped(dropped, DropReason.CONFLATED);
		notifyWritable();
	}

	private boolean fits() {
		return excessMessages() <= 0 && excessBytes() <= 0;
	}

	private AddResult makeRoom(QueuedFrame newest) {
		// The newest one itself may have expired on its way, and must not be dropped
		// twice
		if (dropExpired() && (fits() || newest.frame().isExpired())) {
			return AddResult.ADDED;
		}
		return switch (this.limits.overflow()) {
			case DROP_OLDEST -> dropOldest(newest);
			case DROP_NEWEST -> dropNewest(newest);
			case CLOSE -> AddResult.OVERFLOW;
		};
	}

	/**
	 * Drop the newest frame if it is a whole message. A fragment stays: there was room
	 * for it when it was accepted, and its message may have begun.
	 */
	private AddResult dropNewest(QueuedFrame newest) {
		if (!newest.frame().isWholeMessage()) {
			return AddResult.ADDED;
		}
		drop(newest, DropReason.OVERFLOW);
		return AddResult.DROPPED;
	}

	/**
	 * Drop as many of the oldest messages as necessary to make room for the newest one,
	 * or the newest one itself if that does not help.
	 */
	private AddResult dropOldest(QueuedFrame newest) {
		List<QueuedFrame> inTheWay = oldest(excessBytes(), excessMessages(), newest);
		if (newest.frame().isWholeMessage() && !isEnough(inTheWay, excessBytes(), excessMessages())) {
			return dropNewest(newest);
		}
		inTheWay.forEach((message) -> drop(message, DropReason.OVERFLOW));
		return inTheWay.isEmpty() ? AddResult.ADDED : AddResult.MADE_ROOM;
	}

	/**
	 * Return as many of the oldest messages as take some bytes and places, or all if they
	 * take less.
	 */
	private List<QueuedFrame> oldest(long bytes, int messages, QueuedFrame except) {
		List<QueuedFrame> oldest = new ArrayList<>(1);
		Iterator<QueuedFrame> candidates = this.scheduler.messages().iterator();
		long bytesLeft = bytes;
		while ((bytesLeft > 0 || oldest.size() < messages) && candidates.hasNext()) {
			QueuedFrame candidate = candidates.next();
			if (candidate != except && candidate.frame().isFin()) {
				oldest.add(candidate);
				bytesLeft -= candidate.frame().size();
			}
		}
		return oldest;
	}

	private static boolean isEnough(List<QueuedFrame> dropped, long bytes, int messages) {
		long droppedBytes = dropped.stream().mapToLong((message) -> message.frame().size()).sum();
		return dropped.size() >= messages && droppedBytes >= bytes;
	}

	/**
	 * Drop the messages whose lifetime is over.
	 * @return whether there were any
	 */
	public boolean dropExpired() {
		List<QueuedFrame> expired = this.scheduler.removeExpired();
		expired.forEach(this::forgetExpired);
		notifyWritable();
		return !expired.isEmpty();
	}

	private void forgetExpired(QueuedFrame message) {
		this.usage.countDropped();
		forget(message, DropReason.EXPIRED);
	}

	/**
	 * Return whether the queue may hold messages that expire.
	 */
	public boolean hasOptions() {
		return this.usage.hasOptions();
	}

	private void drop(QueuedFrame message, DropReason reason) {
		this.scheduler.remove(message);
		this.usage.countDropped();
		forget(message, reason);
	}

	private void forget(QueuedFrame queued, DropReason reason) {
		release(queued);
		this.listener.onDropped(queued.frame(), reason);
	}

	/**
	 * Drop all whole messages of which nothing has been written.
	 */
	public void dropMessages() {
		List<QueuedFrame> whole = new ArrayList<>();
		this.scheduler.messages().forEach((queued) -> {
			if (queued.frame().isFin()) {
				whole.add(queued);
			}
		});
		whole.forEach((message) -> drop(message, DropReason.OVERLOAD));
		notifyWritable();
	}

	private void release(QueuedFrame queued) {
		if (!queued.frame().opcode().isControl()) {
			this.held--;
			this.heldBytes -= queued.frame().size();
		}
		cancel(queued.frame());
		queued.release();
	}

	/**
	 * Return the next frame to write without taking it. Expired messages before it are
	 * dropped.
	 * @return the frame, or {@code null} if there is none now
	 */
	public @Nullable EncodedFrame peek() {
		QueuedFrame next = this.scheduler.peek();
		while (next != null && next.frame().isExpired()) {
			this.scheduler.remove(next);
			forgetExpired(next);
			notifyWritable();
			next = this.scheduler.peek();
		}
		return (next != null) ? writable(next.frame()) : null;
	}

	/**
	 * Return the frame to write: the frame itself, except for fragments of a text message
	 * that end in the middle of a character.
	 */
	private EncodedFrame writable(EncodedFrame frame) {
		if (frame.isWholeMessage() || frame.opcode().isControl()) {
			return frame;
		}
		if (frame.opcode() == Opcode.TEXT && this.text == null) {
			this.text = new TextFragments();
		}
		return (this.text != null) ? this.text.writable(frame) : frame;
	}

	/**
	 * Take the next frame to write, which is the one that {@link #peek()} has returned,
	 * even if it has expired in between. It counts until {@link #onWritten()}.
	 * @return the frame, or {@code null} if there is none now
	 */
	public @Nullable EncodedFrame poll() {
		QueuedFrame next = this.scheduler.poll();
		if (next == null) {
			return null;
		}
		this.inFlight.add(next);
		EncodedFrame frame = writable(next.frame());
		if (this.text != null && !frame.opcode().isControl()) {
			this.text = frame.isFin() ? null : this.text.next();
		}
		return frame;
	}

	/**
	 * Called when all frames that were taken have been written.
	 */
	public void onWritten() {
		this.progressed = true;
		this.inFlight.clear(this::leave);
		notifyWritable();
	}

	private void leave(QueuedFrame queued) {
		try {
			this.listener.onWritten(queued.frame(), queued.since());
		}
		finally {
			release(queued);
		}
	}

	private void notifyWritable() {
		BackpressureState backpressure = this.backpressure;
		if (backpressure != null && backpressure.isNoticed()) {
			backpressure.endIf(this::isWritable, this.notifications);
		}
	}

	/**
	 * Called when some of the bytes that were taken have been written: the client reads,
	 * if slowly.
	 */
	public void onProgress() {
		this.progressed = true;
	}

	/**
	 * Return the status with which to close once all accepted frames have been written.
	 * @return the status, or {@code null} while there are frames to write or the
	 * connection stays open
	 */
	public @Nullable CloseStatus closeStatus() {
		boolean expectsMore = this.scheduler.peek() != null || this.usage.messages() != this.held;
		return (this.discarded || expectsMore) ? null : this.closeStatus;
	}

	/**
	 * Return the policy for a message that does not fit.
	 */
	public OverflowPolicy overflow() {
		return this.limits.overflow();
	}

	/**
	 * Return whether no more frames are accepted.
	 */
	public boolean isFinished() {
		return this.discarded || this.closeStatus != null;
	}

	/**
	 * Return whether the queue is so full that the socket should be tried at once.
	 * @return whether to write now rather than to wait for more frames
	 */
	public boolean isUrgent() {
		return this.held * 4L >= this.limits.maxMessages() || this.heldBytes * 4 >= this.limits.maxBytes();
	}

	/**
	 * Have the wire close once all accepted frames have been written.
	 */
	public void finish(CloseStatus status) {
		this.closeStatus = status;
	}

	/**
	 * Accept no more frames. {@link #clear()} drops those that wait.
	 */
	public void discard() {
		this.discarded = true;
	}

	/**
	 * Drop all frames.
	 */
	public void clear() {
		this.text = null;
		this.inFlight.clear((queued) -> forget(queued, DropReason.CLOSED));
		this.scheduler.clear((queued) -> forget(queued, DropReason.CLOSED));
		BackpressureState backpressure = this.backpressure;
		if (backpressure != null) {
			backpressure.release(this.notifications);
		}
	}

	/**
	 * Return a stage for the time when at most half of the limits is used.
	 * @return a stage that completes then, or when the queue is discarded
	 */
	public CompletionStage<Void> whenWritable() {
		if (isWritable()) {
			return CompletableFuture.completedFuture(null);
		}
		BackpressureState backpressure = backpressure();
		CompletionStage<Void> end = backpressure.await();
		backpressure.endIf(this::isWritable, this.notifications);
		return end;
	}

	private BackpressureState backpressure() {
		BackpressureState backpressure = BACKPRESSURE.updateAndGet(this,
				(current) -> (current != null) ? current : new BackpressureState());
		return Objects.requireNonNull(backpressure);
	}

	private boolean isWritable() {
		return this.discarded || this.usage.isBelowHalf(this.limits);
	}

	/**
	 * Raise the alarm about a slow consumer, once in an episode and once a second at
	 * most.
	 * @return whether to report it now
	 */
	public boolean raiseAlarm() {
		return backpressure().raiseAlarm();
	}

	/**
	 * Return whether there has been no progress for too long. Has to be called
	 * periodically, as it measures from one of its calls to another.
	 */
	public boolean isStalled() {
		if (this.progressed || !hasWork()) {
			this.progressed = !hasWork();
			this.progressSeenAt = System.nanoTime();
			return false;
		}
		return System.nanoTime() - this.progressSeenAt > this.limits.maxDelay().toNanos();
	}

	/**
	 * Return whether the wire has something to write. Frames that wait for a fragment do
	 * not count.
	 */
	public boolean hasWork() {
		return !this.discarded && (!this.inFlight.isEmpty() || this.scheduler.peek() != null);
	}

	/**
	 * Return the memory of all frames and their options, including those that were
	 * discarded and not yet cleared.
	 */
	public long memory() {
		return this.usage.bytes() + (long) this.usage.messages() * SendMemoryBudget.OVERHEAD
				+ this.usage.optionsMemory();
	}

	public Usage usage() {
		return this.discarded ? new Usage(0, 0, this.usage.dropped())
				: new Usage(this.usage.messages(), this.usage.bytes(), this.usage.dropped());
	}

	/**
	 * Contents of a queue, and the number of dropped messages.
	 *
	 * @param messages the number of waiting messages
	 * @param bytes their size
	 * @param dropped the number of messages that were dropped since the queue was created
	 */
	public record Usage(int messages, long bytes, long dropped) {

	}

}
