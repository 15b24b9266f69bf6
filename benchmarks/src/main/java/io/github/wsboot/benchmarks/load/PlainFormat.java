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

/**
 * Text or binary messages as they are.
 */
final class PlainFormat implements MessageFormat {

	static final PlainFormat TEXT = new PlainFormat(Frames.TEXT);

	static final PlainFormat BINARY = new PlainFormat(Frames.BINARY);

	private final int opcode;

	private PlainFormat(int opcode) {
		this.opcode = opcode;
	}

	@Override
	public void write(ByteBuffer target, char kind, long time, int size) {
		Frames.writeMessage(target, this.opcode, kind, time, size);
	}

	@Override
	public long time(int opcode, byte[] bytes, int from, int length) {
		if (opcode != this.opcode) {
			throw new IllegalStateException("The server has sent a frame of another kind: " + opcode);
		}
		return Frames.time(bytes, from);
	}

}
