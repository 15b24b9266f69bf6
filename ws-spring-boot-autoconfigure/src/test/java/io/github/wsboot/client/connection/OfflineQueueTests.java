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

package io.github.wsboot.client.connection;

import java.nio.charset.StandardCharsets;
import java.time.Duration;
import java.util.ArrayList;
import java.util.List;

import org.junit.jupiter.api.Test;

import io.github.wsboot.Frame;
import io.github.wsboot.PushOptions;
import io.github.wsboot.PushResult;
import io.github.wsboot.client.connection.ClientSettings.OfflineQueueSettings;
import io.github.wsboot.extension.DropReason;
import io.github.wsboot.outbound.EncodedFrame;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.entry;
import static org.awaitility.Awaitility.await;

/**
 * Tests for {@link OfflineQueue}.
 */
class OfflineQueueTests {

	private long now = Long.MAX_VALUE - 10;

	private final OfflineQueue queue = new OfflineQueue(new OfflineQueueSettings(3, 20, Duration.ofNanos(100)),
			() -> this.now);

	@Test
	void messagesShouldKeepTheirOrder() {
		assertThat(List.of(offer("a"), offer("a"), offer("b"), offer("c"))).containsExactly(PushResult.ACCEPTED,
				PushResult.ACCEPTED, PushResult.ACCEPTED, PushResult.DROPPED);
		assertThat(rest()).containsExactly("a", "a", "b");
	}

	@Test
	void bytesShouldBeBounded() {
		assertThat(offer("x".repeat(19))).isEqualTo(PushResult.TOO_LARGE);
		assertThat(offer("x".repeat(10))).isEqualTo(PushResult.ACCEPTED);
		assertThat(offer("x".repeat(7))).isEqualTo(PushResult.DROPPED);
		assertThat(offer("x".repeat(6))).isEqualTo(PushResult.ACCEPTED);
		rest();
		assertThat(offer("x".repeat(18))).isEqualTo(PushResult.ACCEPTED);
	}

	@Test
	void newerMessageShouldTakeThePlaceOfTheOlderOne() {
		offer("a1", PushOptions.conflate("a"));
		offer("b");
		offer("c1", PushOptions.conflate("c"));
		assertThat(offer("a2", PushOptions.conflate("a"))).isEqualTo(PushResult.ACCEPTED);
		assertThat(offer("d1", PushOptions.conflate("d"))).isEqualTo(PushResult.DROPPED);
		assertThat(offer("a".repeat(13), PushOptions.conflate("a"))).as("no room for so many bytes")
			.isEqualTo(PushResult.DROPPED);
		assertThat(offer("a3a3", PushOptions.conflate("a"))).isEqualTo(PushResult.ACCEPTED);
		assertThat(rest()).containsExactly("a3a3", "b", "c1");
		assertThat(offer("x".repeat(18))).as("all bytes are free").isEqualTo(PushResult.ACCEPTED);
	}

	@Test
	void oldMessagesShouldMakeRoom() {
		offer("a");
		this.now += 60;
		offer("b1", PushOptions.conflate("b"));
		offer("c");
		assertThat(offer("d")).isEqualTo(PushResult.DROPPED);
		this.now += 41;
		assertThat(offer("d")).isEqualTo(PushResult.ACCEPTED);
		this.now += 30;
		offer("b2", PushOptions.conflate("b"));
		this.now += 30;
		assertThat(offer("e")).as("behind a younger one").isEqualTo(PushResult.ACCEPTED);
		assertThat(rest()).containsExactly("b2", "d", "e");
	}

	@Test
	void expiredMessagesShouldNotBeSent() {
		EncodedFrame expired = frame("a", PushOptions.conflate("a").expireAfter(Duration.ofNanos(1)));
		await().until(expired::isExpired);
		offer("b");
		offer("c");
		this.queue.offer(expired);
		assertThat(offer("d", PushOptions.none().expireAfter(Duration.ofHours(1)))).isEqualTo(PushResult.ACCEPTED);
		assertThat(rest()).containsExactly("b", "c", "d");
		this.queue.offer(expired);
		assertThat(this.queue.next()).isNull();
	}

	@Test
	void messageThatIsPutBackShouldBeTheFirst() {
		offer("a1", PushOptions.conflate("a"));
		offer("b");
		putBackFirst();
		assertThat(rest()).containsExactly("a1", "b");
		offer("c");
		offer("d");
		putBackFirst();
		assertThat(rest()).containsExactly("c", "d");
	}

	private void putBackFirst() {
		OfflineQueue.Entry first = this.queue.next();
		assertThat(first).isNotNull();
		this.queue.putBack(first);
	}

	@Test
	void newerMessageShouldTakeThePlaceOfOneThatIsPutBack() {
		offer("a1", PushOptions.conflate("a"));
		offer("b");
		OfflineQueue.Entry first = this.queue.next();
		assertThat(first).isNotNull();
		offer("a2", PushOptions.conflate("a"));
		this.queue.putBack(first);
		assertThat(rest()).containsExactly("a2", "b");
		assertThat(offer("x".repeat(18))).as("all bytes are free").isEqualTo(PushResult.ACCEPTED);
	}

	@Test
	void droppedMessagesShouldBeCountedOnceByTheReason() {
		offer("x".repeat(19));
		offer("a1", PushOptions.conflate("a"));
		offer("a2", PushOptions.conflate("a"));
		offer("b");
		offer("c");
		offer("d");
		assertThat(this.queue.takeDropped()).containsOnly(entry(DropReason.TOO_LARGE, 1L),
				entry(DropReason.CONFLATED, 1L), entry(DropReason.OVERFLOW, 1L));
		assertThat(this.queue.takeDropped()).isEmpty();
		this.now += 50;
		this.queue.next();
		offer("d");
		this.now += 51;
		this.queue.dropExpired();
		assertThat(this.queue.takeDropped()).containsOnly(entry(DropReason.EXPIRED, 2L));
		this.now += 50;
		assertThat(this.queue.next()).isNull();
		assertThat(this.queue.takeDropped()).containsOnly(entry(DropReason.EXPIRED, 1L));
		offer("e");
		putBackFirst();
		assertThat(this.queue.takeDropped()).as("put back").isEmpty();
		this.queue.clear();
		assertThat(this.queue.takeDropped()).containsOnly(entry(DropReason.CLOSED, 1L));
	}

	private PushResult offer(String text) {
		return offer(text, PushOptions.none());
	}

	private PushResult offer(String text, PushOptions options) {
		return this.queue.offer(frame(text, options));
	}

	private static EncodedFrame frame(String text, PushOptions options) {
		return EncodedFrame.of(Frame.text(text), options);
	}

	private List<String> rest() {
		List<String> rest = new ArrayList<>();
		for (OfflineQueue.Entry entry = this.queue.next(); entry != null; entry = this.queue.next()) {
			rest.add(StandardCharsets.UTF_8.decode(entry.frame().payload()).toString());
		}
		return rest;
	}

}
