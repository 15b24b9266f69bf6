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

package io.github.wsboot.endpoint.session;

import java.util.ArrayDeque;
import java.util.ArrayList;
import java.util.List;
import java.util.Queue;
import java.util.concurrent.CompletableFuture;
import java.util.concurrent.ExecutorService;
import java.util.concurrent.Executors;
import java.util.concurrent.Future;
import java.util.concurrent.TimeUnit;
import java.util.concurrent.atomic.AtomicInteger;

import org.junit.jupiter.api.AfterEach;
import org.junit.jupiter.api.Test;

import io.github.wsboot.endpoint.session.EndpointSettings.ReceiveLimits;

import static org.assertj.core.api.Assertions.assertThat;

/**
 * Tests for {@link Mailbox} and its pause, on one thread.
 */
class MailboxPauseTests {

	private final ExecutorService readers = Executors.newCachedThreadPool();

	private final Queue<Runnable> loop = new ArrayDeque<>();

	private final AtomicInteger readOns = new AtomicInteger();

	private final List<String> runs = new ArrayList<>();

	private final Mailbox mailbox = new Mailbox(
			new MailboxTests.TestMailboxOwner(this.loop::add, this.readOns::incrementAndGet),
			new ReceiveLimits(10, 100), MailboxTests.TestMailboxOwner.budget());

	@AfterEach
	void stop() {
		this.readers.shutdownNow();
	}

	@Test
	void shouldRunABatchInOneTask() {
		openAndReturn();
		message("a");
		message("b");
		task("c");
		assertThat(this.loop).hasSize(1);
		run();
		assertThat(this.runs).containsExactly("a", "b", "c");
	}

	@Test
	void whenPausedShouldRunWhatIsThereAndBeFull() {
		openAndReturn();
		message("a");
		this.mailbox.pause();
		assertThat(this.mailbox.isFull()).isTrue();
		run();
		assertThat(this.runs).containsExactly("a");
		assertThat(this.mailbox.isFull()).isTrue();
		assertThat(this.readOns).hasValue(0);
		this.mailbox.resume();
		assertThat(this.mailbox.isFull()).isFalse();
		assertThat(this.readOns).hasValue(1);
		this.mailbox.resume();
		assertThat(this.readOns).hasValue(1);
	}

	@Test
	void whenPausedBeforeItHasOpenedShouldHoldMessagesOnly() {
		this.mailbox.post(() -> {
			this.mailbox.pause();
			return null;
		});
		message("early");
		task("tick");
		this.mailbox.open();
		run();
		this.mailbox.onOpened();
		task("tick");
		run();
		assertThat(this.runs).containsExactly("tick", "tick");
		this.mailbox.resume();
		run();
		assertThat(this.runs).containsExactly("tick", "tick", "early");
		this.mailbox.pause();
		message("on its way");
		run();
		assertThat(this.runs).endsWith("on its way");
	}

	@Test
	void whenResumedBeforeItHasOpenedShouldRunMessagesInTheirOrder() {
		CompletableFuture<Void> opening = new CompletableFuture<>();
		this.mailbox.post(() -> opening);
		message("a");
		task("b");
		this.mailbox.open();
		run();
		this.mailbox.pause();
		this.mailbox.resume();
		opening.complete(null);
		run();
		assertThat(this.runs).containsExactly("a", "b");
	}

	@Test
	void whenClosingShouldDropWhatWasHeldAndWhatComes() throws Exception {
		this.mailbox.pause();
		message("early");
		Future<?> reader = this.readers.submit(() -> {
			this.mailbox.awaitAndPostMessage(this::never, 1);
			return null;
		});
		this.mailbox.open();
		this.mailbox.startClosing();
		reader.get(60, TimeUnit.SECONDS);
		message("late");
		task("error");
		this.mailbox.close(() -> add("last"));
		run();
		assertThat(this.runs).containsExactly("error", "last");
		assertThat(this.mailbox.isFull()).isFalse();
		assertThat(this.readOns).hasValue(1);
	}

	@Test
	void whenClosedShouldDropWhatWasHeld() {
		this.mailbox.pause();
		message("early");
		this.mailbox.open();
		run();
		this.mailbox.close(() -> add("last"));
		this.mailbox.resume();
		this.mailbox.pause();
		run();
		assertThat(this.runs).containsExactly("last");
		assertThat(this.mailbox.isFull()).isFalse();
	}

	@Test
	void whenNotPausedClosingShouldDropNothing() {
		openAndReturn();
		this.mailbox.startClosing();
		message("a");
		this.mailbox.pause();
		assertThat(this.mailbox.isFull()).isFalse();
		run();
		assertThat(this.runs).containsExactly("a");
	}

	@Test
	void whenPausedShouldBlockWhoBringsAMessage() throws Exception {
		openAndReturn();
		this.mailbox.pause();
		Future<?> reader = this.readers.submit(() -> {
			this.mailbox.awaitAndPostMessage(() -> add("a"), 1);
			return null;
		});
		this.mailbox.resume();
		reader.get(60, TimeUnit.SECONDS);
		run();
		assertThat(this.runs).containsExactly("a");
	}

	private void openAndReturn() {
		this.mailbox.open();
		this.mailbox.onOpened();
		run();
	}

	private void task(String name) {
		this.mailbox.post(() -> add(name));
	}

	private void message(String name) {
		this.mailbox.postMessage(() -> add(name), 1);
	}

	private CompletableFuture<?> add(String name) {
		this.runs.add(name);
		return null;
	}

	private CompletableFuture<?> never() {
		throw new IllegalStateException("This message was to be dropped");
	}

	private void run() {
		for (Runnable task = this.loop.poll(); task != null; task = this.loop.poll()) {
			task.run();
		}
	}

}
