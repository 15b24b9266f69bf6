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

package io.github.wsboot.console;

import java.nio.ByteBuffer;
import java.nio.charset.StandardCharsets;

import org.assertj.core.data.Percentage;
import org.junit.jupiter.api.Tag;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.ValueSource;

import io.github.wsboot.Connection;
import io.github.wsboot.Frame;
import io.github.wsboot.console.FrameLog.FrameView;

import static org.assertj.core.api.Assertions.assertThat;
import static org.mockito.BDDMockito.given;
import static org.mockito.Mockito.mock;

/**
 * Tests for {@link ConsoleRecorder}, {@link FrameText} and {@link CallbackDurations}.
 */
@Tag("boot")
class ConsoleRecorderTests {

	private final ConsoleRecorder recorder = new ConsoleRecorder();

	private final Connection connection = mock();

	private final CallbackDurations durations = new CallbackDurations();

	@Test
	void framesShouldBeWantedOnlyOfAWatchedConnectionWhileSomebodyLooks() {
		given(this.connection.id()).willReturn("a");
		FrameLog log = this.recorder.frames().watch("a");
		assertThat(this.recorder.listensTo(this.connection)).isFalse();
		this.recorder.open();
		assertThat(this.recorder.listensTo(this.connection)).isTrue();
		this.recorder.onReceived(this.connection, Frame.text("hello"));
		this.recorder.onSent(this.connection, Frame.binary(ByteBuffer.wrap(new byte[] { 1 })));
		assertThat(log.since(0)).extracting(FrameView::direction).containsExactly("in", "out");
		assertThat(log.since(0)).extracting(FrameView::text).containsExactly("hello", "01");
		this.recorder.frames().unwatch("a");
		assertThat(this.recorder.listensTo(this.connection)).isFalse();
		this.recorder.onSent(this.connection, Frame.text("late"));
		assertThat(log.since(2)).isEmpty();
	}

	@Test
	void durationsShouldBeCountedOnlyWhileSomebodyLooks() {
		this.recorder.onHandled(this.connection, 1000, null);
		assertThat(this.recorder.durations().take(1)).isEqualTo(-1);
		this.recorder.open();
		this.recorder.onHandled(this.connection, 1000, null);
		this.recorder.close();
		this.recorder.onHandled(this.connection, 50_000, null);
		assertThat(this.recorder.durations().take(1)).isBetween(1000L, 1100L);
	}

	@ParameterizedTest
	@ValueSource(longs = { 0, 1, 15, 16, 17, 31, 32, 33, 1000, 123_456, 98_765_432, 30_000_000_000L, Long.MAX_VALUE })
	void anyDurationShouldBeKnownToASixteenth(long nanos) {
		this.durations.add(nanos);
		assertThat(this.durations.take(0.99)).isGreaterThanOrEqualTo(nanos)
			.isCloseTo(nanos, Percentage.withPercentage(100 / 16.0));
	}

	@Test
	void percentileShouldBeThatOfAllDurations() {
		for (int i = 1; i <= 1000; i++) {
			this.durations.add(i * 1000L);
		}
		assertThat(this.durations.take(0.99)).isCloseTo(990_000, Percentage.withPercentage(7));
		for (int i = 1; i <= 1000; i++) {
			this.durations.add(i * 1000L);
		}
		assertThat(this.durations.take(0.5)).isCloseTo(500_000, Percentage.withPercentage(7));
	}

	@Test
	void nothingShouldBeCountedTwice() {
		this.durations.add(1000);
		assertThat(this.durations.take(0.99)).isPositive();
		assertThat(this.durations.take(0.99)).isEqualTo(-1);
	}

	@Test
	void shortTextShouldBeWhole() {
		ByteBuffer payload = bytes("Grüße €");
		FrameText text = FrameText.ofText("text", payload);
		assertThat(text).isEqualTo(new FrameText("text", 11, "Grüße €", false));
		assertThat(payload.remaining()).isEqualTo(11);
	}

	@Test
	void longTextShouldBeCutBetweenCharacters() {
		FrameText text = FrameText.ofText("text", bytes("x" + "€".repeat(1000)));
		assertThat(text.bytes()).isEqualTo(3001);
		assertThat(text.isCut()).isTrue();
		assertThat(text.text()).isEqualTo("x" + "€".repeat(166));
	}

	@Test
	void bytesShouldBeHexadecimal() {
		assertThat(FrameText.ofBytes("binary", ByteBuffer.wrap(new byte[] { 0, 1, (byte) 0xff })))
			.isEqualTo(new FrameText("binary", 3, "00 01 ff", false));
		FrameText text = FrameText.ofBytes("binary", ByteBuffer.wrap(new byte[1000]));
		assertThat(text.isCut()).isTrue();
		assertThat(text.text()).hasSize(64 * 3 - 1);
	}

	@Test
	void kindShouldBeThatOfTheFrame() {
		assertThat(FrameText.of(Frame.text("€", false))).isEqualTo(new FrameText("text, unfinished", 3, "€", false));
		assertThat(FrameText.of(Frame.continuation("a", true)))
			.isEqualTo(new FrameText("continuation", 1, "61", false));
		assertThat(FrameText.of(Frame.ping(bytes("a"))).kind()).isEqualTo("ping");
	}

	private static ByteBuffer bytes(String text) {
		return ByteBuffer.wrap(text.getBytes(StandardCharsets.UTF_8));
	}

}
