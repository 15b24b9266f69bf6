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

import java.util.List;
import java.util.concurrent.CompletableFuture;
import java.util.concurrent.CompletionStage;
import java.util.concurrent.atomic.AtomicInteger;

import io.github.wsboot.BroadcastResult;
import io.github.wsboot.connection.ConnectionGroup.LoopPartition;
import io.github.wsboot.outbound.EncodedFrame;
import io.github.wsboot.outbound.QueuedFrame;
import io.github.wsboot.support.SafeLogger;
import io.github.wsboot.support.SafeRunner;
import io.github.wsboot.support.Timing;

/**
 * Delivery of one frame to many connections: one task for each of their event loops,
 * which work side by side.
 */
final class BroadcastTask implements BroadcastResult {

	private static final SafeLogger logger = SafeLogger.of(BroadcastTask.class);

	private final EncodedFrame frame;

	private final long since;

	private final int targeted;

	private final Runnable onReleased;

	private final AtomicInteger loops;

	private final AtomicInteger holders;

	private final AtomicInteger accepted = new AtomicInteger();

	private final CompletableFuture<Counts> completion = new CompletableFuture<>();

	private BroadcastTask(EncodedFrame frame, long since, List<LoopPartition> partitions, Runnable onReleased) {
		this.frame = frame;
		this.since = since;
		this.targeted = partitions.stream().mapToInt((partition) -> partition.members().size()).sum();
		this.onReleased = onReleased;
		this.loops = new AtomicInteger(partitions.size());
		this.holders = new AtomicInteger(partitions.size());
	}

	/**
	 * Create a completed task whose receivers are all refused the frame.
	 */
	static BroadcastTask refused(EncodedFrame frame, List<LoopPartition> partitions) {
		BroadcastTask task = new BroadcastTask(frame, 0, partitions, () -> {
		});
		task.complete();
		return task;
	}

	/**
	 * Start to send a frame.
	 * @param since when the frame was pushed, or {@link Timing#NONE}
	 * @param onReleased called when no queue holds the frame any more
	 */
	static BroadcastTask start(EncodedFrame frame, long since, List<LoopPartition> partitions, Runnable onReleased) {
		BroadcastTask task = new BroadcastTask(frame, since, partitions, onReleased);
		partitions.forEach(task::start);
		if (partitions.isEmpty()) {
			onReleased.run();
			task.complete();
		}
		return task;
	}

	private void start(LoopPartition partition) {
		try {
			QueuedFrame queued = new QueuedFrame(this.frame, this.since, this::onFrameReleased).retain();
			partition.loop().execute(() -> fanOut(partition.members(), queued));
		}
		catch (Throwable ex) {
			logger.error("A broadcast does not reach the connections of one loop", ex);
			onFrameReleased();
			onLoopDone();
		}
	}

	private void fanOut(List<ManagedConnection> receivers, QueuedFrame queued) {
		int accepted = 0;
		for (ManagedConnection receiver : receivers) {
			accepted += take(receiver, queued) ? 1 : 0;
		}
		this.accepted.addAndGet(accepted);
		SafeRunner.run(queued::release, this::onLoopDone);
	}

	/**
	 * Offer the frame to a receiver. A failure ends this receiver only.
	 */
	private static boolean take(ManagedConnection receiver, QueuedFrame queued) {
		try {
			return receiver.outbound().take(queued);
		}
		catch (Throwable ex) {
			receiver.abortOnFailure(ex);
			return false;
		}
	}

	private void onLoopDone() {
		if (this.loops.decrementAndGet() <= 0) {
			complete();
		}
	}

	private void onFrameReleased() {
		if (this.holders.decrementAndGet() == 0) {
			this.onReleased.run();
		}
	}

	private void complete() {
		int accepted = this.accepted.get();
		this.completion.complete(new Counts(accepted, this.targeted - accepted));
	}

	@Override
	public int targeted() {
		return this.targeted;
	}

	@Override
	public CompletionStage<Counts> completion() {
		return this.completion.minimalCompletionStage();
	}

	@Override
	public CompletionStage<Forwarding> forwarded() {
		return CompletableFuture.completedStage(Forwarding.NOT_NEEDED);
	}

	@Override
	public String toString() {
		Counts counts = this.completion.getNow(null);
		return "BroadcastResult[targeted=" + this.targeted + ((counts != null)
				? ", accepted=" + counts.accepted() + ", dropped=" + counts.dropped() + "]" : ", pending]");
	}

}
