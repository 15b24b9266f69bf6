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
import java.util.Random;
import java.util.zip.DataFormatException;
import java.util.zip.Deflater;
import java.util.zip.Inflater;

/**
 * Texts that are compressed, each for itself (permessage-deflate of RFC 7692 without
 * context takeover). What they say resembles JSON, so that they compress as such.
 */
final class DeflateFormat implements MessageFormat {

	private static final int MAX_SIZE = 64 * 1024;

	/** What follows each message, and is left out (RFC 7692, section 7.2.1). */
	private static final int TAIL = 4;

	private static final byte[] CONTENT = content();

	private final Deflater deflater = new Deflater(Deflater.DEFAULT_COMPRESSION, true);

	private final Inflater inflater = new Inflater(true);

	private final byte[] message = CONTENT.clone();

	private final byte[] compressed = new byte[2 * MAX_SIZE];

	private final byte[] beginning = new byte[Frames.MIN_TEXT];

	private static byte[] content() {
		StringBuilder content = new StringBuilder(MAX_SIZE + 100);
		Random random = new Random(42);
		while (content.length() < MAX_SIZE) {
			content.append("{\"id\":%d,\"symbol\":\"%c%c%c\",\"price\":%d.%02d,\"side\":\"%s\"},".formatted(
					random.nextInt(100_000), 'A' + random.nextInt(26), 'A' + random.nextInt(26),
					'A' + random.nextInt(26), random.nextInt(1000), random.nextInt(100),
					random.nextBoolean() ? "buy" : "sell"));
		}
		return content.substring(0, MAX_SIZE).getBytes(StandardCharsets.US_ASCII);
	}

	@Override
	public String headers() {
		return "Sec-WebSocket-Extensions: permessage-deflate; "
				+ "client_no_context_takeover; server_no_context_takeover\r\n";
	}

	@Override
	public void write(ByteBuffer target, char kind, long time, int size) {
		if (size > MAX_SIZE) {
			throw new IllegalArgumentException("A compressed text has at most " + MAX_SIZE + " bytes, not " + size);
		}
		Frames.putTime(this.message, 0, kind, time);
		this.deflater.reset();
		this.deflater.setInput(this.message, 0, size);
		int length = this.deflater.deflate(this.compressed, 0, this.compressed.length, Deflater.SYNC_FLUSH) - TAIL;
		Frames.write(target, Frames.TEXT | Frames.COMPRESSED, this.compressed, 0, length);
	}

	@Override
	public long time(int opcode, byte[] bytes, int from, int length) {
		if (opcode != (Frames.TEXT | Frames.COMPRESSED)) {
			throw new IllegalStateException("The server has sent a frame that is not compressed");
		}
		this.inflater.reset();
		this.inflater.setInput(bytes, from, length);
		try {
			// The rest is as it was sent, which tests look at
			if (this.inflater.inflate(this.beginning) < this.beginning.length) {
				throw new IllegalStateException("The server has sent a text that is too short");
			}
		}
		catch (DataFormatException ex) {
			throw new IllegalStateException("The server has sent what cannot be decompressed", ex);
		}
		return Frames.time(this.beginning, 0);
	}

}
