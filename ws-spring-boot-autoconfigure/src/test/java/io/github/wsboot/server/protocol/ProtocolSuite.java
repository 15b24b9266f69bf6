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

package io.github.wsboot.server.protocol;

import java.io.UncheckedIOException;
import java.nio.charset.StandardCharsets;
import java.util.ArrayList;
import java.util.Arrays;
import java.util.HexFormat;
import java.util.List;

import io.github.wsboot.CloseCause;
import io.github.wsboot.server.DirectSuite;
import io.github.wsboot.server.Journal;
import io.github.wsboot.server.RawFrame;
import io.github.wsboot.server.RawWebSocketClient;
import io.github.wsboot.server.ServerTests;
import io.github.wsboot.server.TestServer;

import static org.assertj.core.api.Assertions.assertThat;

/**
 * Tables of frames of a client and the expected answers. Each row is sent several times,
 * split into different writes, which must not make a difference.
 */
abstract class ProtocolSuite extends ServerTests {

	/** More than this is never sent in single bytes. */
	private static final int MAX_SINGLE_BYTES = 200;

	private static final int PIECE = 997;

	private static final int NORMAL = 1000;

	ProtocolSuite() {
		super(DirectSuite.EchoEndpoint.class);
	}

	/**
	 * Return a row that leaves the connection open.
	 */
	static Row good(String name, List<RawFrame> frames, RawFrame... replies) {
		return new Row(name, frames, List.of(replies), NORMAL, CloseCause.CLIENT, false);
	}

	/**
	 * Return a row that breaks the protocol.
	 */
	static Row bad(String name, int code, List<RawFrame> frames, RawFrame... replies) {
		return new Row(name, frames, List.of(replies), code, CloseCause.PROTOCOL_ERROR, true);
	}

	/**
	 * Return a row in which the client closes.
	 */
	static Row closed(String name, int code, List<RawFrame> frames, RawFrame... replies) {
		return new Row(name, frames, List.of(replies), code, CloseCause.CLIENT, true);
	}

	static RawFrame text(String text) {
		return RawFrame.text(text, true);
	}

	static RawFrame frame(int opcode, int length) {
		byte[] payload = new byte[length];
		Arrays.fill(payload, (byte) '*');
		return new RawFrame(true, opcode, payload);
	}

	static RawFrame bytes(boolean fin, int opcode, String hex) {
		return new RawFrame(fin, opcode, HexFormat.of().parseHex(hex.replace(" ", "")));
	}

	static byte[] utf8(String text) {
		return text.getBytes(StandardCharsets.UTF_8);
	}

	/**
	 * Assert that the row is answered as it must be, however it is cut. With TLS each
	 * write is a record of its own.
	 */
	void assertThatAnswers(Row row) {
		for (Cut cut : server().isTls() ? new Cut[] { Cut.BYTES } : Cut.values()) {
			assertThatAnswers(row, cut);
		}
	}

	void assertThatAnswers(Row row, Cut cut) {
		TestServer server = server();
		String description = row + ", cut into " + cut;
		try (RawWebSocketClient client = RawWebSocketClient.to(server, "/echo").connect()) {
			cut.send(client, row.frames());
			assertThatReplies(client, row.replies(), description);
			if (!row.ends()) {
				client.send(RawFrame.close(NORMAL));
			}
			RawFrame close = client.next();
			assertThat(close.opcode()).as("opcode of %s after %s", close, description).isEqualTo(RawFrame.CLOSE);
			assertThat(close.closeCode()).as(description).isEqualTo(row.code());
			if (server.isTls() && row.cause() == CloseCause.PROTOCOL_ERROR) {
				// There is no half-close that every client understands: the server waits
				client.finish();
			}
			assertThat(client.readToEnd()).as("after the close frame of %s", description).isNull();
			client.close();
			assertThat(server.journal().awaitEnd(client.name())).as(description)
				.containsExactly(Journal.OPEN, "close " + row.code() + " " + row.cause());
		}
		catch (UncheckedIOException ex) {
			throw new AssertionError(description, ex);
		}
	}

	/**
	 * Read the replies: data in its order and control frames in theirs, which may
	 * overtake data.
	 */
	private static void assertThatReplies(RawWebSocketClient client, List<RawFrame> replies, String description) {
		List<String> got = new ArrayList<>();
		for (int i = 0; i < replies.size(); i++) {
			got.add(describe(client.next()));
		}
		for (boolean control : new boolean[] { false, true }) {
			assertThat(got.stream().filter((frame) -> isControl(frame) == control)).as(description)
				.containsExactlyElementsOf(replies.stream()
					.map(ProtocolSuite::describe)
					.filter((frame) -> isControl(frame) == control)
					.toList());
		}
	}

	private static boolean isControl(String description) {
		return Integer.parseInt(description.substring(0, description.indexOf(' '))) >= RawFrame.CLOSE;
	}

	/**
	 * Return a text for a frame: the whole payload, if it is short.
	 */
	private static String describe(RawFrame frame) {
		byte[] payload = frame.payload();
		String content = (payload.length <= 200) ? HexFormat.of().formatHex(payload)
				: payload.length + " bytes with hash " + Arrays.hashCode(payload);
		return frame.opcode() + " " + (frame.fin() ? "" : "unfinished ") + content;
	}

	/**
	 * Ways to split frames into writes.
	 */
	enum Cut {

		/** All in one write. */
		NOTHING {

			@Override
			void send(RawWebSocketClient client, List<RawFrame> frames) {
				write(client, join(frames));
			}

		},

		/** Each frame in a write. */
		FRAMES {

			@Override
			void send(RawWebSocketClient client, List<RawFrame> frames) {
				frames.forEach((frame) -> write(client, frame.encode(true)));
			}

		},

		/** Each byte in a write, and the middle of large frames in pieces. */
		BYTES {

			@Override
			void send(RawWebSocketClient client, List<RawFrame> frames) {
				byte[] bytes = join(frames);
				int at = 0;
				while (at < bytes.length) {
					boolean single = at < MAX_SINGLE_BYTES || bytes.length - at <= MAX_SINGLE_BYTES;
					int next = single ? at + 1 : Math.min(at + PIECE, bytes.length - MAX_SINGLE_BYTES);
					write(client, Arrays.copyOfRange(bytes, at, next));
					at = next;
				}
			}

		};

		abstract void send(RawWebSocketClient client, List<RawFrame> frames);

		private static byte[] join(List<RawFrame> frames) {
			return RawFrame.join(frames.stream().map((frame) -> frame.encode(true)).toArray(byte[][]::new));
		}

		private static void write(RawWebSocketClient client, byte[] bytes) {
			try {
				client.bytes(bytes);
			}
			catch (UncheckedIOException ex) {
				// The server has closed; its answer is read later
			}
		}

	}

	/**
	 * Frames of a client, and the expected answer.
	 *
	 * @param name what it is about
	 * @param frames what it sends
	 * @param replies what it gets before the close frame
	 * @param code the code of the close frame
	 * @param cause the cause of the connection's end
	 * @param ends whether the frames end the connection; otherwise the client closes
	 */
	record Row(String name, List<RawFrame> frames, List<RawFrame> replies, int code, CloseCause cause, boolean ends) {

		@Override
		public String toString() {
			return this.name;
		}

	}

}
