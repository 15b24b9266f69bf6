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

package io.github.wsboot.connection;

import java.nio.ByteBuffer;
import java.nio.charset.StandardCharsets;
import java.time.Duration;
import java.util.List;

import org.junit.jupiter.api.Test;

import io.github.wsboot.Frame;

import static org.assertj.core.api.Assertions.assertThat;

/**
 * Tests for {@link OutboundQueue}: control frames and messages in fragments.
 */
class OutboundQueueFragmentsTests {

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
			assertThat(offer(queue, ping("p" + i))).containsExactly(Outcome.ACCEPTED);
		}
		assertThat(offer(queue, ping("p16"))).containsExactly(Outcome.DROPPED);
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
		assertThat(offer(queue, Frame.continuation("a2", true))).containsExactly(Outcome.DROPPED_FRAGMENT);
		offer(queue, Frame.text("b1", false), Frame.continuation("b2", true));
		assertThat(offer(queue, Frame.continuation("b3", true))).containsExactly(Outcome.DROPPED_FRAGMENT);
		assertThat(RecordingWire.write(queue)).containsExactly("b1", "b2");
		assertThat(queue.usage().dropped()).isEqualTo(2);
	}

	@Test
	void whenAFragmentDoesNotFitShouldOverflowWhateverThePolicy() {
		for (OverflowPolicy policy : OverflowPolicy.values()) {
			OutboundQueue queue = queue(policy);
			offer(queue, Frame.text("a1", false), Frame.text("b"), Frame.text("c"), Frame.text("d"));
			assertThat(offer(queue, Frame.continuation("a2", true))).as("%s", policy).containsExactly(Outcome.OVERFLOW);
		}
	}

	@Test
	void shouldNotDropAMessageThatHasBegun() {
		OutboundQueue queue = queue(OverflowPolicy.DROP_OLDEST);
		offer(queue, Frame.text("a1", false), Frame.text("b"), Frame.text("c"), Frame.text("d"));
		assertThat(offer(queue, Frame.text("e"))).containsExactly(Outcome.ACCEPTED);
		offer(queue, Frame.continuation("a2", true));
		assertThat(RecordingWire.write(queue)).startsWith("a1");
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
		assertThat(queue.isStalled()).as("the first look").isFalse();
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
		assertThat(queue.isStalled()).as("the first look").isFalse();
		spinUntilLater();
		assertThat(queue.isStalled()).isTrue();
	}

	@Test
	void whenItIsTheApplicationThatLetsMessagesWaitShouldNotStall() {
		OutboundQueue queue = impatient();
		offer(queue, Frame.text("a1", false));
		RecordingWire.write(queue);
		offer(queue, Frame.text("b"));
		assertThat(queue.isStalled()).as("the first look").isFalse();
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
		assertThat(queue.isStalled()).as("the first look").isFalse();
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
		assertThat(queue.isStalled()).as("the first look").isFalse();
		spinUntilLater();
		queue.progressed();
		assertThat(queue.isStalled()).isFalse();
		spinUntilLater();
		queue.written();
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

	private static List<Outcome> offer(OutboundQueue queue, Frame... frames) {
		return List.of(frames).stream().map((frame) -> OutboundQueueTests.offer(queue, frame)).toList();
	}

}
