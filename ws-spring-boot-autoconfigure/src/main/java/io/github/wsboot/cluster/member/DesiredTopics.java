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

import java.util.ArrayList;
import java.util.Collection;
import java.util.Collections;
import java.util.HashMap;
import java.util.Iterator;
import java.util.LinkedHashSet;
import java.util.List;
import java.util.Map;
import java.util.OptionalLong;
import java.util.Set;
import java.util.concurrent.CompletableFuture;
import java.util.concurrent.CompletionStage;
import java.util.concurrent.Executor;
import java.util.concurrent.locks.ReentrantLock;

import org.jspecify.annotations.Nullable;

import io.github.wsboot.cluster.Topic;

/**
 * Topics that this node wants, how far each of them is subscribed on the current link,
 * and the stages that wait for that. A topic is in one call to the link at a time, so no
 * engine has to sort out calls that overtake each other.
 * <p>
 * Thread-safe: has one lock, under which nothing else is called. The methods about the
 * link are for the control thread.
 */
final class DesiredTopics {

	private static final CompletionStage<Boolean> REACHABLE = CompletableFuture.completedStage(true);

	private static final CompletionStage<Boolean> UNREACHABLE = CompletableFuture.completedStage(false);

	private final ReentrantLock lock = new ReentrantLock();

	/** Wanted for good. */
	private final List<Entry> fixed;

	/** The topics of rooms and users. */
	private final Map<Topic, Entry> groups = new HashMap<>();

	/** Entries of groups without a connection, the longest ago first. */
	private final Set<Entry> vanished = new LinkedHashSet<>();

	/** What the next flush subscribes to; empty while there is no link. */
	private List<Entry> unsent = new ArrayList<>();

	private boolean flushScheduled;

	private boolean sweepScheduled;

	private LinkPhase phase = LinkPhase.NONE;

	private int confirmed;

	DesiredTopics(List<Topic> fixed) {
		this.fixed = fixed.stream().map(Entry::new).toList();
	}

	/**
	 * Note that a group has a connection.
	 * @param topic its topic
	 * @return whether the caller has to schedule a flush
	 */
	boolean add(Topic topic) {
		this.lock.lock();
		try {
			Entry entry = this.groups.get(topic);
			if (entry == null) {
				entry = new Entry(topic);
				this.groups.put(topic, entry);
				return this.phase != LinkPhase.NONE && enqueue(entry);
			}
			entry.present = true;
			this.vanished.remove(entry);
			return false;
		}
		finally {
			this.lock.unlock();
		}
	}

	private boolean enqueue(Entry entry) {
		entry.state = State.UNSENT;
		this.unsent.add(entry);
		boolean first = !this.flushScheduled;
		this.flushScheduled = true;
		return first;
	}

	/**
	 * Note that a group has no connection any more. Its topic is kept for a while.
	 * @param topic its topic
	 * @param deadline the time until which it is kept
	 * @return the work that is left to the caller
	 */
	Removal remove(Topic topic, long deadline) {
		this.lock.lock();
		try {
			Entry entry = this.groups.get(topic);
			if (entry == null || !entry.present) {
				return Removal.NOTHING_TO_DO;
			}
			entry.present = false;
			List<Waiter> released = new ArrayList<>(0);
			entry.release(released);
			return new Removal(entry.state != State.UNSUBSCRIBING && linger(entry, deadline), released);
		}
		finally {
			this.lock.unlock();
		}
	}

	private boolean linger(Entry entry, long deadline) {
		entry.deadline = deadline;
		this.vanished.add(entry);
		boolean first = !this.sweepScheduled;
		this.sweepScheduled = true;
		return first;
	}

	/**
	 * Give up topics that were kept long enough. One that is not confirmed yet is kept
	 * until it is, and those that vanished after it wait as well.
	 * @param now the current time
	 * @return what to unsubscribe from, and when to sweep again
	 */
	Sweep sweep(long now) {
		this.lock.lock();
		try {
			List<Entry> expired = new ArrayList<>();
			Iterator<Entry> entries = this.vanished.iterator();
			while (entries.hasNext()) {
				Entry entry = entries.next();
				if (entry.deadline - now > 0 || isOnItsWay(entry)) {
					return new Sweep(expired, OptionalLong.of(Math.max(0, entry.deadline - now)));
				}
				entries.remove();
				expire(entry, expired);
			}
			this.sweepScheduled = false;
			return new Sweep(expired, OptionalLong.empty());
		}
		finally {
			this.lock.unlock();
		}
	}

	private boolean isOnItsWay(Entry entry) {
		return this.phase != LinkPhase.NONE && entry.state != State.CONFIRMED;
	}

	private void expire(Entry entry, List<Entry> expired) {
		if (this.phase == LinkPhase.NONE) {
			this.groups.remove(entry.topic);
			return;
		}
		entry.state = State.UNSUBSCRIBING;
		this.confirmed--;
		expired.add(entry);
	}

	/**
	 * Note that there is a link, on which nothing is subscribed.
	 * @return what to subscribe to: the fixed topics, then those of the groups
	 */
	List<List<Entry>> beginLink() {
		this.lock.lock();
		try {
			this.phase = LinkPhase.SUBSCRIBING;
			List<Entry> all = new ArrayList<>(this.groups.values());
			this.fixed.forEach((entry) -> entry.state = State.SUBSCRIBING);
			all.forEach((entry) -> entry.state = State.SUBSCRIBING);
			return List.of(this.fixed, all);
		}
		finally {
			this.lock.unlock();
		}
	}

	/**
	 * Note that all topics that were wanted when the link began are confirmed.
	 */
	void completeLink() {
		this.lock.lock();
		try {
			this.phase = LinkPhase.COMPLETE;
		}
		finally {
			this.lock.unlock();
		}
	}

	/**
	 * Note that there is no link any more, so that nothing is subscribed.
	 * @return the waiters that have to get {@code false}
	 */
	Collection<Waiter> endLink() {
		this.lock.lock();
		try {
			this.phase = LinkPhase.NONE;
			this.confirmed = 0;
			this.unsent = new ArrayList<>();
			this.groups.values().removeIf((entry) -> entry.state == State.UNSUBSCRIBING && !entry.present);
			Set<Waiter> waiters = new LinkedHashSet<>();
			this.groups.values().forEach((entry) -> entry.reset(waiters));
			return waiters;
		}
		finally {
			this.lock.unlock();
		}
	}

	/**
	 * Take what has appeared since the last flush.
	 * @return what to subscribe to; empty if there is no link
	 */
	List<Entry> flush() {
		this.lock.lock();
		try {
			this.flushScheduled = false;
			List<Entry> appeared = this.unsent;
			this.unsent = new ArrayList<>();
			appeared.forEach((entry) -> entry.state = State.SUBSCRIBING);
			return appeared;
		}
		finally {
			this.lock.unlock();
		}
	}

	/**
	 * Note that the engine has confirmed subscriptions on the current link.
	 * @param entries what is subscribed
	 * @return the waiters that have to get {@code true}
	 */
	List<Waiter> onSubscribed(List<Entry> entries) {
		this.lock.lock();
		try {
			this.confirmed += entries.size();
			List<Waiter> released = new ArrayList<>(0);
			for (Entry entry : entries) {
				entry.state = State.CONFIRMED;
				entry.release(released);
			}
			return released;
		}
		finally {
			this.lock.unlock();
		}
	}

	/**
	 * Note that the engine has ended subscriptions on the current link.
	 * @param entries what is no longer subscribed
	 * @return whether the caller has to schedule a flush, for topics that are wanted
	 * again
	 */
	boolean onUnsubscribed(List<Entry> entries) {
		this.lock.lock();
		try {
			boolean flush = false;
			for (Entry entry : entries) {
				if (entry.present) {
					flush |= enqueue(entry);
				}
				else {
					this.groups.remove(entry.topic);
				}
			}
			return flush;
		}
		finally {
			this.lock.unlock();
		}
	}

	CompletionStage<Boolean> whenConfirmed(Set<String> rooms, @Nullable String user) {
		this.lock.lock();
		try {
			if (this.phase != LinkPhase.COMPLETE) {
				return UNREACHABLE;
			}
			List<Entry> missing = new ArrayList<>(0);
			rooms.forEach((room) -> addIfMissing(Topic.room(room), missing));
			if (user != null) {
				addIfMissing(Topic.user(user), missing);
			}
			return missing.isEmpty() ? REACHABLE : new Waiter(missing).stage();
		}
		finally {
			this.lock.unlock();
		}
	}

	private void addIfMissing(Topic topic, List<Entry> missing) {
		Entry entry = this.groups.get(topic);
		if (entry != null && entry.present && entry.state != State.CONFIRMED) {
			missing.add(entry);
		}
	}

	int confirmed() {
		this.lock.lock();
		try {
			return this.confirmed;
		}
		finally {
			this.lock.unlock();
		}
	}

	int size() {
		this.lock.lock();
		try {
			return this.fixed.size() + this.groups.size();
		}
		finally {
			this.lock.unlock();
		}
	}

	/**
	 * Work that is left after a group has vanished.
	 *
	 * @param scheduleSweep whether to schedule a sweep
	 * @param released the waiters that have to get {@code true}
	 */
	record Removal(boolean scheduleSweep, List<Waiter> released) {

		static final Removal NOTHING_TO_DO = new Removal(false, Collections.emptyList());

	}

	/**
	 * Work that is left after a sweep.
	 *
	 * @param expired what to unsubscribe from
	 * @param next the nanoseconds until the next sweep is worthwhile, if any
	 */
	record Sweep(List<Entry> expired, OptionalLong next) {

	}

	/**
	 * Topic and its subscription on the current link. All but the topic is guarded by the
	 * lock.
	 */
	static final class Entry {

		private final Topic topic;

		/** Whether the group has a connection. */
		private boolean present = true;

		private long deadline;

		private State state = State.UNSENT;

		private @Nullable List<Waiter> waiters;

		private Entry(Topic topic) {
			this.topic = topic;
		}

		Topic topic() {
			return this.topic;
		}

		private void add(Waiter waiter) {
			if (this.waiters == null) {
				this.waiters = new ArrayList<>(1);
			}
			this.waiters.add(waiter);
		}

		private void release(List<Waiter> released) {
			if (this.waiters != null) {
				this.waiters.stream().filter(Waiter::countDown).forEach(released::add);
				this.waiters = null;
			}
		}

		private void reset(Set<Waiter> waiting) {
			this.state = State.UNSENT;
			if (this.waiters != null) {
				waiting.addAll(this.waiters);
				this.waiters = null;
			}
		}

	}

	/**
	 * Stage that waits for topics.
	 */
	static final class Waiter {

		private final CompletableFuture<Boolean> future = new CompletableFuture<>();

		private int missing;

		private Waiter(List<Entry> missing) {
			this.missing = missing.size();
			missing.forEach((entry) -> entry.add(this));
		}

		private boolean countDown() {
			this.missing--;
			return this.missing == 0;
		}

		private CompletionStage<Boolean> stage() {
			return this.future.minimalCompletionStage();
		}

		void complete(boolean reachable, Executor executor) {
			this.future.completeAsync(() -> reachable, executor);
		}

	}

	private enum LinkPhase {

		NONE, SUBSCRIBING, COMPLETE

	}

	private enum State {

		UNSENT, SUBSCRIBING, CONFIRMED, UNSUBSCRIBING

	}

}
