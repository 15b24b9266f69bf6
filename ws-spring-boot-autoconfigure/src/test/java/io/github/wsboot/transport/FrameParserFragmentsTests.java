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

package io.github.wsboot.transport;

import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.ValueSource;

import static org.assertj.core.api.Assertions.assertThat;

/**
 * Tests for {@link FrameParser}: messages in several frames (RFC 6455, section 5.4).
 */
class FrameParserFragmentsTests {

	@Test
	void shouldJoinFragmentsOfText() throws ProtocolViolation {
		byte[] stream = ClientFrame.stream(ClientFrame.text("one, ").unfinished(),
				ClientFrame.continuation("two, ").unfinished(), ClientFrame.continuation("three"));
		assertReadInAnyPieces(stream, Received.text("one, two, three"));
	}

	@Test
	void shouldJoinFragmentsOfBinary() throws ProtocolViolation {
		byte[] stream = ClientFrame.stream(ClientFrame.binary((byte) 1).unfinished(),
				ClientFrame.continuation((byte) -1).unfinished(), ClientFrame.continuation((byte) 3, (byte) 4));
		assertReadInAnyPieces(stream, Received.binary((byte) 1, (byte) -1, (byte) 3, (byte) 4));
	}

	@Test
	void shouldJoinFragmentsWithDifferentMasks() throws ProtocolViolation {
		byte[] stream = ClientFrame.stream(
				ClientFrame.text("alpha").unfinished().mask((byte) 1, (byte) 2, (byte) 3, (byte) 4),
				ClientFrame.continuation("beta").unfinished().mask((byte) 0, (byte) 0, (byte) 0, (byte) 0),
				ClientFrame.continuation("gamma").mask((byte) -1, (byte) -2, (byte) -3, (byte) -4));
		assertReadInAnyPieces(stream, Received.text("alphabetagamma"));
	}

	@Test
	void shouldJoinEmptyFragments() throws ProtocolViolation {
		byte[] empty = ClientFrame.stream(ClientFrame.text("").unfinished(), ClientFrame.continuation("").unfinished(),
				ClientFrame.continuation(""));
		assertReadInAnyPieces(empty, Received.text(""));
		byte[] middle = ClientFrame.stream(ClientFrame.text("").unfinished(),
				ClientFrame.continuation("middle").unfinished(), ClientFrame.continuation(""));
		assertReadInAnyPieces(middle, Received.text("middle"));
		byte[] binary = ClientFrame.stream(ClientFrame.binary().unfinished(), ClientFrame.continuation((byte) 7));
		assertReadInAnyPieces(binary, Received.binary((byte) 7));
	}

	@Test
	void shouldJoinLargeFragments() throws ProtocolViolation {
		String text = "0123456789abcdef".repeat(5000);
		byte[] stream = ClientFrame.stream(ClientFrame.text(text).unfinished(),
				ClientFrame.continuation(text).unfinished(), ClientFrame.continuation("end"));
		assertReadInAnyPieces(stream, Received.text(text + text + "end"));
	}

	@Test
	void shouldReadControlFramesBetweenFragments() throws ProtocolViolation {
		byte[] stream = ClientFrame.stream(ClientFrame.text("a").unfinished(), ClientFrame.ping((byte) 1),
				ClientFrame.continuation("b").unfinished(), ClientFrame.pong((byte) 2, (byte) 3), ClientFrame.ping(),
				ClientFrame.continuation("c"), ClientFrame.text("next"));
		assertReadInAnyPieces(stream, Received.ping((byte) 1), Received.pong((byte) 2, (byte) 3), Received.ping(),
				Received.text("abc"), Received.text("next"));
	}

	@Test
	void shouldReadACloseBetweenFragments() throws ProtocolViolation {
		TestParser parser = new TestParser().feed(ClientFrame.text("a").unfinished(), ClientFrame.close(1000, ""),
				ClientFrame.continuation("b"));
		assertThat(parser.received()).hasSize(1).first().isInstanceOf(Received.Close.class);
	}

	@Test
	void shouldReadTheNextMessageAfterAFragmentedOneOfAnotherKind() throws ProtocolViolation {
		byte[] stream = ClientFrame.stream(ClientFrame.binary((byte) 0xFF).unfinished(),
				ClientFrame.continuation((byte) 0xC0), ClientFrame.text("text").unfinished(),
				ClientFrame.continuation("!"), ClientFrame.binary((byte) 0xFE));
		assertReadInAnyPieces(stream, Received.binary((byte) 0xFF, (byte) 0xC0), Received.text("text!"),
				Received.binary((byte) 0xFE));
	}

	@Test
	void shouldHandNothingOverBeforeTheLastFragment() throws ProtocolViolation {
		TestParser parser = new TestParser().feed(ClientFrame.text("a").unfinished(),
				ClientFrame.continuation("b").unfinished());
		assertThat(parser.received()).isEmpty();
	}

	@Test
	void shouldRefuseAContinuationOfNothing() throws ProtocolViolation {
		assertThat(new TestParser().violation((byte) 0x80)).isEqualTo(1002);
		assertThat(new TestParser().violation((byte) 0x00)).isEqualTo(1002);
		assertThat(new TestParser().violation(ClientFrame.continuation("x"), ClientFrame.text("y"))).isEqualTo(1002);
	}

	@Test
	void shouldRefuseAContinuationAfterAWholeMessage() throws ProtocolViolation {
		TestParser parser = new TestParser();
		assertThat(parser.violation(ClientFrame.text("whole"), ClientFrame.continuation("x"))).isEqualTo(1002);
		assertThat(parser.received()).containsExactly(Received.text("whole"));
		TestParser joined = new TestParser();
		assertThat(joined.violation(ClientFrame.text("jo").unfinished(), ClientFrame.continuation("ined"),
				ClientFrame.continuation("x").unfinished()))
			.isEqualTo(1002);
		assertThat(joined.received()).containsExactly(Received.text("joined"));
	}

	@Test
	void shouldRefuseAContinuationAfterAControlFrame() throws ProtocolViolation {
		assertThat(new TestParser().violation(ClientFrame.ping(), ClientFrame.continuation("x"))).isEqualTo(1002);
	}

	@ParameterizedTest
	@ValueSource(ints = { ClientFrame.TEXT, ClientFrame.BINARY })
	void shouldRefuseANewMessageWithinAMessage(int opcode) throws ProtocolViolation {
		for (ClientFrame first : new ClientFrame[] { ClientFrame.text("a"), ClientFrame.binary((byte) 1) }) {
			TestParser parser = new TestParser().feed(first.unfinished(), ClientFrame.ping());
			assertThat(parser.violation((byte) (0x80 | opcode))).isEqualTo(1002);
			assertThat(parser.received()).containsExactly(Received.ping());
		}
		TestParser parser = new TestParser().feed(ClientFrame.text("a").unfinished());
		assertThat(parser.violation((byte) opcode)).isEqualTo(1002);
	}

	private static void assertReadInAnyPieces(byte[] stream, Received... expected) throws ProtocolViolation {
		assertThat(new TestParser().feed(stream).received()).containsExactly(expected);
		for (int size : new int[] { 1, 2, 3, 5, 8, 13, 4096 }) {
			assertThat(new TestParser().feedInPieces(size, stream).received()).as("pieces of %d", size)
				.containsExactly(expected);
		}
	}

}
