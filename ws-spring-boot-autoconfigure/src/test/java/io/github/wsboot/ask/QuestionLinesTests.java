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

package io.github.wsboot.ask;

import java.util.ArrayDeque;
import java.util.ArrayList;
import java.util.List;
import java.util.Queue;
import java.util.stream.IntStream;

import org.junit.jupiter.api.Test;

import io.github.wsboot.outbound.SendMemoryBudget;

import static org.assertj.core.api.Assertions.assertThat;

/**
 * Tests for {@link QuestionLines}.
 */
class QuestionLinesTests {

	private final Queue<Runnable> batches = new ArrayDeque<>();

	private final SendMemoryBudget budget = new SendMemoryBudget(1_000_000);

	private final QuestionLines lines = new QuestionLines(this.batches::add, this.budget);

	private final List<String> done = new ArrayList<>();

	@Test
	void tasksOfAConnectionShouldRunInTheirOrderAndBesideOthers() {
		add("a", "a1");
		add("a", "a2");
		add("b", "b1");
		assertThat(this.done).isEmpty();
		assertThat(this.batches).hasSize(2);
		assertThat(this.lines.isWaiting("a")).isTrue();
		assertThat(this.lines.isWaiting("c")).isFalse();
		this.batches.remove();
		this.batches.remove().run();
		assertThat(this.done).containsExactly("b1");
		assertThat(this.lines.isWaiting("b")).isFalse();
		assertThat(this.lines.isEmpty()).isFalse();
	}

	@Test
	void connectionShouldWaitUntilItsLastTaskHasRun() {
		add("a", "a1");
		this.lines.add("a", 0, () -> this.done.add("a2 " + this.lines.isWaiting("a")));
		runAll();
		assertThat(this.done).containsExactly("a1", "a2 true");
		assertNothingLeft();
	}

	@Test
	void failureShouldKeepNothingFromRunning() {
		this.lines.add("a", 5, () -> {
			throw new IllegalStateException("Expected");
		});
		add("a", "a2");
		runAll();
		assertThat(this.done).containsExactly("a2");
		assertNothingLeft();
	}

	@Test
	void tasksOfAConnectionShouldHaveALimit() {
		IntStream.range(0, QuestionLines.MAX_WAITING)
			.forEach((i) -> assertThat(this.lines.add("a", 0, () -> this.done.add("a"))).isTrue());
		assertThat(this.lines.add("a", 0, () -> this.done.add("one too many"))).isFalse();
		assertThat(this.lines.add("b", 0, () -> this.done.add("b"))).isTrue();
		runAll();
		assertThat(this.done).hasSize(QuestionLines.MAX_WAITING + 1).doesNotContain("one too many");
		assertNothingLeft();
	}

	@Test
	void whatWaitsShouldTakeMemoryOfAllQueues() {
		assertThat(this.lines.add("a", 600_000, () -> this.done.add("a"))).isTrue();
		assertThat(this.budget.used()).isEqualTo(600_000 + SendMemoryBudget.OVERHEAD);
		assertThat(this.lines.add("b", 600_000, () -> this.done.add("b"))).isFalse();
		assertThat(this.lines.isWaiting("b")).isFalse();
		runAll();
		assertThat(this.lines.add("b", 600_000, () -> this.done.add("b"))).isTrue();
		runAll();
		assertThat(this.done).containsExactly("a", "b");
		assertNothingLeft();
	}

	private void add(String id, String name) {
		assertThat(this.lines.add(id, 10, () -> this.done.add(name))).isTrue();
	}

	private void runAll() {
		while (!this.batches.isEmpty()) {
			this.batches.remove().run();
		}
	}

	private void assertNothingLeft() {
		assertThat(this.lines.isEmpty()).isTrue();
		assertThat(this.budget.used()).isZero();
	}

}
