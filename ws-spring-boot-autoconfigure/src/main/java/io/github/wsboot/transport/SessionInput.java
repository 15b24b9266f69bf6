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

import io.github.wsboot.inbound.ReceiveAccount;
import io.github.wsboot.transport.codec.FrameLimits;
import io.github.wsboot.transport.codec.FrameParser;
import io.github.wsboot.transport.codec.ProtocolViolation;

/**
 * Input of a session that has been read but not handled: parts of messages, and bytes
 * that wait unparsed while the handler takes no more. Used on the loop.
 */
final class SessionInput {

	private static final ByteBuffer NOTHING = ByteBuffer.allocate(0);

	private final FrameParser parser;

	private final SessionOwner owner;

	private ByteBuffer unparsed = NOTHING;

	SessionInput(FrameParser parser, SessionOwner owner) {
		this.parser = parser;
		this.owner = owner;
	}

	/**
	 * Limit a buffer that is about to be filled to what may be read now.
	 */
	ByteBuffer limit(ByteBuffer buffer) {
		ReceiveAccount account = this.owner.inbound();
		return (account != null) ? buffer.limit(Math.min(buffer.capacity(), account.maxRead())) : buffer;
	}

	/**
	 * Parse until the owner takes no more, and keep the rest.
	 */
	void parse(ByteBuffer input) throws ProtocolViolation {
		try {
			this.parser.parse(input);
		}
		finally {
			this.unparsed = (input.hasRemaining() && !this.parser.isFinished()) ? keep(input) : NOTHING;
			account();
		}
	}

	private ByteBuffer keep(ByteBuffer input) {
		return (input == this.unparsed) ? input : ByteBuffer.allocate(input.remaining()).put(input).flip();
	}

	private void account() {
		ReceiveAccount account = this.owner.inbound();
		if (account != null) {
			account.setUndelivered(this.parser.memory(), this.unparsed.capacity());
		}
	}

	/**
	 * Return the bytes that were kept.
	 */
	ByteBuffer unparsed() {
		return this.unparsed;
	}

	/**
	 * Return whether bytes have to be parsed before more are read.
	 */
	boolean hasUnparsed() {
		return this.unparsed.hasRemaining();
	}

	void limits(FrameLimits limits) {
		this.parser.limits(limits);
	}

	/**
	 * Drop all input, and parse nothing more.
	 */
	void discard() {
		this.parser.finish();
		this.unparsed = NOTHING;
		ReceiveAccount account = this.owner.inbound();
		if (account != null) {
			account.end();
		}
	}

	/**
	 * Drop all input, and the messages that the handler has not begun to handle. From now
	 * on frames are only skipped.
	 * @return whether the client's close frame was among the input
	 */
	boolean abandon() {
		this.parser.abandon();
		boolean closed = this.parser.skipToClose(this.unparsed);
		this.unparsed = NOTHING;
		ReceiveAccount account = this.owner.inbound();
		if (account != null) {
			account.end();
			account.dropMessages();
		}
		return closed;
	}

	/**
	 * Skip frames after a violation, up to the client's close frame.
	 * @return whether that frame has been read
	 */
	boolean skipToClose(ByteBuffer input) {
		return this.parser.skipToClose(input);
	}

	/**
	 * Return whether the session has to end, since there is too little memory for all
	 * sessions. Called about once a second.
	 */
	boolean hasToEnd() {
		ReceiveAccount account = this.owner.inbound();
		return account != null && (isOverdue(account) || account.isExcessive());
	}

	private boolean isOverdue(ReceiveAccount account) {
		if (!account.isOverdue(this.parser.messageLength() + this.unparsed.remaining())) {
			return false;
		}
		boolean ownFault = !this.owner.isFull();
		if (!ownFault) {
			account.yieldTurn();
		}
		return ownFault;
	}

	/**
	 * Return the number of bytes that the session holds if it is one of those that hold
	 * too much, or 0.
	 */
	long excess() {
		ReceiveAccount account = this.owner.inbound();
		return (account != null && account.isExcessive()) ? account.held() : 0;
	}

}
