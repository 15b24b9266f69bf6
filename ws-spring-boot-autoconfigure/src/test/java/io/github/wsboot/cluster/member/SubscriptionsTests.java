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
import java.util.ArrayDeque;
import java.util.ArrayList;
import java.util.Arrays;
import java.util.Collection;
import java.util.List;
import java.util.Queue;
import java.util.Set;
import java.util.concurrent.CompletableFuture;
import java.util.concurrent.CompletionException;
import java.util.concurrent.CompletionStage;
import java.util.stream.IntStream;

import org.jspecify.annotations.Nullable;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.MethodSource;

import io.github.wsboot.cluster.ClusterLinkException;
import io.github.wsboot.cluster.Topic;
import io.github.wsboot.node.AudienceSpec.Kind;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatIllegalArgumentException;

/**
 * Tests for {@link Subscriptions}, with a time of their own.
 */
class SubscriptionsTests {

	private static final Duration LINGER = Duration.ofSeconds(10);

	private static final Duration FLUSH = Duration.ofMillis(5);

	/** Long enough for a sweep after the linger time. */
	private static final Duration LINGER_AND_SWEEP = LINGER.plus(FLUSH);

	private static final Topic NODE = Topic.node("node-one");

	private final ManualControlTimer control = new ManualControlTimer();

	private final Queue<Runnable> workers = new ArrayDeque<>();

	private final Subscriptions subscriptions = new Subscriptions("node-one", LINGER, this.control, this.workers::add,
			this.control::now);

	private final List<String> reports = new ArrayList<>();

	private final List<Throwable> failures = new ArrayList<>();

	@Test
	void attachShouldSubscribeFixedTopicsFirst() {
		appear("lobby");
		FakeLink link = attach();
		assertThat(link.calls).extracting(FakeLink.Call::toString)
			.containsExactly("subscribe " + topics(Topic.ALL, NODE), "subscribe " + topics(Topic.room("lobby")));
		assertThat(this.subscriptions.desired()).isEqualTo(3);
		assertThat(this.subscriptions.confirmed()).isZero();
	}

	@Test
	void attachShouldReportOnceAllBatchesAreConfirmed() {
		IntStream.range(0, 1300).forEach((i) -> appear("room-" + i));
		FakeLink link = attach();
		assertThat(link.calls).extracting((call) -> call.topics.size()).containsExactly(2, 512, 512, 276);
		link.calls.subList(1, 4).forEach(FakeLink.Call::confirm);
		this.control.runDue();
		assertThat(this.reports).isEmpty();
		assertThat(this.subscriptions.confirmed()).isEqualTo(1300);
		link.calls.get(0).confirm();
		assertThat(this.reports).isEmpty();
		this.control.runDue();
		assertThat(this.reports).containsExactly("subscribed");
		assertThat(this.subscriptions.confirmed()).isEqualTo(1302).isEqualTo(this.subscriptions.desired());
	}

	@Test
	void attachShouldNotWaitForWhatAppearsLater() {
		FakeLink link = attach();
		appear("lobby");
		this.control.advance(FLUSH);
		link.calls.get(0).confirm();
		this.control.runDue();
		assertThat(this.reports).containsExactly("subscribed");
		assertThat(link.calls.get(1).topics).containsExactly(Topic.room("lobby"));
	}

	@Test
	void changesShouldBeSentTogether() {
		FakeLink link = attachAndConfirm();
		appear("lobby");
		this.control.advance(FLUSH.minusNanos(1));
		this.subscriptions.onAppeared(Kind.USER, "lobby");
		assertThat(link.calls).hasSize(1);
		this.control.advance(Duration.ofNanos(1));
		assertThat(link.calls).hasSize(2);
		assertThat(link.last().topics).containsExactly(Topic.room("lobby"), Topic.user("lobby"));
		appear("kitchen");
		this.control.advance(FLUSH);
		assertThat(link.last().topics).containsExactly(Topic.room("kitchen"));
	}

	@ParameterizedTest
	@MethodSource("namesThatNoMessageCanCarry")
	void namesThatNoMessageCanCarryShouldNotReachTheEngine(String name) {
		appear(name);
		FakeLink link = attachAndConfirm();
		appear(name + "x");
		this.control.advance(FLUSH);
		assertThat(link.calls).hasSize(1);
		assertThat(this.subscriptions.desired()).isEqualTo(2);
		assertThat(this.subscriptions.whenReachable(Set.of(name), null)).isCompletedWithValue(true);
		this.subscriptions.onVanished(Kind.ROOM, name);
		this.control.advance(LINGER_AND_SWEEP);
		assertThat(link.calls).hasSize(1);
	}

	static List<String> namesThatNoMessageCanCarry() {
		return List.of("lobby\uD83D", "\uDE00", "x".repeat(65_536), "\u00E4".repeat(32_768));
	}

	@Test
	void processThatWasStoppedShouldReadConfirmationsThatHaveCome() {
		FakeLink link = attachAndConfirm();
		appear("lobby");
		this.control.advance(FLUSH);
		this.control.stopFor(Subscriptions.CONFIRMATION_TIMEOUT.plusSeconds(1));
		this.control.runDue();
		link.last().confirm();
		this.control.advance(Subscriptions.CONFIRMATION_TIMEOUT);
		assertThat(this.failures).isEmpty();
	}

	@Test
	void callsShouldNotHaveMoreTopicsThanABatch() {
		FakeLink link = attachAndConfirm();
		IntStream.range(0, 1025).forEach((i) -> appear("room-" + i));
		this.control.advance(FLUSH);
		assertThat(link.calls).extracting((call) -> call.topics.size()).containsExactly(2, 512, 512, 1);
		link.confirmAll();
		this.control.runDue();
		IntStream.range(0, 1025).forEach((i) -> vanish("room-" + i));
		this.control.advance(LINGER_AND_SWEEP);
		assertThat(link.calls.subList(4, 7)).extracting((call) -> call.topics.size()).containsExactly(512, 512, 1);
		assertThat(link.calls.subList(4, 7)).allMatch((call) -> call.name.equals("unsubscribe"));
		link.confirmAll();
		this.control.runDue();
		assertThat(this.subscriptions.desired()).isEqualTo(2);
	}

	@Test
	void topicShouldStaySubscribedWhileItLingers() {
		FakeLink link = attachAndConfirm("lobby", "kitchen");
		vanish("lobby");
		this.control.advance(Duration.ofSeconds(9));
		vanish("kitchen");
		this.control.advance(Duration.ofSeconds(1).minusNanos(1));
		assertThat(link.calls).hasSize(2);
		assertThat(this.subscriptions.confirmed()).isEqualTo(4);
		this.control.advance(FLUSH.plusNanos(1));
		assertThat(link.last()).hasToString("unsubscribe " + topics(Topic.room("lobby")));
		assertThat(this.subscriptions.confirmed()).isEqualTo(3);
		link.last().confirm();
		this.control.advance(Duration.ofSeconds(9));
		assertThat(link.last()).hasToString("unsubscribe " + topics(Topic.room("kitchen")));
		link.last().confirm();
		this.control.runDue();
		assertThat(this.subscriptions.desired()).isEqualTo(2);
		assertThat(this.control.waiting()).isZero();
	}

	@Test
	void reappearingWhileItLingersShouldSendNothing() {
		FakeLink link = attachAndConfirm("lobby");
		for (int i = 0; i < 3; i++) {
			vanish("lobby");
			this.control.advance(LINGER.minusNanos(1));
			appear("lobby");
			assertThat(reachable("lobby")).isTrue();
		}
		this.control.advance(LINGER_AND_SWEEP.multipliedBy(2));
		assertThat(link.calls).hasSize(2);
		assertThat(this.subscriptions.confirmed()).isEqualTo(3);
		assertThat(this.control.waiting()).isZero();
	}

	@Test
	void flappingShouldNotPileUpTimers() {
		attachAndConfirm("lobby");
		for (int i = 0; i < 100; i++) {
			vanish("lobby");
			appear("lobby");
		}
		assertThat(this.control.waiting()).isEqualTo(1);
	}

	@Test
	void reappearingAfterUnsubscribeShouldSubscribeAgain() {
		FakeLink link = attachAndConfirm("lobby");
		vanish("lobby");
		this.control.advance(LINGER_AND_SWEEP);
		FakeLink.Call unsubscribe = link.last();
		appear("lobby");
		CompletableFuture<Boolean> reachable = whenReachable("lobby");
		this.control.advance(FLUSH);
		assertThat(link.last()).isSameAs(unsubscribe);
		unsubscribe.confirm();
		this.control.advance(FLUSH);
		assertThat(link.last()).hasToString("subscribe " + topics(Topic.room("lobby")));
		runWorkers();
		assertThat(reachable).isNotDone();
		link.last().confirm();
		this.control.runDue();
		runWorkers();
		assertThat(reachable).isCompletedWithValue(true);
		assertThat(this.subscriptions.confirmed()).isEqualTo(3);
	}

	@Test
	void vanishingAgainWhileUnsubscribingShouldForgetTheTopic() {
		FakeLink link = attachAndConfirm("lobby");
		vanish("lobby");
		this.control.advance(LINGER_AND_SWEEP);
		appear("lobby");
		vanish("lobby");
		link.last().confirm();
		this.control.advance(LINGER_AND_SWEEP);
		assertThat(link.calls).hasSize(3);
		assertThat(this.subscriptions.desired()).isEqualTo(2);
		assertThat(this.control.waiting()).isZero();
	}

	@Test
	void topicShouldNotBeUnsubscribedBeforeItIsConfirmed() {
		Subscriptions impatient = new Subscriptions("node-one", Duration.ZERO, this.control, this.workers::add,
				this.control::now);
		FakeLink link = new FakeLink();
		impatient.onAppeared(Kind.ROOM, "lobby");
		impatient.attach(link, () -> this.reports.add("subscribed"), this.failures::add);
		impatient.onVanished(Kind.ROOM, "lobby");
		this.control.advance(Duration.ofSeconds(1));
		assertThat(link.calls).hasSize(2);
		link.confirmAll();
		this.control.advance(FLUSH);
		assertThat(link.last()).hasToString("unsubscribe " + topics(Topic.room("lobby")));
	}

	@Test
	void topicsShouldBeForgottenWithoutALink() {
		appear("lobby");
		appear("kitchen");
		vanish("lobby");
		this.control.advance(LINGER_AND_SWEEP);
		assertThat(this.subscriptions.desired()).isEqualTo(3);
		assertThat(attach().last().topics).containsExactly(Topic.room("kitchen"));
	}

	@Test
	void topicThatWasUnsubscribingShouldBeForgottenWithItsLink() {
		attachAndConfirm("lobby", "kitchen");
		vanish("lobby");
		vanish("kitchen");
		this.control.advance(LINGER_AND_SWEEP);
		appear("kitchen");
		this.subscriptions.detach();
		assertThat(this.subscriptions.desired()).isEqualTo(3);
		vanish("kitchen");
		this.control.advance(LINGER_AND_SWEEP);
		assertThat(this.subscriptions.desired()).isEqualTo(2);
	}

	@Test
	void newLinkShouldGetEverythingAgain() {
		FakeLink first = attachAndConfirm("lobby");
		appear("kitchen");
		this.subscriptions.detach();
		assertThat(this.subscriptions.confirmed()).isZero();
		this.control.advance(FLUSH);
		assertThat(first.calls).hasSize(2);
		FakeLink second = attachAndConfirm();
		assertThat(second.calls).hasSize(2);
		assertThat(second.last().topics).containsExactlyInAnyOrder(Topic.room("lobby"), Topic.room("kitchen"));
		assertThat(this.subscriptions.confirmed()).isEqualTo(4);
	}

	@Test
	void lateConfirmationOfAnOldLinkShouldChangeNothing() {
		appear("lobby");
		FakeLink old = attach();
		this.subscriptions.detach();
		FakeLink current = attach();
		old.confirmAll();
		this.control.runDue();
		assertThat(this.subscriptions.confirmed()).isZero();
		assertThat(this.reports).isEmpty();
		current.confirmAll();
		this.control.runDue();
		assertThat(this.subscriptions.confirmed()).isEqualTo(3);
		assertThat(this.reports).containsExactly("subscribed");
	}

	@Test
	void failureOfAnOldLinkShouldChangeNothing() {
		FakeLink old = attach();
		this.subscriptions.detach();
		FakeLink current = attachAndConfirm();
		old.last().fail(new IllegalStateException("Closed"));
		this.control.advance(Duration.ofMinutes(1));
		assertThat(this.failures).isEmpty();
		assertThat(this.subscriptions.confirmed()).isEqualTo(current.calls.get(0).topics.size());
	}

	@Test
	void failureShouldBeReportedOnceAndDetach() {
		appear("lobby");
		FakeLink link = attach();
		IllegalStateException failure = new IllegalStateException("Refused");
		link.calls.get(0).fail(new CompletionException(failure));
		link.calls.get(1).fail(new IllegalStateException("Refused as well"));
		assertThat(this.failures).isEmpty();
		this.control.advance(Duration.ofMinutes(1));
		assertThat(this.failures).containsExactly(failure);
		assertThat(this.reports).isEmpty();
		assertThat(reachable("lobby")).isFalse();
	}

	@Test
	void exceptionOfALinkShouldBeAFailure() {
		FakeLink link = attachAndConfirm();
		link.exception = new IllegalStateException("No link");
		appear("lobby");
		this.control.advance(FLUSH);
		assertThat(this.failures).containsExactly(link.exception);
	}

	@Test
	void failureToUnsubscribeShouldBeReported() {
		FakeLink link = attachAndConfirm("lobby");
		vanish("lobby");
		this.control.advance(LINGER_AND_SWEEP);
		link.last().fail(new IllegalStateException("Refused"));
		this.control.runDue();
		assertThat(this.failures).hasSize(1);
		assertThat(this.subscriptions.desired()).isEqualTo(2);
	}

	@Test
	void missingConfirmationShouldBeAFailure() {
		appear("lobby");
		FakeLink link = attach();
		link.calls.get(0).confirm();
		this.control.advance(Duration.ofSeconds(5).minusNanos(1));
		assertThat(this.failures).isEmpty();
		this.control.advance(Duration.ofNanos(1));
		assertThat(this.failures).singleElement().isInstanceOf(ClusterLinkException.class);
		link.calls.get(1).confirm();
		this.control.advance(Duration.ofMinutes(1));
		assertThat(this.failures).hasSize(1);
		assertThat(this.reports).isEmpty();
	}

	@Test
	void timeOfACallShouldBeginWhenEarlierOnesAreConfirmed() {
		IntStream.range(0, 2000).forEach((i) -> appear("room-" + i));
		FakeLink link = attach();
		for (FakeLink.Call call : link.calls) {
			this.control.advance(Subscriptions.CONFIRMATION_TIMEOUT.minusNanos(1));
			call.confirm();
		}
		this.control.runDue();
		assertThat(this.failures).isEmpty();
		assertThat(this.reports).containsExactly("subscribed");
		assertThat(this.control.waiting()).isZero();
	}

	@Test
	void callShouldTimeOutAlthoughLaterOnesAreConfirmed() {
		FakeLink link = attachAndConfirm();
		appear("lobby");
		this.control.advance(FLUSH);
		for (int i = 0; i < 4; i++) {
			appear("room-" + i);
			this.control.advance(Duration.ofSeconds(1));
			link.last().confirm();
		}
		assertThat(this.failures).isEmpty();
		this.control.advance(Duration.ofSeconds(1));
		assertThat(this.failures).hasSize(1);
	}

	@Test
	void confirmationShouldCancelItsTimeout() {
		attachAndConfirm("lobby");
		assertThat(this.control.waiting()).isZero();
		this.control.advance(Duration.ofMinutes(1));
		assertThat(this.failures).isEmpty();
	}

	@Test
	void nothingShouldBeReachableWithoutACompleteLink() {
		appear("lobby");
		assertThat(reachable("lobby")).isFalse();
		FakeLink link = attach();
		assertThat(reachable("lobby")).isFalse();
		link.calls.get(1).confirm();
		this.control.runDue();
		assertThat(reachable("lobby")).isFalse();
		assertThat(reachable()).isFalse();
		link.calls.get(0).confirm();
		this.control.runDue();
		assertThat(reachable("lobby")).isTrue();
		assertThat(reachable()).isTrue();
		this.subscriptions.detach();
		assertThat(reachable("lobby")).isFalse();
		assertThat(this.workers).isEmpty();
	}

	@Test
	void stageShouldWaitForAllTopicsAndCompleteOnAWorker() {
		FakeLink link = attachAndConfirm();
		appear("lobby");
		this.control.advance(FLUSH);
		this.subscriptions.onAppeared(Kind.USER, "jane");
		CompletableFuture<Boolean> reachable = whenReachable("jane", "lobby");
		this.control.advance(FLUSH);
		link.last().confirm();
		this.control.runDue();
		assertThat(this.workers).isEmpty();
		link.confirmAll();
		this.control.runDue();
		assertThat(reachable).isNotDone();
		runWorkers();
		assertThat(reachable).isCompletedWithValue(true);
	}

	@Test
	void detachShouldCompleteWaitingStagesOnAWorker() {
		attachAndConfirm();
		appear("lobby");
		appear("kitchen");
		CompletableFuture<Boolean> one = whenReachable(null, "lobby");
		CompletableFuture<Boolean> both = whenReachable(null, "lobby", "kitchen");
		this.subscriptions.detach();
		assertThat(this.workers).hasSize(2);
		assertThat(one).isNotDone();
		runWorkers();
		assertThat(one).isCompletedWithValue(false);
		assertThat(both).isCompletedWithValue(false);
	}

	@Test
	void vanishedTopicShouldCountAsDone() {
		FakeLink link = attachAndConfirm();
		appear("lobby");
		appear("kitchen");
		CompletableFuture<Boolean> lobby = whenReachable("lobby");
		CompletableFuture<Boolean> both = whenReachable(null, "lobby", "kitchen");
		vanish("lobby");
		assertThat(this.workers).isEmpty();
		this.control.advance(FLUSH);
		runWorkers();
		assertThat(lobby).isCompletedWithValue(true);
		assertThat(both).isNotDone();
		assertThat(reachable("lobby")).isTrue();
		assertThat(reachable("never-there")).isTrue();
		link.confirmAll();
		this.control.runDue();
		runWorkers();
		assertThat(both).isCompletedWithValue(true);
	}

	@Test
	void callersShouldNotBeAbleToCompleteTheStage() {
		FakeLink link = attachAndConfirm();
		appear("lobby");
		CompletionStage<Boolean> stage = this.subscriptions.whenReachable(Set.of("lobby"), null);
		stage.toCompletableFuture().complete(false);
		this.control.advance(FLUSH);
		link.confirmAll();
		this.control.runDue();
		runWorkers();
		assertThat(stage.toCompletableFuture()).isCompletedWithValue(true);
	}

	@Test
	void repeatedAndUnknownChangesShouldHaveNoEffect() {
		FakeLink link = attachAndConfirm("lobby");
		appear("lobby");
		vanish("kitchen");
		vanish("lobby");
		this.control.advance(Duration.ofSeconds(9));
		vanish("lobby");
		this.control.advance(Duration.ofSeconds(1).plus(FLUSH));
		assertThat(link.last()).hasToString("unsubscribe " + topics(Topic.room("lobby")));
	}

	@Test
	void otherAudiencesShouldHaveNoTopic() {
		assertThatIllegalArgumentException().isThrownBy(() -> this.subscriptions.onAppeared(Kind.ENDPOINT, "/chat"))
			.withMessageContaining("ENDPOINT");
	}

	private void appear(String room) {
		this.subscriptions.onAppeared(Kind.ROOM, room);
	}

	private void vanish(String room) {
		this.subscriptions.onVanished(Kind.ROOM, room);
	}

	private FakeLink attach() {
		FakeLink link = new FakeLink();
		this.subscriptions.attach(link, () -> this.reports.add("subscribed"), this.failures::add);
		return link;
	}

	private FakeLink attachAndConfirm(String... rooms) {
		Arrays.asList(rooms).forEach(this::appear);
		FakeLink link = attach();
		link.confirmAll();
		this.control.runDue();
		assertThat(this.reports).containsOnly("subscribed");
		return link;
	}

	private @Nullable Boolean reachable(String... rooms) {
		return whenReachable(null, rooms).getNow(null);
	}

	private CompletableFuture<Boolean> whenReachable(String room) {
		return whenReachable(null, room);
	}

	private CompletableFuture<Boolean> whenReachable(@Nullable String user, String... rooms) {
		return this.subscriptions.whenReachable(Set.of(rooms), user).toCompletableFuture();
	}

	private void runWorkers() {
		while (!this.workers.isEmpty()) {
			this.workers.remove().run();
		}
	}

	private static List<Topic> topics(Topic... topics) {
		return List.of(topics);
	}

	/**
	 * Link that confirms when the test says so.
	 */
	private static final class FakeLink extends SubscribingLink {

		private final List<Call> calls = new ArrayList<>();

		private @Nullable RuntimeException exception;

		@Override
		public CompletionStage<Void> subscribe(Collection<Topic> topics) {
			return call("subscribe", topics);
		}

		@Override
		public CompletionStage<Void> unsubscribe(Collection<Topic> topics) {
			return call("unsubscribe", topics);
		}

		private CompletionStage<Void> call(String name, Collection<Topic> topics) {
			if (this.exception != null) {
				throw this.exception;
			}
			Call call = new Call(name, List.copyOf(topics));
			this.calls.add(call);
			return call.stage;
		}

		Call last() {
			return this.calls.get(this.calls.size() - 1);
		}

		void confirmAll() {
			this.calls.forEach(Call::confirm);
		}

		private static final class Call {

			private final String name;

			private final List<Topic> topics;

			private final CompletableFuture<Void> stage = new CompletableFuture<>();

			Call(String name, List<Topic> topics) {
				this.name = name;
				this.topics = topics;
			}

			void confirm() {
				this.stage.complete(null);
			}

			void fail(Throwable failure) {
				this.stage.completeExceptionally(failure);
			}

			@Override
			public String toString() {
				return this.name + " " + this.topics;
			}

		}

	}

}
