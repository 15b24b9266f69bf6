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

package io.github.wsboot.outbound;

import java.util.ArrayList;
import java.util.List;
import java.util.concurrent.CompletableFuture;

import org.junit.jupiter.api.Test;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatIllegalStateException;

/**
 * Tests for {@link BackpressureState}.
 */
class BackpressureStateTests {

	private final BackpressureState congestion = new BackpressureState();

	private final List<Runnable> notifications = new ArrayList<>();

	@Test
	void shouldBeNoticedByWhoeverIsToldOrWaits() {
		assertThat(this.congestion.isNoticed()).isFalse();
		assertThat(this.congestion.raiseAlarm()).isTrue();
		assertThat(this.congestion.isNoticed()).isTrue();
		this.congestion.end(this.notifications::add);
		assertThat(this.congestion.isNoticed()).isFalse();
		this.congestion.await();
		assertThat(this.congestion.isNoticed()).isTrue();
	}

	@Test
	void shouldTellOnceAnEpisode() {
		assertThat(this.congestion.raiseAlarm()).isTrue();
		assertThat(this.congestion.raiseAlarm()).isFalse();
	}

	@Test
	void endShouldLetAllGoWhoWaitByTheGivenExecutor() {
		CompletableFuture<Void> first = this.congestion.await().toCompletableFuture();
		CompletableFuture<Void> second = this.congestion.await().toCompletableFuture();
		this.congestion.end(this.notifications::add);
		assertThat(first).isNotDone();
		this.notifications.forEach(Runnable::run);
		assertThat(first).isCompleted();
		assertThat(second).isCompleted();
		assertThat(this.congestion.await().toCompletableFuture()).as("the next episode").isNotDone();
	}

	@Test
	void whoCouldNotBeToldShouldBeLetGoNextTime() {
		CompletableFuture<Void> waiting = this.congestion.await().toCompletableFuture();
		assertThatIllegalStateException().isThrownBy(() -> this.congestion.end(BackpressureStateTests::fail));
		assertThat(waiting).isNotDone();
		assertThat(this.congestion.isNoticed()).isTrue();
		this.congestion.release(Runnable::run);
		assertThat(waiting).isCompleted();
	}

	private static void fail(Runnable notification) {
		throw new IllegalStateException("expected by the test");
	}

	@Test
	void whenNobodyWaitsShouldBotherNobody() {
		this.congestion.end(this.notifications::add);
		this.congestion.release(this.notifications::add);
		assertThat(this.notifications).isEmpty();
	}

	@Test
	void releaseShouldNotEndTheEpisode() {
		this.congestion.raiseAlarm();
		CompletableFuture<Void> waiting = this.congestion.await().toCompletableFuture();
		this.congestion.release(Runnable::run);
		assertThat(waiting).isCompleted();
		assertThat(this.congestion.isNoticed()).isTrue();
		assertThat(this.congestion.raiseAlarm()).isFalse();
	}

}
