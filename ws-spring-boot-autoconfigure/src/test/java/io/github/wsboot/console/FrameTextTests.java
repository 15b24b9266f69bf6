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

import org.junit.jupiter.api.Tag;
import org.junit.jupiter.api.Test;

import io.github.wsboot.Frame;

import static org.assertj.core.api.Assertions.assertThat;

/**
 * Tests for {@link FrameText}.
 */
@Tag("boot")
class FrameTextTests {

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
