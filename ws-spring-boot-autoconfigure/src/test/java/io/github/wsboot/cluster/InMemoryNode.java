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

package io.github.wsboot.cluster;

import java.util.ArrayList;
import java.util.LinkedHashSet;
import java.util.List;
import java.util.Map;
import java.util.Set;
import java.util.concurrent.ConcurrentHashMap;
import java.util.concurrent.atomic.LongAdder;
import java.util.function.Predicate;

/**
 * Node as {@link InMemoryEngine} sees it: its links, its faults and its counters. What is
 * not volatile or concurrent is guarded by the engine's lock.
 */
final class InMemoryNode {

	final String name;

	/** Links that the node has neither closed nor lost. */
	final Set<InMemoryLink> links = new LinkedHashSet<>();

	/** Links that were closed while the engine could not hear it. */
	final List<InMemoryLink> closedUnheard = new ArrayList<>();

	final List<Runnable> heldOpens = new ArrayList<>();

	final Map<Topic, LongAdder> delivered = new ConcurrentHashMap<>();

	final Map<Topic, LongAdder> published = new ConcurrentHashMap<>();

	boolean outgoingCut;

	volatile boolean incomingCut;

	volatile long delayNanos;

	boolean opensRefused;

	boolean opensHeld;

	Predicate<Topic> denied = (topic) -> false;

	int side;

	InMemoryNode(String name) {
		this.name = name;
	}

	void mend() {
		this.outgoingCut = false;
		this.incomingCut = false;
		this.delayNanos = 0;
		this.opensRefused = false;
		this.opensHeld = false;
		this.denied = (topic) -> false;
		moveTo(0);
	}

	void moveTo(int side) {
		this.side = side;
		this.links.forEach((link) -> link.side = side);
	}

	static void count(Map<Topic, LongAdder> counters, Topic topic) {
		LongAdder counter = counters.get(topic);
		if (counter == null) {
			counter = counters.computeIfAbsent(topic, (key) -> new LongAdder());
		}
		counter.increment();
	}

}
