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

package io.github.wsboot.transport;

import java.nio.ByteBuffer;
import java.util.concurrent.TimeUnit;

import org.jspecify.annotations.Nullable;
import org.openjdk.jmh.annotations.Benchmark;
import org.openjdk.jmh.annotations.BenchmarkMode;
import org.openjdk.jmh.annotations.Fork;
import org.openjdk.jmh.annotations.Level;
import org.openjdk.jmh.annotations.Measurement;
import org.openjdk.jmh.annotations.Mode;
import org.openjdk.jmh.annotations.OperationsPerInvocation;
import org.openjdk.jmh.annotations.OutputTimeUnit;
import org.openjdk.jmh.annotations.Param;
import org.openjdk.jmh.annotations.Scope;
import org.openjdk.jmh.annotations.Setup;
import org.openjdk.jmh.annotations.State;
import org.openjdk.jmh.annotations.Warmup;
import org.springframework.web.socket.CloseStatus;

import io.github.wsboot.transport.codec.FrameLimits;
import io.github.wsboot.transport.codec.FrameParser;
import io.github.wsboot.transport.codec.ProtocolViolation;
import io.github.wsboot.transport.codec.Role;

/**
 * Measures the cost of reading a message of a client: header, mask, and UTF-8 or bytes.
 *
 * @since 0.1.0
 */
@State(Scope.Thread)
@BenchmarkMode(Mode.AverageTime)
@OutputTimeUnit(TimeUnit.NANOSECONDS)
@Warmup(iterations = 5, time = 1)
@Measurement(iterations = 5, time = 1)
@Fork(1)
public class FrameParserBenchmark {

	private static final int FRAMES = 100;

	private static final byte[] MASK = { 0x5A, (byte) 0xC3, 0x17, (byte) 0x8E };

	@Param({ "64", "4096" })
	private int size;

	private final LastMessage last = new LastMessage();

	private final FrameParser parser = new FrameParser(Role.SERVER, new FrameLimits(65536, 65536, 1000), null,
			this.last);

	private ByteBuffer texts = ByteBuffer.allocate(0);

	private ByteBuffer binaries = ByteBuffer.allocate(0);

	@Setup(Level.Trial)
	public void prepare() {
		this.texts = frames(1);
		this.binaries = frames(2);
	}

	private ByteBuffer frames(int opcode) {
		ByteBuffer frames = ByteBuffer.allocateDirect(FRAMES * (this.size + 8));
		for (int frame = 0; frame < FRAMES; frame++) {
			frames.put((byte) (0x80 | opcode));
			if (this.size > 125) {
				frames.put((byte) (0x80 | 126)).putShort((short) this.size);
			}
			else {
				frames.put((byte) (0x80 | this.size));
			}
			frames.put(MASK);
			for (int i = 0; i < this.size; i++) {
				frames.put((byte) (('a' + i % 26) ^ MASK[i & 3]));
			}
		}
		return frames.flip();
	}

	@Benchmark
	@OperationsPerInvocation(FRAMES)
	public @Nullable Object text() throws ProtocolViolation {
		this.parser.parse(this.texts.rewind());
		return this.last.message;
	}

	@Benchmark
	@OperationsPerInvocation(FRAMES)
	public @Nullable Object binary() throws ProtocolViolation {
		this.parser.parse(this.binaries.rewind());
		return this.last.message;
	}

	/**
	 * Keeps what was read last, so that reading cannot be optimized away.
	 */
	private static final class LastMessage implements FrameParser.Sink {

		private @Nullable Object message;

		@Override
		public void onText(String text, int bytes) {
			this.message = text;
		}

		@Override
		public void onBinary(byte[] bytes) {
			this.message = bytes;
		}

		@Override
		public void onPing(byte[] payload) {
			this.message = payload;
		}

		@Override
		public void onPong(byte[] payload) {
			this.message = payload;
		}

		@Override
		public void onClose(CloseStatus status) {
			throw new IllegalStateException("Nobody has closed, but there is " + status);
		}

		@Override
		public boolean isPaused() {
			return false;
		}

	}

}
