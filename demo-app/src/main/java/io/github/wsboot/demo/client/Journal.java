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

package io.github.wsboot.demo.client;

import java.time.Instant;
import java.util.Deque;
import java.util.List;
import java.util.concurrent.ConcurrentLinkedDeque;

import org.springframework.stereotype.Component;

/**
 * Keeps the latest events.
 */
@Component
class Journal {

	private static final int MOST_ENTRIES = 30;

	private final Deque<Entry> entries = new ConcurrentLinkedDeque<>();

	void add(String kind, String text) {
		this.entries.addFirst(new Entry(Instant.now(), kind, text));
		if (this.entries.size() > MOST_ENTRIES) {
			this.entries.pollLast();
		}
	}

	/**
	 * Return the events, the latest first.
	 */
	List<Entry> entries() {
		return List.copyOf(this.entries);
	}

}
