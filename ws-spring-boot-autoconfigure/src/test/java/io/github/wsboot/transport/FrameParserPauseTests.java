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

package io.github.wsboot.transport;

import java.nio.ByteBuffer;
import java.util.Arrays;

import org.junit.jupiter.api.Test;
import org.springframework.web.socket.CloseStatus;

import static org.assertj.core.api.Assertions.assertThat;

/**
 * Tests for {@link FrameParser}: a sink that is full.
 */
class FrameParserPauseTests {

	private static final byte[] STREAM = ClientFrame.stream(ClientFrame.text("one"), ClientFrame.ping((byte) 1),
			ClientFrame.binary().unfinished(), ClientFrame.continuation((byte) 2), ClientFrame.text(""),
			ClientFrame.close(1000, ""));

	private static final Received[] RECEIVED = { Received.text("one"), Received.ping((byte) 1),
			Received.binary((byte) 2), Received.text(""), Received.close(CloseStatus.NORMAL) };

	@Test
	void shouldStopRightAfterTheMessageThatFillsTheSink() throws ProtocolViolation {
		ClientFrame first = ClientFrame.text("one");
		ByteBuffer input = ByteBuffer.wrap(ClientFrame.stream(first, ClientFrame.text("two")));
		TestParser parser = new TestParser().pauseAt(1).feed(input);
		assertThat(parser.received()).containsExactly(Received.text("one"));
		assertThat(input.position()).isEqualTo(first.bytes().length);
	}

	@Test
	void shouldReadNothingWhileTheSinkIsFull() throws ProtocolViolation {
		ByteBuffer input = ByteBuffer.wrap(STREAM);
		TestParser parser = new TestParser().pauseAt(0).feed(input).feed(input);
		assertThat(parser.received()).isEmpty();
		assertThat(input.position()).isZero();
	}

	@Test
	void shouldContinueWithTheRest() throws ProtocolViolation {
		ByteBuffer input = ByteBuffer.wrap(STREAM);
		TestParser parser = new TestParser();
		for (int count = 0; count <= RECEIVED.length; count++) {
			parser.pauseAt(count).feed(input);
			assertThat(parser.received()).containsExactly(Arrays.copyOf(RECEIVED, count));
		}
		assertThat(input.hasRemaining()).isFalse();
	}

	@Test
	void shouldContinueWithTheRestWhereverItIsSplit() throws ProtocolViolation {
		for (int size = 1; size <= STREAM.length; size++) {
			TestParser parser = new TestParser().pauseAt(0);
			for (int i = 0; i < STREAM.length; i += size) {
				ByteBuffer input = ByteBuffer.wrap(STREAM, i, Math.min(size, STREAM.length - i));
				for (int count = 0; input.hasRemaining(); count++) {
					assertThat(count).as("attempts").isLessThan(10);
					parser.pauseAt(parser.received().size() + 1).feed(input);
				}
			}
			assertThat(parser.received()).containsExactly(RECEIVED);
		}
	}

	@Test
	void shouldHoldBackAMessageThatIsCompleteWhenThePauseBegins() throws ProtocolViolation {
		byte[] stream = ClientFrame.text("one").bytes();
		TestParser parser = new TestParser().feed(Arrays.copyOf(stream, stream.length - 1));
		parser.pauseAfterSteps(1).feed(stream[stream.length - 1]);
		assertThat(parser.received()).isEmpty();
		parser.pauseAfterSteps(Long.MAX_VALUE).feed(ByteBuffer.allocate(0));
		assertThat(parser.received()).containsExactly(Received.text("one"));
	}

	@Test
	void shouldNoticeAViolationOnlyOnceItReadsOn() throws ProtocolViolation {
		ByteBuffer input = ByteBuffer
			.wrap(ClientFrame.stream(ClientFrame.text("good"), ClientFrame.text("bad").unmasked()));
		TestParser parser = new TestParser().pauseAt(1).feed(input);
		byte[] rest = new byte[input.remaining()];
		input.get(rest);
		assertThat(parser.pauseAt(2).violation(rest)).isEqualTo(1002);
	}

}
