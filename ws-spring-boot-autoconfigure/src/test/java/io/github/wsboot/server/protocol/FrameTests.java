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
import java.nio.charset.CharacterCodingException;
import java.nio.charset.StandardCharsets;
import java.util.HexFormat;
import java.util.List;
import java.util.Map;

import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.ValueSource;
import org.springframework.stereotype.Component;
import org.springframework.web.socket.CloseStatus;
import org.springframework.web.socket.TextMessage;
import org.springframework.web.socket.WebSocketHandler;
import org.springframework.web.socket.WebSocketMessage;
import org.springframework.web.socket.WebSocketSession;
import org.springframework.web.socket.handler.WebSocketHandlerDecorator;
import org.springframework.web.socket.handler.WebSocketHandlerDecoratorFactory;

import io.github.wsboot.Connection;
import io.github.wsboot.Frame;
import io.github.wsboot.Frame.Opcode;
import io.github.wsboot.PushResult;
import io.github.wsboot.annotation.ForWebSocketEndpoints;
import io.github.wsboot.annotation.WebSocketEndpoint;
import io.github.wsboot.server.EchoingEndpoint;
import io.github.wsboot.server.Journal;
import io.github.wsboot.server.Promise;
import io.github.wsboot.server.RawFrame;
import io.github.wsboot.server.RawWebSocketClient;
import io.github.wsboot.server.ServerTests;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatIllegalArgumentException;

/**
 * Tests for frames on the wire, byte by byte. Behaviour of the containers is tested only
 * where they agree.
 */
@Promise("protocol")
class FrameTests extends ServerTests {

	FrameTests() {
		super(EchoEndpoint.class, SendingDecorator.class);
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
	void halvesOfACharacterInTwoFragmentsShouldArriveAsOne() {
		RawWebSocketClient client = raw("/echo");
		Connection connection = server().connection(client.name());
		connection.push(Frame.text("a\uD83D", false));
		connection.push(Frame.continuation("", false));
		connection.push(Frame.continuation("\uDE00b\uD83D", false));
		connection.push(Frame.continuation("\uDE00", false));
		connection.push(Frame.continuation("\uD83D", false));
		connection.push(Frame.continuation("\uDE00", true));
		assertThat(nextValidText(client)).isEqualTo("a😀b😀😀");
		connection.push("next");
		assertThat(nextValidText(client)).isEqualTo("next");
	}

	@Test
	void broadcastOfHalvesShouldReachEveryoneWhole() {
		List<RawWebSocketClient> clients = List.of(raw("/echo"), raw("/echo"), raw("/echo"));
		List<Connection> connections = clients.stream().map((client) -> server().connection(client.name())).toList();
		// The others do not have this one before them
		connections.get(1).push("before");
		server().connections().broadcast(Frame.text("\uD83D", false));
		server().connections().broadcast(Frame.continuation("\uDE00", true));
		assertThat(nextValidText(clients.get(1))).isEqualTo("before");
		assertThat(clients).extracting(FrameTests::nextValidText).containsOnly("😀");
	}

	@ParameterizedTest
	@ValueSource(ints = { 1, 2, 3, 5, 7 })
	void bytesSplitWithinACharacterShouldArriveWhole(int size) {
		RawWebSocketClient client = raw("/echo");
		Connection connection = server().connection(client.name());
		byte[] text = "κόσμε, 𝄞 und 😀€".getBytes(StandardCharsets.UTF_8);
		for (int at = 0; at < text.length; at += size) {
			ByteBuffer part = ByteBuffer.wrap(text, at, Math.min(size, text.length - at));
			connection.push(new Frame((at == 0) ? Opcode.TEXT : Opcode.CONTINUATION, part, at + size >= text.length));
		}
		assertThat(nextValidText(client)).isEqualTo("κόσμε, 𝄞 und 😀€");
	}

	@Test
	void halfACharacterShouldBeReplaced() {
		RawWebSocketClient client = raw("/echo");
		Connection connection = server().connection(client.name());
		for (String half : List.of("\uD83D", "\uDE00", "\uDE00\uD83D")) {
			String replaced = "\uFFFD".repeat(half.length());
			connection.push("a" + half);
			assertThat(nextValidText(client)).isEqualTo("a" + replaced);
			server().connections().broadcast(Frame.text(half + "a"));
			assertThat(nextValidText(client)).isEqualTo(replaced + "a");
			connection.push(Frame.text(half, false));
			connection.push(Frame.continuation("b", false));
			connection.push(Frame.continuation(half, true));
			assertThat(nextValidText(client)).isEqualTo(replaced + "b" + replaced);
			connection.push(Map.of("text", half));
			assertThat(nextValidText(client)).matches("\\{\"text\":\"(\\\\u(D83D|DE00)){1,2}\"}");
		}
		connection.disconnect(new CloseStatus(4000, "half \uD83D"));
		RawFrame close = client.nextClose();
		assertThat(close.closeCode()).isEqualTo(4000);
		assertThat(close.closeReason()).isEqualTo("half \uFFFD");
	}

	@Test
	void wholeTextOfOtherBytesShouldBeRefused() {
		RawWebSocketClient client = raw("/echo");
		Connection connection = server().connection(client.name());
		connection.push(Frame.text("be", false));
		for (String hex : List.of("C328", "E282", "EDA0BD", "FF", "6162636465666768696A6B6CC0AF")) {
			Frame frame = new Frame(Opcode.TEXT, ByteBuffer.wrap(HexFormat.of().parseHex(hex)), true);
			assertThatIllegalArgumentException().as(hex)
				.isThrownBy(() -> connection.push(frame))
				.withMessageContaining("valid UTF-8");
			assertThatIllegalArgumentException().as(hex).isThrownBy(() -> server().connections().broadcast(frame));
		}
		connection.push(Frame.continuation("gun", true));
		assertThat(nextValidText(client)).isEqualTo("begun");
		connection.push("next");
		assertThat(nextValidText(client)).isEqualTo("next");
	}

	@Test
	void fragmentsOfOtherBytesShouldBeReplaced() {
		RawWebSocketClient client = raw("/echo");
		Connection connection = server().connection(client.name());
		connection.push(new Frame(Opcode.TEXT, ByteBuffer.wrap(new byte[] { 'a', (byte) 0xE2, (byte) 0x82 }), false));
		connection.push(Frame.continuation(ByteBuffer.wrap(new byte[] { 'b', (byte) 0xFF, (byte) 0xF0 }), false));
		connection.push(Frame.continuation("\uDE00", false));
		connection.push(Frame.continuation(ByteBuffer.wrap(new byte[] { (byte) 0xC3 }), true));
		assertThat(nextValidText(client)).matches("a\uFFFD+b\uFFFD+");
		connection.push("next");
		assertThat(nextValidText(client)).isEqualTo("next");
	}

	@Test
	void fragmentsOfTwoPushersShouldNotMakeInvalidText() {
		RawWebSocketClient client = raw("/echo");
		Connection connection = server().connection(client.name());
		connection.push(Frame.text("text \uD83D", false));
		connection.push(Frame.binary(ByteBuffer.wrap(new byte[] { (byte) 0xFE }), false));
		connection.push(Frame.continuation(ByteBuffer.wrap(new byte[] { (byte) 0xFF }), true));
		connection.push(Frame.continuation("\uDE00 end", true));
		connection.push("next");
		assertThat(nextValidText(client)).matches("text \uFFFD+");
		RawFrame binary = client.next();
		assertThat(binary.opcode()).isEqualTo(RawFrame.BINARY);
		assertThat(client.next().fin()).isTrue();
		assertThat(nextValidText(client)).isEqualTo("next");
	}

	@Test
	void closeWithinAMessageShouldFollowItsFragments() {
		RawWebSocketClient client = raw("/echo");
		Connection connection = server().connection(client.name());
		connection.push(Frame.text("begun \uD83D", false));
		connection.disconnect(new CloseStatus(4001, "in the middle"));
		RawFrame begun = client.next();
		assertThat(begun.text()).isEqualTo("begun ");
		assertThat(begun.fin()).isFalse();
		assertThat(client.nextClose().closeCode()).isEqualTo(4001);
	}

	@Test
	void partsThatADecoratorSendsShouldBeOneMessage() {
		RawWebSocketClient client = raw("/echo");
		client.text("parts");
		RawFrame first = client.next();
		assertThat(first.text()).isEqualTo("one ");
		assertThat(first.fin()).isFalse();
		RawFrame second = client.next();
		assertThat(second.text()).isEqualTo("two");
		assertThat(second.opcode()).isEqualTo(RawFrame.CONTINUATION);
		assertThat(second.fin()).isTrue();
		assertThat(client.text("next").nextText()).isEqualTo("next");
	}

	/**
	 * Read the next text message, which has to be as RFC 6455, section 8.1 wants it.
	 */
	private static String nextValidText(RawWebSocketClient client) {
		RawFrame frame = client.next();
		assertThat(frame.opcode()).as("opcode of %s", frame).isEqualTo(RawFrame.TEXT);
		byte[] bytes = frame.payload();
		while (!frame.fin()) {
			frame = client.next();
			bytes = RawFrame.join(bytes, frame.payload());
		}
		try {
			return StandardCharsets.UTF_8.newDecoder().decode(ByteBuffer.wrap(bytes)).toString();
		}
		catch (CharacterCodingException ex) {
			throw new AssertionError("Invalid text: " + HexFormat.of().formatHex(bytes), ex);
		}
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

	/**
	 * Sends parts of a message past the connection.
	 */
	@Component
	@ForWebSocketEndpoints
	static class SendingDecorator implements WebSocketHandlerDecoratorFactory {

		@Override
		public WebSocketHandler decorate(WebSocketHandler handler) {
			return new WebSocketHandlerDecorator(handler) {

				@Override
				public void handleMessage(WebSocketSession session, WebSocketMessage<?> message) throws Exception {
					if (message.getPayload().equals("parts")) {
						session.sendMessage(new TextMessage("one ", false));
						session.sendMessage(new TextMessage("two", true));
					}
					else {
						super.handleMessage(session, message);
					}
				}

			};
		}

	}

}
