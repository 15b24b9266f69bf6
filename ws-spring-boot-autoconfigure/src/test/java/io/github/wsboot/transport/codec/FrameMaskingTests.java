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

package io.github.wsboot.transport.codec;

import java.nio.ByteBuffer;
import java.util.Arrays;
import java.util.HashSet;
import java.util.Random;
import java.util.Set;

import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.ValueSource;

import io.github.wsboot.Frame;
import io.github.wsboot.outbound.PlainEncoding;

import static org.assertj.core.api.Assertions.assertThat;

/**
 * Tests for {@link FrameMasking}.
 */
class FrameMaskingTests {

	private final FrameMasking masking = new FrameMasking();

	private static byte[] frame(int size) {
		byte[] payload = new byte[size];
		new Random(size).nextBytes(payload);
		return PlainEncoding.INSTANCE.encode(Frame.binary(ByteBuffer.wrap(payload)));
	}

	@ParameterizedTest
	@ValueSource(ints = { 0, 1, 3, 4, 7, 8, 9, 125, 126, 127, 1001, 65535, 65536, 70001 })
	void maskedFrameShouldHaveTheSameContent(int size) {
		byte[] frame = frame(size);
		byte[] unchanged = frame.clone();
		byte[] masked = this.masking.mask(frame);
		assertThat(frame).isEqualTo(unchanged);
		assertThat(masked).hasSize(frame.length + FrameMasking.OVERHEAD);
		assertThat(unmask(masked, frame.length - size)).isEqualTo(frame);
	}

	/**
	 * Remove the mask byte by byte, as the RFC describes it.
	 */
	private static byte[] unmask(byte[] masked, int header) {
		assertThat(masked[1] & 0x80).isEqualTo(0x80);
		byte[] frame = new byte[masked.length - 4];
		System.arraycopy(masked, 0, frame, 0, header);
		frame[1] &= 0x7F;
		for (int i = header; i < frame.length; i++) {
			frame[i] = (byte) (masked[i + 4] ^ masked[header + (i - header) % 4]);
		}
		return frame;
	}

	@Test
	void frameShouldBePutIntoDirectMemory() {
		ByteBuffer target = ByteBuffer.allocateDirect(100).position(3);
		this.masking.put(frame(20), target);
		byte[] masked = new byte[26];
		target.flip().position(3).get(masked);
		assertThat(unmask(masked, 2)).isEqualTo(frame(20));
	}

	@Test
	void eachFrameShouldHaveAnotherKey() {
		Set<Integer> keys = new HashSet<>();
		for (int i = 0; i < 2000; i++) {
			keys.add(ByteBuffer.wrap(Arrays.copyOfRange(this.masking.mask(frame(0)), 2, 6)).getInt());
		}
		// A collision of 32 random bits is possible, several are not
		assertThat(keys).hasSizeGreaterThan(1990);
	}

}
