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

package io.github.wsboot.message;

import java.nio.ByteBuffer;

import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.EnumSource;

import io.github.wsboot.Frame;
import io.github.wsboot.Frame.Opcode;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatIllegalArgumentException;

/**
 * Tests for {@link Frame}.
 */
class FrameTests {

	@ParameterizedTest
	@EnumSource(names = { "PING", "PONG" })
	void controlFrameMustNotBeFragmented(Opcode opcode) {
		assertThat(opcode.isControl()).isTrue();
		assertThatIllegalArgumentException().isThrownBy(() -> new Frame(opcode, ByteBuffer.allocate(1), false))
			.withMessage("A control frame must not be fragmented");
	}

	@ParameterizedTest
	@EnumSource(names = { "PING", "PONG" })
	void controlFrameMustBeShort(Opcode opcode) {
		assertThat(new Frame(opcode, ByteBuffer.allocate(125), true).payload().remaining()).isEqualTo(125);
		assertThatIllegalArgumentException().isThrownBy(() -> new Frame(opcode, ByteBuffer.allocate(126), true))
			.withMessage("The payload of a control frame must not exceed 125 bytes");
	}

	@Test
	void dataFramesMayBeLongAndUnfinished() {
		assertThat(Frame.text("x".repeat(1000), false).fin()).isFalse();
		assertThat(Frame.binary(ByteBuffer.allocate(1000)).fin()).isTrue();
		assertThat(Frame.continuation("x", true).opcode()).isEqualTo(Opcode.CONTINUATION);
		assertThat(Frame.continuation(ByteBuffer.allocate(2), false).payload().remaining()).isEqualTo(2);
	}

	@Test
	void shouldOwnItsBytes() {
		ByteBuffer buffer = ByteBuffer.wrap(new byte[] { 1, 2 });
		Frame frame = Frame.binary(buffer);
		buffer.put(0, (byte) 9);
		assertThat(frame.payload().get(0)).isEqualTo((byte) 1);
		assertThat(frame.payload().isReadOnly()).isTrue();
		frame.payload().get();
		assertThat(frame.payload().remaining()).isEqualTo(2);
		assertThat(buffer.remaining()).isEqualTo(2);
	}

	@Test
	void shouldBeEqualByContent() {
		assertThat(Frame.text("x")).isEqualTo(Frame.text("x")).isNotEqualTo(Frame.text("x", false));
		assertThat(Frame.pong(ByteBuffer.allocate(1))).isNotEqualTo(Frame.ping(ByteBuffer.allocate(1)));
	}

	@Test
	void shouldNeedItsParts() {
		assertThatIllegalArgumentException().isThrownBy(() -> Frame.text(null)).withMessage("'text' must not be null");
		assertThatIllegalArgumentException().isThrownBy(() -> Frame.binary(null))
			.withMessage("'payload' must not be null");
		assertThatIllegalArgumentException().isThrownBy(() -> new Frame(null, ByteBuffer.allocate(0), true))
			.withMessage("'opcode' must not be null");
	}

}
