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
import java.time.Instant;
import java.util.ArrayList;
import java.util.List;
import java.util.concurrent.CompletableFuture;
import java.util.concurrent.CompletionException;

import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.ValueSource;

import io.github.wsboot.cluster.ClusterLinkException;
import io.github.wsboot.cluster.ClusterLinkException.Reason;
import io.github.wsboot.cluster.Topic;
import io.github.wsboot.cluster.codec.ClusterMessage.Kind;
import io.github.wsboot.cluster.codec.NodeState;
import io.github.wsboot.support.SafeEventPublisher;

import static org.assertj.core.api.Assertions.assertThat;

/**
 * Tests for {@link Heartbeats}, every three seconds.
 */
class HeartbeatsTests {

	private static final Duration INTERVAL = Duration.ofSeconds(3);

	private final ManualControlTimer timer = new ManualControlTimer();

	private final RecordingLink link = new RecordingLink();

	private final ClusterCounters counters = new ClusterCounters();

	private final List<Object> results = new ArrayList<>();

	private final Membership members = new Membership(Duration.ofSeconds(10).toNanos(),
			new ClusterEvents(new SafeEventPublisher((event) -> {
			}), Runnable::run, this.counters), (id) -> {
			});

	private final Publisher publisher = new Publisher(10_000, (id) -> false, this.counters);

	/** Time that passes while this process is stopped. */
	private long stopped;

	private final Heartbeats heartbeats = new Heartbeats("node-aaa",
			new ClusterSettings(INTERVAL, Duration.ofSeconds(3), Duration.ofSeconds(10), Duration.ofSeconds(10), 10_000,
					1_000),
			this.publisher, this.members, () -> new NodeState("a", Instant.EPOCH, 1, false), this.timer,
			() -> this.timer.now() + this.stopped, new RecordingListener());

	@Test
	void firstMessageOfLinkShouldBeHelloAndHeartbeatsShouldFollow() {
		start(4);
		assertThat(this.link.kinds()).containsExactly(Kind.HELLO, Kind.PROBE);
		assertThat(this.link.published).allMatch((message) -> message.message().stamp().link() == 4);
		returned(0);
		beat();
		assertThat(this.link.kinds()).containsExactly(Kind.HELLO, Kind.PROBE, Kind.HEARTBEAT, Kind.PROBE);
		assertThat(this.link.published.get(1).topic()).isEqualTo(Topic.node("node-aaa"));
	}

	@Test
	void heartbeatShouldHaveReturnedWhenItAndItsProbeAreBackAndConfirmed() {
		CompletableFuture<Integer> answer = new CompletableFuture<>();
		this.link.answer = () -> answer;
		start(1);
		this.heartbeats.onEcho(Kind.HELLO, 1, sentAt(0));
		this.heartbeats.onEcho(Kind.PROBE, 1, sentAt(0));
		assertThat(this.results).as("the engine says nothing").isEmpty();
		answer.complete(1);
		this.timer.runDue();
		assertThat(this.results).containsExactly("returned 1");
		this.heartbeats.onEcho(Kind.PROBE, 1, sentAt(0));
		assertThat(this.results).hasSize(1);
	}

	@Test
	void heartbeatThatDoesNotComeBackShouldFail() {
		start(1);
		this.heartbeats.onEcho(Kind.PROBE, 1, sentAt(0));
		this.timer.advance(INTERVAL);
		assertThat(this.results).containsExactly("failed 1 PROBE");
	}

	@Test
	void probeThatDoesNotComeBackShouldFail() {
		start(1);
		this.heartbeats.onEcho(Kind.HELLO, 1, sentAt(0));
		this.timer.advance(INTERVAL);
		assertThat(this.results).containsExactly("failed 1 PROBE");
	}

	@Test
	void engineThatConfirmsNothingShouldFail() {
		this.link.answer = CompletableFuture::new;
		start(1);
		returned(0);
		this.timer.advance(INTERVAL);
		assertThat(this.results).containsExactly("failed 1 PROBE");
	}

	@Test
	void heartbeatThatIsNotAllowedShouldFailAtOnceWithItsReason() {
		this.link.answer = () -> CompletableFuture
			.failedFuture(new CompletionException(new ClusterLinkException(Reason.PERMISSION, "Not allowed", null)));
		start(1);
		assertThat(this.results).startsWith("failed 1 PERMISSION");
	}

	@Test
	void heartbeatThatFailsForAnUnknownReasonShouldWaitForTheLinkToTell() {
		this.link.answer = () -> CompletableFuture.failedFuture(new IllegalStateException());
		start(1);
		assertThat(this.results).isEmpty();
		this.timer.advance(INTERVAL);
		assertThat(this.results).containsExactly("failed 1 PROBE");
	}

	@Test
	void echoOfAnotherLinkOrTimeShouldNotCount() {
		start(2);
		this.heartbeats.onEcho(Kind.HELLO, 1, sentAt(0));
		this.heartbeats.onEcho(Kind.PROBE, 1, sentAt(0));
		this.heartbeats.onEcho(Kind.HELLO, 2, sentAt(0) + 1);
		this.heartbeats.onEcho(Kind.PROBE, 2, sentAt(0) + 1);
		assertThat(this.results).isEmpty();
	}

	@Test
	void nothingShouldHappenAfterStop() {
		start(1);
		this.heartbeats.stop();
		returned(0);
		this.heartbeats.answerHello();
		this.timer.advance(Duration.ofMinutes(1));
		assertThat(this.results).isEmpty();
		assertThat(this.link.published).hasSize(2);
		assertThat(this.timer.waiting()).isZero();
	}

	@Test
	void heartbeatsOfAnEarlierLinkShouldEnd() {
		start(1);
		start(2);
		int before = this.link.published.size();
		returned(before - 2, 2);
		this.timer.advance(INTERVAL);
		assertThat(this.link.published).hasSize(before + 2);
		assertThat(this.results).containsExactly("returned 2");
	}

	@ParameterizedTest
	@ValueSource(ints = { 3, 4, 30 })
	void processThatWasStoppedShouldReadWhatHasComeMeanwhile(int seconds) {
		start(1);
		this.timer.stopFor(Duration.ofSeconds(seconds));
		this.timer.runDue();
		assertThat(this.results).isEmpty();
		this.heartbeats.onEcho(Kind.HELLO, 1, sentAt(0));
		this.heartbeats.onEcho(Kind.PROBE, 1, sentAt(0));
		assertThat(this.results).containsExactly("returned 1");
	}

	@Test
	void processThatWasStoppedShouldNotWaitForEver() {
		start(1);
		this.timer.stopFor(Duration.ofSeconds(30));
		this.timer.advance(INTERVAL);
		assertThat(this.results).startsWith("failed 1 PROBE");
	}

	@Test
	void helloShouldBeAnsweredAtOnce() {
		start(1);
		this.heartbeats.answerHello();
		assertThat(this.link.kinds()).containsExactly(Kind.HELLO, Kind.PROBE, Kind.HEARTBEAT);
	}

	@Test
	void manyHellosShouldGetFewAnswersAndTheLatestGetsOne() {
		start(1);
		for (int i = 0; i < 1_000; i++) {
			this.heartbeats.answerHello();
		}
		assertThat(this.link.published).hasSize(3);
		this.timer.advance(Duration.ofMillis(100));
		assertThat(this.link.published).hasSize(4);
		this.timer.advance(Duration.ofMillis(100));
		assertThat(this.link.published).hasSize(4);
		this.heartbeats.answerHello();
		assertThat(this.link.published).hasSize(5);
	}

	@Test
	void heartbeatThatReachesFewerNodesThanAreHeardTwiceRunningShouldFail() {
		reached(1);
		start(1);
		returnLatest();
		heard("node-bbb");
		beat();
		assertThat(this.results).containsExactly("returned 1");
		returnLatest();
		heard("node-bbb");
		beat();
		assertThat(this.results).endsWith("failed 1 SPLIT");
	}

	@Test
	void heartbeatThatReachesFewerNodesOnceShouldBeHarmless() {
		reached(1);
		start(1);
		for (int i = 0; i < 10; i++) {
			returnLatest();
			heard("node-bbb");
			reached((i % 2 == 0) ? 1 : 2);
			beat();
		}
		assertThat(this.results).containsOnly("returned 1").hasSize(10);
	}

	@Test
	void nodeThatIsNoLongerHeardNeedNotBeReached() {
		reached(1);
		start(1);
		returnLatest();
		heard("node-bbb");
		beat();
		returnLatest();
		beat();
		returnLatest();
		beat();
		assertThat(this.results).containsOnly("returned 1");
	}

	@Test
	void engineThatCannotTellReceiversShouldNotBeChecked() {
		reached(-1);
		start(1);
		for (int i = 0; i < 5; i++) {
			returnLatest();
			heard("node-bbb");
			beat();
		}
		assertThat(this.results).containsOnly("returned 1");
	}

	@Test
	void silenceOfAllNodesShouldFailOnce() {
		startAvailable();
		heard("node-bbb");
		for (int i = 0; i < 7; i++) {
			beat();
			returnLatest();
		}
		assertThat(this.results).filteredOn("failed 1 SPLIT"::equals).hasSize(1);
		assertThat(this.members.count()).isZero();
	}

	@Test
	void nodesShouldBeJudgedByWhatHasComeBackOnly() {
		startAvailable();
		heard("node-bbb");
		heard("node-ccc");
		// All that was sent to this node waits, its own heartbeats included
		this.stopped = Duration.ofSeconds(60).toNanos();
		beat();
		assertThat(this.members.count()).isEqualTo(2);
		heard("node-ccc");
		returnLatest();
		assertThat(this.members.nodes()).extracting("id").containsExactly("node-ccc");
		assertThat(this.results).doesNotContain("failed 1 SPLIT");
	}

	private void start(int number) {
		this.publisher.attach(this.link, number, () -> this.heartbeats.start(number));
		this.timer.runDue();
	}

	private void startAvailable() {
		start(1);
		this.members.onAvailable(this.timer.now());
		returnLatest();
		for (int i = 0; i < 4; i++) {
			beat();
			returnLatest();
		}
	}

	private void beat() {
		this.timer.advance(INTERVAL);
	}

	private void reached(int receivers) {
		this.link.answer = () -> CompletableFuture.completedStage(receivers);
	}

	private void heard(String node) {
		this.members.onState(node, new NodeState(node, Instant.EPOCH, 1, false), this.timer.now() + this.stopped);
	}

	private long sentAt(int message) {
		return this.link.published.get(message).message().stamp().sentAt();
	}

	private void returnLatest() {
		returned(this.link.published.size() - 2);
	}

	private void returned(int message) {
		returned(message, 1);
	}

	private void returned(int message, int link) {
		this.heartbeats.onEcho(Kind.HEARTBEAT, link, sentAt(message));
		this.heartbeats.onEcho(Kind.PROBE, link, sentAt(message));
	}

	private final class RecordingListener implements Heartbeats.Listener {

		@Override
		public void onReturned(int link, Instant sentAt) {
			HeartbeatsTests.this.results.add("returned " + link);
		}

		@Override
		public void onFailed(int link, Reason reason, String cause) {
			HeartbeatsTests.this.results.add("failed " + link + " " + reason);
		}

	}

}
