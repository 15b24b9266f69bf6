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

package io.github.wsboot.support;

import java.util.ArrayList;
import java.util.List;
import java.util.concurrent.atomic.AtomicInteger;

import org.junit.jupiter.api.Test;

import io.github.wsboot.connection.FailingLog;

import static org.assertj.core.api.Assertions.assertThat;

/**
 * Tests for {@link SafeRunner} and {@link SafeLogger}.
 */
class SafeRunnerTests {

	private final List<String> done = new ArrayList<>();

	@Test
	void shouldRunEachStepOnceAndInOrder() {
		SafeRunner.run(() -> this.done.add("a"), () -> this.done.add("b"));
		assertThat(this.done).containsExactly("a", "b");
	}

	@Test
	void stepThatFailsShouldRunAgainAfterTheOthers() {
		AtomicInteger attempts = new AtomicInteger();
		SafeRunner.run(() -> {
			if (attempts.incrementAndGet() == 1) {
				throw new OutOfMemoryError("expected");
			}
			this.done.add("a");
		}, () -> this.done.add("b"));
		assertThat(this.done).containsExactly("b", "a");
	}

	@Test
	void stepThatAlwaysFailsShouldNotKeepTheOthersFromRunning() {
		try (FailingLog log = new FailingLog()) {
			SafeRunner.run(() -> {
				throw new OutOfMemoryError("expected");
			}, () -> this.done.add("b"));
			assertThat(log.failures()).isPositive();
		}
		assertThat(this.done).containsExactly("b");
	}

	@Test
	void noExceptionShouldLeaveTheLogger() {
		SafeLogger guarded = SafeLogger.of(getClass());
		Exception exception = new IllegalStateException("expected");
		try (FailingLog log = new FailingLog()) {
			guarded.error("error", exception);
			guarded.error("error %s", "a", exception);
			guarded.warn("warning %s", "b", exception);
			guarded.debug("detail %s", "c", exception);
			assertThat(log.failures()).isEqualTo(3);
		}
	}

}
