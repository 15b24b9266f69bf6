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
import java.nio.charset.StandardCharsets;
import java.util.List;
import java.util.Queue;
import java.util.Set;
import java.util.concurrent.ConcurrentHashMap;
import java.util.concurrent.ConcurrentLinkedQueue;
import java.util.concurrent.CopyOnWriteArrayList;
import java.util.concurrent.Semaphore;
import java.util.concurrent.TimeUnit;
import java.util.concurrent.atomic.AtomicInteger;
import java.util.function.Predicate;

import org.jspecify.annotations.Nullable;

/**
 * Listener that keeps everything it gets. A test may have it block in each call, or do
 * something in one.
 */
public final class RecordingListener implements ClusterLinkListener {

	private final Queue<Message> messages = new ConcurrentLinkedQueue<>();

	private final AtomicInteger count = new AtomicInteger();

	private final List<Throwable> failures = new CopyOnWriteArrayList<>();

	private final Set<Thread> threads = ConcurrentHashMap.newKeySet();

	private final AtomicInteger callers = new AtomicInteger();

	private final Semaphore gate = new Semaphore(Integer.MAX_VALUE / 2);

	private volatile boolean overlapped;

	private volatile @Nullable Runnable onMessage;

	private volatile @Nullable Runnable onBroken;

	@Override
	public void received(Topic topic, ByteBuffer message) {
		call(() -> {
			byte[] bytes = new byte[message.remaining()];
			message.get(bytes);
			this.messages.add(new Message(topic, bytes));
			this.count.incrementAndGet();
			run(this.onMessage);
		});
	}

	@Override
	public void broken(Throwable cause) {
		call(() -> {
			this.failures.add(cause);
			run(this.onBroken);
		});
	}

	private void run(@Nullable Runnable action) {
		if (action != null) {
			action.run();
		}
	}

	private void call(Runnable action) {
		this.overlapped |= this.callers.incrementAndGet() > 1;
		this.threads.add(Thread.currentThread());
		try {
			if (!this.gate.tryAcquire(ClusterBrokerContract.SECONDS, TimeUnit.SECONDS)) {
				// The one to unblock it waits for this call: let the test fail soon
				unblock();
			}
			this.gate.release();
			action.run();
		}
		catch (InterruptedException ex) {
			Thread.currentThread().interrupt();
		}
		finally {
			this.callers.decrementAndGet();
		}
	}

	/** Let each call wait until {@link #unblock()}. */
	public void block() {
		this.gate.drainPermits();
	}

	public void unblock() {
		this.gate.release(Integer.MAX_VALUE / 4);
	}

	/** Run something in each call, after the message was noted. */
	public void onMessage(Runnable action) {
		this.onMessage = action;
	}

	/** Run something when the link has broken, after that was noted. */
	public void onBroken(Runnable action) {
		this.onBroken = action;
	}

	public List<Message> messages() {
		return List.copyOf(this.messages);
	}

	public List<String> texts() {
		return this.messages.stream().map(Message::text).toList();
	}

	public List<String> texts(Predicate<Topic> topics) {
		return this.messages.stream().filter((message) -> topics.test(message.topic())).map(Message::text).toList();
	}

	public int count() {
		return this.count.get();
	}

	public List<Throwable> failures() {
		return List.copyOf(this.failures);
	}

	public Set<Thread> threads() {
		return Set.copyOf(this.threads);
	}

	/** Whether a call has begun and not ended, which may be one that waits. */
	public boolean isCalled() {
		return this.callers.get() > 0;
	}

	public boolean isOverlapped() {
		return this.overlapped;
	}

	/**
	 * Message that was received.
	 *
	 * @param topic its topic
	 * @param bytes a copy of its bytes
	 */
	public record Message(Topic topic, byte[] bytes) {

		public String text() {
			return new String(this.bytes, StandardCharsets.UTF_8);
		}

	}

}
