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
import java.nio.charset.StandardCharsets;

import org.springframework.web.socket.CloseStatus;

/**
 * Message or control frame that a {@link FrameParser} has handed over.
 *
 * @since 0.1.0
 */
public sealed interface Received {

	static Received text(String text) {
		return new Text(text, text.getBytes(StandardCharsets.UTF_8).length);
	}

	static Received binary(byte... bytes) {
		return new Binary(ByteBuffer.wrap(bytes));
	}

	static Received ping(byte... payload) {
		return new Ping(ByteBuffer.wrap(payload));
	}

	static Received pong(byte... payload) {
		return new Pong(ByteBuffer.wrap(payload));
	}

	static Received close(CloseStatus status) {
		return new Close(status);
	}

	record Text(String text, int bytes) implements Received {

	}

	record Binary(ByteBuffer bytes) implements Received {

	}

	record Ping(ByteBuffer payload) implements Received {

	}

	record Pong(ByteBuffer payload) implements Received {

	}

	record Close(CloseStatus status) implements Received {

	}

}
