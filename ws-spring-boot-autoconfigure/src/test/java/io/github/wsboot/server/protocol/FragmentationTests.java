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
 * Tests for messages in fragments, and for frames between them.
 */
@DirectOnly
class FragmentationTests extends ProtocolSuite {

	private static final RawFrame HELLO = text("hello");

	private static final RawFrame START = RawFrame.text("one ", false);

	private static final RawFrame MIDDLE = RawFrame.continuation("two ", false);

	private static final RawFrame END = RawFrame.continuation("three", true);

	private static final RawFrame PING = RawFrame.of(RawFrame.PING, "between");

	private static final RawFrame PONG = RawFrame.of(RawFrame.PONG, "between");

	@Promise("protocol")
	@ParameterizedTest
	@MethodSource
	void fragmentsShouldBeOneMessage(Row row) {
		assertThatAnswers(row);
	}

	static Stream<Row> fragmentsShouldBeOneMessage() {
		RawFrame whole = text("one two three");
		RawFrame second = RawFrame.of(RawFrame.PING, "again");
		RawFrame binary = bytes(false, RawFrame.BINARY, "00 FF");
		RawFrame binaryEnd = bytes(true, RawFrame.CONTINUATION, "C0 80");
		return Stream.of(good("two fragments", List.of(START, END), text("one three")),
				good("three fragments", List.of(START, MIDDLE, END), whole),
				good("two binary fragments", List.of(binary, binaryEnd), bytes(true, RawFrame.BINARY, "00 FF C0 80")),
				good("ping between two fragments", List.of(START, PING, END), PONG, text("one three")),
				good("pong between two fragments", List.of(START, PONG, END), text("one three")),
				good("pings between three fragments", List.of(START, PING, MIDDLE, second, END), PONG,
						RawFrame.of(RawFrame.PONG, "again"), whole),
				good("several pings in a row",
						List.of(START, MIDDLE, MIDDLE, PING, second, MIDDLE, MIDDLE, second, END), PONG,
						RawFrame.of(RawFrame.PONG, "again"), RawFrame.of(RawFrame.PONG, "again"),
						text("one two two two two three")),
				good("empty fragments",
						List.of(RawFrame.text("", false), RawFrame.continuation("", false),
								RawFrame.continuation("", true)),
						text("")),
				good("empty fragments around one",
						List.of(RawFrame.text("", false), RawFrame.continuation("content", false),
								RawFrame.continuation("", true)),
						text("content")),
				good("two messages in fragments", List.of(START, END, binary, binaryEnd, START, END), text("one three"),
						bytes(true, RawFrame.BINARY, "00 FF C0 80"), text("one three")),
				good("five hundred fragments of a byte", singleBytes(500), text("x".repeat(500))));
	}

	private static List<RawFrame> singleBytes(int count) {
		List<RawFrame> frames = new ArrayList<>();
		for (int i = 0; i < count; i++) {
			frames.add(new RawFrame(i == count - 1, (i == 0) ? RawFrame.TEXT : RawFrame.CONTINUATION, utf8("x")));
		}
		return frames;
	}

	@Promise("protocol")
	@ParameterizedTest
	@MethodSource
	void fragmentedControlFrameShouldCloseWith1002(Row row) {
		assertThatAnswers(row);
	}

	static Stream<Row> fragmentedControlFrameShouldCloseWith1002() {
		return IntStream.of(RawFrame.PING, RawFrame.PONG, RawFrame.CLOSE).boxed().flatMap((opcode) -> {
			RawFrame unfinished = new RawFrame(false, opcode, utf8("fragment"));
			RawFrame empty = new RawFrame(false, opcode, new byte[0]);
			return Stream.of(bad("opcode " + opcode + " in two", 1002, List.of(unfinished, END)),
					bad("opcode " + opcode + " empty", 1002, List.of(empty)),
					bad("opcode " + opcode + " after a message", 1002, List.of(HELLO, unfinished), HELLO),
					bad("opcode " + opcode + " within a message", 1002, List.of(START, unfinished, END)));
		});
	}

	@Promise("protocol")
	@ParameterizedTest
	@MethodSource
	void fragmentOutOfPlaceShouldCloseWith1002(Row row) {
		assertThatAnswers(row);
	}

	static Stream<Row> fragmentOutOfPlaceShouldCloseWith1002() {
		RawFrame binary = new RawFrame(true, RawFrame.BINARY, utf8("x"));
		return Stream.of(bad("end of nothing", 1002, List.of(END, HELLO)),
				bad("middle of nothing", 1002, List.of(MIDDLE, HELLO)),
				bad("empty end of nothing", 1002, List.of(RawFrame.continuation("", true), HELLO)),
				bad("end of nothing after a message", 1002, List.of(HELLO, END), HELLO),
				bad("middle of nothing after fragments", 1002, List.of(START, END, MIDDLE, HELLO), text("one three")),
				bad("end of nothing after fragments", 1002, List.of(START, MIDDLE, END, END, HELLO),
						text("one two three")),
				bad("middle of nothing, twice", 1002, List.of(MIDDLE, HELLO, MIDDLE, HELLO)),
				bad("end of nothing, twice", 1002, List.of(END, HELLO, END, HELLO)),
				bad("end of nothing after a ping", 1002, List.of(PING, END), PONG),
				bad("two beginnings", 1002, List.of(START, text("whole"))),
				bad("two unfinished beginnings", 1002, List.of(START, START, END)),
				bad("binary within text", 1002, List.of(START, binary)),
				bad("text within binary", 1002, List.of(new RawFrame(false, RawFrame.BINARY, utf8("x")), HELLO)),
				bad("a beginning after a middle", 1002, List.of(START, MIDDLE, PING, HELLO), PONG));
	}

	@Promise("protocol")
	@ParameterizedTest
	@MethodSource
	void closeWithinAMessageShouldBeAnswered(Row row) {
		assertThatAnswers(row);
	}

	static Stream<Row> closeWithinAMessageShouldBeAnswered() {
		return Stream.of(closed("after the first fragment", 1000, List.of(START, RawFrame.close(1000))),
				closed("after the second", 4000, List.of(START, MIDDLE, RawFrame.close(4000))),
				closed("after a message and a fragment", 1001, List.of(HELLO, START, RawFrame.close(1001)), HELLO));
	}

}
