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
import java.util.ArrayDeque;
import java.util.ArrayList;
import java.util.Deque;
import java.util.HashSet;
import java.util.List;
import java.util.Random;
import java.util.Set;
import java.util.concurrent.CompletableFuture;

import org.jspecify.annotations.Nullable;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.EnumSource;

import io.github.wsboot.Frame;
import io.github.wsboot.Frame.Opcode;
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

	@ParameterizedTest
	@EnumSource
	void queueShouldDoWhatANaiveModelDoes(OverflowPolicy policy) {
		long seed = new Random().nextLong();
		Random random = new Random(seed);
		for (int run = 0; run < 200; run++) {
			this.now = random.nextLong();
			SendLimits limits = new SendLimits(40 + random.nextInt(60), 1 + random.nextInt(8), Duration.ofMinutes(1),
					policy);
			Simulation simulation = new Simulation(limits, random, random.nextBoolean());
			for (int step = 0; step < 200 && !simulation.overflowed; step++) {
				simulation.step();
				simulation.compare("seed " + seed + ", run " + run + ", step " + step);
			}
		}
	}

	/**
	 * A queue and a model of it that takes the same steps.
	 */
	private final class Simulation {

		private final SendLimits limits;

		private final Random random;

		private final boolean fragments;

		private final List<String> droppedByQueue = new ArrayList<>();

		private final Set<String> held = new HashSet<>();

		private final List<String> writtenByQueue = new ArrayList<>();

		private final OutboundQueue queue;

		private final Deque<QueuedFrame> inbox = new ArrayDeque<>();

		private final List<Message> waiting = new ArrayList<>();

		private final List<Message> continuations = new ArrayList<>();

		private final List<Message> inFlight = new ArrayList<>();

		private final Deque<Message> modelInbox = new ArrayDeque<>();

		private final List<String> modelDropped = new ArrayList<>();

		private final List<String> modelWritten = new ArrayList<>();

		private boolean midMessage;

		private boolean unfinished;

		private int number;

		private int refused;

		boolean overflowed;

		Simulation(SendLimits limits, Random random, boolean fragments) {
			this.limits = limits;
			this.random = random;
			this.fragments = fragments;
			this.queue = new OutboundQueue(limits, Runnable::run, new QueueListener() {

				@Override
				public void onDropped(EncodedFrame frame, DropReason reason) {
					Simulation.this.droppedByQueue.add(text(frame) + " " + reason);
				}

			});
		}

		void step() {
			switch (this.random.nextInt(10)) {
				case 0, 1, 2, 3 -> reserve(message());
				case 4, 5, 6 -> addFromInbox();
				case 7 -> write();
				case 8 -> OutboundQueueOptionsTests.this.now += this.random.nextInt(5);
				default -> dropSome();
			}
		}

		private Message message() {
			String text = this.number++ + "x".repeat(this.random.nextInt(12));
			if (this.fragments && this.random.nextInt(4) == 0) {
				Opcode opcode = this.unfinished ? Opcode.CONTINUATION : Opcode.TEXT;
				boolean fin = this.unfinished && this.random.nextBoolean();
				return new Message(text, opcode, fin, null, false, 0);
			}
			String key = this.random.nextBoolean() ? "key " + this.random.nextInt(4) : null;
			boolean expires = this.random.nextInt(3) == 0;
			return new Message(text, Opcode.TEXT, true, key, expires, this.random.nextInt(1, 12));
		}

		private void reserve(Message message) {
			DeliveryTerms terms = message.hasOptions()
					? DeliveryTerms.of(message.options(), () -> OutboundQueueOptionsTests.this.now) : null;
			EncodedFrame frame = new EncodedFrame(
					new Frame(message.opcode, StandardCharsets.UTF_8.encode(message.text), message.fin), terms);
			boolean accepted = this.queue.reserve(frame) == ReserveResult.ACCEPTED;
			assertThat(accepted).isEqualTo(isAccepted(message));
			if (!accepted) {
				this.refused += (message.size() > this.limits.maxBytes()) ? 0 : 1;
				return;
			}
			if (!message.isWhole()) {
				this.unfinished = !message.fin;
			}
			this.held.add(message.text);
			this.inbox.add(new QueuedFrame(frame, 0, () -> assertThat(this.held.remove(message.text)).isTrue()));
			message.deadline = OutboundQueueOptionsTests.this.now + message.life;
			this.modelInbox.add(message);
		}

		private boolean isAccepted(Message message) {
			List<Message> all = all();
			boolean options = message.hasOptions() || all.stream().anyMatch(Message::hasOptions);
			boolean later = message.isWhole() && (options || this.limits.overflow() == OverflowPolicy.DROP_OLDEST);
			int factor = later ? 2 : 1;
			return message.size() <= this.limits.maxBytes()
					&& bytes(all) + message.size() <= factor * this.limits.maxBytes()
					&& all.size() < factor * this.limits.maxMessages();
		}

		private List<Message> all() {
			List<Message> all = new ArrayList<>(held());
			all.addAll(this.modelInbox);
			return all;
		}

		private List<Message> held() {
			List<Message> held = new ArrayList<>(this.waiting);
			held.addAll(this.continuations);
			held.addAll(this.inFlight);
			return held;
		}

		private static long bytes(List<Message> messages) {
			return messages.stream().mapToLong(Message::size).sum();
		}

		private void addFromInbox() {
			QueuedFrame queued = this.inbox.poll();
			if (queued != null) {
				AddResult expected = add(this.modelInbox.remove());
				assertThat(this.queue.add(queued)).isEqualTo(expected);
				this.overflowed = (expected == AddResult.OVERFLOW);
			}
		}

		private AddResult add(Message message) {
			int place = place(message);
			if (place >= 0) {
				drop(this.waiting.get(place), DropReason.CONFLATED, false);
				this.waiting.set(place, message);
			}
			else {
				((message.opcode == Opcode.CONTINUATION) ? this.continuations : this.waiting).add(message);
			}
			if (fits(held())) {
				return AddResult.ADDED;
			}
			if (dropExpired() && fits(held())) {
				return AddResult.ADDED;
			}
			return switch (this.limits.overflow()) {
				case CLOSE -> AddResult.OVERFLOW;
				case DROP_NEWEST -> {
					drop(message, DropReason.OVERFLOW, true);
					yield AddResult.DROPPED;
				}
				case DROP_OLDEST -> dropOldest(message);
			};
		}

		private AddResult dropOldest(Message newest) {
			List<Message> left = held();
			List<Message> gone = new ArrayList<>();
			for (Message candidate : this.waiting) {
				if (!fits(left) && candidate != newest && candidate.fin) {
					left.remove(candidate);
					gone.add(candidate);
				}
			}
			if (!fits(left) && newest.isWhole()) {
				drop(newest, DropReason.OVERFLOW, true);
				return AddResult.DROPPED;
			}
			gone.forEach((message) -> drop(message, DropReason.OVERFLOW, true));
			return gone.isEmpty() ? AddResult.ADDED : AddResult.MADE_ROOM;
		}

		private int place(Message message) {
			for (int i = 0; i < this.waiting.size(); i++) {
				if (message.key != null && message.key.equals(this.waiting.get(i).key)) {
					return i;
				}
			}
			return -1;
		}

		private boolean fits(List<Message> messages) {
			return messages.size() <= this.limits.maxMessages() && bytes(messages) <= this.limits.maxBytes();
		}

		private void drop(Message message, DropReason reason, boolean remove) {
			if (remove) {
				this.waiting.remove(message);
			}
			this.modelDropped.add(message.text + " " + reason);
		}

		private void write() {
			for (int i = this.random.nextInt(4); i >= 0; i--) {
				EncodedFrame frame = this.queue.peek();
				Message message = peek();
				if (frame != null) {
					assertThat(this.queue.poll()).isSameAs(frame);
					this.writtenByQueue.add(text(frame));
				}
				if (message != null) {
					(this.midMessage ? this.continuations : this.waiting).remove(message);
					this.midMessage = !message.fin;
					this.inFlight.add(message);
					this.modelWritten.add(message.text);
				}
			}
			if (this.random.nextBoolean()) {
				this.queue.onWritten();
				this.inFlight.clear();
			}
		}

		private @Nullable Message peek() {
			List<Message> next = this.midMessage ? this.continuations : this.waiting;
			while (!next.isEmpty() && next.get(0).isExpired()) {
				drop(next.get(0), DropReason.EXPIRED, true);
			}
			return next.isEmpty() ? null : next.get(0);
		}

		private void dropSome() {
			if (this.random.nextInt(4) == 0) {
				this.queue.dropMessages();
				List.copyOf(this.waiting)
					.stream()
					.filter((message) -> message.fin)
					.forEach((message) -> drop(message, DropReason.OVERLOAD, true));
			}
			else {
				assertThat(this.queue.dropExpired()).isEqualTo(dropExpired());
			}
		}

		private boolean dropExpired() {
			List<Message> expired = this.waiting.stream().filter(Message::isExpired).toList();
			expired.forEach((message) -> drop(message, DropReason.EXPIRED, true));
			return !expired.isEmpty();
		}

		void compare(String where) {
			assertThat(this.writtenByQueue).as(where).isEqualTo(this.modelWritten);
			assertThat(this.droppedByQueue).as(where).isEqualTo(this.modelDropped);
			assertThat(this.queue.usage()).as(where)
				.isEqualTo(
						new OutboundQueue.Usage(all().size(), bytes(all()), this.modelDropped.size() + this.refused));
			assertThat(this.held).as(where).hasSameSizeAs(all());
			assertThat(this.queue.hasOptions()).as(where).isEqualTo(all().stream().anyMatch(Message::hasOptions));
		}

	}

	private final class Message {

		private final String text;

		private final Opcode opcode;

		private final boolean fin;

		private final @Nullable String key;

		private final boolean expires;

		private final int life;

		private long deadline;

		Message(String text, Opcode opcode, boolean fin, @Nullable String key, boolean expires, int life) {
			this.text = text;
			this.opcode = opcode;
			this.fin = fin;
			this.key = key;
			this.expires = expires;
			this.life = life;
		}

		boolean isWhole() {
			return this.fin && this.opcode == Opcode.TEXT;
		}

		boolean hasOptions() {
			return this.key != null || this.expires;
		}

		PushOptions options() {
			PushOptions options = (this.key != null) ? PushOptions.conflate(this.key) : PushOptions.none();
			return this.expires ? options.expireAfter(Duration.ofNanos(this.life)) : options;
		}

		boolean isExpired() {
			return this.expires && OutboundQueueOptionsTests.this.now - this.deadline >= 0;
		}

		long size() {
			return this.text.length() + HEADER;
		}

	}

	private static OutboundQueue queue(long maxBytes, int maxMessages, OverflowPolicy policy, QueueListener listener) {
		return new OutboundQueue(new SendLimits(maxBytes, maxMessages, Duration.ofMinutes(1), policy), Runnable::run,
				listener);
	}

	private OutboundQueue queue(long maxBytes, int maxMessages, OverflowPolicy policy) {
		return queue(maxBytes, maxMessages, policy, this.listener);
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
