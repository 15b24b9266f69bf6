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

package io.github.wsboot;

import java.nio.ByteBuffer;
import java.nio.CharBuffer;
import java.nio.charset.CharacterCodingException;
import java.nio.charset.CodingErrorAction;
import java.nio.charset.StandardCharsets;
import java.util.Random;

import org.junit.jupiter.api.Test;

import io.github.wsboot.Frame.Opcode;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatIllegalArgumentException;

/**
 * Tests for the content of {@link Frame}.
 */
class FrameTests {

	private static final String CHARACTERS = "ab?\u007F\u0080ß\u3F3F\uFFFD\uD83D\uDE00\uD83F\uDC3F";

	private final Random random = new Random(20);

	@Test
	void textShouldBeEncodedWithEachUnpairedSurrogateReplaced() throws Exception {
		for (int i = 0; i < 20_000; i++) {
			String text = text(this.random.nextInt(40));
			assertThat(Frame.text(text).payload()).as(text).isEqualTo(replaced(text));
		}
	}

	private String text(int length) {
		StringBuilder text = new StringBuilder();
		for (int i = 0; i < length; i++) {
			// Most texts are ASCII for the most part
			int choice = this.random.nextInt(30);
			text.append((choice < CHARACTERS.length()) ? CHARACTERS.charAt(choice) : 'x');
		}
		return text.toString();
	}

	private static ByteBuffer replaced(String text) throws CharacterCodingException {
		return StandardCharsets.UTF_8.newEncoder()
			.onMalformedInput(CodingErrorAction.REPLACE)
			.replaceWith("\uFFFD".getBytes(StandardCharsets.UTF_8))
			.encode(CharBuffer.wrap(text));
	}

	@Test
	void shouldNotSeeLaterChangesOfThePayload() {
		byte[] bytes = { 1, 2, 3 };
		Frame frame = Frame.binary(ByteBuffer.wrap(bytes, 1, 2));
		bytes[1] = 9;
		assertThat(frame.payload()).isEqualTo(ByteBuffer.wrap(new byte[] { 2, 3 }));
		assertThat(frame.payload().isReadOnly()).isTrue();
		assertThat(Frame.text("text").payload().isReadOnly()).isTrue();
	}

	@Test
	void framesWithTheSameContentShouldBeEqual() {
		Frame frame = Frame.text("text");
		assertThat(frame).isEqualTo(new Frame(Opcode.TEXT, ByteBuffer.wrap("text".getBytes()), true))
			.hasSameHashCodeAs(Frame.text("text"))
			.hasToString("Frame[TEXT, 4 bytes, fin=true]");
		assertThat(frame).isNotEqualTo(Frame.text("text", false))
			.isNotEqualTo(Frame.text("texts"))
			.isNotEqualTo(Frame.binary(frame.payload()))
			.isNotEqualTo("text");
	}

	@Test
	void controlFrameShouldBeShortAndWhole() {
		assertThatIllegalArgumentException().isThrownBy(() -> Frame.ping(ByteBuffer.allocate(126)))
			.withMessageContaining("125");
		assertThatIllegalArgumentException().isThrownBy(() -> new Frame(Opcode.PONG, ByteBuffer.allocate(1), false))
			.withMessageContaining("fragmented");
	}

}
