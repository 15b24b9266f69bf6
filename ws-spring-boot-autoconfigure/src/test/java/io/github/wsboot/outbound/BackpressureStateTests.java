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
import java.util.Iterator;
import java.util.List;
import java.util.concurrent.CompletableFuture;

import org.junit.jupiter.api.Test;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatIllegalStateException;

/**
 * Tests for {@link BackpressureState}.
 */
class BackpressureStateTests {

	private final BackpressureState state = new BackpressureState();

	private final List<Runnable> notifications = new ArrayList<>();

	@Test
	void shouldBeNoticedWhileTheAlarmIsRaisedOrSomebodyWaits() {
		assertThat(this.state.isNoticed()).isFalse();
		assertThat(this.state.raiseAlarm()).isTrue();
		assertThat(this.state.isNoticed()).isTrue();
		this.state.endIf(() -> true, this.notifications::add);
		assertThat(this.state.isNoticed()).isFalse();
		this.state.await();
		assertThat(this.state.isNoticed()).isTrue();
	}

	@Test
	void shouldRaiseTheAlarmOnceAnEpisode() {
		assertThat(this.state.raiseAlarm()).isTrue();
		assertThat(this.state.raiseAlarm()).isFalse();
	}

	@Test
	void endShouldCompleteAllWaitsOnTheGivenExecutor() {
		CompletableFuture<Void> first = this.state.await().toCompletableFuture();
		CompletableFuture<Void> second = this.state.await().toCompletableFuture();
		this.state.endIf(() -> true, this.notifications::add);
		assertThat(first).isNotDone();
		this.notifications.forEach(Runnable::run);
		assertThat(first).isCompleted();
		assertThat(second).isCompleted();
		assertThat(this.state.await().toCompletableFuture()).as("the next episode").isNotDone();
	}

	@Test
	void waitThatCouldNotBeCompletedShouldBeCompletedNextTime() {
		CompletableFuture<Void> waiting = this.state.await().toCompletableFuture();
		assertThatIllegalStateException().isThrownBy(() -> this.state.endIf(() -> true, BackpressureStateTests::fail));
		assertThat(waiting).isNotDone();
		assertThat(this.state.isNoticed()).isTrue();
		this.state.release(Runnable::run);
		assertThat(waiting).isCompleted();
	}

	private static void fail(Runnable notification) {
		throw new IllegalStateException("expected by the test");
	}

	@Test
	void whenNobodyWaitsShouldCompleteNothing() {
		this.state.endIf(() -> true, this.notifications::add);
		this.state.release(this.notifications::add);
		assertThat(this.notifications).isEmpty();
	}

	@Test
	void releaseShouldNotEndTheEpisode() {
		this.state.raiseAlarm();
		CompletableFuture<Void> waiting = this.state.await().toCompletableFuture();
		this.state.release(Runnable::run);
		assertThat(waiting).isCompleted();
		assertThat(this.state.isNoticed()).isTrue();
		assertThat(this.state.raiseAlarm()).isFalse();
	}

	@Test
	void whileTheQueueIsLongShouldEndNothing() {
		this.state.raiseAlarm();
		CompletableFuture<Void> waiting = this.state.await().toCompletableFuture();
		this.state.endIf(() -> false, Runnable::run);
		assertThat(waiting).isNotDone();
		assertThat(this.state.isNoticed()).isTrue();
		this.state.endIf(() -> true, Runnable::run);
		assertThat(waiting).isCompleted();
		assertThat(this.state.isNoticed()).isFalse();
	}

	@Test
	void waitThatBeginsWhileAnEpisodeEndsShouldBelongToTheNextOne() {
		CompletableFuture<Void> early = this.state.await().toCompletableFuture();
		List<CompletableFuture<Void>> late = new ArrayList<>();
		Iterator<Boolean> answers = List.of(true, true).iterator();
		this.state.endIf(() -> {
			boolean isShort = answers.next();
			if (!answers.hasNext()) {
				late.add(this.state.await().toCompletableFuture());
			}
			return isShort;
		}, Runnable::run);
		assertThat(early).isCompleted();
		assertThat(late).singleElement().satisfies((future) -> assertThat(future).isNotDone());
		this.state.endIf(() -> true, Runnable::run);
		assertThat(late).singleElement().satisfies((future) -> assertThat(future).isCompleted());
	}

	@Test
	void whenTheQueueIsLongAgainShouldGoOnWaiting() {
		CompletableFuture<Void> early = this.state.await().toCompletableFuture();
		List<CompletableFuture<Void>> late = new ArrayList<>();
		Iterator<Boolean> answers = List.of(true, false, false).iterator();
		this.state.endIf(() -> {
			boolean isShort = answers.next();
			if (!isShort && late.isEmpty()) {
				late.add(this.state.await().toCompletableFuture());
			}
			return isShort;
		}, Runnable::run);
		assertThat(early).isNotDone();
		this.state.endIf(() -> true, Runnable::run);
		assertThat(early).isCompleted();
		assertThat(late).singleElement().satisfies((future) -> assertThat(future).isCompleted());
	}

	@Test
	void whenTheQueueIsShortAfterAllShouldCompleteWaits() {
		CompletableFuture<Void> waiting = this.state.await().toCompletableFuture();
		Iterator<Boolean> answers = List.of(true, false, true, true).iterator();
		this.state.endIf(answers::next, Runnable::run);
		assertThat(waiting).isCompleted();
		assertThat(answers).isExhausted();
	}

	@Test
	void alarmThatIsRaisedWhileAnEpisodeEndsShouldBelongToTheNextOne() {
		this.state.await();
		Iterator<Boolean> answers = List.of(true, true).iterator();
		this.state.endIf(() -> {
			boolean isShort = answers.next();
			if (!answers.hasNext()) {
				assertThat(this.state.raiseAlarm()).isTrue();
			}
			return isShort;
		}, Runnable::run);
		assertThat(this.state.isNoticed()).isTrue();
		assertThat(this.state.raiseAlarm()).isFalse();
	}

}
