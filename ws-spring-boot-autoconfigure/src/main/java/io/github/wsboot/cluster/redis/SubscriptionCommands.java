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

package io.github.wsboot.cluster.redis;

import java.nio.ByteBuffer;
import java.util.ArrayDeque;
import java.util.ArrayList;
import java.util.Collection;
import java.util.LinkedHashSet;
import java.util.List;
import java.util.Queue;
import java.util.Set;
import java.util.concurrent.CompletableFuture;
import java.util.concurrent.CompletionStage;
import java.util.concurrent.ConcurrentHashMap;

import io.lettuce.core.RedisFuture;
import io.lettuce.core.pubsub.RedisPubSubAdapter;
import io.lettuce.core.pubsub.api.async.RedisPubSubAsyncCommands;
import org.jspecify.annotations.Nullable;

import io.github.wsboot.cluster.Topic;

/**
 * Subscribes on a connection, and unsubscribes.
 * <p>
 * Lettuce completes a command for many channels with the confirmation of the first one.
 * If another command follows at once, Lettuce mistakes the confirmations that are left
 * for those of the other command. So one command is underway at a time, and it ends when
 * each of its channels is confirmed. All changes that wait for it go together into the
 * next one. Otherwise they would pile up when changes are more frequent than round trips
 * to Redis.
 */
final class SubscriptionCommands extends RedisPubSubAdapter<Topic, ByteBuffer> {

	/** Limit for the channels of one command, during which Redis serves nobody else. */
	static final int MAX_CHANNELS = 2048;

	private final RedisPubSubAsyncCommands<Topic, ByteBuffer> commands;

	private final GuardedListener listener;

	private final RedisFailures failures;

	private final Runnable onUnexpectedEnd;

	/** Guarded by itself. */
	private final Queue<Change> waiting = new ArrayDeque<>();

	/** Changed with the lock of those that wait. */
	private volatile @Nullable Command underway;

	/** Changed with the lock of those that wait. */
	private @Nullable Throwable end;

	private final Set<Topic> subscribed = ConcurrentHashMap.newKeySet();

	/**
	 * Create the commands of a connection.
	 * @param commands the commands
	 * @param listener gets the messages of the topics that are subscribed
	 * @param failures describes failures
	 * @param onUnexpectedEnd called if a subscription ends that was not to end
	 */
	SubscriptionCommands(RedisPubSubAsyncCommands<Topic, ByteBuffer> commands, GuardedListener listener,
			RedisFailures failures, Runnable onUnexpectedEnd) {
		this.commands = commands;
		this.listener = listener;
		this.failures = failures;
		this.onUnexpectedEnd = onUnexpectedEnd;
	}

	boolean isSubscribed(Topic topic) {
		return this.subscribed.contains(topic);
	}

	CompletionStage<Void> subscribe(Collection<Topic> topics) {
		return change(topics, true);
	}

	CompletionStage<Void> unsubscribe(Collection<Topic> topics) {
		return change(topics, false);
	}

	private CompletionStage<Void> change(Collection<Topic> topics, boolean subscribe) {
		Change change = new Change(topics, subscribe);
		if (topics.isEmpty()) {
			// Redis would refuse the one, and end all subscriptions with the other
			change.done.complete(null);
			return change.done;
		}
		Throwable end;
		synchronized (this.waiting) {
			end = this.end;
			if (end == null) {
				this.waiting.add(change);
			}
		}
		if (end != null) {
			change.done.completeExceptionally(end);
		}
		else {
			sendNext();
		}
		return change.done;
	}

	private void sendNext() {
		Command next = takeNext();
		if (next != null) {
			send(next).whenComplete((none, failure) -> {
				if (failure != null) {
					finish(next, failure);
				}
			});
		}
	}

	private @Nullable Command takeNext() {
		synchronized (this.waiting) {
			Change first = (this.underway == null) ? this.waiting.poll() : null;
			if (first == null) {
				return null;
			}
			Command command = new Command(first);
			Change next = this.waiting.peek();
			while (next != null && command.takes(next)) {
				command.add(next);
				this.waiting.remove();
				next = this.waiting.peek();
			}
			this.underway = command;
			return command;
		}
	}

	private RedisFuture<Void> send(Command command) {
		Topic[] topics = command.unconfirmed.toArray(Topic[]::new);
		return command.subscribe ? this.commands.subscribe(topics) : this.commands.unsubscribe(topics);
	}

	private void finish(Command command, @Nullable Throwable failure) {
		synchronized (this.waiting) {
			if (this.underway != command) {
				return;
			}
			this.underway = null;
		}
		if (failure != null) {
			fail(command.changes, this.failures.describe(failure));
		}
		else {
			command.changes.forEach((change) -> change.done.complete(null));
		}
		sendNext();
	}

	private static void fail(List<Change> changes, Throwable cause) {
		changes.forEach((change) -> change.done.completeExceptionally(cause));
	}

	/**
	 * Complete all stages exceptionally, now and later.
	 */
	void end(Throwable cause) {
		List<Change> open = new ArrayList<>();
		synchronized (this.waiting) {
			this.end = cause;
			Command underway = this.underway;
			if (underway != null) {
				open.addAll(underway.changes);
				this.underway = null;
			}
			open.addAll(this.waiting);
			this.waiting.clear();
		}
		fail(open, cause);
	}

	// Called by the connection's thread

	@Override
	public void subscribed(@Nullable Topic topic, long count) {
		if (topic != null) {
			this.subscribed.add(topic);
			onConfirmed(topic, true);
		}
	}

	@Override
	public void unsubscribed(@Nullable Topic topic, long count) {
		if (topic != null) {
			this.subscribed.remove(topic);
		}
		if (topic == null || !onConfirmed(topic, false)) {
			this.onUnexpectedEnd.run();
		}
	}

	private boolean onConfirmed(Topic topic, boolean subscribe) {
		Command command = this.underway;
		if (command == null || command.subscribe != subscribe || !command.unconfirmed.remove(topic)) {
			return false;
		}
		if (command.unconfirmed.isEmpty()) {
			finish(command, null);
		}
		return true;
	}

	@Override
	public void message(@Nullable Topic topic, ByteBuffer message) {
		if (topic != null && isSubscribed(topic)) {
			this.listener.received(topic, message);
		}
	}

	/**
	 * Topics that somebody wants to subscribe to, or to unsubscribe from.
	 */
	private static final class Change {

		private final CompletableFuture<Void> done = new CompletableFuture<>();

		private final List<Topic> topics;

		private final boolean subscribe;

		Change(Collection<Topic> topics, boolean subscribe) {
			this.topics = List.copyOf(topics);
			this.subscribe = subscribe;
		}

	}

	/**
	 * Command for some changes of one kind.
	 */
	private static final class Command {

		private final List<Change> changes = new ArrayList<>();

		/** Touched by the thread of the connection once the command is sent. */
		private final Set<Topic> unconfirmed = new LinkedHashSet<>();

		private final boolean subscribe;

		Command(Change first) {
			this.subscribe = first.subscribe;
			add(first);
		}

		boolean takes(Change change) {
			return change.subscribe == this.subscribe && this.unconfirmed.size() + change.topics.size() <= MAX_CHANNELS;
		}

		void add(Change change) {
			this.changes.add(change);
			this.unconfirmed.addAll(change.topics);
		}

	}

}
