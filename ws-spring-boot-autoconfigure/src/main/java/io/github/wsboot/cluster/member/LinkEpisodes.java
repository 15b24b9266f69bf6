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
import java.time.Instant;

import org.jspecify.annotations.Nullable;

import io.github.wsboot.cluster.ClusterLinkException.Reason;

/**
 * Times in which this node reaches the others, and those in which it does not. Written on
 * the control thread, read on any.
 */
final class LinkEpisodes {

	/** How long health tells that another node has the id of this one. */
	private static final Duration DUPLICATE_ID_SHOWN = Duration.ofMinutes(1);

	private final ClusterEvents events;

	private final ClusterCounters counters;

	/** When the node has started, or when the others have become unreachable. */
	private Instant since;

	/** When the latest message was sent that has come back. */
	private volatile @Nullable Instant lastProbe;

	/** When the current link came up. */
	private Instant upAt;

	/** Why the latest link that was up has broken. */
	private @Nullable Reason replaced;

	private boolean available;

	/** Whether the application knows that the others cannot be reached. */
	private boolean degraded;

	/** When another node with the id of this one was heard for the last time. */
	private volatile @Nullable Instant duplicateIdAt;

	private volatile @Nullable String cause = "Not connected yet";

	LinkEpisodes(Instant startedAt, ClusterEvents events, ClusterCounters counters) {
		this.since = startedAt;
		this.upAt = startedAt;
		this.events = events;
		this.counters = counters;
	}

	@Nullable Instant lastProbe() {
		return this.lastProbe;
	}

	@Nullable String cause() {
		Instant duplicateIdAt = this.duplicateIdAt;
		boolean recently = duplicateIdAt != null && duplicateIdAt.isAfter(Instant.now().minus(DUPLICATE_ID_SHOWN));
		return recently ? "Another node uses the id of this one" : this.cause;
	}

	/**
	 * Called when another node was heard that has the id of this one. Called on any
	 * thread.
	 */
	void onDuplicateId() {
		this.duplicateIdAt = Instant.now();
	}

	void onUp() {
		this.upAt = Instant.now();
		if (this.replaced != null) {
			this.counters.countLink(this.replaced);
			this.replaced = null;
		}
	}

	/**
	 * Called when a message has come back for the first time on a link.
	 * @param sentAt when it was sent
	 */
	void onAvailable(Instant sentAt) {
		Instant lastProbe = this.lastProbe;
		if (lastProbe != null) {
			this.events.onGap(null, lastProbe, this.upAt, -1);
		}
		this.lastProbe = sentAt;
		this.cause = null;
		this.available = true;
		this.degraded = false;
		this.events.onRestored(this.since);
	}

	void onReturned(Instant sentAt) {
		this.lastProbe = sentAt;
	}

	/**
	 * Called when the link has broken.
	 * @param reason the reason if it was up
	 */
	void onBroken(@Nullable Reason reason, String cause) {
		end(cause);
		if (reason != null) {
			this.replaced = reason;
		}
		if (!this.degraded) {
			this.degraded = true;
			this.events.onDegraded(cause);
		}
	}

	/**
	 * Called when this node has left the cluster.
	 */
	void onStopped() {
		end("This node has left the cluster");
	}

	private void end(String cause) {
		this.cause = cause;
		if (this.available) {
			this.available = false;
			this.since = Instant.now();
		}
	}

}
