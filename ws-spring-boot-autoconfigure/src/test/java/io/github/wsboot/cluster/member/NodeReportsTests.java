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

import org.junit.jupiter.api.Test;

import io.github.wsboot.cluster.codec.ClusterMessage.Kind;
import io.github.wsboot.cluster.codec.NodeState;
import io.github.wsboot.cluster.member.ClusterCounters.DropReason;
import io.github.wsboot.support.SafeEventPublisher;

import static org.assertj.core.api.Assertions.assertThat;
import static org.mockito.Mockito.mock;

/**
 * Tests for {@link NodeReports}.
 */
class NodeReportsTests {

	private static final NodeState STATE = new NodeState("b", Instant.EPOCH, 0, false);

	private final ManualControlTimer timer = new ManualControlTimer();

	private final ClusterCounters counters = new ClusterCounters();

	private final ClusterEvents events = new ClusterEvents(new SafeEventPublisher((event) -> {
	}), Runnable::run, this.counters);

	private final ClusterIdentity identity = new ClusterIdentity();

	private final Membership members = new Membership(10, this.events, (id) -> {
	});

	private final LinkEpisodes episodes = new LinkEpisodes(Instant.EPOCH, this.events, this.counters);

	private final NodeReports reports = new NodeReports(this.identity, this.timer, this.members, heartbeats(),
			this.episodes, this.events, this.counters);

	@Test
	void reportsShouldBeHandledByTheControlThreadInOrder() {
		this.reports.onState("node-bbb", STATE, false);
		this.reports.onLeave("node-bbb");
		this.reports.onState("node-ccc", STATE, true);
		this.reports.onGap("node-ccc", Instant.EPOCH, Instant.EPOCH, 3);
		assertThat(this.members.count()).isZero();
		this.timer.runDue();
		assertThat(this.members.nodes()).extracting("id").containsExactly("node-ccc");
		assertThat(this.counters.lost()).isEqualTo(3);
	}

	@Test
	void floodShouldNotFillTheMemory() {
		for (int i = 0; i < NodeReports.MAX_WAITING; i++) {
			this.reports.onState("node-bbb", STATE, true);
			this.reports.onEcho(Kind.PROBE, null, 1, i);
		}
		assertThat(this.timer.waiting()).isEqualTo(NodeReports.MAX_WAITING);
		assertThat(this.counters.dropped(DropReason.OVERLOAD)).isEqualTo(NodeReports.MAX_WAITING);
		this.timer.runDue();
		this.reports.onLeave("node-bbb");
		this.timer.runDue();
		assertThat(this.members.count()).isZero();
	}

	@Test
	void nodeOfTheSameIdShouldBeNoEcho() {
		this.reports.onEcho(Kind.HEARTBEAT, STATE, 1, 1);
		assertThat(this.timer.waiting()).isZero();
		assertThat(this.episodes.cause()).isEqualTo("Another node uses the id of this one");
	}

	private Heartbeats heartbeats() {
		ClusterSettings settings = new ClusterSettings(Duration.ofSeconds(3), Duration.ofSeconds(3),
				Duration.ofSeconds(10), Duration.ofSeconds(10), 1_000, 1_000);
		return new Heartbeats(this.identity.id(), settings, new Publisher(1_000, (id) -> false, this.counters),
				this.members, () -> STATE, this.timer, this.timer::now, mock(Heartbeats.Listener.class));
	}

}
