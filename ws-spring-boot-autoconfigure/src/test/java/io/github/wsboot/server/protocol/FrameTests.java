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

import java.nio.ByteBuffer;

import org.junit.jupiter.api.Test;

import io.github.wsboot.Connection;
import io.github.wsboot.Frame;
import io.github.wsboot.PushResult;
import io.github.wsboot.annotation.WebSocketEndpoint;
import io.github.wsboot.server.EchoingEndpoint;
import io.github.wsboot.server.Journal;
import io.github.wsboot.server.RawFrame;
import io.github.wsboot.server.RawWebSocketClient;
import io.github.wsboot.server.ServerTests;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatIllegalArgumentException;

/**
 * What is on the wire, byte by byte. What the containers decide is tested only where they
 * agree.
 */
class FrameTests extends ServerTests {

	FrameTests() {
		super(EchoEndpoint.class);
	}

	@Test
	void otherMessagesShouldWaitWhileAFragmentedOneIsUnfinished() {
		RawWebSocketClient client = raw("/echo");
		Connection connection = server().connection(client.name());
		assertThat(connection.push(Frame.text("one ", false))).isEqualTo(PushResult.ACCEPTED);
		assertThat(connection.push("other")).isEqualTo(PushResult.ACCEPTED);
		assertThat(connection.push(new byte[] { 1 })).isEqualTo(PushResult.ACCEPTED);
		assertThat(connection.push(Frame.continuation("two ", false))).isEqualTo(PushResult.ACCEPTED);
		assertThat(connection.push(Frame.continuation("three", true))).isEqualTo(PushResult.ACCEPTED);
		assertThat(client.nextText()).isEqualTo("one two three");
		assertThat(client.nextText()).isEqualTo("other");
		assertThat(client.next().opcode()).isEqualTo(RawFrame.BINARY);
	}

	@Test
	void continuationOfNothingShouldBeDropped() {
		Connection connection = server().connection(raw("/echo").name());
		assertThat(connection.push(Frame.continuation("x", true))).isEqualTo(PushResult.DROPPED);
		assertThat(connection.isEstablished()).isTrue();
	}

	@Test
	void pingShouldReachTheClientWithItsPayload() {
		RawWebSocketClient client = raw("/echo");
		Connection connection = server().connection(client.name());
		assertThat(connection.ping(ByteBuffer.wrap(new byte[125]))).isEqualTo(PushResult.ACCEPTED);
		RawFrame ping = client.next();
		assertThat(ping.opcode()).isEqualTo(RawFrame.PING);
		assertThat(ping.payload()).hasSize(125);
		connection.push(Frame.pong(ByteBuffer.wrap(new byte[] { 7 })));
		RawFrame pong = client.next();
		assertThat(pong.opcode()).isEqualTo(RawFrame.PONG);
		assertThat(pong.payload()).containsExactly(7);
	}

	@Test
	void pingWithALongPayloadShouldBeRejected() {
		Connection connection = server().connection(raw("/echo").name());
		assertThatIllegalArgumentException().isThrownBy(() -> connection.ping(ByteBuffer.allocate(126)));
	}

	@Test
	void pingOfTheClientShouldBeAnswered() {
		RawWebSocketClient client = raw("/echo");
		client.send(RawFrame.of(RawFrame.PING, "payload"));
		RawFrame pong = client.next();
		assertThat(pong.opcode()).isEqualTo(RawFrame.PONG);
		assertThat(pong.text()).isEqualTo("payload");
	}

	@Test
	void fragmentsOfTheClientShouldBeOneMessage() {
		RawWebSocketClient client = raw("/echo");
		client.send(RawFrame.text("one ", false))
			.send(RawFrame.of(RawFrame.PING, "between"))
			.send(RawFrame.continuation("two ", false))
			.send(RawFrame.continuation("three", true));
		assertThat(client.next().opcode()).isEqualTo(RawFrame.PONG);
		assertThat(client.nextText()).isEqualTo("one two three");
	}

	@Test
	void characterSplitOverFragmentsShouldBeOneCharacter() {
		RawWebSocketClient client = raw("/echo");
		client.send(new RawFrame(false, RawFrame.TEXT, new byte[] { (byte) 0xE2, (byte) 0x82 }))
			.send(new RawFrame(true, RawFrame.CONTINUATION, new byte[] { (byte) 0xAC }));
		assertThat(client.nextText()).isEqualTo("€");
	}

	@Test
	void lengthsShouldSurviveTheirThreeForms() {
		RawWebSocketClient client = raw("/echo");
		for (int length : new int[] { 0, 1, 125, 126, 127, 65_535, 65_536 }) {
			client.text("x".repeat(length));
			assertThat(client.nextText()).hasSize(length);
		}
	}

	@Test
	void unmaskedFrameShouldCloseWith1002() {
		assertThatCloses(RawWebSocketClient.encode(RawFrame.text("x", true), false), 1002);
	}

	@Test
	void reservedBitShouldCloseWith1002() {
		byte[] bytes = RawWebSocketClient.encode(RawFrame.text("x", true), true);
		bytes[0] |= 0x40;
		assertThatCloses(bytes, 1002);
	}

	@Test
	void unknownOpcodeShouldCloseWith1002() {
		assertThatCloses(RawWebSocketClient.encode(RawFrame.of(3, "x"), true), 1002);
	}

	@Test
	void fragmentedControlFrameShouldCloseWith1002() {
		assertThatCloses(RawWebSocketClient.encode(new RawFrame(false, RawFrame.PING, new byte[1]), true), 1002);
	}

	@Test
	void continuationWithoutAMessageShouldCloseWith1002() {
		assertThatCloses(RawWebSocketClient.encode(RawFrame.continuation("x", true), true), 1002);
	}

	@Test
	void badUtf8ShouldCloseWith1007() {
		RawFrame frame = new RawFrame(true, RawFrame.TEXT, new byte[] { (byte) 0xC0, (byte) 0x80 });
		assertThatCloses(RawWebSocketClient.encode(frame, true), 1007);
	}

	private void assertThatCloses(byte[] bytes, int code) {
		RawWebSocketClient client = raw("/echo");
		client.bytes(bytes);
		assertThat(client.nextClose().closeCode()).isEqualTo(code);
		assertThat(server().journal().awaitEnd(client.name())).containsExactly(Journal.OPEN,
				"close " + code + " PROTOCOL_ERROR");
		assertThat(connect("/echo").text("others go on").next()).isEqualTo("others go on");
	}

	@WebSocketEndpoint("/echo")
	static class EchoEndpoint extends EchoingEndpoint {

		EchoEndpoint(Journal journal) {
			super(journal);
		}

	}

}
