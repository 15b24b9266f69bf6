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

package io.github.wsboot.cluster.member;

import java.nio.ByteBuffer;
import java.util.Collection;
import java.util.List;
import java.util.concurrent.CompletableFuture;
import java.util.concurrent.CompletionStage;
import java.util.concurrent.CopyOnWriteArrayList;
import java.util.function.Supplier;

import org.jspecify.annotations.Nullable;

import io.github.wsboot.cluster.ClusterLink;
import io.github.wsboot.cluster.Topic;
import io.github.wsboot.cluster.codec.ClusterMessage;
import io.github.wsboot.cluster.codec.ClusterMessage.Kind;
import io.github.wsboot.cluster.codec.ClusterMessageCodec;

/**
 * {@link ClusterLink} that records what is published. By default, it confirms at once.
 */
final class RecordingLink implements ClusterLink {

	final List<Published> published = new CopyOnWriteArrayList<>();

	/** Returns the answer to the next publish. */
	volatile Supplier<@Nullable CompletionStage<Integer>> answer = () -> CompletableFuture.completedStage(-1);

	volatile int closed;

	/** Thrown by {@link #close()}. */
	volatile @Nullable RuntimeException closeFailure;

	@Override
	public CompletionStage<Void> subscribe(Collection<Topic> topics) {
		return CompletableFuture.completedStage(null);
	}

	@Override
	public CompletionStage<Void> unsubscribe(Collection<Topic> topics) {
		return CompletableFuture.completedStage(null);
	}

	@Override
	@SuppressWarnings("NullAway")
	public CompletionStage<Integer> publish(Topic topic, ByteBuffer message) {
		this.published.add(new Published(topic, ClusterMessageCodec.decode(message), message.remaining()));
		return this.answer.get();
	}

	@Override
	public void close() {
		this.closed++;
		if (this.closeFailure != null) {
			throw this.closeFailure;
		}
	}

	List<Kind> kinds() {
		return this.published.stream().map((message) -> message.message().kind()).toList();
	}

	/**
	 * Return the numbers of the messages of a topic, in the order of publishing.
	 */
	List<Long> sequences(Topic topic) {
		return this.published.stream()
			.filter((message) -> message.topic().equals(topic))
			.map((message) -> message.message().stamp().sequence())
			.toList();
	}

	record Published(Topic topic, ClusterMessage message, int size) {

	}

}
