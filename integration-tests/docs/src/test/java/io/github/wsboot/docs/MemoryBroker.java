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

package io.github.wsboot.docs;

import java.nio.ByteBuffer;
import java.util.Collection;
import java.util.Map;
import java.util.Set;
import java.util.concurrent.CompletableFuture;
import java.util.concurrent.CompletionStage;
import java.util.concurrent.ConcurrentHashMap;
import java.util.concurrent.ExecutorService;
import java.util.concurrent.Executors;
import java.util.function.Supplier;

import org.springframework.scheduling.concurrent.CustomizableThreadFactory;

import io.github.wsboot.cluster.ClusterBroker;
import io.github.wsboot.cluster.ClusterLink;
import io.github.wsboot.cluster.ClusterLinkException;
import io.github.wsboot.cluster.ClusterLinkException.Reason;
import io.github.wsboot.cluster.ClusterLinkListener;
import io.github.wsboot.cluster.Topic;

class MemoryBroker implements ClusterBroker {

	private final ExecutorService engine;

	private final Map<Topic, Set<MemoryLink>> subscribers = new ConcurrentHashMap<>();

	MemoryBroker() {
		CustomizableThreadFactory threads = new CustomizableThreadFactory("engine-");
		threads.setDaemon(true);
		this.engine = Executors.newSingleThreadExecutor(threads);
	}

	@Override
	public CompletionStage<ClusterLink> open(ClusterLinkListener listener) {
		return CompletableFuture.supplyAsync(() -> new MemoryLink(listener), this.engine);
	}

	private final class MemoryLink implements ClusterLink {

		private final ClusterLinkListener listener;

		private volatile boolean closed;

		MemoryLink(ClusterLinkListener listener) {
			this.listener = listener;
		}

		@Override
		public CompletionStage<Void> subscribe(Collection<Topic> topics) {
			return execute(() -> {
				topics.forEach((topic) -> subscribersOf(topic).add(this));
				return null;
			});
		}

		@Override
		public CompletionStage<Void> unsubscribe(Collection<Topic> topics) {
			return execute(() -> {
				topics.forEach((topic) -> subscribersOf(topic).remove(this));
				return null;
			});
		}

		@Override
		public CompletionStage<Integer> publish(Topic topic, ByteBuffer message) {
			ByteBuffer bytes = message.asReadOnlyBuffer();
			return execute(() -> {
				Set<MemoryLink> links = subscribersOf(topic);
				links.forEach((link) -> link.receive(topic, bytes.duplicate()));
				return links.size();
			});
		}

		private void receive(Topic topic, ByteBuffer message) {
			if (!this.closed) {
				this.listener.received(topic, message);
			}
		}

		@Override
		public void close() {
			this.closed = true;
			MemoryBroker.this.engine
				.execute(() -> MemoryBroker.this.subscribers.values().forEach((links) -> links.remove(this)));
		}

		private Set<MemoryLink> subscribersOf(Topic topic) {
			return MemoryBroker.this.subscribers.computeIfAbsent(topic, (each) -> ConcurrentHashMap.newKeySet());
		}

		private <T> CompletionStage<T> execute(Supplier<T> command) {
			return CompletableFuture.supplyAsync(() -> {
				if (this.closed) {
					throw new ClusterLinkException(Reason.CLOSED, "The link is closed", null);
				}
				return command.get();
			}, MemoryBroker.this.engine);
		}

	}

}
