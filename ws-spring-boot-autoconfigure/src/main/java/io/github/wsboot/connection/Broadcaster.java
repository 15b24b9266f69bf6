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
import java.util.function.Supplier;

import org.jspecify.annotations.Nullable;
import org.springframework.web.socket.CloseStatus;

import io.github.wsboot.BroadcastResult;
import io.github.wsboot.PushOptions;
import io.github.wsboot.connection.ConnectionGroup.LoopPartition;
import io.github.wsboot.message.PayloadEncoder;
import io.github.wsboot.monitor.ConnectionMonitor;
import io.github.wsboot.node.AudienceSpec;
import io.github.wsboot.node.RemoteNodes;
import io.github.wsboot.node.RemoteNodes.ForwardingResult;
import io.github.wsboot.outbound.EncodedFrame;

/**
 * Encodes a payload once and sends it to many connections, or closes them: those of this
 * node first, and then, by way of {@link RemoteNodes}, those of the others.
 */
final class Broadcaster {

	private final PayloadEncoder encoder;

	private final FrameFanOut fanOut;

	private final RemoteNodes remote;

	private final ConnectionMonitor monitor;

	Broadcaster(PayloadEncoder encoder, FrameFanOut fanOut, RemoteNodes remote, ConnectionMonitor monitor) {
		this.encoder = encoder;
		this.fanOut = fanOut;
		this.remote = remote;
		this.monitor = monitor;
	}

	/**
	 * Send a payload.
	 * @param receivers returns the receivers of this node; called last, so that those who
	 * join while the payload is converted get it, too
	 * @param others the audience on other nodes, or {@code null} for this node only
	 */
	BroadcastResult broadcast(Object payload, PushOptions options, Supplier<List<LoopPartition>> receivers,
			@Nullable AudienceSpec others) {
		long since = this.monitor.startTiming();
		EncodedFrame frame = EncodedFrame.of(this.encoder.encode(payload), options);
		if (others != null) {
			this.remote.checkForwardable(frame.frame());
		}
		BroadcastTask local = this.fanOut.send(frame, since, receivers.get(),
				(targeted) -> this.monitor.onBroadcast(targeted, since));
		return (others != null)
				? new ForwardedResult(local, this.remote.push(others, frame.frame(), frame.remainingOptions())) : local;
	}

	/**
	 * Close connections.
	 * @param members the connections of this node
	 * @param others the audience on other nodes, or {@code null} for this node only
	 */
	BroadcastResult disconnect(CloseStatus status, List<ManagedConnection> members, @Nullable AudienceSpec others) {
		int closed = 0;
		for (ManagedConnection member : members) {
			closed += member.disconnect(status) ? 1 : 0;
		}
		BroadcastResult local = new DisconnectResult(members.size(), closed);
		return (others != null) ? new ForwardedResult(local, this.remote.disconnect(others, status)) : local;
	}

	/**
	 * Outcome for an audience that may have members on other nodes.
	 *
	 * @param local the outcome for this node
	 * @param others the outcome for the other nodes
	 */
	private record ForwardedResult(BroadcastResult local, ForwardingResult others) implements BroadcastResult {

		@Override
		public int targeted() {
			return this.local.targeted();
		}

		@Override
		public CompletionStage<Counts> completion() {
			return this.local.completion();
		}

		@Override
		public CompletionStage<Forwarding> forwarded() {
			return this.others.stage();
		}

		@Override
		public String toString() {
			return this.local.toString();
		}

	}

	/**
	 * Outcome of a disconnect on this node.
	 *
	 * @param targeted the number of members
	 * @param closed the number of those that were established
	 */
	private record DisconnectResult(int targeted, int closed) implements BroadcastResult {

		@Override
		public CompletionStage<Counts> completion() {
			return CompletableFuture.completedStage(new Counts(this.closed, this.targeted - this.closed));
		}

		@Override
		public CompletionStage<Forwarding> forwarded() {
			return CompletableFuture.completedStage(Forwarding.NOT_NEEDED);
		}

		@Override
		public String toString() {
			return "BroadcastResult[targeted=" + this.targeted + ", accepted=" + this.closed + ", dropped="
					+ (this.targeted - this.closed) + "]";
		}

	}

}
