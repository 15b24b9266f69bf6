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
import java.util.ArrayList;
import java.util.Arrays;
import java.util.List;
import java.util.Random;

import org.springframework.web.socket.CloseStatus;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.catchThrowableOfType;

/**
 * {@link FrameParser} that records all messages and control frames.
 *
 * @since 0.1.0
 */
public final class TestParser implements FrameParser.Sink {

	public static final FrameLimits LIMITS = new FrameLimits(1 << 20, 1 << 20, 1000);

	private final FrameParser parser;

	private final List<Received> received = new ArrayList<>();

	private boolean broken;

	private int pauseAt = Integer.MAX_VALUE;

	/** Number of times that the parser may still continue. */
	private long pauseAfter = Long.MAX_VALUE;

	/** Number of times that the parser may still ask whether it has to stop. */
	private long steps = Long.MAX_VALUE;

	public TestParser() {
		this(LIMITS);
	}

	TestParser(FrameLimits limits) {
		this(limits, null);
	}

	/**
	 * Create a parser for compressed messages.
	 */
	public TestParser(FrameLimits limits, Inflation inflation) {
		this.parser = new FrameParser(Role.SERVER, limits, inflation, this);
	}

	/**
	 * Be full once this number of messages and control frames has been received.
	 */
	TestParser pauseAt(int count) {
		this.pauseAt = count;
		return this;
	}

	/**
	 * Be full after this number of steps of the parser.
	 */
	TestParser pauseAfterSteps(long count) {
		this.pauseAfter = count;
		return this;
	}

	public TestParser failAfterSteps(long count) {
		this.steps = count;
		return this;
	}

	public List<Received> received() {
		return this.received;
	}

	public int memory() {
		return this.parser.memory();
	}

	public int messageLength() {
		return this.parser.messageLength();
	}

	public TestParser feed(byte... bytes) throws ProtocolViolation {
		this.parser.parse(ByteBuffer.wrap(bytes));
		return this;
	}

	public TestParser feed(ByteBuffer input) throws ProtocolViolation {
		this.parser.parse(input);
		return this;
	}

	public TestParser feed(ClientFrame... frames) throws ProtocolViolation {
		return feed(ClientFrame.stream(frames));
	}

	/**
	 * Read in pieces of the given size, each in a buffer of its own that is overwritten
	 * afterwards, as an event loop does.
	 */
	TestParser feedInPieces(int size, byte... bytes) throws ProtocolViolation {
		for (int i = 0; i < bytes.length; i += size) {
			piece(bytes, i, Math.min(size, bytes.length - i));
		}
		return this;
	}

	TestParser feedInPieces(Random sizes, int maxSize, byte... bytes) throws ProtocolViolation {
		int count;
		for (int i = 0; i < bytes.length; i += count) {
			count = Math.min(1 + sizes.nextInt(maxSize), bytes.length - i);
			piece(bytes, i, count);
		}
		return this;
	}

	private void piece(byte[] bytes, int from, int count) throws ProtocolViolation {
		byte[] piece = new byte[count + 2];
		System.arraycopy(bytes, from, piece, 1, count);
		this.parser.parse(ByteBuffer.wrap(piece, 1, count));
		Arrays.fill(piece, (byte) 0x55);
	}

	/**
	 * Read bytes that break the protocol.
	 * @return the close code
	 */
	public int violation(byte... bytes) {
		ProtocolViolation violation = catchThrowableOfType(ProtocolViolation.class, () -> feed(bytes));
		assertThat(violation).as("the violation").isNotNull();
		return violation.status().getCode();
	}

	public int violation(ClientFrame... frames) {
		return violation(ClientFrame.stream(frames));
	}

	/**
	 * Read as a session does: after a violation, up to the client's close frame.
	 */
	boolean skipsToClose(byte... bytes) {
		ByteBuffer input = ByteBuffer.wrap(bytes);
		if (!this.broken) {
			try {
				this.parser.parse(input);
				return false;
			}
			catch (ProtocolViolation ex) {
				this.broken = true;
			}
		}
		return this.parser.skipToClose(input);
	}

	@Override
	public void onText(String text, int bytes) {
		this.received.add(new Received.Text(text, bytes));
	}

	@Override
	public void onBinary(byte[] bytes) {
		this.received.add(Received.binary(bytes));
	}

	@Override
	public void onPing(byte[] payload) {
		this.received.add(Received.ping(payload));
	}

	@Override
	public void onPong(byte[] payload) {
		this.received.add(Received.pong(payload));
	}

	@Override
	public void onClose(CloseStatus status) {
		this.received.add(Received.close(status));
	}

	@Override
	public boolean isPaused() {
		assertThat(this.steps--).as("steps that are left").isPositive();
		return this.received.size() >= this.pauseAt || this.pauseAfter-- <= 0;
	}

}
