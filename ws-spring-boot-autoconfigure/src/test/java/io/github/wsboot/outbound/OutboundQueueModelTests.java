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

import org.jspecify.annotations.Nullable;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.EnumSource;

import io.github.wsboot.Frame;
import io.github.wsboot.Frame.Opcode;
import io.github.wsboot.PushOptions;
import io.github.wsboot.extension.DropReason;

import static org.assertj.core.api.Assertions.assertThat;

/**
 * Tests that an {@link OutboundQueue} does what a naive model of it does, whatever is
 * pushed, with or without options.
 */
class OutboundQueueModelTests {

	private static final int HEADER = 2;

	private long now;

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

	private static String text(EncodedFrame frame) {
		return StandardCharsets.UTF_8.decode(frame.payload()).toString();
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
					Simulation.this.droppedByQueue.add(OutboundQueueModelTests.text(frame) + " " + reason);
				}

			});
		}

		void step() {
			switch (this.random.nextInt(10)) {
				case 0, 1, 2, 3 -> reserve(message());
				case 4, 5, 6 -> addFromInbox(this.random.nextInt(4) == 0);
				case 7 -> write();
				case 8 -> advance();
				default -> dropSome();
			}
		}

		private void advance() {
			OutboundQueueModelTests.this.now += this.random.nextInt(5);
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
					? DeliveryTerms.of(message.options(), () -> OutboundQueueModelTests.this.now) : null;
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
			message.deadline = OutboundQueueModelTests.this.now + message.life;
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

		/**
		 * Add a frame of the inbox.
		 * @param last whether to add the one that was reserved last, as the loop does
		 * with a broadcast
		 */
		private void addFromInbox(boolean last) {
			boolean early = last && !this.modelInbox.isEmpty() && this.modelInbox.getLast().isWhole();
			QueuedFrame queued = early ? this.inbox.pollLast() : this.inbox.poll();
			if (queued != null) {
				AddResult expected = add(early ? this.modelInbox.removeLast() : this.modelInbox.remove());
				assertThat(this.queue.add(queued)).isEqualTo(expected);
				this.overflowed = (expected == AddResult.OVERFLOW);
			}
		}

		private AddResult add(Message message) {
			int place = place(message);
			if (place >= 0 && !fitsInPlace(place, message) && dropExpired()) {
				return add(message);
			}
			if (place >= 0) {
				if (!fitsInPlace(place, message) && isHopeless(place, message)) {
					drop(message, DropReason.OVERFLOW, false);
					return AddResult.DROPPED;
				}
				boolean smaller = message.size() <= this.waiting.get(place).size();
				drop(this.waiting.get(place), DropReason.CONFLATED, false);
				this.waiting.set(place, message);
				if (smaller) {
					return AddResult.ADDED;
				}
			}
			else {
				((message.opcode == Opcode.CONTINUATION) ? this.continuations : this.waiting).add(message);
			}
			if (fits(held())) {
				return AddResult.ADDED;
			}
			if (dropExpired() && (fits(held()) || message.isExpired())) {
				return AddResult.ADDED;
			}
			return switch (this.limits.overflow()) {
				case CLOSE -> AddResult.OVERFLOW;
				case DROP_NEWEST -> {
					if (!message.isWhole()) {
						yield AddResult.ADDED;
					}
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

		private boolean fitsInPlace(int place, Message message) {
			return message.size() <= this.waiting.get(place).size() || fits(heldWith(place, message));
		}

		private List<Message> heldWith(int place, Message message) {
			List<Message> held = held();
			held.set(place, message);
			return held;
		}

		private boolean isHopeless(int place, Message message) {
			List<Message> left = heldWith(place, message);
			if (this.limits.overflow() == OverflowPolicy.DROP_OLDEST) {
				left.removeIf((other) -> other != message && this.waiting.contains(other) && other.fin);
			}
			return this.limits.overflow() != OverflowPolicy.CLOSE && !fits(left);
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
					this.writtenByQueue.add(OutboundQueueModelTests.text(frame));
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
			return this.expires && OutboundQueueModelTests.this.now - this.deadline >= 0;
		}

		long size() {
			return this.text.length() + HEADER;
		}

	}

}
