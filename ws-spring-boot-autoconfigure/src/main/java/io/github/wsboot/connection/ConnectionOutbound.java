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
import io.github.wsboot.connection.ConnectionFactory.QueueResources;
import io.github.wsboot.extension.DropReason;
import io.github.wsboot.extension.FrameListener;
import io.github.wsboot.monitor.ConnectionMonitor;
import io.github.wsboot.monitor.LoopTraffic;
import io.github.wsboot.outbound.EncodedFrame;
import io.github.wsboot.outbound.OutboundBuffer;
import io.github.wsboot.outbound.OverflowPolicy;
import io.github.wsboot.outbound.QueuedFrame;
import io.github.wsboot.outbound.Relievable;
import io.github.wsboot.outbound.ReserveResult;
import io.github.wsboot.support.SafeRunner;
import io.github.wsboot.support.Timing;

/**
 * {@link OutboundBuffer} of a connection: decides what happens when frames do not fit,
 * and reports what becomes of them.
 */
final class ConnectionOutbound extends OutboundBuffer implements Relievable {

	private static final CloseStatus SLOW_CONSUMER = CloseStatus.SERVICE_OVERLOAD.withReason("slow consumer");

	private final ConnectionControl connection;

	private final Executor waiters;

	private final ConnectionMonitor monitor;

	/** Whether it matters when something was pushed. */
	private final boolean hasIdleTimeout;

	/** Where to count; {@code null} as long as nothing has been written. */
	private @Nullable LoopTraffic traffic;

	/** Whether the latest message that was begun is text. Used on the loop. */
	private boolean text;

	/** Whether the queue is looked at again and again. Used on the loop. */
	private boolean watched;

	/** Whether the queue is about to overflow for the sake of the others. */
	private volatile boolean relieving;

	/**
	 * Create a buffer.
	 * @param connection whose frames these are
	 * @param resources what the queues of all connections use
	 * @param monitor told what becomes of frames
	 * @param hasIdleTimeout whether the connection is told of each message
	 */
	ConnectionOutbound(ConnectionControl connection, QueueResources resources, ConnectionMonitor monitor,
			boolean hasIdleTimeout) {
		super(resources.limits(), resources.budget(), resources.waiters());
		this.connection = connection;
		this.waiters = resources.waiters();
		this.monitor = monitor;
		this.hasIdleTimeout = hasIdleTimeout;
	}

	/**
	 * Push a frame.
	 * @return the final outcome
	 */
	PushResult push(EncodedFrame frame) {
		ReserveResult outcome = offer(frame, this.monitor.startTiming());
		return (outcome == ReserveResult.ACCEPTED) ? PushResult.ACCEPTED : refused(frame, outcome);
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
	 * Take a frame that is for many, on the loop.
	 */
	boolean take(QueuedFrame queued) {
		ReserveResult outcome = queue().isFinished() ? ReserveResult.CLOSED : queue().reserve(queued.frame());
		if (outcome != ReserveResult.ACCEPTED) {
			refused(queued.frame(), outcome);
			return false;
		}
		add(queued);
		return true;
	}

	@Override
	protected void add(QueuedFrame queued) {
		if (!this.watched) {
			this.watched = true;
			this.connection.onQueueFilled();
		}
		if (this.hasIdleTimeout && !queued.frame().opcode().isControl()) {
			this.connection.onMessageQueued();
		}
		addToQueue(queued);
	}

	/**
	 * Take a ping of ours, on the loop. It counts for no budget, as there is one at a
	 * time, and whoever waits for its answer looks at the queue anyway.
	 * @param written told when it is written, or dropped with the queue
	 * @return whether there was room for it
	 */
	boolean ping(EncodedFrame ping, Runnable written) {
		if (queue().isFinished() || queue().reserve(ping) != ReserveResult.ACCEPTED) {
			return false;
		}
		addToQueue(new QueuedFrame(ping, Timing.NONE, written));
		return true;
	}

	/**
	 * Return whether the queue had work when it was looked at, or was given some since.
	 * On the loop.
	 */
	boolean isWatched() {
		return this.watched;
	}

	private void addToQueue(QueuedFrame queued) {
		if (queue().add(queued)) {
			slow();
		}
		this.connection.scheduleWrite();
	}

	private PushResult refused(EncodedFrame frame, ReserveResult outcome) {
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
			slow();
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
	}

	private void slow() {
		if (queue().raiseAlarm()) {
			this.connection.onSlowConsumer(new SlowConsumerException("Connection '" + this.connection.handle().id()
					+ "' reads too slowly: its queue has reached a limit of 'ws.send'"));
		}
	}

	private void closeSlowConsumer() {
		slow();
		this.connection.abort(SLOW_CONSUMER, CloseCause.SLOW_CONSUMER);
	}

	/**
	 * Give the connection up if its queue has made no progress for too long. On the loop.
	 */
	void checkProgress() {
		if (queue().isStalled()) {
			closeSlowConsumer();
		}
		this.watched = queue().hasWork();
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
		if (queue().overflow() == OverflowPolicy.CLOSE) {
			closeSlowConsumer();
			return;
		}
		slow();
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
	 * Have a close frame sent once what was accepted is out. For any thread.
	 */
	void finish(CloseStatus status) {
		loop().execute(new ConnectionTask(this.connection, () -> {
			queue().finish(status);
			this.connection.scheduleWrite();
		}));
	}

	/**
	 * Give up what waits and accept nothing more. For any thread.
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
