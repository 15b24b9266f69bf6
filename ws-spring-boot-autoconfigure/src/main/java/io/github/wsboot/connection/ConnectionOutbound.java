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
import io.github.wsboot.Frame.Opcode;
import io.github.wsboot.PushResult;
import io.github.wsboot.SlowConsumerException;
import io.github.wsboot.extension.DropReason;
import io.github.wsboot.extension.FrameListener;
import io.github.wsboot.monitor.ConnectionMonitor;
import io.github.wsboot.monitor.LoopTraffic;
import io.github.wsboot.outbound.AddResult;
import io.github.wsboot.outbound.EncodedFrame;
import io.github.wsboot.outbound.OutboundBuffer;
import io.github.wsboot.outbound.OverflowPolicy;
import io.github.wsboot.outbound.QueuedFrame;
import io.github.wsboot.outbound.Relievable;
import io.github.wsboot.outbound.ReserveResult;
import io.github.wsboot.outbound.SendLimits;
import io.github.wsboot.outbound.SendMemoryBudget;
import io.github.wsboot.support.SafeRunner;
import io.github.wsboot.support.Timing;

/**
 * {@link OutboundBuffer} of a connection. It decides what happens when frames do not fit,
 * and reports whether frames are written or dropped.
 */
final class ConnectionOutbound extends OutboundBuffer implements Relievable {

	private static final CloseStatus SLOW_CONSUMER = CloseStatus.SERVICE_OVERLOAD.withReason("slow consumer");

	private final ConnectionControl connection;

	private final Executor waiters;

	private final ConnectionMonitor monitor;

	/** Whether the time of the latest message matters. */
	private final boolean hasIdleTimeout;

	/** Counter of written messages, {@code null} until the first one is written. */
	private @Nullable LoopTraffic traffic;

	/** Whether the latest message is text. Used on the loop. */
	private boolean text;

	/** Whether the progress of the queue is checked in each round. Used on the loop. */
	private boolean watched;

	/** Whether the loop is about to shorten the queue for the sake of the others. */
	private volatile boolean relieving;

	/**
	 * Create a buffer.
	 * @param connection the connection of the queue
	 * @param limits the bounds of the queue
	 * @param budget bounds the memory of all queues together
	 * @param waiters runs code that waits for the queue
	 * @param monitor called for frames that are written or dropped
	 * @param hasIdleTimeout whether to report each queued message to the connection
	 */
	ConnectionOutbound(ConnectionControl connection, SendLimits limits, SendMemoryBudget budget, Executor waiters,
			ConnectionMonitor monitor, boolean hasIdleTimeout) {
		super(limits, budget, waiters);
		this.connection = connection;
		this.waiters = waiters;
		this.monitor = monitor;
		this.hasIdleTimeout = hasIdleTimeout;
	}

	/**
	 * Push a frame.
	 * @return the outcome, about which the queue may still decide otherwise, by its
	 * policy
	 */
	PushResult push(EncodedFrame frame) {
		ReserveResult outcome = offer(frame, this.monitor.startTiming());
		return (outcome == ReserveResult.ACCEPTED) ? PushResult.ACCEPTED : handleRefusal(frame, outcome);
	}

	/**
	 * Push a message if there is room for it. A refusal is not reported and does not end
	 * the connection, and no other message has to make room.
	 */
	void pushIfRoom(EncodedFrame message) {
		if (queue().hasRoom(message)) {
			offer(message, Timing.NONE);
		}
	}

	@Override
	protected Executor loop() {
		return this.connection.loop();
	}

	@Override
	protected boolean isEnding() {
		return this.connection.isEnding();
	}

	@Override
	protected void onAddFailed(Throwable exception) {
		this.connection.abortOnFailure(exception);
	}

	/**
	 * Take a frame of a broadcast. On the loop.
	 * @return whether there was room for it
	 */
	boolean take(QueuedFrame shared) {
		ReserveResult outcome = reserveShared(shared.frame());
		if (outcome != ReserveResult.ACCEPTED) {
			handleRefusal(shared.frame(), outcome);
			return false;
		}
		QueuedFrame queued = placeFor(shared);
		try {
			return addReserved(queued);
		}
		catch (Throwable ex) {
			// Unless the queue holds it
			queued.retain().release();
			throw ex;
		}
	}

	@Override
	protected void add(QueuedFrame queued) {
		addReserved(queued);
	}

	private boolean addReserved(QueuedFrame queued) {
		if (!this.watched) {
			this.watched = true;
			this.connection.onQueueFilled();
		}
		if (this.hasIdleTimeout && queued.frame().isUse()) {
			this.connection.onMessageQueued();
		}
		return addToQueue(queued);
	}

	/**
	 * Take a ping of the heartbeat. On the loop. The ping counts for no budget, as a
	 * connection has one at a time; nor is its progress checked, as the heartbeat waits
	 * for the answer anyway.
	 * @param onWritten called when the ping is written, or dropped with the queue
	 * @return whether there was room for it
	 */
	boolean ping(EncodedFrame ping, Runnable onWritten) {
		if (queue().isFinished() || queue().reserve(ping) != ReserveResult.ACCEPTED) {
			return false;
		}
		addToQueue(new QueuedFrame(ping, Timing.NONE, onWritten));
		return true;
	}

	/**
	 * Return whether the queue had work at the latest check, or was given work since. On
	 * the loop.
	 */
	boolean isWatched() {
		return this.watched;
	}

	private boolean addToQueue(QueuedFrame queued) {
		AddResult result = queue().add(queued);
		if (result == AddResult.OVERFLOW) {
			closeSlowConsumer();
			return false;
		}
		if (result == AddResult.MADE_ROOM || result == AddResult.DROPPED) {
			reportSlowConsumer();
		}
		this.connection.scheduleWrite();
		return result.isAdded();
	}

	private PushResult handleRefusal(EncodedFrame frame, ReserveResult outcome) {
		if (outcome == ReserveResult.CLOSED) {
			return PushResult.CLOSED;
		}
		if (outcome == ReserveResult.OVERLOADED) {
			this.monitor.onDropped(this.connection.handle(), DropReason.OVERLOAD);
			return PushResult.OVERLOADED;
		}
		boolean tooLarge = (outcome == ReserveResult.TOO_LARGE);
		if (outcome != ReserveResult.DROPPED_FRAGMENT && !frame.opcode().isControl()) {
			this.monitor.onDropped(this.connection.handle(), tooLarge ? DropReason.TOO_LARGE : DropReason.OVERFLOW);
		}
		if (outcome == ReserveResult.DROPPED) {
			reportSlowConsumer();
		}
		else if (outcome == ReserveResult.OVERFLOW) {
			closeSlowConsumer();
		}
		return tooLarge ? PushResult.TOO_LARGE : PushResult.DROPPED;
	}

	@Override
	public void onWritten(EncodedFrame frame, long since) {
		FrameListener listener = this.monitor.frameListener(this.connection.handle());
		if (listener != null) {
			listener.onSent(this.connection.handle(), frame.frame());
		}
		if (!frame.opcode().isControl()) {
			count(frame, since);
		}
	}

	private void count(EncodedFrame frame, long since) {
		LoopTraffic traffic = this.traffic;
		if (traffic == null) {
			traffic = this.monitor.traffic().endpoint(this.connection.handle().endpoint()).forLoop(loop());
			this.traffic = traffic;
		}
		if (frame.opcode() != Opcode.CONTINUATION) {
			this.text = (frame.opcode() == Opcode.TEXT);
		}
		if (this.text) {
			traffic.countSentText(frame.payloadSize(), frame.isFin());
		}
		else {
			traffic.countSentBinary(frame.payloadSize(), frame.isFin());
		}
		if (since != Timing.NONE && traffic.takeSample()) {
			this.monitor.onSent(this.connection.handle(), since);
		}
	}

	@Override
	public void onDropped(EncodedFrame frame, DropReason reason) {
		if (frame.isFin() && !frame.opcode().isControl()) {
			this.monitor.onDropped(this.connection.handle(), reason);
		}
		Long question = frame.question();
		if (question != null) {
			this.connection.onQuestionDropped(question, reason);
		}
	}

	private void reportSlowConsumer() {
		if (queue().raiseAlarm()) {
			this.connection.onSlowConsumer(new SlowConsumerException("Connection '" + this.connection.handle().id()
					+ "' reads too slowly: its queue has reached a limit of 'ws.send'"));
		}
	}

	private void closeSlowConsumer() {
		reportSlowConsumer();
		this.connection.abort(SLOW_CONSUMER, CloseCause.SLOW_CONSUMER);
	}

	/**
	 * Drop expired messages, and end the connection if its queue has made no progress for
	 * too long. On the loop.
	 */
	void checkProgress() {
		if (queue().dropExpired()) {
			// The close frame may have waited for them
			this.connection.scheduleWrite();
		}
		if (queue().isStalled()) {
			closeSlowConsumer();
		}
		this.watched = queue().hasWork() || queue().hasOptions();
	}

	@Override
	public void relieve() {
		this.relieving = true;
		try {
			loop().execute(new ConnectionTask(this.connection, () -> {
				try {
					dropQueued();
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

	private void dropQueued() {
		if (queue().dropExpired() && budget().hasRoom(0)) {
			return;
		}
		if (queue().overflow() == OverflowPolicy.CLOSE) {
			closeSlowConsumer();
			return;
		}
		reportSlowConsumer();
		queue().dropMessages();
	}

	@Override
	public boolean isBeingFreed() {
		return this.relieving || this.connection.isClosed();
	}

	@Override
	public long memory() {
		return queue().memory();
	}

	/**
	 * Return a stage that completes when the queue is short. The loop answers, since only
	 * there broadcasts that were pushed before count. The stage completes on a thread for
	 * waiters, never on the loop.
	 */
	CompletionStage<Void> whenWritable() {
		if (this.connection.isClosed()) {
			return CompletableFuture.completedStage(null);
		}
		CompletableFuture<Void> future = new CompletableFuture<>();
		loop().execute(new ConnectionTask(this.connection, () -> {
			try {
				Thread loop = Thread.currentThread();
				queue().whenWritable().thenRun(() -> completeOutside(loop, future));
			}
			catch (Throwable ex) {
				future.completeExceptionally(ex);
				throw ex;
			}
		}));
		return future.minimalCompletionStage();
	}

	/**
	 * Complete a future on a thread other than the loop. The queue itself has changed to
	 * such a thread if it was full.
	 */
	private void completeOutside(Thread loop, CompletableFuture<Void> future) {
		if (Thread.currentThread() != loop) {
			future.complete(null);
			return;
		}
		try {
			this.waiters.execute(() -> future.complete(null));
		}
		catch (Throwable ex) {
			// Rather on the loop than never
			future.complete(null);
		}
	}

	/**
	 * Send a close frame once all accepted frames are written. For any thread.
	 */
	void finish(CloseStatus status) {
		loop().execute(new ConnectionTask(this.connection, () -> {
			queue().finish(status);
			this.connection.scheduleWrite();
		}));
	}

	/**
	 * Drop all waiting frames and accept no more. For any thread.
	 * @param last run on the loop when the queue is empty
	 */
	void discard(Runnable last) {
		queue().discard();
		long bytes = memory();
		budget().addPendingRelease(bytes);
		try {
			loop().execute(() -> SafeRunner.run(queue()::clear, () -> budget().removePendingRelease(bytes), last));
		}
		catch (Throwable ex) {
			budget().removePendingRelease(bytes);
			throw ex;
		}
	}

}
