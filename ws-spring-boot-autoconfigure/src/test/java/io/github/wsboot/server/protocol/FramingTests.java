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

import java.util.ArrayList;
import java.util.List;
import java.util.stream.IntStream;
import java.util.stream.Stream;

import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.MethodSource;

import io.github.wsboot.server.DirectOnly;
import io.github.wsboot.server.Promise;
import io.github.wsboot.server.RawFrame;

/**
 * Tests for single frames of every length, pings and pongs, and reserved bits and
 * opcodes.
 */
@DirectOnly
class FramingTests extends ProtocolSuite {

	private static final RawFrame HELLO = text("hello");

	private static final RawFrame PING = RawFrame.of(RawFrame.PING, "still there");

	@Promise("protocol")
	@ParameterizedTest
	@MethodSource
	void messageOfAnyLengthShouldBeEchoed(Row row) {
		assertThatAnswers(row);
	}

	static Stream<Row> messageOfAnyLengthShouldBeEchoed() {
		return IntStream.of(RawFrame.TEXT, RawFrame.BINARY)
			.boxed()
			.flatMap((opcode) -> IntStream.of(0, 1, 124, 125, 126, 127, 128, 129, 255, 256, 65_534, 65_535, 65_536)
				.mapToObj((length) -> frame(opcode, length))
				.map((frame) -> good(frame.toString(), List.of(frame), frame)));
	}

	@Promise("protocol")
	@ParameterizedTest
	@MethodSource
	void pingShouldBeAnsweredAndPongIgnored(Row row) {
		assertThatAnswers(row);
	}

	static Stream<Row> pingShouldBeAnsweredAndPongIgnored() {
		List<RawFrame> pings = IntStream.range(0, 10)
			.mapToObj((i) -> RawFrame.of(RawFrame.PING, "payload " + i))
			.toList();
		RawFrame[] pongs = pings.stream().map(FramingTests::pong).toArray(RawFrame[]::new);
		RawFrame notText = bytes(true, RawFrame.PING, "00 FF FE FD FC FB 00 FF");
		RawFrame empty = RawFrame.of(RawFrame.PING, "");
		RawFrame largest = frame(RawFrame.PING, 125);
		RawFrame unasked = RawFrame.of(RawFrame.PONG, "unasked");
		return Stream.of(good("empty ping", List.of(empty), pong(empty)), good("ping", List.of(PING), pong(PING)),
				good("ping that is not text", List.of(notText), pong(notText)),
				good("largest ping", List.of(largest), pong(largest)),
				bad("ping of 126 bytes", 1002, List.of(frame(RawFrame.PING, 126))),
				bad("ping of 65536 bytes", 1002, List.of(frame(RawFrame.PING, 65_536))),
				bad("pong of 126 bytes", 1002, List.of(frame(RawFrame.PONG, 126))),
				good("empty pong", List.of(RawFrame.of(RawFrame.PONG, ""))), good("pong", List.of(unasked)),
				good("largest pong", List.of(frame(RawFrame.PONG, 125))),
				good("pong and ping", List.of(unasked, PING), pong(PING)), good("ten pings", pings, pongs),
				good("pings around a message", List.of(PING, HELLO, empty), pong(PING), HELLO, pong(empty)));
	}

	@Promise("protocol")
	@ParameterizedTest
	@MethodSource
	void reservedBitsShouldCloseWith1002(Row row) {
		assertThatAnswers(row);
	}

	static Stream<Row> reservedBitsShouldCloseWith1002() {
		List<Row> rows = new ArrayList<>();
		for (int bits = 1; bits < 8; bits++) {
			for (int opcode : new int[] { RawFrame.TEXT, RawFrame.BINARY, RawFrame.PING, RawFrame.PONG }) {
				rows.add(bad("bits " + bits + " of opcode " + opcode, 1002, List.of(frame(opcode | bits << 4, 5))));
			}
			RawFrame reserved = frame(RawFrame.TEXT | bits << 4, 5);
			RawFrame close = RawFrame.close(1000);
			rows.add(bad("bits " + bits + " of a close", 1002,
					List.of(new RawFrame(true, RawFrame.CLOSE | bits << 4, close.payload()))));
			rows.add(bad("bits " + bits + " after a message", 1002, List.of(HELLO, reserved, PING), HELLO));
			rows.add(bad("bits " + bits + " before a message", 1002, List.of(reserved, HELLO, PING)));
			rows.add(bad("bits " + bits + " of an empty frame", 1002, List.of(frame(RawFrame.TEXT | bits << 4, 0))));
			rows.add(bad("bits " + bits + " of a continuation", 1002, List.of(RawFrame.text("begun ", false),
					new RawFrame(true, RawFrame.CONTINUATION | bits << 4, utf8("ended")))));
		}
		return rows.stream();
	}

	@Promise("protocol")
	@ParameterizedTest
	@MethodSource
	void reservedOpcodeShouldCloseWith1002(Row row) {
		assertThatAnswers(row);
	}

	static Stream<Row> reservedOpcodeShouldCloseWith1002() {
		return IntStream.of(3, 4, 5, 6, 7, 11, 12, 13, 14, 15)
			.boxed()
			.flatMap((opcode) -> Stream.of(bad("opcode " + opcode, 1002, List.of(frame(opcode, 0))),
					bad("opcode " + opcode + " with a payload", 1002, List.of(frame(opcode, 20))),
					bad("opcode " + opcode + " without end", 1002, List.of(new RawFrame(false, opcode, utf8("x")))),
					bad("opcode " + opcode + " after a message", 1002, List.of(HELLO, frame(opcode, 0), PING), HELLO),
					bad("opcode " + opcode + " before a message", 1002, List.of(frame(opcode, 9), HELLO, PING)),
					bad("opcode " + opcode + " within a message", 1002,
							List.of(RawFrame.text("begun", false), frame(opcode, 9), PING))));
	}

	private static RawFrame pong(RawFrame ping) {
		return new RawFrame(true, RawFrame.PONG, ping.payload());
	}

}
