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

import java.nio.ByteBuffer;
import java.time.Duration;
import java.util.ArrayList;
import java.util.List;
import java.util.concurrent.CompletableFuture;
import java.util.concurrent.CompletionException;
import java.util.concurrent.CompletionStage;
import java.util.function.Supplier;

import org.jspecify.annotations.Nullable;
import org.junit.jupiter.api.Test;

import io.github.wsboot.cluster.ClusterLink;
import io.github.wsboot.cluster.ClusterLinkException;
import io.github.wsboot.cluster.ClusterLinkException.Reason;
import io.github.wsboot.cluster.ClusterLinkListener;
import io.github.wsboot.cluster.Topic;
import io.github.wsboot.cluster.member.ClusterCounters.DropReason;
import io.github.wsboot.cluster.member.LinkSupervisor.State;

import static org.assertj.core.api.Assertions.assertThat;
import static org.mockito.Mockito.mock;

/**
 * Tests for {@link LinkSupervisor}.
 */
class LinkSupervisorTests {

	private final ManualControlTimer timer = new ManualControlTimer();

	private final List<Attempt> attempts = new ArrayList<>();

	private final List<String> calls = new ArrayList<>();

	private final ClusterCounters counters = new ClusterCounters();

	/** Replaces the stage that the broker returns. */
	private @Nullable Supplier<CompletionStage<ClusterLink>> answer;

	/** Called with each link that is open. */
	private Runnable whenOpened = () -> {
	};

	private Runnable whenBroken = () -> {
	};

	private final LinkSupervisor links = new LinkSupervisor(this::open, new MessageReceiver("node-aaa", 1000,
			new RecordingNode(), List::of, mock(MessageReceiver.NodeListener.class), (node, answer) -> {
			}, this.counters), this.timer, new RecordingListener());

	@Test
	void firstLinkShouldBeOpenedAtOnce() {
		assertThat(this.links.state()).isEqualTo(State.STOPPED);
		this.links.start();
		assertThat(this.attempts).hasSize(1);
		assertThat(this.links.state()).isEqualTo(State.CONNECTING);
		this.links.start();
		assertThat(this.attempts).hasSize(1);
	}

	@Test
	void linkShouldBeUpWhenEverythingIsSubscribed() {
		up();
		assertThat(this.calls).containsExactly("opened 1", "up 1");
		assertThat(this.links.state()).isEqualTo(State.UP);
	}

	@Test
	void brokenLinkShouldBeClosedAndReplacedAtOnce() {
		up();
		attempt(1).listener.broken(new ClusterLinkException(Reason.ROLE, "A replica", null));
		this.timer.runDue();
		assertThat(attempt(1).link.closed).isEqualTo(1);
		assertThat(this.calls).endsWith("broken ROLE A replica");
		assertThat(this.attempts).hasSize(2);
	}

	@Test
	void delayShouldDoubleUpToThreeSecondsAndNeverEnd() {
		this.links.start();
		this.timer.runDue();
		for (int failures = 0; failures < 1_000; failures++) {
			int before = this.attempts.size();
			attempt(before).stage.completeExceptionally(new IllegalStateException());
			this.timer.runDue();
			if (failures == 0) {
				assertThat(this.attempts).as("at once").hasSize(2);
				continue;
			}
			long delay = Math.min(3_000, 100L << Math.min(failures - 1, 20));
			this.timer.advance(Duration.ofMillis(delay / 2 - 1));
			assertThat(this.attempts).as("too early after %d", failures).hasSize(before);
			this.timer.advance(Duration.ofMillis(delay + 2));
			assertThat(this.attempts).as("too late after %d", failures).hasSize(before + 1);
		}
	}

	@Test
	void delayShouldBeShortAgainAfterLinkHasWorked() {
		this.links.start();
		for (int i = 1; i <= 8; i++) {
			attempt(i).stage.completeExceptionally(new IllegalStateException());
			this.timer.runDue();
			while (this.attempts.size() == i) {
				this.timer.advance(Duration.ofMillis(10));
			}
		}
		attempt(9).open();
		this.links.onWorking(8);
		this.links.onWorking(9);
		this.links.onBroken(9, new IllegalStateException());
		this.timer.runDue();
		assertThat(this.attempts).hasSize(10);
	}

	@Test
	void linkThatBreaksEachTimeShouldNotBeReplacedWithoutDelay() {
		up();
		for (int i = 1; i <= 20; i++) {
			this.links.onBroken(this.attempts.size(), Reason.CLOSED, "test");
			this.timer.runDue();
			attempt(this.attempts.size()).open();
		}
		assertThat(this.attempts).hasSizeLessThanOrEqualTo(2);
	}

	@Test
	void openShouldBeGivenUpAfterFiveSeconds() {
		this.links.start();
		this.timer.advance(Duration.ofMillis(4_999));
		assertThat(this.attempts).hasSize(1);
		this.timer.advance(Duration.ofMillis(1));
		assertThat(this.attempts).hasSize(2);
		assertThat(this.calls).containsExactly("broken null The engine does not answer");
	}

	@Test
	void linkThatArrivesLateShouldBeClosedAtOnce() {
		this.links.start();
		this.timer.advance(Duration.ofSeconds(5));
		attempt(1).stage.complete(attempt(1).link);
		// The control thread is not needed for it
		assertThat(attempt(1).link.closed).isEqualTo(1);
		attempt(2).open();
		assertThat(attempt(2).link.closed).isZero();
		assertThat(this.calls).endsWith("opened 2");
	}

	@Test
	void linkThatArrivesAsItIsGivenUpShouldBeClosed() {
		this.links.start();
		this.timer.advance(Duration.ofMillis(4_999));
		attempt(1).stage.complete(attempt(1).link);
		this.links.onBroken(1, Reason.CLOSED, "test");
		this.timer.runDue();
		assertThat(attempt(1).link.closed).isEqualTo(1);
		assertThat(this.calls).doesNotContain("opened 1");
	}

	@Test
	void failureOfAnAttemptThatWasGivenUpShouldChangeNothing() {
		this.links.start();
		this.timer.advance(Duration.ofSeconds(5));
		attempt(2).open();
		attempt(1).stage.completeExceptionally(new IllegalStateException());
		attempt(1).listener.broken(new IllegalStateException());
		this.timer.runDue();
		assertThat(attempt(2).link.closed).isZero();
		assertThat(this.links.state()).isEqualTo(State.SUBSCRIBING);
	}

	@Test
	void brokerThatThrowsShouldBeAskedAgain() {
		this.answer = () -> {
			throw new NoClassDefFoundError("test");
		};
		this.links.start();
		this.timer.advance(Duration.ofSeconds(1));
		assertThat(this.attempts).hasSizeGreaterThan(2);
		assertThat(this.calls).first()
			.isEqualTo("broken null The connection to the engine has failed (java.lang.NoClassDefFoundError)");
	}

	@Test
	void brokerThatReturnsNoStageShouldBeAskedAgain() {
		this.answer = () -> null;
		this.links.start();
		this.timer.advance(Duration.ofSeconds(1));
		assertThat(this.attempts).hasSizeGreaterThan(2);
	}

	@Test
	void brokerThatReturnsNoLinkShouldBeAskedAgain() {
		this.answer = () -> CompletableFuture.completedStage(null);
		this.links.start();
		this.timer.advance(Duration.ofSeconds(6));
		assertThat(this.attempts).hasSizeGreaterThan(1);
	}

	@Test
	void reasonOfFailedOpenShouldBeKnown() {
		this.answer = () -> CompletableFuture
			.failedStage(new CompletionException(new ClusterLinkException(Reason.PERMISSION, "Not allowed", null)));
		this.links.start();
		this.timer.runDue();
		assertThat(this.calls).first().isEqualTo("broken null Not allowed");
	}

	@Test
	void linkThatCannotBeClosedShouldBeReplaced() {
		up();
		attempt(1).link.closeFailure = new IllegalStateException("test");
		this.links.onBroken(1, Reason.PROBE, "test");
		this.timer.runDue();
		assertThat(this.attempts).hasSize(2);
	}

	@Test
	void linkShouldBeReplacedThoughItsUserFails() {
		this.whenOpened = () -> {
			throw new IllegalStateException("test");
		};
		this.links.start();
		attempt(1).open();
		assertThat(attempt(1).link.closed).isEqualTo(1);
		assertThat(this.attempts).hasSize(2);
		this.whenOpened = () -> {
		};
		this.whenBroken = () -> {
			throw new IllegalStateException("test");
		};
		attempt(2).open();
		try {
			this.links.onBroken(2, Reason.CLOSED, "test");
		}
		catch (IllegalStateException ex) {
			// Logged by the control thread
		}
		this.timer.advance(Duration.ofSeconds(1));
		assertThat(this.attempts).hasSizeGreaterThan(2);
	}

	@Test
	void stopShouldCloseTheLinkAndOpenNoOther() {
		up();
		this.links.stop();
		assertThat(attempt(1).link.closed).isEqualTo(1);
		assertThat(this.links.state()).isEqualTo(State.STOPPED);
		attempt(1).listener.broken(new IllegalStateException());
		this.timer.advance(Duration.ofMinutes(1));
		assertThat(this.attempts).hasSize(1);
	}

	@Test
	void stopWhileOpeningShouldCloseTheLinkThatArrives() {
		this.links.start();
		this.links.stop();
		attempt(1).stage.complete(attempt(1).link);
		this.timer.advance(Duration.ofMinutes(1));
		assertThat(attempt(1).link.closed).isEqualTo(1);
		assertThat(this.attempts).hasSize(1);
		assertThat(this.calls).isEmpty();
	}

	@Test
	void stopShouldCloseALinkThatTheControlThreadHasNotTakenOver() {
		this.links.start();
		this.timer.runDue();
		attempt(1).stage.complete(attempt(1).link);
		// The task for it waits, and is dropped when the control thread ends
		this.links.stop();
		assertThat(attempt(1).link.closed).isEqualTo(1);
	}

	@Test
	void startAfterStopDuringDelayShouldOpenOneLink() {
		up();
		for (int i = 1; i <= 4; i++) {
			this.links.onBroken(this.attempts.size(), Reason.CLOSED, "test");
			this.timer.runDue();
		}
		int before = this.attempts.size();
		this.links.stop();
		this.links.start();
		assertThat(this.attempts).hasSize(before + 1);
		attempt(before + 1).open();
		this.links.onSubscribed(before + 1);
		this.timer.advance(Duration.ofMinutes(1));
		assertThat(this.attempts).hasSize(before + 1);
		assertThat(attempt(before + 1).link.closed).isZero();
		assertThat(this.links.state()).isEqualTo(State.UP);
	}

	@Test
	void linkThatIsKeptShouldNotBeReplaced() {
		up();
		this.links.stopReplacing();
		assertThat(attempt(1).link.closed).isZero();
		this.links.onBroken(1, Reason.CLOSED, "test");
		this.timer.advance(Duration.ofMinutes(1));
		assertThat(this.attempts).hasSize(1);
		assertThat(attempt(1).link.closed).isEqualTo(1);
	}

	@Test
	void messagesOfAnEarlierLinkShouldBeIgnored() {
		up();
		this.links.onBroken(1, Reason.CLOSED, "test");
		this.timer.runDue();
		attempt(1).listener.received(Topic.ALL, ByteBuffer.allocate(1));
		assertThat(this.counters.dropped(DropReason.MALFORMED)).isZero();
		attempt(2).listener.received(Topic.ALL, ByteBuffer.allocate(1));
		assertThat(this.counters.dropped(DropReason.MALFORMED)).isEqualTo(1);
	}

	private void up() {
		this.links.start();
		attempt(1).open();
		this.links.onSubscribed(1);
	}

	private Attempt attempt(int number) {
		return this.attempts.get(number - 1);
	}

	@SuppressWarnings("NullAway")
	private CompletionStage<ClusterLink> open(ClusterLinkListener listener) {
		Attempt attempt = new Attempt(listener);
		this.attempts.add(attempt);
		return (this.answer != null) ? this.answer.get() : attempt.stage;
	}

	private final class Attempt {

		private final ClusterLinkListener listener;

		private final CompletableFuture<ClusterLink> stage = new CompletableFuture<>();

		private final RecordingLink link = new RecordingLink();

		Attempt(ClusterLinkListener listener) {
			this.listener = listener;
		}

		private void open() {
			this.stage.complete(this.link);
			LinkSupervisorTests.this.timer.runDue();
		}

	}

	private final class RecordingListener implements LinkSupervisor.Listener {

		@Override
		public void onOpened(ClusterLink link, int number) {
			LinkSupervisorTests.this.calls.add("opened " + number);
			LinkSupervisorTests.this.whenOpened.run();
		}

		@Override
		public void onUp(ClusterLink link, int number) {
			LinkSupervisorTests.this.calls.add("up " + number);
		}

		@Override
		public void onBroken(@Nullable Reason reason, String cause) {
			LinkSupervisorTests.this.calls.add("broken " + reason + " " + cause);
			LinkSupervisorTests.this.whenBroken.run();
		}

	}

}
