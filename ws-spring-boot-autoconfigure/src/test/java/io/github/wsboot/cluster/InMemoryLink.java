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

package io.github.wsboot.cluster;

import java.nio.ByteBuffer;
import java.util.ArrayList;
import java.util.Arrays;
import java.util.Collection;
import java.util.LinkedHashSet;
import java.util.List;
import java.util.Set;
import java.util.concurrent.BlockingQueue;
import java.util.concurrent.CompletableFuture;
import java.util.concurrent.CompletionStage;
import java.util.concurrent.LinkedBlockingQueue;
import java.util.concurrent.locks.LockSupport;

import org.jspecify.annotations.Nullable;

/**
 * Link to an {@link InMemoryEngine}. What comes from the engine, messages and answers,
 * waits in one queue and is handled by one thread, as if it came over one socket.
 */
final class InMemoryLink implements ClusterLink, Runnable {

	private static final int LARGEST_KEPT_BUFFER = 64 * 1024;

	/** Bytes before a message, so that nobody takes the position for zero. */
	private static final int OFFSET = 3;

	private static final Arrival END = new Arrival(0, (link) -> {
	});

	final InMemoryNode node;

	/** Topics that the engine has subscribed; guarded by its lock. */
	final Set<Topic> topics = new LinkedHashSet<>();

	/** Stages that are not complete; guarded by the engine's lock. */
	final Set<CompletableFuture<?>> outstanding = new LinkedHashSet<>();

	/** Group of links that see each other; guarded by the engine's lock. */
	int side;

	private final InMemoryEngine engine;

	private final ClusterLinkListener listener;

	private final BlockingQueue<Arrival> arrivals = new LinkedBlockingQueue<>();

	private final Thread thread;

	private volatile boolean closed;

	private volatile @Nullable Throwable failure;

	private boolean opened;

	private byte[] buffer = new byte[256];

	InMemoryLink(InMemoryEngine engine, InMemoryNode node, ClusterLinkListener listener, int number) {
		this.engine = engine;
		this.node = node;
		this.side = node.side;
		this.listener = listener;
		this.thread = new Thread(this, "engine-" + node.name + "-" + number);
		this.thread.setDaemon(true);
	}

	@Override
	public CompletionStage<Void> subscribe(Collection<Topic> topics) {
		return this.engine.subscribe(this, List.copyOf(topics));
	}

	@Override
	public CompletionStage<Void> unsubscribe(Collection<Topic> topics) {
		return this.engine.unsubscribe(this, List.copyOf(topics));
	}

	@Override
	public CompletionStage<Integer> publish(Topic topic, ByteBuffer message) {
		ByteBuffer source = message.duplicate();
		byte[] bytes = new byte[source.remaining()];
		source.get(bytes);
		return this.engine.publish(this, topic, bytes);
	}

	@Override
	public void close() {
		this.closed = true;
		this.engine.close(this);
		end();
	}

	void start(CompletableFuture<ClusterLink> stage) {
		this.outstanding.add(stage);
		answer(() -> {
			this.opened = true;
			stage.complete(this);
		}, stage);
		this.thread.start();
	}

	/**
	 * Break this link. Called once, with the engine's lock held.
	 */
	void fail(Throwable cause) {
		this.failure = cause;
		end();
	}

	boolean isEnded() {
		return this.closed || this.failure != null;
	}

	/**
	 * Return why this link has ended. A user may learn that by a failed call, before its
	 * listener is called.
	 */
	Throwable endCause() {
		Throwable cause = this.failure;
		return (cause != null) ? cause
				: new ClusterLinkException(ClusterLinkException.Reason.CLOSED, "The link is closed", null);
	}

	private void end() {
		this.arrivals.add(END);
		wake();
	}

	void wake() {
		LockSupport.unpark(this.thread);
	}

	/**
	 * Send a message to this link. Called with the engine's lock held.
	 */
	void deliver(Topic topic, byte[] bytes) {
		arrive((link) -> link.receive(topic, bytes));
	}

	/**
	 * Send the answer to a command to this link. Called with the engine's lock held.
	 */
	void answer(Runnable completion, CompletableFuture<?> stage) {
		arrive((link) -> {
			link.engine.answered(link, stage);
			completion.run();
		});
	}

	private void arrive(Action action) {
		if (!this.node.incomingCut) {
			this.arrivals.add(new Arrival((this.node.delayNanos != 0) ? System.nanoTime() : 0, action));
		}
	}

	@Override
	public void run() {
		try {
			while (!isEnded()) {
				Arrival arrival = this.arrivals.take();
				awaitTimeOf(arrival);
				if (!isEnded() && !this.node.incomingCut) {
					arrival.action.run(this);
				}
			}
		}
		catch (InterruptedException ex) {
			throw new IllegalStateException(ex);
		}
		finally {
			finish();
		}
	}

	private void awaitTimeOf(Arrival arrival) {
		while (arrival.sentAt != 0 && !isEnded()) {
			long nanos = arrival.sentAt + this.node.delayNanos - System.nanoTime();
			if (nanos <= 0) {
				return;
			}
			LockSupport.parkNanos(nanos);
		}
	}

	private void receive(Topic topic, byte[] bytes) {
		InMemoryNode.count(this.node.delivered, topic);
		int end = OFFSET + bytes.length;
		byte[] target = (this.buffer.length >= end) ? this.buffer : new byte[Math.max(end, 2 * this.buffer.length)];
		if (target.length <= LARGEST_KEPT_BUFFER) {
			this.buffer = target;
		}
		System.arraycopy(bytes, 0, target, OFFSET, bytes.length);
		try {
			this.listener.received(topic, ByteBuffer.wrap(target, OFFSET, bytes.length).asReadOnlyBuffer());
		}
		catch (Throwable ex) {
			this.engine.listenerFailed(this, ex);
		}
		// A listener that keeps the buffer for later finds out
		Arrays.fill(target, OFFSET, end, (byte) 0);
	}

	private void finish() {
		Throwable cause = this.failure;
		List<CompletableFuture<?>> stages = new ArrayList<>(this.engine.takeOutstanding(this));
		stages.forEach((stage) -> stage.completeExceptionally(endCause()));
		if (cause != null && this.opened && !this.closed) {
			this.listener.broken(cause);
		}
	}

	private interface Action {

		void run(InMemoryLink link);

	}

	private record Arrival(long sentAt, Action action) {

	}

}
