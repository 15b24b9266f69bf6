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

package io.github.wsboot.cluster.codec;

import java.nio.ByteBuffer;
import java.util.Set;

import org.jspecify.annotations.Nullable;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.EnumSource;
import org.junit.jupiter.params.provider.EnumSource.Mode;
import org.junit.jupiter.params.provider.ValueSource;
import org.springframework.web.socket.CloseStatus;

import io.github.wsboot.Frame;
import io.github.wsboot.Frame.Opcode;
import io.github.wsboot.cluster.codec.ClusterMessage.Kind;
import io.github.wsboot.cluster.codec.ClusterMessage.Stamp;
import io.github.wsboot.node.AudienceSpec;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatIllegalArgumentException;
import static org.assertj.core.api.Assertions.assertThatIllegalStateException;

/**
 * Tests for {@link ClusterMessage} and {@link Target}.
 */
class ClusterMessageTests {

	private static final Target TARGET = TestMessages.connection("id");

	@Test
	void messageShouldReturnWhatItWasCreatedOf() {
		String sender = TestMessages.SENDER;
		Frame frame = Frame.binary(TestMessages.bytes(1, 2));
		assertThat(ClusterMessage.push(sender, TARGET, frame).frame()).isEqualTo(frame);
		CloseStatus status = new CloseStatus(4000, "bye");
		assertThat(ClusterMessage.disconnect(sender, TARGET, status).closeStatus()).isEqualTo(status);
		NodeState state = TestMessages.STATE;
		assertThat(ClusterMessage.heartbeat(sender, state).nodeState()).isEqualTo(state);
		assertThat(ClusterMessage.hello(sender, state).nodeState()).isEqualTo(state);
		byte[] hash = TestMessages.hash();
		assertThat(ClusterMessage.sessionEnded(sender, hash).sessionHash()).isEqualTo(hash);
	}

	@Test
	void partOfAnotherKindShouldBeRefused() {
		ClusterMessage probe = ClusterMessage.probe(TestMessages.SENDER);
		assertThatIllegalStateException().isThrownBy(probe::frame);
		assertThatIllegalStateException().isThrownBy(probe::closeStatus);
		assertThatIllegalStateException().isThrownBy(probe::nodeState);
		assertThatIllegalStateException().isThrownBy(probe::sessionHash);
	}

	@Test
	void payloadShouldHaveAPositionOfItsOwn() {
		ByteBuffer given = TestMessages.bytes(1, 2, 3).position(1);
		ClusterMessage message = new ClusterMessage(Kind.PUSH, TestMessages.SENDER, Stamp.NONE, TARGET, Opcode.BINARY,
				given);
		message.payload().get();
		assertThat(message.payload()).isEqualTo(TestMessages.bytes(2, 3));
		assertThat(message.payload().isReadOnly()).isTrue();
		assertThat(given.position()).isEqualTo(1);
	}

	@Test
	void sessionHashShouldBeCopied() {
		byte[] hash = TestMessages.hash();
		ClusterMessage message = ClusterMessage.sessionEnded(TestMessages.SENDER, hash);
		hash[0] = 99;
		message.sessionHash()[1] = 99;
		assertThat(message.sessionHash()).isEqualTo(TestMessages.hash());
	}

	@Test
	void fragmentShouldNotBePushed() {
		for (Frame frame : new Frame[] { Frame.text("a", false), Frame.continuation("b", true),
				Frame.continuation("b", false) }) {
			assertThatIllegalArgumentException()
				.isThrownBy(() -> ClusterMessage.push(TestMessages.SENDER, TARGET, frame))
				.withMessageContaining("Fragments");
		}
	}

	@Test
	void reasonShouldBeCutToWhatACloseFrameHolds() {
		CloseStatus status = new CloseStatus(4000, "é".repeat(62));
		assertThat(ClusterMessage.disconnect(TestMessages.SENDER, TARGET, status).closeStatus())
			.isEqualTo(new CloseStatus(4000, "é".repeat(61)));
	}

	@Test
	void emptyReasonShouldBeNone() {
		CloseStatus status = new CloseStatus(4000, "");
		assertThat(ClusterMessage.disconnect(TestMessages.SENDER, TARGET, status).closeStatus())
			.isEqualTo(new CloseStatus(4000));
	}

	@Test
	void statusThatMustNotBeSentShouldBeRefused() {
		assertThatIllegalArgumentException()
			.isThrownBy(() -> ClusterMessage.disconnect(TestMessages.SENDER, TARGET, CloseStatus.NO_CLOSE_FRAME));
	}

	@ParameterizedTest
	@ValueSource(strings = { "", "node-1_", "node-1_AB", "node.1_A", "node 1_A", "nöde-1_A", "node+1/A" })
	void senderOfOtherCharactersShouldBeRefused(String sender) {
		assertThatIllegalArgumentException().isThrownBy(() -> ClusterMessage.probe(sender))
			.withMessageContaining("'sender'");
	}

	@ParameterizedTest
	@ValueSource(ints = { 0, 31, 33 })
	void hashOfAnotherSizeShouldBeRefused(int size) {
		assertThatIllegalArgumentException()
			.isThrownBy(() -> ClusterMessage.sessionEnded(TestMessages.SENDER, new byte[size]));
	}

	@ParameterizedTest
	@EnumSource(Kind.class)
	void targetShouldFitTheKind(Kind kind) {
		boolean targeted = (kind == Kind.PUSH || kind == Kind.DISCONNECT || kind == Kind.ASK);
		Opcode opcode = (kind == Kind.PUSH) ? Opcode.TEXT : null;
		ByteBuffer payload = ByteBuffer.allocate(size(kind));
		assertThat(create(kind, targeted ? TARGET : null, opcode, payload).kind()).isEqualTo(kind);
		assertThatIllegalArgumentException().isThrownBy(() -> create(kind, targeted ? null : TARGET, opcode, payload));
	}

	@ParameterizedTest
	@EnumSource(Kind.class)
	void opcodeShouldFitTheKind(Kind kind) {
		Target target = (kind == Kind.PUSH || kind == Kind.DISCONNECT || kind == Kind.ASK) ? TARGET : null;
		Opcode opcode = (kind == Kind.PUSH) ? null : Opcode.TEXT;
		ByteBuffer payload = ByteBuffer.allocate(size(kind));
		assertThatIllegalArgumentException().isThrownBy(() -> create(kind, target, opcode, payload));
	}

	@ParameterizedTest
	@EnumSource(names = { "LEAVE", "PROBE" })
	void messageWithoutPayloadShouldRefuseOne(Kind kind) {
		assertThatIllegalArgumentException().isThrownBy(() -> create(kind, null, null, ByteBuffer.allocate(1)));
	}

	@ParameterizedTest
	@EnumSource(names = { "PING", "PONG" })
	void payloadOfAControlFrameShouldBeLimited(Opcode opcode) {
		assertThat(create(Kind.PUSH, TARGET, opcode, ByteBuffer.allocate(125)).frame().opcode()).isEqualTo(opcode);
		assertThatIllegalArgumentException()
			.isThrownBy(() -> create(Kind.PUSH, TARGET, opcode, ByteBuffer.allocate(126)));
	}

	@ParameterizedTest
	@EnumSource(value = AudienceSpec.Kind.class, mode = Mode.EXCLUDE, names = "ROOM")
	void onlyARoomShouldBeRestrictedToAnEndpoint(AudienceSpec.Kind kind) {
		String name = (kind == AudienceSpec.Kind.ALL) ? "" : "name";
		assertThat(new Target.Members(new AudienceSpec(kind, name, null, Set.of()))).isNotNull();
		assertThatIllegalArgumentException()
			.isThrownBy(() -> new Target.Members(new AudienceSpec(kind, name, "/chat", Set.of())));
	}

	@ParameterizedTest
	@EnumSource(AudienceSpec.Kind.class)
	void nameShouldFitTheAudience(AudienceSpec.Kind kind) {
		String name = (kind == AudienceSpec.Kind.ALL) ? "name" : "";
		assertThatIllegalArgumentException()
			.isThrownBy(() -> new Target.Members(new AudienceSpec(kind, name, null, Set.of())));
	}

	@Test
	void idShouldNotBeEmpty() {
		assertThatIllegalArgumentException().isThrownBy(() -> new Target.OneConnection(""));
	}

	private static ClusterMessage create(Kind kind, @Nullable Target target, @Nullable Opcode opcode,
			ByteBuffer payload) {
		return new ClusterMessage(kind, TestMessages.SENDER, Stamp.NONE, target, opcode, payload);
	}

	private static int size(Kind kind) {
		return switch (kind) {
			case LEAVE, PROBE -> 0;
			default -> 32;
		};
	}

}
