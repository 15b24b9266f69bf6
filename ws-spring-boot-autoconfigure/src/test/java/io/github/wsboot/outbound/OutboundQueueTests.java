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

import java.nio.ByteBuffer;
import java.nio.charset.StandardCharsets;
import java.time.Duration;
import java.util.ArrayList;
import java.util.List;
import java.util.concurrent.CompletionStage;
import java.util.concurrent.atomic.AtomicInteger;
import java.util.stream.Stream;

import org.junit.jupiter.api.Test;
import org.springframework.web.socket.CloseStatus;

import io.github.wsboot.Frame;
import io.github.wsboot.connection.RecordingWire;

import static org.assertj.core.api.Assertions.assertThat;

/**
 * Tests for {@link OutboundQueue}: its limits and their policies, control frames, and
 * messages in fragments.
 */
class OutboundQueueTests {

	/** What the header of a short frame adds. */
	private static final int HEADER = 2;

	private final List<Runnable> notifications = new ArrayList<>();

	@Test
	void shouldHandOutFramesInOrder() {
		OutboundQueue queue = queue(100, 10, OverflowPolicy.CLOSE);
		assertThat(offer(queue, "a", "b", "c")).containsOnly(ReserveResult.ACCEPTED);
		assertThat(RecordingWire.write(queue)).containsExactly("a", "b", "c");
		assertThat(queue.poll()).isNull();
	}

	@Test
	void shouldCountBytesUntilTheyAreWritten() {
		OutboundQueue queue = queue(100, 10, OverflowPolicy.CLOSE);
		offer(queue, "abcd", "ef");
		assertThat(queue.usage()).isEqualTo(new OutboundQueue.Usage(2, 6 + 2 * HEADER, 0));
		queue.poll();
		assertThat(queue.usage().messages()).isEqualTo(2);
		queue.onWritten();
		assertThat(queue.usage()).isEqualTo(new OutboundQueue.Usage(1, 2 + HEADER, 0));
	}

	@Test
	void shouldTakeExactlyTheLimitOfBytes() {
		OutboundQueue queue = queue(10, 10, OverflowPolicy.CLOSE);
		assertThat(offer(queue, "123", "123")).containsOnly(ReserveResult.ACCEPTED);
		assertThat(offer(queue, "")).containsOnly(ReserveResult.OVERFLOW);
	}

	@Test
	void shouldTakeExactlyTheLimitOfMessages() {
		OutboundQueue queue = queue(1000, 2, OverflowPolicy.CLOSE);
		assertThat(offer(queue, "a", "b", "c")).containsExactly(ReserveResult.ACCEPTED, ReserveResult.ACCEPTED,
				ReserveResult.OVERFLOW);
		assertThat(queue.usage().dropped()).isOne();
	}

	@Test
	void shouldRefuseWhatCanNeverFit() {
		OutboundQueue queue = queue(10, 10, OverflowPolicy.DROP_OLDEST);
		assertThat(offer(queue, "a", "123456789")).containsExactly(ReserveResult.ACCEPTED, ReserveResult.TOO_LARGE);
		assertThat(offer(queue, "b")).containsExactly(ReserveResult.ACCEPTED);
	}

	@Test
	void shouldDropTheOldestUnwrittenMessages() {
		OutboundQueue queue = queue(1000, 3, OverflowPolicy.DROP_OLDEST);
		offer(queue, "a", "b", "c");
		queue.poll();
		assertThat(offer(queue, "d")).containsExactly(ReserveResult.ACCEPTED);
		queue.onWritten();
		assertThat(RecordingWire.write(queue)).containsExactly("c", "d");
		assertThat(queue.usage()).isEqualTo(new OutboundQueue.Usage(0, 0, 1));
	}

	@Test
	void shouldDropAsManyOldMessagesAsAreInTheWay() {
		OutboundQueue queue = queue(30, 100, OverflowPolicy.DROP_OLDEST);
		offer(queue, "aaaa", "bbbb", "cccc", "dddd", "eeee");
		assertThat(offer(queue, "1234567890")).containsExactly(ReserveResult.ACCEPTED);
		assertThat(RecordingWire.write(queue)).containsExactly("cccc", "dddd", "eeee", "1234567890");
	}

	@Test
	void whenDroppingTheOldestDoesNotHelpShouldKeepThem() {
		OutboundQueue queue = queue(30, 100, OverflowPolicy.DROP_OLDEST);
		offer(queue, "in flight, 20 bytes.", "a");
		queue.poll();
		assertThat(offer(queue, "twenty bytes as well")).containsExactly(ReserveResult.ACCEPTED);
		queue.onWritten();
		assertThat(RecordingWire.write(queue)).containsExactly("a");
		assertThat(queue.usage().dropped()).isOne();
	}

	@Test
	void shouldDropTheNewestMessage() {
		OutboundQueue queue = queue(1000, 2, OverflowPolicy.DROP_NEWEST);
		assertThat(offer(queue, "a", "b", "c")).containsExactly(ReserveResult.ACCEPTED, ReserveResult.ACCEPTED,
				ReserveResult.DROPPED);
		assertThat(RecordingWire.write(queue)).containsExactly("a", "b");
		assertThat(offer(queue, "d")).containsExactly(ReserveResult.ACCEPTED);
	}

	@Test
	void shouldCloseAfterEverythingThatWasAccepted() {
		OutboundQueue queue = queue(1000, 10, OverflowPolicy.CLOSE);
		offer(queue, "a");
		EncodedFrame inTheInbox = new EncodedFrame(Frame.text("b"));
		assertThat(queue.reserve(inTheInbox)).isEqualTo(ReserveResult.ACCEPTED);
		assertThat(queue.closeStatus()).isNull();
		queue.finish(CloseStatus.NORMAL);
		assertThat(queue.closeStatus()).as("close before what was accepted").isNull();
		assertThat(RecordingWire.write(queue)).containsExactly("a");
		assertThat(queue.closeStatus()).as("close before what is in the inbox").isNull();
		queue.add(share(inTheInbox));
		assertThat(RecordingWire.write(queue)).containsExactly("b");
		assertThat(queue.closeStatus()).isEqualTo(CloseStatus.NORMAL);
	}

	@Test
	void shouldFreeEverythingWhenDiscarded() {
		OutboundQueue queue = queue(1000, 10, OverflowPolicy.CLOSE);
		offer(queue, "a", "b");
		queue.poll();
		queue.finish(CloseStatus.NORMAL);
		queue.discard();
		queue.clear();
		assertThat(queue.usage()).isEqualTo(new OutboundQueue.Usage(0, 0, 0));
		queue.onWritten();
		assertThat(queue.usage()).isEqualTo(new OutboundQueue.Usage(0, 0, 0));
		assertThat(queue.poll()).isNull();
		assertThat(queue.closeStatus()).as("nothing to close any more").isNull();
		assertThat(offer(queue, "c")).containsExactly(ReserveResult.CLOSED);
	}

	@Test
	void shouldCountAllFramesThatWereTakenUntilTheyAreWritten() {
		OutboundQueue queue = queue(1000, 10, OverflowPolicy.CLOSE);
		offer(queue, "a", "b", "c");
		queue.poll();
		queue.poll();
		assertThat(queue.usage().messages()).isEqualTo(3);
		queue.onWritten();
		assertThat(queue.usage().messages()).isEqualTo(1);
	}

	@Test
	void shouldBeWritableBelowHalfOfItsLimits() {
		OutboundQueue queue = queue(1000, 4, OverflowPolicy.CLOSE);
		offer(queue, "a", "b");
		assertThat(isDone(queue.whenWritable())).isTrue();
		offer(queue, "c");
		CompletionStage<Void> writable = queue.whenWritable();
		assertThat(isDone(writable)).isFalse();
		queue.poll();
		assertThat(isDone(writable)).isFalse();
		queue.onWritten();
		assertThat(isDone(writable)).as("on the executor").isFalse();
		this.notifications.forEach(Runnable::run);
		assertThat(isDone(writable)).isTrue();
	}

	@Test
	void shouldBeWritableWhenDiscarded() {
		OutboundQueue queue = queue(1000, 1, OverflowPolicy.CLOSE);
		offer(queue, "a");
		CompletionStage<Void> writable = queue.whenWritable();
		queue.discard();
		queue.clear();
		this.notifications.forEach(Runnable::run);
		assertThat(isDone(writable)).isTrue();
		assertThat(isDone(queue.whenWritable())).isTrue();
	}

	@Test
	void shouldRaiseTheAlarmOnceAnEpisodeAndOnceASecond() {
		OutboundQueue queue = queue(1000, 2, OverflowPolicy.DROP_NEWEST);
		offer(queue, "a", "b", "c");
		assertThat(queue.raiseAlarm()).isTrue();
		assertThat(queue.raiseAlarm()).isFalse();
		RecordingWire.write(queue);
		long before = System.nanoTime();
		boolean again = queue.raiseAlarm();
		assertThat(again && System.nanoTime() - before < Duration.ofMillis(500).toNanos())
			.as("a new episode, but within the same second")
			.isFalse();
	}

	@Test
	void shouldReserveWithoutGoingBeyondTheLimits() throws Exception {
		OutboundQueue queue = queue(1000, 100, OverflowPolicy.CLOSE);
		AtomicInteger accepted = new AtomicInteger();
		List<Thread> threads = Stream.generate(() -> new Thread(() -> {
			for (int i = 0; i < 100; i++) {
				ReserveResult outcome = queue.reserve(new EncodedFrame(Frame.text("12345678")));
				accepted.addAndGet((outcome == ReserveResult.ACCEPTED) ? 1 : 0);
			}
		})).limit(4).toList();
		threads.forEach(Thread::start);
		for (Thread thread : threads) {
			thread.join(10_000);
		}
		assertThat(accepted).hasValue(100);
		assertThat(queue.usage()).isEqualTo(new OutboundQueue.Usage(100, 1000, 300));
	}

	@Test
	void shouldKeepWhatReplacesOlderMessagesWithinTwiceTheLimits() {
		OutboundQueue queue = queue(1000, 2, OverflowPolicy.DROP_OLDEST);
		EncodedFrame frame = new EncodedFrame(Frame.text("in the inbox"));
		List<ReserveResult> outcomes = Stream.generate(() -> queue.reserve(frame)).limit(5).toList();
		assertThat(outcomes).containsExactly(ReserveResult.ACCEPTED, ReserveResult.ACCEPTED, ReserveResult.ACCEPTED,
				ReserveResult.ACCEPTED, ReserveResult.DROPPED);
	}

	@Test
	void shouldShedWholeMessagesOnly() {
		OutboundQueue queue = queue(1000, 10, OverflowPolicy.DROP_NEWEST);
		offer(queue, "in flight");
		queue.poll();
		offerOne(queue, Frame.text("begun, ", false));
		offer(queue, "a", "b");
		queue.dropMessages();
		queue.onWritten();
		offerOne(queue, Frame.continuation("ended", true));
		assertThat(RecordingWire.write(queue)).containsExactly("begun, ", "ended");
		assertThat(queue.usage()).isEqualTo(new OutboundQueue.Usage(0, 0, 2));
	}

	@Test
	void shouldShareTheStageOfAnEpisode() {
		OutboundQueue queue = queue(1000, 1, OverflowPolicy.CLOSE);
		offer(queue, "a");
		CompletionStage<Void> first = queue.whenWritable();
		CompletionStage<Void> second = queue.whenWritable();
		RecordingWire.write(queue);
		assertThat(this.notifications).hasSize(1);
		this.notifications.forEach(Runnable::run);
		assertThat(isDone(first)).isTrue();
		assertThat(isDone(second)).isTrue();
	}

	private static boolean isDone(CompletionStage<?> stage) {
		return stage.toCompletableFuture().isDone();
	}

	private OutboundQueue queue(long maxBytes, int maxMessages, OverflowPolicy overflow) {
		return new OutboundQueue(new SendLimits(maxBytes, maxMessages, Duration.ofMinutes(1), overflow),
				this.notifications::add, QueueListener.NONE);
	}

	private static List<ReserveResult> offer(OutboundQueue queue, String... texts) {
		return List.of(texts).stream().map((text) -> offerOne(queue, Frame.text(text))).toList();
	}

	private static ReserveResult offerOne(OutboundQueue queue, Frame content) {
		EncodedFrame frame = new EncodedFrame(content);
		ReserveResult outcome = queue.reserve(frame);
		if (outcome == ReserveResult.ACCEPTED) {
			queue.add(share(frame));
		}
		return outcome;
	}

	private static QueuedFrame share(EncodedFrame frame) {
		return new QueuedFrame(frame, 0, () -> {
		});
	}

	@Test
	void shouldHandOutControlFramesFirst() {
		OutboundQueue queue = queue(OverflowPolicy.CLOSE);
		offer(queue, Frame.text("a"), Frame.text("b"), ping("p"));
		assertThat(RecordingWire.write(queue)).containsExactly("p", "a", "b");
	}

	@Test
	void shouldBoundControlFramesOnTheirOwn() {
		OutboundQueue queue = queue(OverflowPolicy.CLOSE);
		offer(queue, Frame.text("a"), Frame.text("b"), Frame.text("c"), Frame.text("d"));
		for (int i = 0; i < 16; i++) {
			assertThat(offer(queue, ping("p" + i))).containsExactly(ReserveResult.ACCEPTED);
		}
		assertThat(offer(queue, ping("p16"))).containsExactly(ReserveResult.DROPPED);
		assertThat(queue.usage()).as("neither messages nor bytes").isEqualTo(new OutboundQueue.Usage(4, 12, 1));
		assertThat(RecordingWire.write(queue)).hasSize(20).startsWith("p0").endsWith("d");
	}

	@Test
	void shouldHoldBackMessagesWhileOneIsUnfinished() {
		OutboundQueue queue = queue(OverflowPolicy.CLOSE);
		offer(queue, Frame.text("a1", false), Frame.text("b"), ping("p"));
		assertThat(RecordingWire.write(queue)).containsExactly("p", "a1");
		offer(queue, Frame.continuation("a2", false), ping("q"), Frame.continuation("a3", true));
		assertThat(RecordingWire.write(queue)).containsExactly("q", "a2", "a3", "b");
	}

	@Test
	void shouldTakeTheNextMessageAfterTheLastFragment() {
		OutboundQueue queue = queue(OverflowPolicy.CLOSE);
		offer(queue, Frame.text("a1", false), Frame.continuation("a2", true), Frame.text("b1", false),
				Frame.continuation("b2", true));
		assertThat(RecordingWire.write(queue)).containsExactly("a1", "a2", "b1", "b2");
	}

	@Test
	void whenThereIsNothingToContinueShouldDropTheFragment() {
		OutboundQueue queue = queue(OverflowPolicy.CLOSE);
		assertThat(offer(queue, Frame.continuation("a2", true))).containsExactly(ReserveResult.DROPPED_FRAGMENT);
		offer(queue, Frame.text("b1", false), Frame.continuation("b2", true));
		assertThat(offer(queue, Frame.continuation("b3", true))).containsExactly(ReserveResult.DROPPED_FRAGMENT);
		assertThat(RecordingWire.write(queue)).containsExactly("b1", "b2");
		assertThat(queue.usage().dropped()).isEqualTo(2);
	}

	@Test
	void whenAFragmentDoesNotFitShouldOverflowWhateverThePolicy() {
		for (OverflowPolicy policy : OverflowPolicy.values()) {
			OutboundQueue queue = queue(policy);
			offer(queue, Frame.text("a1", false), Frame.text("b"), Frame.text("c"), Frame.text("d"));
			assertThat(offer(queue, Frame.continuation("a2", true))).as("%s", policy)
				.containsExactly(ReserveResult.OVERFLOW);
		}
	}

	@Test
	void shouldNotDropAMessageThatHasBegun() {
		OutboundQueue queue = queue(OverflowPolicy.DROP_OLDEST);
		offer(queue, Frame.text("a1", false), Frame.text("b"), Frame.text("c"), Frame.text("d"));
		assertThat(offer(queue, Frame.text("e"))).containsExactly(ReserveResult.ACCEPTED);
		offer(queue, Frame.continuation("a2", true));
		assertThat(RecordingWire.write(queue)).startsWith("a1");
	}

	@Test
	void charactersShouldStayWholeWhateverComesBetween() {
		OutboundQueue queue = queue(OverflowPolicy.DROP_OLDEST);
		offer(queue, Frame.text("a\uD83D", false));
		queue.peek();
		offer(queue, ping("p"), Frame.text("b"));
		assertThat(RecordingWire.write(queue)).containsExactly("p", "a");
		offer(queue, Frame.text("c"), Frame.continuation("\uDE00", true));
		queue.peek();
		offer(queue, ping("q"));
		assertThat(RecordingWire.write(queue)).containsExactly("q", "😀", "b", "c");
		assertThat(queue.usage()).isEqualTo(new OutboundQueue.Usage(0, 0, 0));
	}

	@Test
	void fragmentsThatAreWholeShouldBeSharedByAllReceivers() {
		EncodedFrame fragment = new EncodedFrame(Frame.text("größe", false));
		OutboundQueue queue = queue(OverflowPolicy.CLOSE);
		queue.reserve(fragment);
		queue.add(new QueuedFrame(fragment, 0, () -> {
		}));
		assertThat(queue.poll()).isSameAs(fragment);
	}

	@Test
	void whenEmptyShouldNotStall() {
		assertThat(impatient().isStalled()).isFalse();
	}

	@Test
	void withoutProgressShouldStall() {
		OutboundQueue queue = impatient();
		offer(queue, Frame.text("a"));
		queue.poll();
		assertThat(queue.isStalled()).as("the first check").isFalse();
		spinUntilLater();
		assertThat(queue.isStalled()).isTrue();
		queue.discard();
		queue.clear();
		assertThat(queue.isStalled()).isFalse();
	}

	@Test
	void withControlFramesOnlyShouldStall() {
		OutboundQueue queue = impatient();
		offer(queue, ping("p"));
		assertThat(queue.isStalled()).as("the first check").isFalse();
		spinUntilLater();
		assertThat(queue.isStalled()).isTrue();
	}

	@Test
	void whenItIsTheApplicationThatLetsMessagesWaitShouldNotStall() {
		OutboundQueue queue = impatient();
		offer(queue, Frame.text("a1", false));
		RecordingWire.write(queue);
		offer(queue, Frame.text("b"));
		assertThat(queue.isStalled()).as("the first check").isFalse();
		spinUntilLater();
		assertThat(queue.isStalled()).as("nothing could be written").isFalse();
	}

	@Test
	void whenTheApplicationGoesOnShouldCountFromThere() {
		OutboundQueue queue = new OutboundQueue(new SendLimits(1000, 10, Duration.ofSeconds(2), OverflowPolicy.CLOSE),
				Runnable::run, QueueListener.NONE);
		offer(queue, Frame.text("a1", false));
		RecordingWire.write(queue);
		offer(queue, Frame.text("b"));
		assertThat(queue.isStalled()).as("the first check").isFalse();
		spin(Duration.ofMillis(2100));
		assertThat(queue.isStalled()).as("while it waits").isFalse();
		offer(queue, Frame.continuation("a2", true));
		assertThat(queue.isStalled()).isFalse();
	}

	@Test
	void whenSomethingWasWrittenShouldCountFromThere() {
		OutboundQueue queue = impatient();
		offer(queue, Frame.text("a"), Frame.text("b"));
		queue.poll();
		assertThat(queue.isStalled()).as("the first check").isFalse();
		spinUntilLater();
		queue.onProgress();
		assertThat(queue.isStalled()).isFalse();
		spinUntilLater();
		queue.onWritten();
		assertThat(queue.isStalled()).isFalse();
		spinUntilLater();
		assertThat(queue.isStalled()).isTrue();
	}

	private static OutboundQueue impatient() {
		return new OutboundQueue(new SendLimits(1000, 10, Duration.ofNanos(1), OverflowPolicy.CLOSE), Runnable::run,
				QueueListener.NONE);
	}

	private static void spinUntilLater() {
		spin(Duration.ofNanos(2));
	}

	private static void spin(Duration duration) {
		long start = System.nanoTime();
		while (System.nanoTime() - start <= duration.toNanos()) {
			Thread.onSpinWait();
		}
	}

	private static OutboundQueue queue(OverflowPolicy overflow) {
		return new OutboundQueue(new SendLimits(1000, 4, Duration.ofMinutes(1), overflow), Runnable::run,
				QueueListener.NONE);
	}

	private static Frame ping(String text) {
		return Frame.ping(ByteBuffer.wrap(text.getBytes(StandardCharsets.UTF_8)));
	}

	private static List<ReserveResult> offer(OutboundQueue queue, Frame... frames) {
		return List.of(frames).stream().map((frame) -> offerOne(queue, frame)).toList();
	}

}
