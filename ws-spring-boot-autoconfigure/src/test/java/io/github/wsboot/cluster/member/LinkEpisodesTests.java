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

import java.time.Instant;
import java.util.ArrayList;
import java.util.List;
import java.util.OptionalLong;

import org.junit.jupiter.api.Test;

import io.github.wsboot.ClusterDegradedEvent;
import io.github.wsboot.ClusterGapEvent;
import io.github.wsboot.ClusterRestoredEvent;
import io.github.wsboot.cluster.ClusterLinkException.Reason;
import io.github.wsboot.support.SafeEventPublisher;

import static org.assertj.core.api.Assertions.assertThat;

/**
 * Tests for {@link LinkEpisodes}.
 */
class LinkEpisodesTests {

	private static final Instant START = Instant.now().minusSeconds(60);

	private final List<Object> events = new ArrayList<>();

	private final ClusterCounters counters = new ClusterCounters();

	private final LinkEpisodes episodes = new LinkEpisodes(START,
			new ClusterEvents(new SafeEventPublisher(this.events::add), Runnable::run, this.counters), this.counters);

	@Test
	void firstLinkShouldRestoreAndLoseNothing() {
		assertThat(this.episodes.cause()).isEqualTo("Not connected yet");
		available(START.plusSeconds(1));
		assertThat(this.events).containsExactly(new ClusterRestoredEvent(START));
		assertThat(this.episodes.cause()).isNull();
		assertThat(this.episodes.lastProbe()).isEqualTo(START.plusSeconds(1));
	}

	@Test
	void engineThatIsAwayAtStartShouldDegradeOnce() {
		this.episodes.onBroken(null, "one");
		this.episodes.onBroken(null, "two");
		assertThat(this.episodes.cause()).isEqualTo("two");
		available(START.plusSeconds(1));
		assertThat(this.events).containsExactly(new ClusterDegradedEvent("one"), new ClusterRestoredEvent(START));
		assertThat(this.counters.links(Reason.CLOSED)).isZero();
	}

	@Test
	void brokenLinkShouldBeOneEpisodeAndOneGap() {
		available(START.plusSeconds(1));
		this.episodes.onReturned(START.plusSeconds(4));
		Instant before = Instant.now();
		this.episodes.onBroken(Reason.PROBE, "one");
		this.episodes.onBroken(null, "two");
		this.episodes.onUp();
		this.episodes.onBroken(Reason.CLOSED, "three");
		this.events.clear();
		Instant after = Instant.now();
		available(Instant.now());
		assertThat(this.events).hasSize(2);
		assertThat(this.events.get(0)).isInstanceOfSatisfying(ClusterGapEvent.class, (gap) -> {
			assertThat(gap.peer()).isEmpty();
			assertThat(gap.from()).isEqualTo(START.plusSeconds(4));
			assertThat(gap.to()).isAfterOrEqualTo(after);
			assertThat(gap.lost()).isEqualTo(OptionalLong.empty());
		});
		assertThat(this.events.get(1)).isInstanceOfSatisfying(ClusterRestoredEvent.class,
				(restored) -> assertThat(restored.since()).isBetween(before, after));
		assertThat(this.counters.links(Reason.PROBE)).isEqualTo(1);
		assertThat(this.counters.links(Reason.CLOSED)).isEqualTo(1);
		assertThat(this.counters.gaps()).isEqualTo(1);
		assertThat(this.counters.lost()).isZero();
	}

	@Test
	void eachEpisodeShouldBeToldInOrder() {
		for (int i = 0; i < 3; i++) {
			available(Instant.now());
			this.episodes.onBroken(Reason.CLOSED, "test");
		}
		assertThat(this.events).extracting((event) -> event.getClass().getSimpleName())
			.containsExactly("ClusterRestoredEvent", "ClusterDegradedEvent", "ClusterGapEvent", "ClusterRestoredEvent",
					"ClusterDegradedEvent", "ClusterGapEvent", "ClusterRestoredEvent", "ClusterDegradedEvent");
	}

	@Test
	void nodeThatHasLeftShouldSayWhyAndSinceWhen() {
		available(START.plusSeconds(1));
		Instant before = Instant.now();
		this.episodes.onStopped();
		Instant after = Instant.now();
		assertThat(this.episodes.cause()).isEqualTo("This node has left the cluster");
		this.episodes.onBroken(null, "away");
		available(Instant.now());
		assertThat(this.events).last()
			.isInstanceOfSatisfying(ClusterRestoredEvent.class,
					(restored) -> assertThat(restored.since()).isBetween(before, after));
	}

	@Test
	void nodeOfTheSameIdShouldBeToldThoughTheClusterIsReached() {
		available(Instant.now());
		this.episodes.onDuplicateId();
		assertThat(this.episodes.cause()).isEqualTo("Another node uses the id of this one");
	}

	private void available(Instant sentAt) {
		this.episodes.onUp();
		this.episodes.onAvailable(sentAt);
	}

}
