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

import java.nio.charset.StandardCharsets;
import java.util.ArrayList;
import java.util.Arrays;
import java.util.HexFormat;
import java.util.List;
import java.util.stream.Stream;

import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.CsvSource;
import org.junit.jupiter.params.provider.MethodSource;
import org.junit.jupiter.params.provider.ValueSource;

import io.github.wsboot.server.DirectOnly;
import io.github.wsboot.server.Journal;
import io.github.wsboot.server.Promise;
import io.github.wsboot.server.RawFrame;
import io.github.wsboot.server.RawWebSocketClient;

import static org.assertj.core.api.Assertions.assertThat;

/**
 * Tests for text that is valid UTF-8, in any fragments, and for text that is not.
 */
@DirectOnly
class TextEncodingTests extends ProtocolSuite {

	private static final String KOSME = "CE BA E1 BD B9 CF 83 CE BC CE B5";

	@Promise("protocol")
	@ParameterizedTest
	@MethodSource("validText")
	void validTextShouldBeEchoedInAnyFragments(String hex) {
		RawFrame whole = bytes(true, RawFrame.TEXT, hex);
		assertThatAnswers(good(hex, List.of(whole), whole));
		assertThatAnswers(good(hex + " in single bytes", fragments(whole.payload(), 1, true), whole), Cut.NOTHING);
		assertThatAnswers(good(hex + " in pairs of bytes", fragments(whole.payload(), 2, true), whole), Cut.FRAMES);
	}

	static Stream<String> validText() {
		return Stream.of("", "48 65 6C 6C 6F C2 B5 40 C3 9F C3 B6 C3 A4 C3 BC C3 A0 C3 A1 2D 55 54 46 2D 38 21 21",
				KOSME,
				// First and last sequence of each length
				"00", "C2 80", "E0 A0 80", "F0 90 80 80", "7F", "DF BF", "EF BF BF", "F4 8F BF BF",
				// Other borders
				"ED 9F BF", "EE 80 80", "EF BF BD", "F0 9F BF BF", "F3 BF BF BF",
				// Noncharacters
				"EF BF BE", "EF B7 90", "EF B7 AF", "F0 9F BF BE", "F0 AF BF BE", "F0 BF BF BF", "F1 8F BF BE",
				"F2 BF BF BF", "F3 BF BF BE", "F4 8F BF BE",
				// Byte order mark and right-to-left override
				"EF BB BF 61", "E2 80 AE 61", "F0 9D 84 9E F0 9F 98 80 F0 9F 91 A8 E2 80 8D F0 9F 91 A9");
	}

	@Promise("protocol")
	@ParameterizedTest
	@MethodSource("invalidText")
	void invalidTextShouldCloseWith1007(String hex) {
		byte[] payload = HexFormat.of().parseHex(hex.replace(" ", ""));
		RawFrame whole = new RawFrame(true, RawFrame.TEXT, payload);
		RawFrame hello = text("hello");
		assertThatAnswers(bad(hex, 1007, List.of(whole)));
		assertThatAnswers(bad(hex + " in single bytes", 1007, fragments(payload, 1, true)), Cut.FRAMES);
		assertThatAnswers(bad(hex + " in pairs of bytes", 1007, fragments(payload, 2, true)), Cut.NOTHING);
		RawFrame within = new RawFrame(true, RawFrame.TEXT, RawFrame.join(utf8("before "), payload, utf8(" after")));
		assertThatAnswers(bad(hex + " within text", 1007, List.of(hello, within, hello), hello), Cut.NOTHING);
	}

	static Stream<String> invalidText() {
		List<String> rows = new ArrayList<>();
		// Sequences of five and six bytes, and beyond the last character
		rows.addAll(List.of("F8 88 80 80 80", "FC 84 80 80 80 80", "FB BF BF BF BF", "FD BF BF BF BF BF", "F7 BF BF BF",
				"F4 90 80 80", "F5 80 80 80"));
		// Continuations of nothing
		rows.addAll(List.of("80", "BF", "80 BF", "80 BF 80", "80 BF 80 BF 80 BF 80", "61 80 62"));
		// Beginnings that nothing continues
		rows.addAll(List.of("C2", "DF", "E0", "EF BF", "F0 9F 98", "F4 8F BF", "C2 20", "DF 20 C2 20", "E0 20", "EF 20",
				"F0 20", "F4 20", "E0 A0 20", "F0 9F 20", "F0 9F 98 20", "C2 C2 80", "E2 82 E2 82 AC",
				"C0 E0 80 F0 80 80 F8 80 80 80 FC 80 80 80 80"));
		// Bytes that never occur
		rows.addAll(List.of("FE", "FF", "FE FE FF FF", "C0", "C1", "F5", "F8", "FC"));
		// Overlong sequences
		rows.addAll(List.of("C0 AF", "E0 80 AF", "F0 80 80 AF", "F8 80 80 80 AF", "FC 80 80 80 80 AF", "C1 BF",
				"E0 9F BF", "F0 8F BF BF", "C0 80", "E0 80 80", "F0 80 80 80"));
		// Halves of characters of UTF-16, alone and in pairs
		rows.addAll(List.of("ED A0 80", "ED AD BF", "ED AE 80", "ED AF BF", "ED B0 80", "ED BE 80", "ED BF BF",
				"ED A0 80 ED B0 80", "ED AF BF ED BF BF", KOSME + " ED A0 80 65 64 69 74 65 64"));
		return rows.stream();
	}

	/**
	 * Only what the server reads first can make it close: nothing that would complete the
	 * message is sent.
	 */
	@Promise("protocol")
	@ParameterizedTest
	@CsvSource({ KOSME + ", F4 90", KOSME + ", ED A0", "'', FF", "'', C0", "61 62 63, E0 9F", "61, F0 8F",
			"E2 82 AC, C1", "'', F5", KOSME + " F0 9F, 28" })
	void invalidTextShouldCloseBeforeItIsComplete(String good, String bad) {
		byte[] first = HexFormat.of().parseHex(good.replace(" ", ""));
		byte[] rest = RawFrame.join(HexFormat.of().parseHex(bad.replace(" ", "")), utf8("and so on"));
		byte[] frame = new RawFrame(true, RawFrame.TEXT, RawFrame.join(first, rest)).encode(true);
		int visible = frame.length - utf8("and so on").length;
		assertThatTellsAtOnce(Arrays.copyOf(frame, visible));
		byte[] begun = new RawFrame(false, RawFrame.TEXT, first).encode(true);
		byte[] unfinished = new RawFrame(false, RawFrame.CONTINUATION, rest).encode(true);
		assertThatTellsAtOnce(RawFrame.join(begun, unfinished));
		assertThatTellsAtOnce(
				RawFrame.join(begun, Arrays.copyOf(unfinished, unfinished.length - utf8("and so on").length)));
	}

	private void assertThatTellsAtOnce(byte[] bytes) {
		RawWebSocketClient client = raw("/echo").bytes(bytes);
		assertThat(client.nextClose().closeCode()).isEqualTo(1007);
		client.finish();
		assertThat(client.readToEnd()).isNull();
		assertThat(server().journal().awaitEnd(client.name())).containsExactly(Journal.OPEN,
				"close 1007 PROTOCOL_ERROR");
	}

	@Promise("protocol")
	@ParameterizedTest
	@ValueSource(ints = { 1, 2, 3, 5, 7 })
	void charactersShouldSurviveFragmentsWithPingsBetween(int size) {
		byte[] payload = "κόσμε, 𝄞 und 😀".getBytes(StandardCharsets.UTF_8);
		List<RawFrame> frames = new ArrayList<>();
		List<RawFrame> replies = new ArrayList<>();
		for (RawFrame fragment : fragments(payload, size, false)) {
			frames.add(fragment);
			// Only so many, as the answers to the latest pings are enough
			if (frames.size() % 4 == 1) {
				String ping = "after " + frames.size();
				frames.add(RawFrame.of(RawFrame.PING, ping));
				replies.add(RawFrame.of(RawFrame.PONG, ping));
			}
		}
		frames.add(RawFrame.continuation("", true));
		replies.add(new RawFrame(true, RawFrame.TEXT, payload));
		assertThatAnswers(good("pieces of " + size, frames, replies.toArray(RawFrame[]::new)));
	}

	private static List<RawFrame> fragments(byte[] payload, int size, boolean end) {
		List<RawFrame> frames = new ArrayList<>();
		for (int at = 0; at == 0 || at < payload.length; at += size) {
			int to = Math.min(payload.length, at + size);
			frames.add(new RawFrame(end && to == payload.length, (at == 0) ? RawFrame.TEXT : RawFrame.CONTINUATION,
					Arrays.copyOfRange(payload, at, to)));
		}
		return frames;
	}

}
