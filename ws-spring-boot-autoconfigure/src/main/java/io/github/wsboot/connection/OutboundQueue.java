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
import org.springframework.util.Assert;
import org.springframework.web.socket.CloseStatus;

import io.github.wsboot.Frame.Opcode;

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

	private final Deque<EncodedFrame> controls = new ArrayDeque<>(0);

	private final Deque<EncodedFrame> messages = new ArrayDeque<>(0);

	private final Deque<EncodedFrame> continuations = new ArrayDeque<>(0);

	private final List<CompletableFuture<Void>> waiting = new ArrayList<>(0);

	private @Nullable EncodedFrame inFlight;

	private @Nullable CloseStatus closeStatus;

	private boolean closed;

	/** Whether the last data frame taken was not the end of its message. */
	private boolean midMessage;

	/** Messages that were begun and not ended by those who push. */
	private int unfinished;

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
	 * Take the next frame to write. The frame counts until {@link #written()}.
	 * @return the frame, or {@code null} if there is none now
	 */
	public @Nullable EncodedFrame poll() {
		this.lock.lock();
		try {
			Assert.state(this.inFlight == null || this.closed, "The previous frame has not been written");
			this.inFlight = next();
			return this.inFlight;
		}
		finally {
			this.lock.unlock();
		}
	}

	private @Nullable EncodedFrame next() {
		EncodedFrame control = this.controls.poll();
		if (control != null) {
			return control;
		}
		EncodedFrame data = (this.midMessage ? this.continuations : this.messages).poll();
		if (data != null) {
			this.midMessage = !data.isFin();
		}
		return data;
	}

	/**
	 * Note that the frame taken last is out.
	 */
	public void written() {
		List<CompletableFuture<Void>> writable;
		this.lock.lock();
		try {
			if (this.inFlight != null) {
				release(this.inFlight);
				this.inFlight = null;
			}
			this.lastProgress = System.nanoTime();
			writable = takeWritable();
		}
		finally {
			this.lock.unlock();
		}
		complete(writable);
	}

	/**
	 * Return the status to close with once {@link #poll()} has nothing left.
	 * @return the status, or {@code null} while the connection is to stay open
	 */
	public @Nullable CloseStatus closeStatus() {
		this.lock.lock();
		try {
			return this.closed ? null : this.closeStatus;
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
		if (this.controls.size() >= MAX_CONTROL_FRAMES) {
			this.dropped++;
			return Outcome.DROPPED;
		}
		this.controls.add(frame);
		return Outcome.ACCEPTED;
	}

	private Outcome offerData(EncodedFrame frame) {
		boolean continuation = (frame.opcode() == Opcode.CONTINUATION);
		if (continuation && this.unfinished == 0) {
			this.dropped++;
			return Outcome.DROPPED_FRAGMENT;
		}
		if (frame.size() > this.limits.maxBytes()) {
			return Outcome.TOO_LARGE;
		}
		Outcome outcome = fits(frame.size(), 0) ? Outcome.ACCEPTED : makeRoom(frame);
		if (outcome == Outcome.ACCEPTED || outcome == Outcome.DROPPED_OTHERS) {
			(continuation ? this.continuations : this.messages).add(frame);
			this.bytes += frame.size();
			this.count++;
			this.unfinished += (frame.isFin() ? 0 : 1) - (continuation ? 1 : 0);
		}
		return outcome;
	}

	private boolean fits(long additional, int removed) {
		return this.bytes + additional <= this.limits.maxBytes() && this.count - removed < this.limits.maxMessages();
	}

	private Outcome makeRoom(EncodedFrame frame) {
		if (this.limits.overflow() == OverflowPolicy.CLOSE || frame.opcode() == Opcode.CONTINUATION) {
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
		Iterator<EncodedFrame> oldest = this.messages.iterator();
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
		this.messages.removeFirstOccurrence(message);
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
			this.controls.clear();
			this.messages.clear();
			this.continuations.clear();
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
		return this.inFlight != null || !this.controls.isEmpty()
				|| !(this.midMessage ? this.continuations : this.messages).isEmpty();
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
