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

package io.github.wsboot.server;

import java.io.ByteArrayOutputStream;

/**
 * Turns the frames of one direction into those of the other role: what was masked is not,
 * and what was not masked is. Nothing else changes, whether it is allowed or not.
 */
final class FrameMirror {

	private static final byte[] KEY = { 0x5A, 0x03, (byte) 0xC7, 0x71 };

	private final byte[] header = new byte[14];

	private int known;

	private byte[] key = {};

	private boolean masked;

	private long position;

	private long length;

	private boolean unmaskedSeen;

	private boolean ended;

	/**
	 * Turn bytes, which may begin and end anywhere in a frame.
	 */
	byte[] turn(byte[] bytes, int count) {
		ByteArrayOutputStream turned = new ByteArrayOutputStream(count + 64);
		for (int next = 0; next < count;) {
			if (this.position < this.length) {
				next += payload(bytes, next, count, turned);
			}
			else {
				this.header[this.known++] = bytes[next++];
				if (this.known >= 2 && this.known == headerLength()) {
					begin(turned);
				}
			}
			this.ended |= this.known == 0 && this.position == this.length && isClose();
		}
		return turned.toByteArray();
	}

	private int payload(byte[] bytes, int from, int count, ByteArrayOutputStream turned) {
		byte[] block = new byte[(int) Math.min(count - from, this.length - this.position)];
		byte[] mask = this.masked ? this.key : KEY;
		for (int i = 0; i < block.length; i++) {
			block[i] = (byte) (bytes[from + i] ^ mask[(int) ((this.position + i) & 3)]);
		}
		this.position += block.length;
		turned.writeBytes(block);
		return block.length;
	}

	private int headerLength() {
		return 2 + lengthBytes() + (isMasked() ? 4 : 0);
	}

	private boolean isMasked() {
		return this.header[1] < 0;
	}

	private boolean isClose() {
		return (this.header[0] & 0xF) == RawFrame.CLOSE;
	}

	private int lengthBytes() {
		return switch (this.header[1] & 0x7F) {
			case 126 -> 2;
			case 127 -> 8;
			default -> 0;
		};
	}

	private void begin(ByteArrayOutputStream turned) {
		int end = 2 + lengthBytes();
		this.length = this.header[1] & 0x7F;
		if (end > 2) {
			this.length = 0;
			for (int i = 2; i < end; i++) {
				this.length = this.length << 8 | this.header[i] & 0xFF;
			}
		}
		this.masked = isMasked();
		this.unmaskedSeen |= !this.masked;
		turned.write(this.header[0]);
		turned.write(this.header[1] ^ 0x80);
		turned.write(this.header, 2, end - 2);
		if (this.masked) {
			this.key = new byte[] { this.header[end], this.header[end + 1], this.header[end + 2],
					this.header[end + 3] };
		}
		else {
			turned.writeBytes(KEY);
		}
		this.position = 0;
		this.known = 0;
	}

	/**
	 * Return whether there was a frame without a mask.
	 */
	boolean isUnmaskedSeen() {
		return this.unmaskedSeen;
	}

	/**
	 * Return whether there was a complete close frame.
	 */
	boolean isEnded() {
		return this.ended;
	}

}
