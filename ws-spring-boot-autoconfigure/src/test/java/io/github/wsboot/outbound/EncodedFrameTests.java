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

import java.lang.management.ManagementFactory;
import java.nio.ByteBuffer;
import java.util.Arrays;
import java.util.HexFormat;
import java.util.concurrent.atomic.AtomicInteger;

import javax.management.JMException;
import javax.management.ObjectName;

import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.CsvSource;
import org.junit.jupiter.params.provider.ValueSource;
import org.springframework.web.socket.TextMessage;

import io.github.wsboot.Frame;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatExceptionOfType;

/**
 * Tests for {@link EncodedFrame}, and of its bytes on the wire (RFC 6455, section 5.2).
 */
class EncodedFrameTests {

	@Test
	void shouldCountTheHeader() {
		assertThat(size(0)).isEqualTo(2);
		assertThat(size(125)).isEqualTo(127);
		assertThat(size(126)).isEqualTo(130);
		assertThat(size(65535)).isEqualTo(65539);
		assertThat(size(65536)).isEqualTo(65546);
	}

	@ParameterizedTest
	@ValueSource(ints = { 0, 125, 126, 65535, 65536 })
	void shouldPutTheSameBytesForEachReceiver(int payload) {
		EncodedFrame frame = new EncodedFrame(Frame.text("x".repeat(payload), payload % 2 == 0));
		byte[] expected = new EncodedFrame(frame.frame()).bytes(PlainEncoding.INSTANCE);
		for (int receiver = 0; receiver < 3; receiver++) {
			ByteBuffer target = ByteBuffer.allocateDirect(frame.size());
			frame.putPlain(target);
			assertThat(target.flip()).isEqualTo(ByteBuffer.wrap(expected));
		}
		assertThat(frame.bytes(PlainEncoding.INSTANCE)).isEqualTo(expected);
	}

	@Test
	void shouldDecodeTextOnceForAllReceivers() {
		EncodedFrame frame = new EncodedFrame(Frame.text("grüß"));
		TextMessage message = frame.textMessage();
		assertThat(message.getPayload()).isEqualTo("grüß");
		assertThat(message.isLast()).isTrue();
		assertThat(frame.textMessage()).isSameAs(message);
	}

	@Test
	void shouldKeepTheMarkOfAFragment() {
		EncodedFrame frame = new EncodedFrame(Frame.text("gr", false));
		assertThat(frame.textMessage().isLast()).isFalse();
		assertThat(frame.isFin()).isFalse();
	}

	@Test
	void shouldShareItsBytesButNotItsPosition() {
		EncodedFrame frame = new EncodedFrame(Frame.binary(ByteBuffer.wrap(new byte[] { 1, 2 })));
		frame.payload().get();
		assertThat(frame.payload().remaining()).isEqualTo(2);
		assertThat(frame.payload().isReadOnly()).isTrue();
	}

	@Test
	void fragmentOfWholeCharactersShouldNotBeCopiedForEachReceiver() throws JMException {
		EncodedFrame frame = new EncodedFrame(Frame.text("x".repeat(1_000_000), false));
		assertThat(new TextFragments().writable(frame)).isSameAs(frame);
		long before = allocatedBytes();
		for (int i = 0; i < 10; i++) {
			assertThat(new TextFragments().writable(frame)).isSameAs(frame);
		}
		assertThat(allocatedBytes() - before).isLessThan(1_000_000);
	}

	private static long allocatedBytes() throws JMException {
		return (long) ManagementFactory.getPlatformMBeanServer()
			.invoke(new ObjectName(ManagementFactory.THREAD_MXBEAN_NAME), "getThreadAllocatedBytes",
					new Object[] { Thread.currentThread().getId() }, new String[] { "long" });
	}

	private static int size(int payload) {
		return new EncodedFrame(Frame.binary(ByteBuffer.allocate(payload))).size();
	}

	@ParameterizedTest
	@CsvSource({ "0,8200", "1,8201", "125,827D", "126,827E007E", "127,827E007F", "128,827E0080", "255,827E00FF",
			"256,827E0100", "32767,827E7FFF", "32768,827E8000", "65535,827EFFFF", "65536,827F0000000000010000",
			"65537,827F0000000000010001", "16777216,827F0000000001000000" })
	void shouldWriteTheShortestLengthAndNoMask(int size, String header) {
		byte[] payload = new byte[size];
		Arrays.fill(payload, (byte) 0xA5);
		EncodedFrame frame = new EncodedFrame(Frame.binary(ByteBuffer.wrap(payload)));
		byte[] bytes = frame.bytes(PlainEncoding.INSTANCE);
		int headerSize = header.length() / 2;
		assertThat(HexFormat.of().withUpperCase().formatHex(bytes, 0, headerSize)).isEqualTo(header);
		assertThat(Arrays.copyOfRange(bytes, headerSize, bytes.length)).isEqualTo(payload);
		assertThat(frame.size()).isEqualTo(bytes.length);
	}

	@Test
	void shouldWriteEachKindOfFrame() {
		ByteBuffer payload = ByteBuffer.wrap(new byte[] { 'a' });
		assertThat(hex(Frame.text("a"))).isEqualTo("810161");
		assertThat(hex(Frame.text("a", false))).isEqualTo("010161");
		assertThat(hex(Frame.binary(payload))).isEqualTo("820161");
		assertThat(hex(Frame.binary(payload, false))).isEqualTo("020161");
		assertThat(hex(Frame.continuation("a", false))).isEqualTo("000161");
		assertThat(hex(Frame.continuation("a", true))).isEqualTo("800161");
		assertThat(hex(Frame.continuation(payload, true))).isEqualTo("800161");
		assertThat(hex(Frame.ping(payload))).isEqualTo("890161");
		assertThat(hex(Frame.pong(payload))).isEqualTo("8a0161");
		assertThat(hex(Frame.ping(ByteBuffer.allocate(0)))).isEqualTo("8900");
	}

	@Test
	void shouldWriteTextAsUtf8() {
		assertThat(hex(Frame.text("é€😀"))).isEqualTo("8109" + "c3a9" + "e282ac" + "f09f9880");
	}

	@Test
	void shouldEncodeOnceForAllReceivers() {
		EncodedFrame frame = new EncodedFrame(Frame.text("shared"));
		assertThat(frame.bytes(PlainEncoding.INSTANCE)).isSameAs(frame.bytes(PlainEncoding.INSTANCE));
		FrameEncoding reversed = (content) -> new byte[] { 1 };
		assertThat(frame.bytes(reversed)).isSameAs(frame.bytes(reversed)).containsExactly(1);
		assertThat(frame.bytes(PlainEncoding.INSTANCE)).hasSize(frame.size());
	}

	@Test
	void whenTheEncodingIsNotSharedShouldEncodeForEachReceiver() {
		EncodedFrame frame = new EncodedFrame(Frame.text("own"));
		FrameEncoding own = new FrameEncoding() {

			@Override
			public byte[] encode(Frame content) {
				return new byte[1];
			}

			@Override
			public boolean isShared() {
				return false;
			}

		};
		assertThat(frame.bytes(own)).isNotSameAs(frame.bytes(own));
	}

	@Test
	void whenTheEncodingFailsShouldTryAgainForTheNextReceiver() {
		EncodedFrame frame = new EncodedFrame(Frame.text("shared"));
		AtomicInteger calls = new AtomicInteger();
		FrameEncoding failing = (content) -> {
			if (calls.incrementAndGet() == 1) {
				throw new OutOfMemoryError("expected");
			}
			return new byte[] { 1 };
		};
		assertThatExceptionOfType(OutOfMemoryError.class).isThrownBy(() -> frame.bytes(failing));
		assertThat(frame.bytes(failing)).isSameAs(frame.bytes(failing)).containsExactly(1);
		assertThat(calls).hasValue(2);
	}

	@Test
	void shouldNotConsumeItsPayload() {
		EncodedFrame frame = new EncodedFrame(Frame.text("kept"));
		frame.bytes(PlainEncoding.INSTANCE);
		assertThat(frame.payload().remaining()).isEqualTo(4);
		assertThat(frame.textMessage().getPayload()).isEqualTo("kept");
	}

	private static String hex(Frame frame) {
		return HexFormat.of().formatHex(new EncodedFrame(frame).bytes(PlainEncoding.INSTANCE));
	}

}
