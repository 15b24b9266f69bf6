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

package io.github.wsboot.benchmarks.cluster;

import java.nio.ByteBuffer;
import java.util.Collection;
import java.util.Set;
import java.util.concurrent.CompletableFuture;
import java.util.concurrent.CompletionStage;
import java.util.concurrent.ConcurrentHashMap;
import java.util.concurrent.CopyOnWriteArrayList;
import java.util.concurrent.ExecutorService;
import java.util.concurrent.Executors;
import java.util.concurrent.locks.ReentrantLock;

import io.github.wsboot.cluster.ClusterBroker;
import io.github.wsboot.cluster.ClusterLink;
import io.github.wsboot.cluster.ClusterLinkListener;
import io.github.wsboot.cluster.Topic;

/**
 * Engine in the memory of one JVM: it copies each message once and hands it to the thread
 * of each link, which stands for the thread that reads an engine's socket.
 */
final class MemoryEngine {

	private static final String THREAD_PREFIX = "engine-";

	private final CopyOnWriteArrayList<Link> links = new CopyOnWriteArrayList<>();

	/** Held while a message is handed out, so that all links get the same order. */
	private final ReentrantLock order = new ReentrantLock();

	/**
	 * Return the broker of a node, whose messages arrive on the thread
	 * {@linkplain #threadName(String) named after it}.
	 */
	ClusterBroker broker(String node) {
		return (listener) -> {
			Link link = new Link(threadName(node), listener);
			this.links.add(link);
			return CompletableFuture.completedFuture(link);
		};
	}

	static String threadName(String node) {
		return THREAD_PREFIX + node;
	}

	private final class Link implements ClusterLink {

		private final ClusterLinkListener listener;

		private final Set<Topic> topics = ConcurrentHashMap.newKeySet();

		private final ExecutorService thread;

		Link(String threadName, ClusterLinkListener listener) {
			this.listener = listener;
			this.thread = Executors.newSingleThreadExecutor((task) -> {
				Thread created = new Thread(task, threadName);
				created.setDaemon(true);
				return created;
			});
		}

		@Override
		public CompletionStage<Void> subscribe(Collection<Topic> topics) {
			this.topics.addAll(topics);
			return CompletableFuture.completedFuture(null);
		}

		@Override
		public CompletionStage<Void> unsubscribe(Collection<Topic> topics) {
			this.topics.removeAll(topics);
			CompletableFuture<Void> stage = new CompletableFuture<>();
			this.thread.execute(() -> stage.complete(null));
			return stage;
		}

		@Override
		public CompletionStage<Integer> publish(Topic topic, ByteBuffer message) {
			ByteBuffer copy = ByteBuffer.allocate(message.remaining()).put(message.duplicate()).flip();
			int receivers = 0;
			MemoryEngine.this.order.lock();
			try {
				for (Link link : MemoryEngine.this.links) {
					if (link.topics.contains(topic)) {
						link.deliver(topic, copy);
						receivers++;
					}
				}
			}
			finally {
				MemoryEngine.this.order.unlock();
			}
			return CompletableFuture.completedFuture(receivers);
		}

		private void deliver(Topic topic, ByteBuffer message) {
			this.thread.execute(() -> this.listener.received(topic, message.asReadOnlyBuffer()));
		}

		@Override
		public void close() {
			MemoryEngine.this.order.lock();
			try {
				MemoryEngine.this.links.remove(this);
				this.thread.shutdown();
			}
			finally {
				MemoryEngine.this.order.unlock();
			}
		}

	}

}
