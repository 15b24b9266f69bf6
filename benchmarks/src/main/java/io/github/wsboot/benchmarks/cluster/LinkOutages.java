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

package io.github.wsboot.benchmarks.cluster;

import java.time.Duration;
import java.time.Instant;
import java.util.concurrent.atomic.AtomicInteger;

import org.springframework.context.event.EventListener;

import io.github.wsboot.ClusterRestoredEvent;

/**
 * Measures how long a node was cut off from its cluster.
 */
class LinkOutages {

	private final AtomicInteger count = new AtomicInteger();

	private volatile Duration latest = Duration.ZERO;

	@EventListener
	void restored(ClusterRestoredEvent event) {
		this.latest = Duration.between(event.since(), Instant.now());
		this.count.incrementAndGet();
	}

	/**
	 * Return how many times the cluster was reached, the first time included.
	 */
	int count() {
		return this.count.get();
	}

	Duration latest() {
		return this.latest;
	}

}
