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
import java.util.function.IntConsumer;

import io.github.wsboot.connection.ConnectionGroup.LoopPartition;
import io.github.wsboot.extension.DropReason;
import io.github.wsboot.monitor.ConnectionMonitor;
import io.github.wsboot.outbound.EncodedFrame;
import io.github.wsboot.outbound.SendMemoryBudget;
import io.github.wsboot.support.Timing;

/**
 * Sends a frame to many connections of this node, if the memory of all queues allows.
 */
final class FrameFanOut {

	private final SendMemoryBudget budget;

	private final ConnectionMonitor monitor;

	FrameFanOut(SendMemoryBudget budget, ConnectionMonitor monitor) {
		this.budget = budget;
		this.monitor = monitor;
	}

	/**
	 * Send a frame.
	 * @param since when the frame was pushed, or {@link Timing#NONE}
	 * @param receivers the receivers by loop
	 * @param onQueued called with the number of receivers once all queues have accepted
	 * or refused the frame, if its time is measured
	 */
	BroadcastTask send(EncodedFrame frame, long since, List<LoopPartition> receivers, IntConsumer onQueued) {
		long cost = frame.memory();
		if (!this.budget.tryReserve(cost)) {
			if (since != Timing.NONE) {
				receivers.forEach(this::refuse);
			}
			return BroadcastTask.refused(frame, receivers);
		}
		// From here on the task releases the reserved memory
		BroadcastTask task = BroadcastTask.start(frame, since, receivers, () -> this.budget.release(cost));
		if (since != Timing.NONE) {
			task.completion().thenRun(() -> onQueued.accept(task.targeted()));
		}
		return task;
	}

	private void refuse(LoopPartition partition) {
		partition.members().forEach((connection) -> this.monitor.onDropped(connection, DropReason.OVERLOAD));
	}

}
