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
import java.util.function.Supplier;

import io.github.wsboot.BroadcastResult;
import io.github.wsboot.connection.ConnectionGroup.LoopPartition;
import io.github.wsboot.extension.DropReason;
import io.github.wsboot.message.PayloadEncoder;
import io.github.wsboot.monitor.ConnectionMonitor;
import io.github.wsboot.outbound.EncodedFrame;
import io.github.wsboot.outbound.SendMemoryBudget;
import io.github.wsboot.support.Timing;

/**
 * Encodes a payload once and sends it to many connections.
 */
final class Broadcaster {

	private final PayloadEncoder encoder;

	private final SendMemoryBudget budget;

	private final ConnectionMonitor monitor;

	Broadcaster(PayloadEncoder encoder, SendMemoryBudget budget, ConnectionMonitor monitor) {
		this.encoder = encoder;
		this.budget = budget;
		this.monitor = monitor;
	}

	BroadcastResult broadcast(Object payload, Supplier<List<LoopPartition>> receivers) {
		long since = this.monitor.startTiming();
		EncodedFrame frame = new EncodedFrame(this.encoder.encode(payload));
		List<LoopPartition> partitions = receivers.get();
		long cost = frame.size() + SendMemoryBudget.OVERHEAD;
		if (!this.budget.tryReserve(cost)) {
			if (since != Timing.NONE) {
				partitions.forEach(this::refuse);
			}
			return BroadcastTask.refused(frame, partitions);
		}
		// From here on the task releases the reserved memory
		BroadcastTask task = BroadcastTask.start(frame, since, partitions, () -> this.budget.release(cost));
		if (since != Timing.NONE) {
			task.completion().thenRun(() -> this.monitor.onBroadcast(task.targeted(), since));
		}
		return task;
	}

	private void refuse(LoopPartition partition) {
		partition.members().forEach((connection) -> this.monitor.onDropped(connection, DropReason.OVERLOAD));
	}

}
