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

import java.nio.charset.StandardCharsets;
import java.time.Duration;
import java.util.ArrayList;
import java.util.List;
import java.util.concurrent.CompletableFuture;
import java.util.concurrent.atomic.AtomicLong;
import java.util.function.LongSupplier;

import org.jspecify.annotations.Nullable;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.EnumSource;

import io.github.wsboot.Frame;
import io.github.wsboot.PushOptions;
import io.github.wsboot.connection.RecordingWire;
import io.github.wsboot.extension.DropReason;

import static org.assertj.core.api.Assertions.assertThat;

/**
 * Tests for the options of a push in an {@link OutboundQueue}.
 */
class OutboundQueueOptionsTests {

	private static final Duration SECOND = Duration.ofSeconds(1);

	private static final int HEADER = 2;

	private long now = Long.MAX_VALUE - 10;

	private final List<String> dropped = new ArrayList<>();

	private int released;

	private final QueueListener listener = new QueueListener() {

		@Override
		public void onDropped(EncodedFrame frame, DropReason reason) {
			OutboundQueueOptionsTests.this.dropped.add(text(frame) + " " + reason);
		}

	};

	@Test
	void newerMessageShouldTakeThePlaceOfTheOlderOne() {
		OutboundQueue queue = queue(OverflowPolicy.CLOSE);
		push(queue, "a1", "a");
		push(queue, "plain", null);
		push(queue, "b1", "b");
		push(queue, "a2", "a");
		push(queue, "b2", "b");
		push(queue, "a3", "a");
		assertThat(this.dropped).containsExactly("a1 CONFLATED", "b1 CONFLATED", "a2 CONFLATED");
		assertThat(this.released).as("memory is freed at once").isEqualTo(3);
		assertThat(queue.usage()).isEqualTo(new OutboundQueue.Usage(3, 2 + 5 + 2 + 3 * HEADER, 3));
		assertThat(RecordingWire.write(queue)).containsExactly("a3", "plain", "b2");
		assertThat(this.released).isEqualTo(6);
		assertThat(queue.usage()).isEqualTo(new OutboundQueue.Usage(0, 0, 3));
		assertThat(queue.hasOptions()).isFalse();
	}

	@Test
	void messageThatIsBeingWrittenShouldNotBeReplaced() {
		OutboundQueue queue = queue(OverflowPolicy.CLOSE);
		push(queue, "a1", "a");
		assertThat(queue.peek()).isNotNull();
		EncodedFrame inFlight = queue.poll();
		push(queue, "a2", "a");
		push(queue, "a3", "a");
		assertThat(inFlight).isNotNull().satisfies((frame) -> assertThat(text(frame)).isEqualTo("a1"));
		queue.onWritten();
		assertThat(RecordingWire.write(queue)).containsExactly("a3");
		assertThat(this.dropped).containsExactly("a2 CONFLATED");
	}

	@Test
	void keysShouldBeComparedByTheirCharacters() {
		OutboundQueue queue = queue(OverflowPolicy.CLOSE);
		push(queue, "1", "key");
		push(queue, "2", new String("key".toCharArray()));
		push(queue, "3", "KEY");
		assertThat(RecordingWire.write(queue)).containsExactly("2", "3");
	}

	@ParameterizedTest
	@EnumSource
	void fullQueueShouldTakeWhatReplacesAnotherMessage(OverflowPolicy policy) {
		OutboundQueue queue = queue(policy);
		push(queue, "a1", "a");
		push(queue, "b1", "b");
		push(queue, "c1", "c");
		assertThat(push(queue, "d1", "d")).isEqualTo(AddResult.ADDED);
		for (int i = 2; i < 1000; i++) {
			assertThat(push(queue, "b" + i, "b")).isEqualTo(AddResult.ADDED);
		}
		assertThat(queue.usage().messages()).isEqualTo(4);
		assertThat(RecordingWire.write(queue)).containsExactly("a1", "b999", "c1", "d1");
	}

	@Test
	void fullQueueShouldCloseForAnotherKey() {
		OutboundQueue queue = full(OverflowPolicy.CLOSE);
		assertThat(push(queue, "e", "e")).isEqualTo(AddResult.OVERFLOW);
	}

	@Test
	void fullQueueShouldDropTheOldestForAnotherKey() {
		OutboundQueue queue = full(OverflowPolicy.DROP_OLDEST);
		assertThat(push(queue, "e", "e")).isEqualTo(AddResult.MADE_ROOM);
		assertThat(push(queue, "a2", "a")).as("its place is gone").isEqualTo(AddResult.MADE_ROOM);
		assertThat(RecordingWire.write(queue)).containsExactly("c", "d", "e", "a2");
		assertThat(this.dropped).containsExactly("a OVERFLOW", "b OVERFLOW");
	}

	@Test
	void fullQueueShouldDropTheNewestForAnotherKey() {
		OutboundQueue queue = full(OverflowPolicy.DROP_NEWEST);
		assertThat(push(queue, "e", "e")).isEqualTo(AddResult.DROPPED);
		assertThat(push(queue, "f", null)).isEqualTo(AddResult.DROPPED);
		assertThat(push(queue, "e2", "e")).isEqualTo(AddResult.DROPPED);
		assertThat(RecordingWire.write(queue)).containsExactly("a", "b", "c", "d");
		assertThat(this.dropped).containsExactly("e OVERFLOW", "f OVERFLOW", "e2 OVERFLOW");
		assertThat(this.released).isEqualTo(7);
	}

	private OutboundQueue full(OverflowPolicy policy) {
		OutboundQueue queue = queue(policy);
		for (String key : List.of("a", "b", "c", "d")) {
			assertThat(push(queue, key, key)).isEqualTo(AddResult.ADDED);
		}
		return queue;
	}

	@Test
	void messageWithoutOptionsShouldNotOverflowForWhatIsAboutToBeReplaced() {
		OutboundQueue queue = queue(OverflowPolicy.CLOSE);
		push(queue, "a1", "a");
		push(queue, "b1", "b");
		List<QueuedFrame> inbox = new ArrayList<>();
		for (String text : List.of("a2", "b2", "a3")) {
			inbox.add(reserved(queue, frame(text, text.substring(0, 1), null)));
		}
		inbox.add(reserved(queue, new EncodedFrame(Frame.text("plain"))));
		inbox.forEach((queued) -> assertThat(queue.add(queued)).isEqualTo(AddResult.ADDED));
		assertThat(RecordingWire.write(queue)).containsExactly("a3", "b2", "plain");
	}

	@Test
	void inboxShouldBeBoundedByTwiceTheLimits() {
		OutboundQueue queue = queue(OverflowPolicy.CLOSE);
		for (int i = 0; i < 8; i++) {
			assertThat(queue.reserve(frame("a", "a", null))).isEqualTo(ReserveResult.ACCEPTED);
		}
		assertThat(queue.reserve(frame("a", "a", null))).isEqualTo(ReserveResult.OVERFLOW);
	}

	@Test
	void whenTheNewerMessageIsLargerShouldMakeRoomForIt() {
		OutboundQueue queue = queue(100, 10, OverflowPolicy.DROP_OLDEST);
		push(queue, "a", "a");
		push(queue, "b".repeat(40), null);
		push(queue, "c".repeat(40), null);
		assertThat(push(queue, "A".repeat(40), "a")).isEqualTo(AddResult.MADE_ROOM);
		assertThat(RecordingWire.write(queue)).containsExactly("A".repeat(40), "c".repeat(40));
	}

	@Test
	void whenTheNewerMessageIsTooLargeShouldRefuseIt() {
		OutboundQueue queue = queue(100, 10, OverflowPolicy.DROP_OLDEST);
		push(queue, "a", "a");
		assertThat(queue.reserve(frame("A".repeat(101), "a", null))).isEqualTo(ReserveResult.TOO_LARGE);
		assertThat(RecordingWire.write(queue)).containsExactly("a");
		assertThat(queue.hasOptions()).isFalse();
	}

	@Test
	void newerMessageForWhichThereIsNoRoomShouldNotCostTheOlderOne() {
		OutboundQueue queue = queue(20, 10, OverflowPolicy.DROP_NEWEST);
		push(queue, "12345", null);
		push(queue, "a1", "a");
		assertThat(push(queue, "a2 is larger", "a")).isEqualTo(AddResult.DROPPED);
		assertThat(queue.usage()).isEqualTo(new OutboundQueue.Usage(2, 5 + 2 + 2 * HEADER, 1));
		assertThat(this.released).isOne();
		assertThat(push(queue, "a3", "a")).isEqualTo(AddResult.ADDED);
		assertThat(RecordingWire.write(queue)).containsExactly("12345", "a3");
		assertThat(this.dropped).containsExactly("a2 is larger OVERFLOW", "a1 CONFLATED");
		assertThat(queue.hasOptions()).isFalse();
	}

	@Test
	void whenNoOlderMessageCanMakeRoomShouldKeepTheOneInPlace() {
		OutboundQueue queue = queue(20, 10, OverflowPolicy.DROP_OLDEST);
		push(queue, "12345", null);
		push(queue, "a1", "a");
		assertThat(queue.poll()).isNotNull();
		assertThat(push(queue, "a2 is larger", "a")).isEqualTo(AddResult.DROPPED);
		queue.onWritten();
		assertThat(RecordingWire.write(queue)).containsExactly("a1");
		assertThat(this.dropped).containsExactly("a2 is larger OVERFLOW");
	}

	@Test
	void whenTheOlderMessageHasExpiredShouldAddALargerOneAtTheEnd() {
		OutboundQueue queue = queue(20, 10, OverflowPolicy.DROP_NEWEST);
		push(queue, "a1", "a", SECOND);
		push(queue, "x", null, SECOND);
		push(queue, "12345", null);
		this.now += SECOND.toNanos();
		assertThat(push(queue, "a2 is large", "a")).isEqualTo(AddResult.ADDED);
		assertThat(RecordingWire.write(queue)).containsExactly("12345", "a2 is large");
		assertThat(this.dropped).containsExactly("a1 EXPIRED", "x EXPIRED");
	}

	@Test
	void acceptedFragmentsShouldNotBeDroppedForABroadcast() {
		OutboundQueue queue = queue(1000, 2, OverflowPolicy.DROP_NEWEST);
		add(queue, new EncodedFrame(Frame.text("begun, ", false)));
		QueuedFrame end = reserved(queue, new EncodedFrame(Frame.continuation("ended", true)));
		// A broadcast is reserved on the loop and added before what waits in the inbox
		push(queue, "a1", "a");
		assertThat(queue.add(end)).isEqualTo(AddResult.ADDED);
		assertThat(push(queue, "a2", "a")).as("takes no more room").isEqualTo(AddResult.ADDED);
		assertThat(RecordingWire.write(queue)).containsExactly("begun, ", "ended", "a2");
		assertThat(queue.usage()).isEqualTo(new OutboundQueue.Usage(0, 0, 1));
		assertThat(this.released).isEqualTo(4);
	}

	@Test
	void acceptedBeginningShouldNotBeDroppedForABroadcast() {
		OutboundQueue queue = queue(1000, 2, OverflowPolicy.DROP_NEWEST);
		push(queue, "first", null);
		QueuedFrame beginning = reserved(queue, new EncodedFrame(Frame.text("begun, ", false)));
		push(queue, "a", "a");
		assertThat(queue.add(beginning)).isEqualTo(AddResult.ADDED);
		assertThat(RecordingWire.write(queue)).containsExactly("first", "a", "begun, ");
		add(queue, new EncodedFrame(Frame.continuation("ended", true)));
		assertThat(RecordingWire.write(queue)).containsExactly("ended");
		assertThat(queue.usage().messages()).isZero();
	}

	@Test
	void expiredMessageShouldNotBeWritten() {
		OutboundQueue queue = queue(OverflowPolicy.CLOSE);
		push(queue, "a", null, SECOND);
		push(queue, "b", null, SECOND.multipliedBy(2));
		push(queue, "c", null);
		this.now += SECOND.toNanos() - 1;
		assertThat(queue.peek()).satisfies((frame) -> assertThat(text(frame)).isEqualTo("a"));
		this.now++;
		assertThat(RecordingWire.write(queue)).containsExactly("b", "c");
		assertThat(this.dropped).containsExactly("a EXPIRED");
		assertThat(queue.usage()).isEqualTo(new OutboundQueue.Usage(0, 0, 1));
	}

	@Test
	void messageThatExpiresAfterTheWireHasLookedShouldBeWritten() {
		OutboundQueue queue = queue(OverflowPolicy.CLOSE);
		push(queue, "a", null, SECOND);
		EncodedFrame looked = queue.peek();
		this.now += SECOND.toNanos();
		assertThat(queue.poll()).isSameAs(looked);
	}

	@ParameterizedTest
	@EnumSource
	void expiredMessagesShouldMakeRoom(OverflowPolicy policy) {
		OutboundQueue queue = queue(policy);
		push(queue, "a", null);
		push(queue, "b", null, SECOND);
		push(queue, "c", "c", SECOND);
		push(queue, "d", null, SECOND.multipliedBy(2));
		this.now += SECOND.toNanos();
		assertThat(push(queue, "e", null)).isEqualTo(AddResult.ADDED);
		assertThat(this.dropped).containsExactly("b EXPIRED", "c EXPIRED");
		assertThat(push(queue, "c2", "c")).isEqualTo(AddResult.ADDED);
		assertThat(RecordingWire.write(queue)).containsExactly("a", "d", "e", "c2");
	}

	@Test
	void addToAFullQueueShouldNotLookAtAllMessages() {
		AtomicLong reads = new AtomicLong();
		LongSupplier clock = () -> {
			reads.incrementAndGet();
			return this.now;
		};
		OutboundQueue queue = queue(1_000_000, 1000, OverflowPolicy.DROP_OLDEST);
		for (int i = 0; i < 3000; i++) {
			this.now++;
			DeliveryTerms terms = DeliveryTerms.of(PushOptions.none().expireAfter(Duration.ofNanos(1000)), clock);
			assertThat(add(queue, new EncodedFrame(Frame.text("x"), terms)).isAdded()).isTrue();
		}
		assertThat(queue.usage().messages()).isEqualTo(1000);
		assertThat(reads).as("two for each message").hasValueLessThan(10_000);
	}

	@Test
	void expiredMessagesShouldBeDroppedOnDemand() {
		OutboundQueue queue = queue(OverflowPolicy.CLOSE);
		push(queue, "a", null, SECOND);
		push(queue, "b", "b", SECOND.multipliedBy(3));
		assertThat(queue.dropExpired()).isFalse();
		this.now += SECOND.toNanos();
		assertThat(queue.dropExpired()).isTrue();
		assertThat(queue.dropExpired()).isFalse();
		assertThat(this.released).isOne();
		assertThat(queue.hasOptions()).isTrue();
		this.now += SECOND.multipliedBy(2).toNanos();
		assertThat(queue.dropExpired()).isTrue();
		assertThat(queue.hasOptions()).isFalse();
		assertThat(queue.usage()).isEqualTo(new OutboundQueue.Usage(0, 0, 2));
	}

	@Test
	void newerMessageShouldBringItsOwnLifetime() {
		OutboundQueue queue = queue(OverflowPolicy.CLOSE);
		push(queue, "a1", "a", SECOND);
		push(queue, "b1", "b");
		push(queue, "a2", "a");
		push(queue, "b2", "b", SECOND);
		this.now += SECOND.toNanos();
		assertThat(queue.dropExpired()).isTrue();
		assertThat(RecordingWire.write(queue)).containsExactly("a2");
		assertThat(this.dropped).containsExactly("a1 CONFLATED", "b1 CONFLATED", "b2 EXPIRED");
	}

	@Test
	void lifetimeMayBeAsLongAsAnyDuration() {
		OutboundQueue queue = queue(OverflowPolicy.CLOSE);
		push(queue, "a", null, Duration.ofSeconds(Long.MAX_VALUE));
		this.now += Duration.ofDays(36_500).toNanos();
		assertThat(RecordingWire.write(queue)).containsExactly("a");
	}

	@Test
	void whoWaitsShouldBeWokenByWhatIsReplacedOrExpires() {
		OutboundQueue queue = queue(OverflowPolicy.CLOSE);
		List<QueuedFrame> inbox = new ArrayList<>();
		for (int i = 0; i < 3; i++) {
			inbox.add(reserved(queue, frame("a" + i, "a", SECOND)));
		}
		CompletableFuture<Void> conflated = queue.whenWritable().toCompletableFuture();
		assertThat(conflated).isNotDone();
		inbox.forEach(queue::add);
		assertThat(conflated).isDone();
		push(queue, "b", "b", SECOND);
		push(queue, "c", null, SECOND);
		CompletableFuture<Void> expired = queue.whenWritable().toCompletableFuture();
		assertThat(expired).isNotDone();
		this.now += SECOND.toNanos();
		queue.dropExpired();
		assertThat(expired).isDone();
		push(queue, "d", null, SECOND);
		push(queue, "e", null, SECOND);
		push(queue, "f", null, SECOND);
		CompletableFuture<Void> written = queue.whenWritable().toCompletableFuture();
		this.now += SECOND.toNanos();
		assertThat(written).isNotDone();
		assertThat(queue.peek()).isNull();
		assertThat(written).isDone();
	}

	@Test
	void messagesWithOptionsShouldWaitForAnUnfinishedOne() {
		OutboundQueue queue = queue(OverflowPolicy.CLOSE);
		add(queue, new EncodedFrame(Frame.text("begun, ", false)));
		push(queue, "a1", "a");
		assertThat(RecordingWire.write(queue)).containsExactly("begun, ");
		push(queue, "a2", "a");
		push(queue, "b", null, SECOND);
		this.now += SECOND.toNanos();
		assertThat(queue.hasWork()).isFalse();
		assertThat(queue.hasOptions()).isTrue();
		assertThat(queue.dropExpired()).isTrue();
		add(queue, new EncodedFrame(Frame.continuation("ended", true)));
		assertThat(RecordingWire.write(queue)).containsExactly("ended", "a2");
	}

	@Test
	void sheddingAndDiscardingShouldForgetTheKeys() {
		OutboundQueue queue = full(OverflowPolicy.DROP_NEWEST);
		queue.dropMessages();
		assertThat(queue.usage()).isEqualTo(new OutboundQueue.Usage(0, 0, 4));
		push(queue, "a2", "a");
		push(queue, "b2", "b");
		assertThat(RecordingWire.write(queue)).containsExactly("a2", "b2");
		push(queue, "a3", "a");
		push(queue, "b3", "b", SECOND);
		QueuedFrame inTheInbox = reserved(queue, frame("a4", "a", null));
		queue.discard();
		queue.clear();
		assertThat(queue.add(inTheInbox)).isEqualTo(AddResult.CLOSED);
		assertThat(queue.hasOptions()).isFalse();
		assertThat(queue.memory()).isZero();
		assertThat(this.released).isEqualTo(9);
	}

	@Test
	void thousandKeysShouldTakeAThousandPlaces() {
		OutboundQueue queue = queue(1_000_000, 1000, OverflowPolicy.CLOSE);
		for (int i = 0; i < 100_000; i++) {
			assertThat(push(queue, "value " + i, "key " + i % 1000)).isEqualTo(AddResult.ADDED);
			assertThat(queue.usage().messages()).isLessThanOrEqualTo(1000);
		}
		assertThat(RecordingWire.write(queue)).hasSize(1000).startsWith("value 99000").endsWith("value 99999");
	}

	private OutboundQueue queue(long maxBytes, int maxMessages, OverflowPolicy policy) {
		return new OutboundQueue(new SendLimits(maxBytes, maxMessages, Duration.ofMinutes(1), policy), Runnable::run,
				this.listener);
	}

	private OutboundQueue queue(OverflowPolicy policy) {
		return queue(1000, 4, policy);
	}

	private EncodedFrame frame(String text, @Nullable String key, @Nullable Duration lifetime) {
		PushOptions options = (key != null) ? PushOptions.conflate(key) : PushOptions.none();
		options = (lifetime != null) ? options.expireAfter(lifetime) : options;
		DeliveryTerms terms = options.isEmpty() ? null : DeliveryTerms.of(options, () -> this.now);
		return new EncodedFrame(Frame.text(text), terms);
	}

	private AddResult push(OutboundQueue queue, String text, @Nullable String key) {
		return push(queue, text, key, null);
	}

	private AddResult push(OutboundQueue queue, String text, @Nullable String key, @Nullable Duration lifetime) {
		return add(queue, frame(text, key, lifetime));
	}

	private AddResult add(OutboundQueue queue, EncodedFrame frame) {
		return queue.add(reserved(queue, frame));
	}

	private QueuedFrame reserved(OutboundQueue queue, EncodedFrame frame) {
		assertThat(queue.reserve(frame)).isEqualTo(ReserveResult.ACCEPTED);
		return new QueuedFrame(frame, 0, () -> this.released++);
	}

	private static String text(EncodedFrame frame) {
		return StandardCharsets.UTF_8.decode(frame.payload()).toString();
	}

}
