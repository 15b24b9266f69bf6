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

package io.github.wsboot.connection;

import java.nio.ByteBuffer;

import org.junit.jupiter.api.Test;
import org.springframework.web.socket.TextMessage;

import io.github.wsboot.Frame;

import static org.assertj.core.api.Assertions.assertThat;

/**
 * Tests for {@link EncodedFrame}.
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

	private static int size(int payload) {
		return new EncodedFrame(Frame.binary(ByteBuffer.allocate(payload))).size();
	}

}
