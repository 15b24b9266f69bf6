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
import java.time.Duration;
import java.util.HashSet;
import java.util.List;
import java.util.Set;

/**
 * STOMP 1.2: each client subscribes to one topic, and all that is sent goes there.
 */
final class StompFormat implements MessageFormat {

	private static final byte[] CONNECT = bytes("CONNECT\naccept-version:1.2\nhost:127.0.0.1\n\n\0");

	private static final byte[] SUBSCRIBE = bytes("SUBSCRIBE\nid:0\ndestination:/topic/all\n\n\0");

	private static final byte[] SEND = bytes("SEND\ndestination:/topic/all\n\n");

	private static final int MAX_ATTEMPTS = 100;

	/** Time for texts of attempts that have not reached all. */
	private static final Duration SETTLING = Duration.ofMillis(500);

	private int connected;

	private byte[] frame = new byte[0];

	private static byte[] bytes(String text) {
		return text.getBytes(StandardCharsets.US_ASCII);
	}

	/**
	 * Connect and subscribe. Spring's broker confirms no subscription, so texts are sent
	 * until one has reached all.
	 */
	@Override
	public void begin(Clients clients, List<Client> readers) {
		this.connected = 0;
		readers.forEach((reader) -> send(clients, reader, CONNECT));
		clients.await("connect by STOMP", () -> this.connected == readers.size());
		readers.forEach((reader) -> send(clients, reader, SUBSCRIBE));
		for (int i = 0; !reachesAll(clients, readers); i++) {
			if (i == MAX_ATTEMPTS) {
				throw new IllegalStateException("Some clients get nothing of what they have subscribed to");
			}
		}
		clients.pump(SETTLING);
	}

	private static void send(Clients clients, Client client, byte[] frame) {
		clients.send(client, Frames.TEXT, frame, 0, frame.length);
	}

	private static boolean reachesAll(Clients clients, List<Client> readers) {
		long start = System.nanoTime();
		Set<Client> reached = new HashSet<>();
		clients.listen((client, sentAt, arrivedAt) -> {
			if (sentAt - start >= 0) {
				reached.add(client);
			}
		});
		clients.send(readers.get(0), 'B', Frames.MIN_TEXT);
		long end = start + SETTLING.toNanos();
		while (reached.size() < readers.size() && System.nanoTime() - end < 0) {
			clients.pump(1);
		}
		return reached.size() == readers.size();
	}

	@Override
	public void write(ByteBuffer target, char kind, long time, int size) {
		int length = SEND.length + size + 1;
		if (this.frame.length != length) {
			this.frame = new byte[length];
			System.arraycopy(SEND, 0, this.frame, 0, SEND.length);
			Frames.putFiller(this.frame, SEND.length, size);
		}
		Frames.putTime(this.frame, SEND.length, kind, time);
		Frames.write(target, Frames.TEXT, this.frame, 0, length);
	}

	@Override
	public long time(int opcode, byte[] bytes, int from, int length) {
		switch (bytes[from]) {
			case 'C' -> this.connected++;
			case 'M' -> {
				return Frames.time(bytes, body(bytes, from, length));
			}
			default -> throw new IllegalStateException(
					"The server has sent " + new String(bytes, from, length, StandardCharsets.UTF_8));
		}
		return NO_TIME;
	}

	private static int body(byte[] bytes, int from, int length) {
		for (int i = from + 1; i < from + length - Frames.MIN_TEXT; i++) {
			if (bytes[i] == '\n' && bytes[i - 1] == '\n') {
				return i + 1;
			}
		}
		throw new IllegalStateException("The server has sent a frame of STOMP without a body");
	}

}
