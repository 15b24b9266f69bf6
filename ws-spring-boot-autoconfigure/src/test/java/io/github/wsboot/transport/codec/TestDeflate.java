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

import java.io.ByteArrayOutputStream;
import java.util.Arrays;
import java.util.zip.DataFormatException;
import java.util.zip.Deflater;
import java.util.zip.Inflater;

import static org.assertj.core.api.Assertions.assertThat;

/**
 * Client's side of permessage-deflate, by code that is simple enough to be compared with
 * RFC 7692, section 7.2.
 */
public final class TestDeflate implements AutoCloseable {

	private static final byte[] TAIL = { 0, 0, -1, -1 };

	private final Deflater deflater = new Deflater(Deflater.BEST_COMPRESSION, true);

	private final Inflater inflater = new Inflater(true);

	private final boolean deflateTakeover;

	private final boolean inflateTakeover;

	/**
	 * Create a side that uses context takeover as the response to the handshake says.
	 * @param response the extension's header
	 */
	public TestDeflate(String response) {
		this.deflateTakeover = !response.contains("client_no_context_takeover");
		this.inflateTakeover = !response.contains("server_no_context_takeover");
	}

	/**
	 * Compress a message that refers to no other one.
	 * @param message the message
	 * @return its payload
	 */
	public static byte[] deflated(byte[] message) {
		try (TestDeflate deflate = new TestDeflate("")) {
			return deflate.deflate(message);
		}
	}

	/**
	 * Inflate a message that refers to no other one.
	 * @param payload its payload
	 * @return the message
	 */
	public static byte[] inflated(byte[] payload) {
		try (TestDeflate deflate = new TestDeflate("")) {
			return deflate.inflate(payload);
		}
	}

	/**
	 * Compress a message, followed by a final block.
	 * @param message the message
	 * @return its payload without the octet that has to follow
	 */
	public static byte[] finished(byte[] message) {
		Deflater deflater = new Deflater(Deflater.BEST_COMPRESSION, true);
		deflater.setInput(message);
		deflater.finish();
		byte[] payload = new byte[message.length + 100];
		int length = deflater.deflate(payload);
		deflater.end();
		return Arrays.copyOf(payload, length);
	}

	/**
	 * Compress a message.
	 * @param message the message
	 * @return its payload
	 */
	public byte[] deflate(byte[] message) {
		if (message.length == 0) {
			return new byte[1];
		}
		if (!this.deflateTakeover) {
			this.deflater.reset();
		}
		this.deflater.setInput(message);
		byte[] payload = new byte[2 * message.length + 100];
		int length = this.deflater.deflate(payload, 0, payload.length, Deflater.SYNC_FLUSH);
		assertThat(Arrays.copyOfRange(payload, length - 4, length)).isEqualTo(TAIL);
		return Arrays.copyOf(payload, length - 4);
	}

	/**
	 * Inflate a message.
	 * @param payload its payload
	 * @return the message
	 */
	public byte[] inflate(byte[] payload) {
		if (!this.inflateTakeover) {
			this.inflater.reset();
		}
		byte[] input = Arrays.copyOf(payload, payload.length + 4);
		System.arraycopy(TAIL, 0, input, payload.length, 4);
		this.inflater.setInput(input);
		ByteArrayOutputStream message = new ByteArrayOutputStream();
		byte[] buffer = new byte[8192];
		try {
			for (int count = this.inflater.inflate(buffer); count > 0; count = this.inflater.inflate(buffer)) {
				message.write(buffer, 0, count);
			}
		}
		catch (DataFormatException ex) {
			throw new AssertionError("The payload cannot be inflated", ex);
		}
		return message.toByteArray();
	}

	@Override
	public void close() {
		this.deflater.end();
		this.inflater.end();
	}

}
