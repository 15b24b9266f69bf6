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

import java.util.List;
import java.util.stream.IntStream;
import java.util.stream.Stream;

import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.MethodSource;

import io.github.wsboot.server.DirectOnly;
import io.github.wsboot.server.Promise;
import io.github.wsboot.server.RawFrame;

/**
 * Tests for close frames of every kind, and for data after them.
 */
@DirectOnly
class CloseFrameTests extends ProtocolSuite {

	private static final int LARGEST_REASON = 123;

	private static final RawFrame HELLO = text("hello");

	private static final RawFrame CLOSE = RawFrame.close(1000);

	@Promise("protocol")
	@ParameterizedTest
	@MethodSource
	void allowedCodeShouldBeEchoed(Row row) {
		assertThatAnswers(row);
	}

	static Stream<Row> allowedCodeShouldBeEchoed() {
		return IntStream
			.of(1000, 1001, 1002, 1003, 1007, 1008, 1009, 1010, 1011, 1012, 1013, 1014, 3000, 3500, 3999, 4000, 4500,
					4999)
			.boxed()
			.flatMap((code) -> Stream.of(closed("code " + code, code, List.of(RawFrame.close(code))),
					closed("code " + code + " with a reason", code, List.of(close(code, "over and out")))));
	}

	@Promise("protocol")
	@ParameterizedTest
	@MethodSource
	void otherCodeShouldCloseWith1002(Row row) {
		assertThatAnswers(row);
	}

	static Stream<Row> otherCodeShouldCloseWith1002() {
		return IntStream.of(0, 1, 999, 1004, 1005, 1006, 1015, 1016, 1100, 2000, 2999, 5000, 32_768, 65_535)
			.boxed()
			.flatMap((code) -> Stream.of(bad("code " + code, 1002, List.of(RawFrame.close(code))),
					bad("code " + code + " with a reason", 1002, List.of(HELLO, close(code, "over")), HELLO)));
	}

	@Promise("protocol")
	@ParameterizedTest
	@MethodSource
	void payloadShouldBeCodeAndText(Row row) {
		assertThatAnswers(row);
	}

	static Stream<Row> payloadShouldBeCodeAndText() {
		return Stream.of(closed("nothing", 1005, List.of(RawFrame.of(RawFrame.CLOSE, ""))),
				bad("half a code", 1002, List.of(bytes(true, RawFrame.CLOSE, "03"))),
				closed("largest reason", 1000, List.of(close(1000, "x".repeat(LARGEST_REASON)))),
				bad("larger reason", 1002, List.of(close(1000, "x".repeat(LARGEST_REASON + 1)))),
				closed("largest reason of long characters", 1000, List.of(close(1000, "€".repeat(41)))),
				bad("reason that is no text", 1007, List.of(bytes(true, RawFrame.CLOSE, "03 E8 FF"))),
				bad("reason with a surrogate", 1007, List.of(bytes(true, RawFrame.CLOSE, "03 E8 61 ED A0 80"))),
				bad("reason with half a character", 1007, List.of(bytes(true, RawFrame.CLOSE, "03 E8 61 E2 82"))),
				bad("reason longer than need be", 1007, List.of(bytes(true, RawFrame.CLOSE, "03 E8 C0 80"))));
	}

	@Promise("protocol")
	@ParameterizedTest
	@MethodSource
	void whatFollowsACloseShouldBeIgnored(Row row) {
		// In one write: the socket may be closed when a second one arrives
		assertThatAnswers(row, Cut.NOTHING);
	}

	static Stream<Row> whatFollowsACloseShouldBeIgnored() {
		RawFrame large = new RawFrame(true, RawFrame.BINARY, new byte[60_000]);
		RawFrame ping = RawFrame.of(RawFrame.PING, "late");
		RawFrame begun = RawFrame.text("begun", false);
		RawFrame reserved = frame(3, 10);
		return Stream.of(closed("message before", 1000, List.of(HELLO, CLOSE), HELLO),
				closed("second close", 1000, List.of(CLOSE, RawFrame.close(4000))),
				closed("third close", 4000, List.of(RawFrame.close(4000), CLOSE, CLOSE)),
				closed("ping", 1000, List.of(CLOSE, ping)), closed("message", 1000, List.of(CLOSE, HELLO)),
				closed("end of a message", 1000, List.of(begun, CLOSE, RawFrame.continuation("end", true))),
				closed("large messages and a ping", 1000, List.of(large, CLOSE, ping, large), large),
				closed("reserved opcode", 1000, List.of(CLOSE, reserved)),
				closed("bad close", 1001, List.of(RawFrame.close(1001), RawFrame.close(1005))),
				bad("message after a bad close", 1002, List.of(RawFrame.close(1005), HELLO, ping)),
				bad("close after an error", 1002, List.of(HELLO, reserved, CLOSE), HELLO),
				bad("second error", 1002, List.of(reserved, bytes(true, RawFrame.TEXT, "FF"))));
	}

	private static RawFrame close(int code, String reason) {
		byte[] payload = RawFrame.join(RawFrame.close(code).payload(), utf8(reason));
		return new RawFrame(true, RawFrame.CLOSE, payload);
	}

}
