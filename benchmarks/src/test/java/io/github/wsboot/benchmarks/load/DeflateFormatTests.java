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
import java.util.Arrays;
import java.util.zip.DataFormatException;
import java.util.zip.Inflater;

import org.junit.jupiter.api.Test;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatIllegalStateException;

/**
 * Tests for {@link DeflateFormat}.
 */
class DeflateFormatTests {

	private static final byte[] TAIL = { 0, 0, (byte) 0xFF, (byte) 0xFF };

	private final DeflateFormat format = new DeflateFormat();

	@Test
	void messageShouldBeWhatAServerCanRead() throws Exception {
		for (int i = 0; i < 3; i++) {
			ByteBuffer frame = ByteBuffer.allocate(4096);
			this.format.write(frame, 'E', 7 + i, 1024);
			byte[] payload = payload(frame.flip());
			assertThat(payload.length).as("size of what resembles JSON").isBetween(100, 700);
			String text = inflate(payload);
			assertThat(text).hasSize(1024).startsWith("E00000000000000" + (7 + i)).contains("\"symbol\":");
			assertThat(this.format.time(Frames.TEXT | Frames.COMPRESSED, payload, 0, payload.length)).isEqualTo(7 + i);
		}
	}

	@Test
	void frameThatIsNotCompressedShouldBeRejected() {
		assertThatIllegalStateException().isThrownBy(() -> this.format.time(Frames.TEXT, new byte[64], 0, 64))
			.withMessageContaining("not compressed");
	}

	/**
	 * Reads a frame of 126 to 65,535 bytes as a server does.
	 */
	private static byte[] payload(ByteBuffer frame) {
		assertThat(frame.get() & 0xFF).as("FIN, RSV1 and text").isEqualTo(0xC1);
		assertThat(frame.get() & 0xFF).isEqualTo(0x80 | 126);
		byte[] payload = new byte[frame.getShort() & 0xFFFF];
		byte[] mask = new byte[4];
		frame.get(mask).get(payload);
		assertThat(frame.hasRemaining()).isFalse();
		for (int i = 0; i < payload.length; i++) {
			payload[i] ^= mask[i & 3];
		}
		return payload;
	}

	private static String inflate(byte[] payload) throws DataFormatException {
		byte[] whole = Arrays.copyOf(payload, payload.length + TAIL.length);
		System.arraycopy(TAIL, 0, whole, payload.length, TAIL.length);
		Inflater inflater = new Inflater(true);
		inflater.setInput(whole);
		byte[] text = new byte[4096];
		int length = inflater.inflate(text);
		inflater.end();
		return new String(text, 0, length, StandardCharsets.US_ASCII);
	}

}
