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

package io.github.wsboot.server.cluster;

import java.util.Arrays;
import java.util.List;
import java.util.Optional;
import java.util.concurrent.CopyOnWriteArrayList;
import java.util.function.Predicate;

import org.springframework.context.event.EventListener;

import io.github.wsboot.ClusterDegradedEvent;
import io.github.wsboot.ClusterGapEvent;
import io.github.wsboot.ClusterRestoredEvent;
import io.github.wsboot.NodeJoinedEvent;
import io.github.wsboot.NodeLeftEvent;
import io.github.wsboot.cluster.ClusterLinkException.Reason;
import io.github.wsboot.cluster.member.ClusterCounters;
import io.github.wsboot.cluster.member.ClusterCounters.DropReason;
import io.github.wsboot.server.TestServer;

import static org.assertj.core.api.Assertions.assertThat;

/**
 * Record of the events and counters of a cluster at one node, from a moment on.
 */
final class ClusterWatch {

	private final TestServer node;

	private final Recorder recorder;

	private final ClusterCounters counters;

	private final int eventsBefore;

	private final long gapsBefore;

	private final long lostBefore;

	private final long[] linksBefore;

	private final long[] droppedBefore;

	private ClusterWatch(TestServer node, boolean fromStart) {
		this.node = node;
		this.recorder = node.bean(Recorder.class);
		this.counters = node.bean(ClusterCounters.class);
		ClusterCounters before = fromStart ? new ClusterCounters() : this.counters;
		this.eventsBefore = fromStart ? 0 : this.recorder.events.size();
		this.gapsBefore = before.gaps();
		this.lostBefore = before.lost();
		this.linksBefore = Arrays.stream(Reason.values()).mapToLong(before::links).toArray();
		this.droppedBefore = Arrays.stream(DropReason.values()).mapToLong(before::dropped).toArray();
	}

	/**
	 * Return a watch that begins now.
	 */
	static ClusterWatch of(TestServer node) {
		return new ClusterWatch(node, false);
	}

	/**
	 * Return a watch that began with the node.
	 */
	static ClusterWatch fromStart(TestServer node) {
		return new ClusterWatch(node, true);
	}

	/**
	 * Return the events of a type.
	 */
	<T> List<T> events(Class<T> type) {
		return List.copyOf(this.recorder.events)
			.stream()
			.skip(this.eventsBefore)
			.filter(type::isInstance)
			.map(type::cast)
			.toList();
	}

	/**
	 * Wait for the first event of a type.
	 */
	<T> T await(Class<T> type) {
		return await(type, (event) -> true);
	}

	/**
	 * Wait for an event of a type.
	 */
	<T> T await(Class<T> type, Predicate<T> which) {
		return TestServer.await(type.getSimpleName())
			.until(() -> events(type).stream().filter(which).findFirst(), Optional::isPresent)
			.orElseThrow();
	}

	long gaps() {
		return this.counters.gaps() - this.gapsBefore;
	}

	long lost() {
		return this.counters.lost() - this.lostBefore;
	}

	long links(Reason reason) {
		return this.counters.links(reason) - this.linksBefore[reason.ordinal()];
	}

	long dropped(DropReason reason) {
		return this.counters.dropped(reason) - this.droppedBefore[reason.ordinal()];
	}

	/**
	 * Wait until so many gaps are counted, each with its event.
	 */
	List<ClusterGapEvent> awaitGaps(int count) {
		TestServer.await("gaps").untilAsserted(() -> {
			assertThat(gaps()).isEqualTo(count);
			assertThat(events(ClusterGapEvent.class)).hasSize(count);
		});
		return events(ClusterGapEvent.class);
	}

	/**
	 * Wait until every event of the node has been published.
	 */
	void awaitQuiet() {
		TestServer.await("events").untilAsserted(() -> {
			List<Object> states = List.copyOf(this.recorder.events)
				.stream()
				.filter((event) -> event instanceof ClusterDegradedEvent || event instanceof ClusterRestoredEvent)
				.toList();
			assertThat(states.get(states.size() - 1)).isInstanceOf(ClusterRestoredEvent.class);
			assertThat(count(ClusterGapEvent.class)).isEqualTo(this.counters.gaps());
			assertThat(count(NodeJoinedEvent.class) - count(NodeLeftEvent.class))
				.isEqualTo(this.node.connections().cluster().nodes().size() - 1);
		});
	}

	private long count(Class<?> type) {
		return this.recorder.events.stream().filter(type::isInstance).count();
	}

	/**
	 * Records the events of a node.
	 */
	static class Recorder {

		private final List<Object> events = new CopyOnWriteArrayList<>();

		@EventListener({ ClusterDegradedEvent.class, ClusterRestoredEvent.class, ClusterGapEvent.class,
				NodeJoinedEvent.class, NodeLeftEvent.class })
		void record(Object event) {
			this.events.add(event);
		}

	}

}
