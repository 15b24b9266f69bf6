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
import java.util.ArrayDeque;
import java.util.ArrayList;
import java.util.List;
import java.util.OptionalLong;
import java.util.Queue;

import org.junit.jupiter.api.Test;

import io.github.wsboot.ClusterDegradedEvent;
import io.github.wsboot.ClusterGapEvent;
import io.github.wsboot.ClusterNode;
import io.github.wsboot.ClusterRestoredEvent;
import io.github.wsboot.NodeJoinedEvent;
import io.github.wsboot.NodeLeftEvent;
import io.github.wsboot.support.SafeEventPublisher;

import static org.assertj.core.api.Assertions.assertThat;

/**
 * Tests for {@link ClusterEvents}.
 */
class ClusterEventsTests {

	private static final ClusterNode NODE = new ClusterNode("node-bbb", "b", Instant.EPOCH, 1, false, false);

	private final Queue<Runnable> tasks = new ArrayDeque<>();

	private final List<Object> published = new ArrayList<>();

	private final ClusterCounters counters = new ClusterCounters();

	private final ClusterEvents events = new ClusterEvents(new SafeEventPublisher(this.published::add), this.tasks::add,
			this.counters);

	@Test
	void eventsShouldBePublishedByTheExecutorInOrder() {
		this.events.onDegraded("test");
		this.events.onRestored(Instant.EPOCH);
		this.events.onJoined(NODE);
		this.events.onGap(NODE, Instant.EPOCH, Instant.MAX, 3);
		this.events.onGap(null, Instant.EPOCH, Instant.MAX, -1);
		this.events.onLeft(NODE, true);
		assertThat(this.published).isEmpty();
		runTasks();
		assertThat(this.published).hasSize(6);
		assertThat(this.published.get(0)).isEqualTo(new ClusterDegradedEvent("test"));
		assertThat(this.published.get(1)).isEqualTo(new ClusterRestoredEvent(Instant.EPOCH));
		assertThat(this.published.get(2)).isEqualTo(new NodeJoinedEvent(NODE));
		assertThat(((ClusterGapEvent) this.published.get(3)).lost()).isEqualTo(OptionalLong.of(3));
		assertThat(((ClusterGapEvent) this.published.get(3)).peer()).contains(NODE);
		assertThat(((ClusterGapEvent) this.published.get(4)).lost()).isEmpty();
		assertThat(((ClusterGapEvent) this.published.get(4)).peer()).isEmpty();
		assertThat(this.published.get(5)).isEqualTo(new NodeLeftEvent(NODE, true));
		assertThat(this.counters.gaps()).isEqualTo(2);
		assertThat(this.counters.lost()).isEqualTo(3);
	}

	@Test
	void eventsForSlowListenersShouldNotFillTheMemory() {
		for (int i = 0; i < ClusterEvents.MAX_WAITING; i++) {
			this.events.onJoined(NODE);
			this.events.onLeft(NODE, true);
			this.events.onGap(NODE, Instant.EPOCH, Instant.EPOCH, 1);
		}
		this.events.onDegraded("test");
		this.events.onRestored(Instant.EPOCH);
		assertThat(this.tasks).hasSize(ClusterEvents.MAX_WAITING + 2);
		assertThat(this.counters.gaps()).isEqualTo(ClusterEvents.MAX_WAITING);
		runTasks();
		this.events.onJoined(NODE);
		assertThat(this.tasks).hasSize(1);
	}

	private void runTasks() {
		while (!this.tasks.isEmpty()) {
			this.tasks.remove().run();
		}
	}

}
