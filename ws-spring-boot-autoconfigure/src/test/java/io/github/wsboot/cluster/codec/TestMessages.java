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
import java.time.Duration;
import java.time.Instant;
import java.util.Arrays;
import java.util.HexFormat;
import java.util.LinkedHashSet;
import java.util.List;

import org.jspecify.annotations.Nullable;
import org.springframework.web.socket.CloseStatus;

import io.github.wsboot.Frame;
import io.github.wsboot.PushOptions;
import io.github.wsboot.cluster.codec.ClusterMessage.Stamp;
import io.github.wsboot.node.AudienceSpec;
import io.github.wsboot.node.RemoteAnswer;
import io.github.wsboot.node.RemoteQuestion;
import io.github.wsboot.node.RemoteQuestion.AnswerKind;

/**
 * Messages for tests, and what a test does with bytes.
 */
final class TestMessages {

	static final String SENDER = "node-1_A";

	static final Stamp STAMP = new Stamp(7, 258, 4_294_967_296L);

	static final NodeState STATE = new NodeState("hôte", Instant.ofEpochMilli(1_700_000_000_123L), 5, true);

	static final Target.OneConnection CONNECTION = new Target.OneConnection("node-2_B.x");

	static final RemoteQuestion QUESTION = new RemoteQuestion(17, "wähle", "{\"text\":\"Tee?\"}", AnswerKind.OBJECT,
			Duration.ofSeconds(5));

	static final RemoteAnswer ANSWER = new RemoteAnswer(17, RemoteAnswer.Outcome.ANSWERED, "{\"option\":\"ü\"}");

	private TestMessages() {
	}

	/**
	 * Return a message of each kind, with each kind of target and frame.
	 * @return the messages
	 */
	static List<ClusterMessage> all() {
		Frame text = Frame.text("grüß");
		return List.of(ClusterMessage.push(SENDER, connection("node-2_B.x"), text),
				ClusterMessage.push(SENDER, members(AudienceSpec.all()), Frame.binary(bytes(0, 1, 255))),
				ClusterMessage.push(SENDER, members(AudienceSpec.endpoint("/chat/{room}")), Frame.ping(bytes(1))),
				ClusterMessage.push(SENDER, members(AudienceSpec.user("ada")), Frame.pong(bytes())),
				ClusterMessage.push(SENDER, members(AudienceSpec.room("löbby", null)), text),
				ClusterMessage.push(SENDER, members(AudienceSpec.room("löbby", "/chat")), text),
				ClusterMessage.push(SENDER, members(room("löbby", "/chat", "node-2_B.x", "node-1_A.y")), text),
				ClusterMessage.push(SENDER, members(room("r", null, "", "é")), Frame.text("")),
				ClusterMessage.push(SENDER, members(room("r", "/chat", "é")), text)
					.with(PushOptions.conflate("schlüssel")),
				ClusterMessage.push(SENDER, connection("node-2_B.x"), Frame.binary(bytes(1)))
					.with(PushOptions.conflate("k").expireAfter(Duration.ofMillis(5))),
				ClusterMessage.push(SENDER, members(AudienceSpec.all()), text)
					.with(PushOptions.none().expireAfter(Duration.ofMillis(Long.MAX_VALUE))),
				ClusterMessage.disconnect(SENDER, connection("node-2_B.x"), new CloseStatus(4000)),
				ClusterMessage.disconnect(SENDER, members(AudienceSpec.user("ada")), new CloseStatus(1008, "tschüß")),
				ClusterMessage.heartbeat(SENDER, STATE), ClusterMessage.hello(SENDER, STATE),
				ClusterMessage.leave(SENDER), ClusterMessage.probe(SENDER), ClusterMessage.sessionEnded(SENDER, hash()),
				ClusterMessage.ask(SENDER, CONNECTION, QUESTION),
				ClusterMessage.ask(SENDER, CONNECTION,
						new RemoteQuestion(Long.MAX_VALUE, null, "", AnswerKind.VALUE, Duration.ofMillis(1))),
				ClusterMessage.answer(SENDER, ANSWER),
				ClusterMessage.answer(SENDER, new RemoteAnswer(1, RemoteAnswer.Outcome.TOO_LARGE, "")));
	}

	static Target connection(String id) {
		return new Target.OneConnection(id);
	}

	static Target members(AudienceSpec audience) {
		return new Target.Members(audience);
	}

	static AudienceSpec room(String name, @Nullable String endpoint, String... except) {
		return new AudienceSpec(AudienceSpec.Kind.ROOM, name, endpoint, new LinkedHashSet<>(Arrays.asList(except)));
	}

	static byte[] hash() {
		byte[] hash = new byte[32];
		for (int i = 0; i < hash.length; i++) {
			hash[i] = (byte) i;
		}
		return hash;
	}

	static ByteBuffer bytes(int... values) {
		ByteBuffer bytes = ByteBuffer.allocate(values.length);
		for (int value : values) {
			bytes.put((byte) value);
		}
		return bytes.flip();
	}

	static ClusterMessage stamped(ClusterMessage message, Stamp stamp) {
		return new ClusterMessage(message.kind(), message.sender(), stamp, message.target(), message.opcode(),
				message.options(), message.payload());
	}

	static byte[] encode(ClusterMessage message) {
		return array(ClusterMessageCodec.encode(message).stamp(message.stamp()));
	}

	static ClusterMessage decode(byte[] bytes) {
		return ClusterMessageCodec.decode(ByteBuffer.wrap(bytes));
	}

	static byte[] array(ByteBuffer bytes) {
		byte[] array = new byte[bytes.remaining()];
		bytes.duplicate().get(array);
		return array;
	}

	static byte[] hex(String hex) {
		return HexFormat.of().parseHex(hex.replace(" ", ""));
	}

	static String hex(byte[] bytes) {
		return HexFormat.of().formatHex(bytes);
	}

}
