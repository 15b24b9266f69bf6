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

import java.util.ArrayDeque;
import java.util.ArrayList;
import java.util.Deque;
import java.util.Iterator;
import java.util.List;
import java.util.concurrent.CompletableFuture;
import java.util.concurrent.CompletionStage;
import java.util.concurrent.Executor;
import java.util.concurrent.TimeUnit;
import java.util.concurrent.locks.ReentrantLock;

import org.jspecify.annotations.Nullable;
import org.springframework.web.socket.CloseStatus;

/**
 * What waits for a connection's socket: bounded by bytes, messages and time without
 * progress.
 * <p>
 * Any thread may add; one {@link Wire} at a time takes. Control frames go first and have
 * a bound of their own. While a fragmented message is unfinished, other data messages
 * wait behind it. Nothing is called while the lock is held.
 *
 * @since 0.1.0
 */
public final class OutboundQueue {

	private static final int MAX_CONTROL_FRAMES = 16;

	private static final long ALARM_INTERVAL = TimeUnit.SECONDS.toNanos(1);

	private final SendLimits limits;

	private final Executor notifications;

	private final ReentrantLock lock = new ReentrantLock();

	private final Backlog backlog = new Backlog();

	private final List<CompletableFuture<Void>> waiting = new ArrayList<>(0);

	/** Frames that were taken and are not written. */
	private final Deque<EncodedFrame> inFlight = new ArrayDeque<>(0);

	private @Nullable CloseStatus closeStatus;

	private boolean closed;

	private long bytes;

	private int count;

	private long dropped;

	private long lastProgress;

	private boolean alarmed;

	private long lastAlarm = System.nanoTime() - ALARM_INTERVAL;

	OutboundQueue(SendLimits limits, Executor notifications) {
		this.limits = limits;
		this.notifications = notifications;
	}

	/**
	 * Take the next frame to write. It counts until {@link #written()}.
	 * @return the frame, or {@code null} if there is none now
	 */
	public @Nullable EncodedFrame poll() {
		this.lock.lock();
		try {
			EncodedFrame frame = this.backlog.poll();
			if (frame != null) {
				this.inFlight.add(frame);
			}
			return frame;
		}
		finally {
			this.lock.unlock();
		}
	}

	/**
	 * Take the next frames to write. They count until {@link #written()}.
	 * @param target where to put them
	 * @param maxBytes the most bytes to take, unless the first frame alone is larger
	 */
	public void drainTo(List<EncodedFrame> target, int maxBytes) {
		this.lock.lock();
		try {
			int bytes = 0;
			EncodedFrame frame = this.backlog.peek();
			while (frame != null && (bytes == 0 || bytes + frame.size() <= maxBytes)) {
				bytes += frame.size();
				target.add(frame);
				this.inFlight.add(frame);
				this.backlog.poll();
				frame = this.backlog.peek();
			}
		}
		finally {
			this.lock.unlock();
		}
	}

	/**
	 * Note that all frames that were taken are out.
	 */
	public void written() {
		List<CompletableFuture<Void>> writable;
		this.lock.lock();
		try {
			this.inFlight.forEach(this::release);
			this.inFlight.clear();
			this.lastProgress = System.nanoTime();
			writable = takeWritable();
		}
		finally {
			this.lock.unlock();
		}
		complete(writable);
	}

	/**
	 * Note that part of what was taken is out: the client reads, if slowly.
	 */
	public void progressed() {
		this.lock.lock();
		try {
			this.lastProgress = System.nanoTime();
		}
		finally {
			this.lock.unlock();
		}
	}

	/**
	 * Return the status to close with once {@link #poll()} has nothing left.
	 * @return the status, or {@code null} while the connection is to stay open
	 */
	public @Nullable CloseStatus closeStatus() {
		this.lock.lock();
		try {
			// A frame may have come in since the wire looked
			return (this.closed || this.backlog.peek() != null) ? null : this.closeStatus;
		}
		finally {
			this.lock.unlock();
		}
	}

	Outcome offer(EncodedFrame frame) {
		this.lock.lock();
		try {
			if (this.closed || this.closeStatus != null) {
				return Outcome.CLOSED;
			}
			if (!hasWork()) {
				this.lastProgress = System.nanoTime();
			}
			return frame.opcode().isControl() ? offerControl(frame) : offerData(frame);
		}
		finally {
			this.lock.unlock();
		}
	}

	private Outcome offerControl(EncodedFrame frame) {
		if (this.backlog.controls() >= MAX_CONTROL_FRAMES) {
			this.dropped++;
			return Outcome.DROPPED;
		}
		this.backlog.add(frame);
		return Outcome.ACCEPTED;
	}

	private Outcome offerData(EncodedFrame frame) {
		if (Backlog.isContinuation(frame) && !this.backlog.hasUnfinished()) {
			this.dropped++;
			return Outcome.DROPPED_FRAGMENT;
		}
		if (frame.size() > this.limits.maxBytes()) {
			return Outcome.TOO_LARGE;
		}
		Outcome outcome = fits(frame.size(), 0) ? Outcome.ACCEPTED : makeRoom(frame);
		if (outcome == Outcome.ACCEPTED || outcome == Outcome.DROPPED_OTHERS) {
			this.backlog.add(frame);
			this.bytes += frame.size();
			this.count++;
		}
		return outcome;
	}

	private boolean fits(long additional, int removed) {
		return this.bytes + additional <= this.limits.maxBytes() && this.count - removed < this.limits.maxMessages();
	}

	private Outcome makeRoom(EncodedFrame frame) {
		if (this.limits.overflow() == OverflowPolicy.CLOSE || Backlog.isContinuation(frame)) {
			this.dropped++;
			return Outcome.OVERFLOW;
		}
		if (this.limits.overflow() == OverflowPolicy.DROP_OLDEST && dropOldest(frame)) {
			return Outcome.DROPPED_OTHERS;
		}
		this.dropped++;
		return Outcome.DROPPED;
	}

	private boolean dropOldest(EncodedFrame frame) {
		List<EncodedFrame> inTheWay = new ArrayList<>(1);
		long additional = frame.size();
		Iterator<EncodedFrame> oldest = this.backlog.messages();
		while (!fits(additional, inTheWay.size()) && oldest.hasNext()) {
			EncodedFrame candidate = oldest.next();
			if (candidate.isFin()) {
				inTheWay.add(candidate);
				additional -= candidate.size();
			}
		}
		if (!fits(additional, inTheWay.size())) {
			return false;
		}
		inTheWay.forEach(this::drop);
		return true;
	}

	private void drop(EncodedFrame message) {
		this.backlog.remove(message);
		release(message);
		this.dropped++;
	}

	private void release(EncodedFrame frame) {
		if (!frame.opcode().isControl() && !this.closed) {
			this.bytes -= frame.size();
			this.count--;
		}
	}

	/**
	 * Accept nothing more, and have the wire close once what is here is out.
	 */
	void finish(CloseStatus status) {
		this.lock.lock();
		try {
			this.closeStatus = status;
		}
		finally {
			this.lock.unlock();
		}
	}

	/**
	 * Drop everything and accept nothing more.
	 */
	void discard() {
		List<CompletableFuture<Void>> writable;
		this.lock.lock();
		try {
			this.closed = true;
			this.inFlight.clear();
			this.backlog.clear();
			this.bytes = 0;
			this.count = 0;
			writable = takeWritable();
		}
		finally {
			this.lock.unlock();
		}
		complete(writable);
	}

	CompletionStage<Void> whenWritable() {
		this.lock.lock();
		try {
			if (isWritable()) {
				return CompletableFuture.completedFuture(null);
			}
			CompletableFuture<Void> future = new CompletableFuture<>();
			this.waiting.add(future);
			return future.minimalCompletionStage();
		}
		finally {
			this.lock.unlock();
		}
	}

	private boolean isWritable() {
		return this.closed || (this.bytes * 2 <= this.limits.maxBytes() && this.count * 2 <= this.limits.maxMessages());
	}

	private List<CompletableFuture<Void>> takeWritable() {
		if (!isWritable()) {
			return List.of();
		}
		this.alarmed = false;
		if (this.waiting.isEmpty()) {
			return List.of();
		}
		List<CompletableFuture<Void>> taken = List.copyOf(this.waiting);
		this.waiting.clear();
		return taken;
	}

	private void complete(List<CompletableFuture<Void>> futures) {
		if (!futures.isEmpty()) {
			this.notifications.execute(() -> futures.forEach((future) -> future.complete(null)));
		}
	}

	/**
	 * Return whether this is the time to tell about a slow consumer: once an episode and
	 * once a second at most.
	 */
	boolean raiseAlarm() {
		this.lock.lock();
		try {
			long now = System.nanoTime();
			if (this.alarmed || now - this.lastAlarm < ALARM_INTERVAL) {
				return false;
			}
			this.alarmed = true;
			this.lastAlarm = now;
			return true;
		}
		finally {
			this.lock.unlock();
		}
	}

	/**
	 * Return whether there has been no progress for too long.
	 */
	boolean isStalled() {
		this.lock.lock();
		try {
			return !this.closed && hasWork()
					&& System.nanoTime() - this.lastProgress > this.limits.maxDelay().toNanos();
		}
		finally {
			this.lock.unlock();
		}
	}

	/** Whether the wire has something to write: what waits for a fragment is not. */
	private boolean hasWork() {
		return !this.inFlight.isEmpty() || this.backlog.peek() != null;
	}

	Usage usage() {
		this.lock.lock();
		try {
			return new Usage(this.count, this.bytes, this.dropped);
		}
		finally {
			this.lock.unlock();
		}
	}

	enum Outcome {

		ACCEPTED, DROPPED_OTHERS, DROPPED, DROPPED_FRAGMENT, OVERFLOW, TOO_LARGE, CLOSED

	}

	record Usage(int messages, long bytes, long dropped) {

	}

}
