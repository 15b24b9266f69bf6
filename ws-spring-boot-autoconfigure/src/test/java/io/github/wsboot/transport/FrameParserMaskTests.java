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
import java.util.Random;

import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.MethodSource;

import static org.assertj.core.api.Assertions.assertThat;

/**
 * Tests for {@link FrameParser}: removing masks (RFC 6455, section 5.3), compared with
 * the simple way of {@link ClientFrame}.
 */
class FrameParserMaskTests {

	private static final int MAX_ALIGNMENT = 16;

	private static final int MAX_LENGTH = 70;

	@ParameterizedTest
	@MethodSource("masks")
	void shouldUnmaskAnyPartOfAFrame(byte[] mask) throws ProtocolViolation {
		for (int alignment = 0; alignment <= MAX_ALIGNMENT; alignment++) {
			for (int length = 0; length <= MAX_LENGTH; length++) {
				byte[] payload = payload(alignment + length);
				assertUnmasked(ClientFrame.binary(payload).mask(mask), alignment, Received.binary(payload));
				assertUnmasked(ClientFrame.ping(payload).mask(mask), alignment, Received.ping(payload));
			}
		}
	}

	private static void assertUnmasked(ClientFrame frame, int alignment, Received expected) throws ProtocolViolation {
		byte[] stream = frame.bytes();
		int split = frame.header().length + alignment;
		TestParser parser = new TestParser().feed(ByteBuffer.wrap(stream, 0, split))
			.feed(ByteBuffer.wrap(stream, split, stream.length - split));
		assertThat(parser.received()).containsExactly(expected);
	}

	@ParameterizedTest
	@MethodSource("masks")
	void shouldUnmaskAFragmentAtAnyPlaceOfAMessage(byte[] mask) throws ProtocolViolation {
		for (int alignment = 0; alignment <= MAX_ALIGNMENT; alignment++) {
			for (int length = 0; length <= MAX_LENGTH; length++) {
				byte[] payload = payload(alignment + length);
				ClientFrame first = ClientFrame.binary(Arrays.copyOf(payload, alignment)).unfinished();
				ClientFrame last = ClientFrame.continuation(Arrays.copyOfRange(payload, alignment, payload.length));
				assertThat(new TestParser().feed(first, last.mask(mask)).received())
					.containsExactly(Received.binary(payload));
			}
		}
	}

	@ParameterizedTest
	@MethodSource("masks")
	void shouldUnmaskAFrameInPiecesOfAnySize(byte[] mask) throws ProtocolViolation {
		byte[] payload = payload(300);
		byte[] stream = ClientFrame.binary(payload).mask(mask).bytes();
		for (int size = 1; size <= stream.length; size++) {
			assertThat(new TestParser().feedInPieces(size, stream).received()).as("pieces of %d", size)
				.containsExactly(Received.binary(payload));
		}
	}

	@Test
	void shouldReadTheExampleOfTheSpecification() throws ProtocolViolation {
		// RFC 6455, section 5.7
		byte[] hello = { (byte) 0x81, (byte) 0x85, 0x37, (byte) 0xFA, 0x21, 0x3D, 0x7F, (byte) 0x9F, 0x4D, 0x51, 0x58 };
		assertThat(new TestParser().feed(hello).received()).containsExactly(Received.text("Hello"));
		assertThat(ClientFrame.text("Hello").bytes()).isEqualTo(hello);
	}

	static byte[][] masks() {
		return new byte[][] { { 0, 0, 0, 0 }, { -1, -1, -1, -1 }, { 1, 2, 4, 8 }, { -128, 0, 0, 127 },
				{ 0, -128, 0x55, 1 }, { 0x37, (byte) 0xFA, 0x21, 0x3D }, { (byte) 0xFA, 0, (byte) 0x80, (byte) 0xFF } };
	}

	private static byte[] payload(int length) {
		byte[] payload = new byte[length];
		new Random(length).nextBytes(payload);
		return payload;
	}

}
