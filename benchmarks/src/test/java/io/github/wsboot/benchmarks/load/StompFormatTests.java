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

import org.junit.jupiter.api.Test;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatIllegalStateException;

/**
 * Tests for {@link StompFormat}.
 */
class StompFormatTests {

	private final StompFormat format = new StompFormat();

	@Test
	void messageShouldBeSentToTheTopic() {
		ByteBuffer frame = ByteBuffer.allocate(200);
		this.format.write(frame, 'B', 42, 20);
		byte[] bytes = new byte[frame.flip().remaining() - 6];
		byte[] mask = new byte[4];
		frame.position(2);
		frame.get(mask).get(bytes);
		for (int i = 0; i < bytes.length; i++) {
			bytes[i] ^= mask[i & 3];
		}
		assertThat(new String(bytes, StandardCharsets.US_ASCII))
			.isEqualTo("SEND\ndestination:/topic/all\n\nB00000000000002aqrst\0");
	}

	@Test
	void timeShouldBeThatOfTheBody() {
		assertThat(time("MESSAGE\ndestination:/topic/all\nmessage-id:7\n\nB00000000000002aqrst\0")).isEqualTo(42);
	}

	@Test
	void otherFramesShouldHaveNoTime() {
		assertThat(time("CONNECTED\nversion:1.2\n\n\0")).isEqualTo(MessageFormat.NO_TIME);
	}

	@Test
	void errorShouldBeShown() {
		assertThatIllegalStateException().isThrownBy(() -> time("ERROR\nmessage:no such session\n\n\0"))
			.withMessageContaining("no such session");
	}

	@Test
	void messageWithoutBodyShouldBeRejected() {
		assertThatIllegalStateException().isThrownBy(() -> time("MESSAGE\ndestination:/topic/all\n\n\0"))
			.withMessageContaining("without a body");
	}

	private long time(String frame) {
		byte[] bytes = ("xx" + frame).getBytes(StandardCharsets.US_ASCII);
		return this.format.time(Frames.TEXT, bytes, 2, bytes.length - 2);
	}

}
