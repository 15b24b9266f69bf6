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

package io.github.wsboot.server.transport;

import java.io.ByteArrayOutputStream;
import java.util.ArrayList;
import java.util.Arrays;
import java.util.List;
import java.util.stream.Stream;

import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.MethodSource;
import org.junit.jupiter.params.provider.ValueSource;
import org.springframework.web.socket.CloseStatus;

import io.github.wsboot.server.DirectSuite;
import io.github.wsboot.server.Journal;
import io.github.wsboot.server.RawFrame;
import io.github.wsboot.server.RawWebSocketClient;
import io.github.wsboot.server.ServerKind;
import io.github.wsboot.server.ServerKinds;
import io.github.wsboot.server.TestServer;

import static org.assertj.core.api.Assertions.assertThat;

/**
 * Tests for RFC 6455 over the wire: a sample of each group, since the parser has tests of
 * its own.
 */
@ServerKinds(ServerKind.DIRECT_TOMCAT)
class DirectTomcatProtocolTests extends DirectSuite {

	private static final byte[] JUNK = new byte[300_000];

	private static final String[] SMALL = { "ws.max-text-size=1000B", "ws.max-binary-size=1000B", "ws.max-fragments=5",
			IMPATIENT };

	@ParameterizedTest
	@MethodSource
	void errorShouldBeToldAfterTheRepliesToWhatCameBefore(String name, int code, byte[] bad) {
		TestServer server = server(SMALL);
		RawWebSocketClient client = raw(server, "/echo");
		client.bytes(RawFrame.join(text("one"), text("two"), bad, JUNK));
		assertThat(client.nextText()).isEqualTo("one");
		assertThat(client.nextText()).isEqualTo("two");
		assertThat(client.nextClose().closeCode()).as(name).isEqualTo(code);
		assertThat(client.readToEnd()).isNull();
		client.close();
		assertThat(server.journal().awaitEnd(client.name())).containsExactly(Journal.OPEN,
				"close " + code + " PROTOCOL_ERROR");
	}

	static Stream<Object[]> errorShouldBeToldAfterTheRepliesToWhatCameBefore() {
		List<Object[]> cases = new ArrayList<>();
		for (int bit : new int[] { 0x40, 0x20, 0x10 }) {
			cases.add(bad("reserved bit " + bit, 1002, 0x81 | bit, 0x80, 0, 0, 0, 0));
		}
		for (int opcode : new int[] { 3, 7, 11, 15 }) {
			cases.add(bad("opcode " + opcode, 1002, 0x80 | opcode, 0x80, 0, 0, 0, 0));
		}
		cases.add(bad("fragmented ping", 1002, 0x09, 0x80, 0, 0, 0, 0));
		cases.add(bad("long ping", 1002, 0x89, 0xFE, 0, 126));
		cases.add(bad("unmasked", 1002, 0x81, 0x01, 'x'));
		cases.add(bad("length of 125 in two bytes", 1002, 0x82, 0xFE, 0, 125));
		cases.add(bad("length of 65535 in eight bytes", 1002, 0x82, 0xFF, 0, 0, 0, 0, 0, 0, 0xFF, 0xFF));
		cases.add(bad("negative length", 1002, 0x82, 0xFF, 0xFF, 0xFF, 0xFF, 0xFF, 0xFF, 0xFF, 0xFF, 0xFF));
		cases.add(bad("nothing to continue", 1002, 0x80, 0x80, 0, 0, 0, 0));
		cases.add(bad("text within a text", 1002, 0x01, 0x80, 0, 0, 0, 0, 0x81, 0x80, 0, 0, 0, 0));
		cases.add(bad("half a close code", 1002, 0x88, 0x81, 0, 0, 0, 0, 3));
		for (int code : new int[] { 0, 999, 1004, 1005, 1006, 1015, 1016, 2999, 5000, 65_535 }) {
			cases.add(bad("close code " + code, 1002, 0x88, 0x82, 0, 0, 0, 0, code >> 8, code));
		}
		cases.add(bad("close reason", 1007, 0x88, 0x83, 0, 0, 0, 0, 3, 0xE8, 0xFF));
		cases.add(bad("overlong character", 1007, 0x81, 0x82, 0, 0, 0, 0, 0xC0, 0x80));
		cases.add(bad("surrogate", 1007, 0x81, 0x83, 0, 0, 0, 0, 0xED, 0xA0, 0x80));
		cases.add(bad("half a character", 1007, 0x81, 0x81, 0, 0, 0, 0, 0xC3));
		cases.add(bad("bad text over fragments", 1007, 0x01, 0x81, 0, 0, 0, 0, 0xE2, 0x80, 0x81, 0, 0, 0, 0, 0x28));
		cases.add(bad("text beyond the limit", 1009, 0x81, 0xFE, 0x03, 0xE9));
		cases.add(bad("binary far beyond the limit", 1009, 0x82, 0xFF, 0x7F, 0xFF, 0xFF, 0xFF, 0xFF, 0xFF, 0xFF, 0xFF));
		byte[] part = new RawFrame(false, RawFrame.CONTINUATION, new byte[1]).encode(true);
		byte[] first = new RawFrame(false, RawFrame.BINARY, new byte[1]).encode(true);
		cases.add(new Object[] { "too many fragments", 1009, RawFrame.join(first, part, part, part, part, part) });
		byte[] half = new RawFrame(false, RawFrame.CONTINUATION, new byte[600]).encode(true);
		cases.add(new Object[] { "fragments beyond the limit", 1009, RawFrame.join(first, half, half) });
		return cases.stream();
	}

	private static Object[] bad(String name, int code, int... bytes) {
		byte[] frame = new byte[bytes.length];
		for (int i = 0; i < bytes.length; i++) {
			frame[i] = (byte) bytes[i];
		}
		return new Object[] { name, code, frame };
	}

	@Test
	void badTextShouldBeToldBeforeItsFrameIsComplete() {
		RawWebSocketClient client = raw("/echo");
		byte[] payload = RawFrame.join("fine ".getBytes(), new byte[] { (byte) 0xFF }, new byte[1000]);
		client.bytes(Arrays.copyOf(new RawFrame(true, RawFrame.TEXT, payload).encode(true), 20));
		assertThat(client.nextClose().closeCode()).isEqualTo(1007);
	}

	@ParameterizedTest
	@ValueSource(ints = { 1000, 1001, 1002, 1003, 1007, 1008, 1009, 1010, 1011, 3000, 3999, 4000, 4999 })
	void closeShouldBeAnsweredWithItsCodeAfterTheReplies(int code) {
		RawWebSocketClient client = raw("/echo");
		byte[] ping = RawFrame.of(RawFrame.PING, "late").encode(true);
		client.bytes(
				RawFrame.join(text("one"), text("two"), RawFrame.close(code).encode(true), text("late"), ping, JUNK));
		assertThat(client.nextText()).isEqualTo("one");
		assertThat(client.nextText()).isEqualTo("two");
		assertThat(client.nextClose().closeCode()).isEqualTo(code);
		assertThat(client.readToEnd()).isNull();
	}

	@Test
	void closeWithoutACodeShouldBeAnsweredWithoutOne() {
		RawWebSocketClient client = raw("/echo");
		assertThat(client.send(RawFrame.of(RawFrame.CLOSE, "")).nextClose().payload()).isEmpty();
		assertThat(client.readToEnd()).isNull();
	}

	@Test
	void everyPingShouldBeAnsweredInOrder() {
		RawWebSocketClient client = raw("/echo");
		ByteArrayOutputStream bytes = new ByteArrayOutputStream();
		bytes.writeBytes(RawFrame.of(RawFrame.PONG, "unasked").encode(true));
		for (int i = 0; i < 10; i++) {
			bytes.writeBytes(RawFrame.of(RawFrame.PING, "x".repeat(i * 12)).encode(true));
		}
		client.bytes(bytes.toByteArray());
		for (int i = 0; i < 10; i++) {
			RawFrame pong = client.next();
			assertThat(pong.opcode()).isEqualTo(RawFrame.PONG);
			assertThat(pong.payload()).hasSize(i * 12);
		}
	}

	@Test
	void pingsBetweenFragmentsShouldBeAnsweredWhateverTheCut() {
		byte[] bytes = RawFrame.join(RawFrame.text("κόσμε ", false).encode(true),
				RawFrame.of(RawFrame.PING, "1").encode(true), RawFrame.continuation("", false).encode(true),
				RawFrame.of(RawFrame.PING, "2").encode(true), RawFrame.continuation("𝄞", true).encode(true));
		for (int size = 1; size < bytes.length; size++) {
			try (RawWebSocketClient client = RawWebSocketClient.to(server(), "/echo").connect()) {
				for (int i = 0; i < bytes.length; i += size) {
					client.bytes(Arrays.copyOfRange(bytes, i, Math.min(bytes.length, i + size)));
				}
				assertThat(client.next().text()).isEqualTo("1");
				assertThat(client.next().text()).isEqualTo("2");
				assertThat(client.nextText()).isEqualTo("κόσμε 𝄞");
			}
		}
	}

	@Test
	void clientThatNeverAnswersTheCloseFrameShouldBeCut() {
		TestServer server = server(SMALL);
		RawWebSocketClient client = raw(server, "/echo");
		server.connection(client.name()).disconnect(new CloseStatus(4000));
		client.bytes(text("still talking"));
		assertThat(client.nextClose().closeCode()).isEqualTo(4000);
		assertThat(client.readToEnd()).isNull();
		assertThat(server.journal().awaitEnd(client.name())).contains("close 4000 SERVER");
	}

	@Test
	void clientThatStallsInAFrameShouldNotDisturbOthers() {
		byte[] frame = RawFrame.text("x".repeat(300), true).encode(true);
		List<RawWebSocketClient> stalled = new ArrayList<>();
		int[] cuts = { 1, 2, 3, 5, 8, 9, 100, frame.length - 1 };
		for (int cut : cuts) {
			stalled.add(raw("/echo").bytes(Arrays.copyOf(frame, cut)));
		}
		RawWebSocketClient other = raw("/echo");
		for (int i = 0; i < 200; i++) {
			assertThat(other.text("other " + i).nextText()).isEqualTo("other " + i);
		}
		for (int i = 0; i < cuts.length; i++) {
			stalled.get(i).bytes(Arrays.copyOfRange(frame, cuts[i], frame.length));
			assertThat(stalled.get(i).nextText()).hasSize(300);
		}
	}

	private static byte[] text(String text) {
		return RawFrame.text(text, true).encode(true);
	}

}
