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

package io.github.wsboot.benchmarks.load;

import java.nio.ByteBuffer;
import java.nio.charset.StandardCharsets;
import java.util.ArrayList;
import java.util.List;

import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.ValueSource;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatIllegalArgumentException;
import static org.assertj.core.api.Assertions.assertThatIllegalStateException;

/**
 * Tests for {@link Frames}.
 */
class FramesTests {

	private final List<String> received = new ArrayList<>();

	@ParameterizedTest
	@ValueSource(ints = { 16, 64, 125, 126, 65_535, 65_536, 1_048_576 })
	void messageShouldBeMaskedAndCarryItsTime(int size) {
		ByteBuffer frame = ByteBuffer.allocate(size + 14);
		Frames.writeMessage(frame, Frames.TEXT, 'E', 0x0123_4567_89AB_CDEFL, size);
		byte[] text = unmask(frame.flip());
		assertThat(text).hasSize(size);
		assertThat(new String(text, StandardCharsets.US_ASCII)).startsWith("E123456789abcdef")
			.endsWith((size == 16) ? "" : "" + (char) ('a' + (size - 1) % 26));
		assertThat(Frames.time(text, 0)).isEqualTo(0x0123_4567_89AB_CDEFL);
	}

	/**
	 * Reads a frame as a server does, straight from RFC 6455, section 5.2.
	 */
	private static byte[] unmask(ByteBuffer frame) {
		assertThat(frame.get() & 0xFF).isEqualTo(0x81);
		int length = frame.get() & 0xFF;
		assertThat(length).as("mask bit").isGreaterThanOrEqualTo(0x80);
		length -= 0x80;
		if (length == 126) {
			length = frame.getShort() & 0xFFFF;
			assertThat(length).as("shortest form").isGreaterThan(125);
		}
		else if (length == 127) {
			length = Math.toIntExact(frame.getLong());
			assertThat(length).as("shortest form").isGreaterThan(0xFFFF);
		}
		byte[] mask = new byte[4];
		frame.get(mask);
		assertThat(mask).as("a mask that changes something").doesNotContain(0);
		byte[] payload = new byte[length];
		frame.get(payload);
		assertThat(frame.hasRemaining()).isFalse();
		for (int i = 0; i < length; i++) {
			payload[i] ^= mask[i % 4];
		}
		return payload;
	}

	@Test
	void negativeTimeShouldSurvive() {
		ByteBuffer frame = ByteBuffer.allocate(64);
		Frames.writeMessage(frame, Frames.TEXT, 'B', -2, 16);
		assertThat(Frames.time(unmask(frame.flip()), 0)).isEqualTo(-2);
	}

	@Test
	void messageWithoutRoomForItsTimeShouldBeRejected() {
		assertThatIllegalArgumentException()
			.isThrownBy(() -> Frames.writeMessage(ByteBuffer.allocate(64), Frames.TEXT, 'E', 0, 15))
			.withMessage("A message has 16 to 1048576 bytes, not 15");
	}

	@Test
	void framesShouldBeReadHoweverTheyAreCut() {
		byte[] large = server(Frames.TEXT, "x".repeat(300));
		byte[] huge = server(Frames.TEXT, "y".repeat(70_000));
		byte[] all = join(server(Frames.TEXT, "one"), server(Frames.PING, ""), large, huge,
				server(Frames.CLOSE, "end"));
		for (int cut = 0; cut <= all.length; cut += (cut < 400 || cut > all.length - 20) ? 1 : 997) {
			this.received.clear();
			int done = Frames.read(all, 0, cut, this::received);
			assertThat(done).isLessThanOrEqualTo(cut);
			assertThat(Frames.read(all, done, all.length, this::received)).isEqualTo(all.length);
			assertThat(this.received).as("cut at " + cut)
				.containsExactly("1 one", "9 ", "1 " + "x".repeat(300), "1 " + "y".repeat(70_000), "8 end");
		}
	}

	@Test
	void compressedFrameShouldBeMarked() {
		byte[] frame = server(Frames.TEXT | Frames.COMPRESSED, "x");
		assertThat(Frames.read(frame, 0, frame.length, this::received)).isEqualTo(frame.length);
		assertThat(this.received).containsExactly("65 x");
	}

	@Test
	void maskedFrameOfAServerShouldBeRejected() {
		byte[] masked = { (byte) 0x81, (byte) 0x81, 1, 2, 3, 4, 5 };
		assertThatIllegalStateException().isThrownBy(() -> Frames.read(masked, 0, masked.length, this::received))
			.withMessage("The server has sent a masked frame");
	}

	@Test
	void fragmentsShouldSayWhichIsTheLast() {
		byte[] fragments = { 0x01, 0x01, 'a', 0x00, 0x01, 'b', (byte) 0x80, 0x01, 'c' };
		assertThat(Frames.read(fragments, 0, fragments.length, this::received)).isEqualTo(fragments.length);
		assertThat(this.received).containsExactly("1+ a", "0+ b", "0 c");
	}

	private void received(int opcode, boolean last, byte[] bytes, int from, int length) {
		String text = new String(bytes, from, length, StandardCharsets.US_ASCII);
		this.received.add(opcode + (last ? " " : "+ ") + text);
	}

	private static byte[] server(int opcode, String payload) {
		ByteBuffer frame = ByteBuffer.allocate(payload.length() + 10);
		frame.put((byte) (0x80 | opcode));
		if (payload.length() < 126) {
			frame.put((byte) payload.length());
		}
		else if (payload.length() < 65_536) {
			frame.put((byte) 126).putShort((short) payload.length());
		}
		else {
			frame.put((byte) 127).putLong(payload.length());
		}
		frame.put(payload.getBytes(StandardCharsets.US_ASCII)).flip();
		byte[] bytes = new byte[frame.remaining()];
		frame.get(bytes);
		return bytes;
	}

	private static byte[] join(byte[]... parts) {
		int length = 0;
		for (byte[] part : parts) {
			length += part.length;
		}
		ByteBuffer joined = ByteBuffer.allocate(length);
		for (byte[] part : parts) {
			joined.put(part);
		}
		return joined.array();
	}

}
