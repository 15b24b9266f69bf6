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
import java.util.Random;

import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.ValueSource;
import org.springframework.web.socket.CloseStatus;

import static org.assertj.core.api.Assertions.assertThat;

/**
 * Tests for {@link FrameParser}: whole messages, however they arrive.
 */
class FrameParserMessagesTests {

	@ParameterizedTest
	@ValueSource(ints = { 0, 1, 125, 126, 127, 128, 65535, 65536, 65537 })
	void shouldReadTextOfAnySize(int size) throws ProtocolViolation {
		String text = text(size);
		assertReadInAnyPieces(ClientFrame.text(text).bytes(), Received.text(text));
	}

	@ParameterizedTest
	@ValueSource(ints = { 0, 1, 125, 126, 127, 128, 65535, 65536, 65537 })
	void shouldReadBinaryOfAnySize(int size) throws ProtocolViolation {
		byte[] bytes = new byte[size];
		new Random(size).nextBytes(bytes);
		assertReadInAnyPieces(ClientFrame.binary(bytes).bytes(), Received.binary(bytes));
	}

	private static void assertReadInAnyPieces(byte[] stream, Received expected) throws ProtocolViolation {
		assertThat(new TestParser().feed(stream).received()).containsExactly(expected);
		for (int size : new int[] { 1, 7, 997, 16384 }) {
			assertThat(new TestParser().feedInPieces(size, stream).received()).as("pieces of %d", size)
				.containsExactly(expected);
		}
	}

	@Test
	void shouldTellTheSizeOfTextInBytes() throws ProtocolViolation {
		assertThat(new TestParser().feed(ClientFrame.text("aé€😀")).received())
			.containsExactly(new Received.Text("aé€😀", 10));
	}

	@Test
	void shouldReadFramesThatAreSplitAnywhere() throws ProtocolViolation {
		byte[] stream = smallFrames();
		for (int split = 0; split <= stream.length; split++) {
			TestParser parser = new TestParser();
			ByteBuffer first = ByteBuffer.wrap(stream, 0, split);
			ByteBuffer second = ByteBuffer.wrap(stream, split, stream.length - split);
			parser.feed(first).feed(second);
			assertThat(first.hasRemaining()).isFalse();
			assertThat(second.hasRemaining()).isFalse();
			assertSmallFrames(parser);
		}
	}

	@Test
	void shouldReadFramesThatAreSplitAnywhereTwice() throws ProtocolViolation {
		byte[] stream = smallFrames();
		for (int first = 0; first <= stream.length; first++) {
			for (int second = first; second <= stream.length; second++) {
				TestParser parser = new TestParser();
				parser.feed(ByteBuffer.wrap(stream, 0, first))
					.feed(ByteBuffer.wrap(stream, first, second - first))
					.feed(ByteBuffer.wrap(stream, second, stream.length - second));
				assertSmallFrames(parser);
			}
		}
	}

	@Test
	void shouldReadSingleBytes() throws ProtocolViolation {
		assertSmallFrames(new TestParser().feedInPieces(1, smallFrames()));
	}

	@Test
	void shouldReadSeveralFramesOfOneBuffer() throws ProtocolViolation {
		assertSmallFrames(new TestParser().feed(smallFrames()));
	}

	private static byte[] smallFrames() {
		return ClientFrame.stream(ClientFrame.text("Grüße 😀"), ClientFrame.text(""),
				ClientFrame.text("frag").unfinished(), ClientFrame.ping((byte) 1, (byte) 2),
				ClientFrame.continuation("").unfinished(), ClientFrame.continuation("ment"),
				ClientFrame.binary((byte) 0, (byte) -1, (byte) 127), ClientFrame.pong(),
				ClientFrame.binary(new byte[130]), ClientFrame.close(4000, "bye"));
	}

	private static void assertSmallFrames(TestParser parser) {
		assertThat(parser.received()).containsExactly(Received.text("Grüße 😀"), Received.text(""),
				Received.ping((byte) 1, (byte) 2), Received.text("fragment"),
				Received.binary((byte) 0, (byte) -1, (byte) 127), Received.pong(), Received.binary(new byte[130]),
				Received.close(new CloseStatus(4000, "bye")));
	}

	@Test
	void shouldHandAMessageOverWithItsLastByte() throws ProtocolViolation {
		byte[] stream = ClientFrame.text("whole").bytes();
		TestParser parser = new TestParser();
		parser.feed(ByteBuffer.wrap(stream, 0, stream.length - 1));
		assertThat(parser.received()).isEmpty();
		parser.feed(stream[stream.length - 1]);
		assertThat(parser.received()).containsExactly(Received.text("whole"));
	}

	@Test
	void shouldHandAnEmptyMessageOverWithoutFurtherBytes() throws ProtocolViolation {
		assertThat(new TestParser().feed(ClientFrame.text("")).received()).containsExactly(Received.text(""));
		assertThat(new TestParser().feed(ClientFrame.binary()).received()).containsExactly(Received.binary());
	}

	@Test
	void shouldReadAnyKindOfBuffer() throws ProtocolViolation {
		byte[] stream = ClientFrame.text("direct").bytes();
		ByteBuffer direct = ByteBuffer.allocateDirect(stream.length).put(stream).flip();
		assertThat(new TestParser().feed(direct).received()).containsExactly(Received.text("direct"));
		ByteBuffer readOnly = ByteBuffer.wrap(stream).asReadOnlyBuffer();
		assertThat(new TestParser().feed(readOnly).received()).containsExactly(Received.text("direct"));
	}

	@Test
	void shouldNotChangeWhatItReads() throws ProtocolViolation {
		byte[] stream = smallFrames();
		byte[] before = stream.clone();
		new TestParser().feed(stream);
		assertThat(stream).isEqualTo(before);
	}

	@Test
	void shouldReadNothingFromNothing() throws ProtocolViolation {
		assertThat(new TestParser().feed(ByteBuffer.allocate(0)).received()).isEmpty();
	}

	private static String text(int size) {
		StringBuilder text = new StringBuilder(size);
		for (int i = 0; i < size; i++) {
			text.append((char) (' ' + i % 95));
		}
		return text.toString();
	}

}
