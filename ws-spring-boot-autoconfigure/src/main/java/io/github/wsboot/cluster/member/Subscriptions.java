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

import java.time.Duration;
import java.util.Collection;
import java.util.List;
import java.util.Set;
import java.util.concurrent.CompletableFuture;
import java.util.concurrent.CompletionStage;
import java.util.concurrent.Executor;
import java.util.function.Consumer;
import java.util.function.Function;
import java.util.function.LongSupplier;
import java.util.stream.IntStream;
import java.util.stream.Stream;

import org.jspecify.annotations.Nullable;

import io.github.wsboot.cluster.ClusterLink;
import io.github.wsboot.cluster.ClusterLinkException;
import io.github.wsboot.cluster.ClusterLinkException.Reason;
import io.github.wsboot.cluster.Topic;
import io.github.wsboot.cluster.codec.ClusterMessageCodec;
import io.github.wsboot.cluster.member.DesiredTopics.Entry;
import io.github.wsboot.cluster.member.DesiredTopics.Waiter;
import io.github.wsboot.node.AudienceSpec;
import io.github.wsboot.node.GroupSubscriptions;
import io.github.wsboot.support.CompletionExceptions;

/**
 * Keeps the subscriptions of the current link in step with the rooms and users that have
 * a connection here. A new link starts with nothing and gets all of them.
 * <p>
 * Changes are noted by any thread and sent in batches by the control thread. The topic of
 * a group that has vanished stays subscribed for a while, so that a room that empties and
 * fills costs nothing.
 * <p>
 * The bean of this type cannot be replaced by one of the application's.
 *
 * @since 0.1.0
 */
public final class Subscriptions implements GroupSubscriptions {

	static final Duration FLUSH_DELAY = Duration.ofMillis(5);

	static final Duration CONFIRMATION_TIMEOUT = Duration.ofSeconds(5);

	static final int MAX_BATCH = 512;

	private final DesiredTopics topics;

	private final Duration linger;

	private final ControlTimer control;

	private final Executor workers;

	private final LongSupplier clock;

	/** Touched by the control thread only. */
	private @Nullable Attachment attachment;

	/**
	 * Create the subscriptions of a node that has no link yet.
	 * @param nodeId the id of this node
	 * @param linger how long the topic of a group without connections stays subscribed
	 * @param control the timer of the control thread
	 * @param workers runs what waits for a topic, on threads that may block; rejects
	 * nothing
	 */
	public Subscriptions(String nodeId, Duration linger, ControlTimer control, Executor workers) {
		this(nodeId, linger, control, workers, System::nanoTime);
	}

	Subscriptions(String nodeId, Duration linger, ControlTimer control, Executor workers, LongSupplier clock) {
		this.topics = new DesiredTopics(List.of(Topic.ALL, Topic.node(nodeId)));
		this.linger = linger;
		this.control = control;
		this.workers = workers;
		this.clock = clock;
	}

	@Override
	public void onAppeared(AudienceSpec.Kind kind, String name) {
		// An engine may refuse a name to which nobody can push, and break the link each
		// time
		if (ClusterMessageCodec.canEncode(name) && this.topics.add(topic(kind, name))) {
			scheduleFlush();
		}
	}

	@Override
	public void onVanished(AudienceSpec.Kind kind, String name) {
		DesiredTopics.Removal removal = this.topics.remove(topic(kind, name),
				this.clock.getAsLong() + this.linger.toNanos());
		if (removal.scheduleSweep()) {
			scheduleSweep(this.linger);
		}
		if (!removal.released().isEmpty()) {
			this.control.after(Duration.ZERO, () -> complete(removal.released(), true));
		}
	}

	private static Topic topic(AudienceSpec.Kind kind, String name) {
		return switch (kind) {
			case ROOM -> Topic.room(name);
			case USER -> Topic.user(name);
			case ALL, ENDPOINT -> throw new IllegalArgumentException("There is no topic for each " + kind);
		};
	}

	@Override
	public CompletionStage<Boolean> whenReachable(Set<String> rooms, @Nullable String user) {
		return this.topics.whenConfirmed(rooms, user);
	}

	/**
	 * Return how many topics are subscribed on the current link.
	 * @return the number of topics that the engine has confirmed
	 */
	public int confirmed() {
		return this.topics.confirmed();
	}

	/**
	 * Return how many topics are wanted on a link.
	 * @return the number of topics, with those whose groups have vanished lately
	 */
	public int desired() {
		return this.topics.size();
	}

	/**
	 * Subscribe on a new link to all that is wanted, instead of on the current one.
	 * Called by the control thread, which runs the callbacks as well: nothing after
	 * {@link #detach()}, and nothing more after a failure, which detaches the link.
	 * @param link the link, on which nothing is subscribed
	 * @param onSubscribed called once all that was wanted at the time of this call is
	 * confirmed
	 * @param onFailed called once if something is refused or not confirmed in time, now
	 * or later
	 */
	void attach(ClusterLink link, Runnable onSubscribed, Consumer<Throwable> onFailed) {
		detach();
		Attachment begun = new Attachment(link, onSubscribed, onFailed);
		this.attachment = begun;
		List<List<Entry>> batches = this.topics.beginLink().stream().flatMap(Subscriptions::batches).toList();
		begun.missing = batches.size();
		batches.forEach((batch) -> subscribe(begun, batch, begun::countDown));
	}

	/**
	 * Forget the current link, which is broken or about to be closed. Called by the
	 * control thread. Has no effect without a link.
	 */
	void detach() {
		if (this.attachment != null) {
			this.attachment = null;
			complete(this.topics.endLink(), false);
		}
	}

	private void scheduleFlush() {
		this.control.after(FLUSH_DELAY, this::flush);
	}

	private void flush() {
		List<Entry> appeared = this.topics.flush();
		Attachment current = this.attachment;
		if (current != null) {
			batches(appeared).forEach((batch) -> subscribe(current, batch, () -> {
			}));
		}
	}

	private void subscribe(Attachment current, List<Entry> batch, Runnable whenDone) {
		send(current, batch, current.link::subscribe, () -> {
			complete(this.topics.onSubscribed(batch), true);
			whenDone.run();
		});
	}

	/**
	 * Schedule a sweep, a little later than need be so that it finds several topics.
	 */
	private void scheduleSweep(Duration delay) {
		this.control.after(delay.plus(FLUSH_DELAY), this::sweep);
	}

	private void sweep() {
		DesiredTopics.Sweep sweep = this.topics.sweep(this.clock.getAsLong());
		sweep.next().ifPresent((nanos) -> scheduleSweep(Duration.ofNanos(nanos)));
		Attachment current = this.attachment;
		if (current != null) {
			batches(sweep.expired()).forEach((batch) -> unsubscribe(current, batch));
		}
	}

	private void unsubscribe(Attachment current, List<Entry> batch) {
		send(current, batch, current.link::unsubscribe, () -> {
			if (this.topics.onUnsubscribed(batch)) {
				scheduleFlush();
			}
		});
	}

	private static Stream<List<Entry>> batches(List<Entry> entries) {
		return IntStream.iterate(0, (from) -> from < entries.size(), (from) -> from + MAX_BATCH)
			.mapToObj((from) -> entries.subList(from, Math.min(from + MAX_BATCH, entries.size())));
	}

	private void send(Attachment current, List<Entry> batch, Function<List<Topic>, CompletionStage<Void>> call,
			Runnable whenDone) {
		ConfirmationTimeout.Call sent = current.timeout.begin();
		CompletionStage<Void> confirmation = call(call, batch.stream().map(Entry::topic).toList());
		confirmation.whenComplete((result, failure) -> this.control.after(Duration.ZERO, () -> {
			sent.end();
			onDone(current, failure, whenDone);
		}));
	}

	private static CompletionStage<Void> call(Function<List<Topic>, CompletionStage<Void>> call, List<Topic> topics) {
		try {
			return call.apply(topics);
		}
		catch (RuntimeException ex) {
			return CompletableFuture.failedStage(ex);
		}
	}

	private void onDone(Attachment current, @Nullable Throwable failure, Runnable whenDone) {
		if (failure != null) {
			fail(current, CompletionExceptions.unwrap(failure));
		}
		else if (current == this.attachment) {
			whenDone.run();
		}
	}

	private void fail(Attachment failed, Throwable cause) {
		if (failed == this.attachment) {
			detach();
			failed.onFailed.accept(cause);
		}
	}

	private void complete(Collection<Waiter> waiters, boolean reachable) {
		waiters.forEach((waiter) -> waiter.complete(reachable, this.workers));
	}

	/**
	 * Link and those who want to know how it goes.
	 */
	private final class Attachment {

		private final ClusterLink link;

		private final Runnable onSubscribed;

		private final Consumer<Throwable> onFailed;

		private final ConfirmationTimeout timeout;

		/** First batches that are not confirmed. */
		private int missing;

		Attachment(ClusterLink link, Runnable onSubscribed, Consumer<Throwable> onFailed) {
			this.link = link;
			this.onSubscribed = onSubscribed;
			this.onFailed = onFailed;
			this.timeout = new ConfirmationTimeout(Subscriptions.this.control, CONFIRMATION_TIMEOUT,
					() -> fail(this, new ClusterLinkException(Reason.CLOSED,
							"The engine did not confirm a change of subscriptions in time", null)));
		}

		private void countDown() {
			this.missing--;
			if (this.missing == 0) {
				Subscriptions.this.topics.completeLink();
				this.onSubscribed.run();
			}
		}

	}

}
