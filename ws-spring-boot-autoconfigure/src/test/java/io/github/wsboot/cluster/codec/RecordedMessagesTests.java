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

import java.time.Duration;
import java.time.Instant;
import java.util.HashSet;
import java.util.List;
import java.util.Set;
import java.util.stream.Stream;

import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.Arguments;
import org.junit.jupiter.params.provider.MethodSource;
import org.springframework.web.socket.CloseStatus;

import io.github.wsboot.Frame;
import io.github.wsboot.PushOptions;
import io.github.wsboot.cluster.codec.ClusterMessage.Kind;
import io.github.wsboot.cluster.codec.ClusterMessage.Stamp;
import io.github.wsboot.node.AudienceSpec;

import static org.assertj.core.api.Assertions.assertThat;

/**
 * Tests for {@link ClusterMessageCodec} with recorded bytes of version 1. They never
 * change: nodes of two releases run side by side while an application is updated.
 */
class RecordedMessagesTests {

	private static final String SENDER_AND_STAMP = "6e6f64652d315f41 00000007 0000000000000102 0000000100000000";

	private static final NodeState STATE = new NodeState("hôte", Instant.ofEpochMilli(1_700_000_000_123L), 5, true);

	private static final String STATE_BYTES = "0000018bcfe5687b 00000005 01 0005 68c3b47465";

	private static final String NO_TARGET = "00 0000";

	static Stream<Arguments> recorded() {
		Target connection = TestMessages.connection("node-2_B.x");
		Target room = TestMessages.members(TestMessages.room("löbby", "/chat", "node-2_B.x", "y"));
		Target user = TestMessages.members(AudienceSpec.user("ada"));
		Target endpoint = TestMessages.members(AudienceSpec.endpoint("/chat/{room}"));
		Target all = TestMessages.members(AudienceSpec.all());
		String sender = "node-1_A";
		return Stream.of(
				recorded(ClusterMessage.push(sender, connection, Frame.text("grüß")), "57010100",
						"01 000a 6e6f64652d325f422e78", "6772c3bcc39f"),
				recorded(ClusterMessage.push(sender, room, Frame.binary(TestMessages.bytes(0, 255))), "57010145",
						"04 0006 6cc3b6626279 0005 2f63686174 0002 000a 6e6f64652d325f422e78 0001 79", "00ff"),
				recorded(ClusterMessage.push(sender, endpoint, Frame.ping(TestMessages.bytes(9))), "57010102",
						"03 000c 2f636861742f7b726f6f6d7d", "09"),
				recorded(ClusterMessage.push(sender, all, Frame.pong(TestMessages.bytes())), "57010103", "02 0000", ""),
				recorded(
						ClusterMessage.push(sender, connection, Frame.text("x"))
							.with(PushOptions.conflate("kürs").expireAfter(Duration.ofSeconds(5))),
						"57010108", "01 000a 6e6f64652d325f422e78", "0005 6bc3bc7273 0000000000001388 78"),
				recorded(
						ClusterMessage.push(sender, room, Frame.binary(TestMessages.bytes(0, 255)))
							.with(PushOptions.conflate("k")),
						"5701014d", "04 0006 6cc3b6626279 0005 2f63686174 0002 000a 6e6f64652d325f422e78 0001 79",
						"0001 6b 0000000000000000 00ff"),
				recorded(
						ClusterMessage.push(sender, all, Frame.text(""))
							.with(PushOptions.none().expireAfter(Duration.ofMillis(1))),
						"57010108", "02 0000", "0000 0000000000000001"),
				recorded(ClusterMessage.disconnect(sender, user, new CloseStatus(4000, "tschüß")), "57010200",
						"05 0003 616461", "0fa0 74736368c3bcc39f"),
				recorded(ClusterMessage.disconnect(sender, all, new CloseStatus(1001)), "57010200", "02 0000", "03e9"),
				recorded(ClusterMessage.heartbeat(sender, STATE), "57010300", NO_TARGET, STATE_BYTES),
				recorded(ClusterMessage.hello(sender, STATE), "57010400", NO_TARGET, STATE_BYTES),
				recorded(ClusterMessage.leave(sender), "57010500", NO_TARGET, ""),
				recorded(ClusterMessage.probe(sender), "57010600", NO_TARGET, ""),
				recorded(ClusterMessage.sessionEnded(sender, TestMessages.hash()), "57010900", NO_TARGET,
						"000102030405060708090a0b0c0d0e0f101112131415161718191a1b1c1d1e1f"),
				recorded(ClusterMessage.ask(sender, TestMessages.CONNECTION, TestMessages.QUESTION), "57010a00",
						"01 000a 6e6f64652d325f422e78",
						"0000000000000011 0000000000001388 00 0006 77c3a4686c65 7b2274657874223a225465653f227d"),
				recorded(ClusterMessage.answer(sender, TestMessages.ANSWER), "57010b00", NO_TARGET,
						"0000000000000011 01 7b226f7074696f6e223a22c3bc227d"));
	}

	private static Arguments recorded(ClusterMessage message, String start, String target, String payload) {
		ClusterMessage stamped = TestMessages.stamped(message, new Stamp(7, 258, 4_294_967_296L));
		return Arguments.of(stamped, start + SENDER_AND_STAMP + target + payload);
	}

	@ParameterizedTest
	@MethodSource("recorded")
	void recordedBytesShouldBeDecoded(ClusterMessage message, String hex) {
		ClusterMessage decoded = TestMessages.decode(TestMessages.hex(hex));
		assertThat(decoded).isEqualTo(message);
		assertThat(TestMessages.array(decoded.payload())).isEqualTo(TestMessages.array(message.payload()));
	}

	@ParameterizedTest
	@MethodSource("recorded")
	void messageShouldHaveTheRecordedBytes(ClusterMessage message, String hex) {
		assertThat(TestMessages.hex(TestMessages.encode(message))).isEqualTo(hex.replace(" ", ""));
	}

	@Test
	void eachKindShouldBeRecorded() {
		Set<Kind> kinds = new HashSet<>();
		recorded().forEach((arguments) -> kinds.add(((ClusterMessage) arguments.get()[0]).kind()));
		assertThat(kinds).containsExactlyInAnyOrder(Kind.values());
		assertThat(List.of(Kind.values())).extracting(Kind::number).containsExactly(1, 2, 3, 4, 5, 6, 9, 10, 11);
	}

}
