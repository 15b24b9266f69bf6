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
import java.nio.ByteOrder;
import java.time.Duration;
import java.util.ArrayList;
import java.util.Arrays;
import java.util.LinkedHashSet;
import java.util.List;
import java.util.Set;
import java.util.stream.Collectors;
import java.util.stream.IntStream;

import org.jspecify.annotations.Nullable;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.CsvSource;
import org.junit.jupiter.params.provider.MethodSource;
import org.junit.jupiter.params.provider.ValueSource;

import io.github.wsboot.Frame;
import io.github.wsboot.PushOptions;
import io.github.wsboot.cluster.codec.ClusterMessage.Stamp;
import io.github.wsboot.node.AudienceSpec;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatExceptionOfType;
import static org.assertj.core.api.Assertions.assertThatIllegalArgumentException;
import static org.assertj.core.api.Assertions.assertThatIllegalStateException;

/**
 * Tests for {@link ClusterMessageCodec}.
 */
class ClusterMessageCodecTests {

	private static final String SENDER = TestMessages.SENDER;

	/** Sender and stamp. */
	private static final String MIDDLE = "6e6f64652d315f41 00000007 0000000000000102 0000000100000000";

	private static final String LOBBY = "04 0005 6c6f626279";

	private static final String STATE = "0000018bcfe5687b 00000005 01 0001 61";

	static List<ClusterMessage> messages() {
		return TestMessages.all();
	}

	@ParameterizedTest
	@MethodSource("messages")
	void messageShouldBeTheSameAfterDecoding(ClusterMessage message) {
		ClusterMessage stamped = TestMessages.stamped(message, TestMessages.STAMP);
		ClusterMessage decoded = TestMessages.decode(TestMessages.encode(stamped));
		assertThat(decoded).isEqualTo(stamped);
		assertThat(TestMessages.encode(decoded)).isEqualTo(TestMessages.encode(stamped));
	}

	@ParameterizedTest
	@CsvSource({ "0, 0, 0", "-1, -1, -1", "2147483647, 9223372036854775807, -9223372036854775808" })
	void stampShouldBeTheSameAfterDecoding(int link, long sequence, long sentAt) {
		Stamp stamp = new Stamp(link, sequence, sentAt);
		ByteBuffer bytes = ClusterMessageCodec.encode(ClusterMessage.probe(SENDER)).stamp(stamp);
		assertThat(ClusterMessageCodec.decode(bytes).stamp()).isEqualTo(stamp);
	}

	@Test
	void stampShouldBeSetOnce() {
		OutgoingMessage message = ClusterMessageCodec.encode(ClusterMessage.probe(SENDER));
		assertThat(message.size()).isEqualTo(35);
		assertThat(message.stamp(TestMessages.STAMP).remaining()).isEqualTo(35);
		assertThatIllegalStateException().isThrownBy(() -> message.stamp(TestMessages.STAMP));
	}

	@ParameterizedTest
	@MethodSource("messages")
	void anyKindOfBufferShouldBeDecodedAndLeftAsItIs(ClusterMessage message) {
		byte[] encoded = TestMessages.encode(message);
		ByteBuffer direct = ByteBuffer.allocateDirect(encoded.length + 9);
		ByteBuffer heap = ByteBuffer.allocate(encoded.length + 9).order(ByteOrder.LITTLE_ENDIAN);
		for (ByteBuffer bytes : List.of(direct, heap)) {
			bytes.position(5).put(encoded).flip().position(5);
			for (ByteBuffer given : List.of(bytes, bytes.asReadOnlyBuffer())) {
				assertThat(ClusterMessageCodec.decode(given)).isEqualTo(message);
				assertThat(given.position()).isEqualTo(5);
				assertThat(given.remaining()).isEqualTo(encoded.length);
			}
		}
	}

	@Test
	void payloadShouldNotBeCopied() {
		byte[] bytes = TestMessages.encode(push(TestMessages.connection("id"), "a"));
		ClusterMessage message = TestMessages.decode(bytes);
		bytes[bytes.length - 1] = 'b';
		assertThat(message.frame()).isEqualTo(Frame.text("b"));
		assertThat(message.payload().isReadOnly()).isTrue();
	}

	@Test
	void encodedMessageShouldBeACopy() {
		ByteBuffer payload = TestMessages.bytes(1);
		ClusterMessage message = new ClusterMessage(ClusterMessage.Kind.PUSH, SENDER, Stamp.NONE,
				TestMessages.connection("id"), Frame.Opcode.BINARY, payload);
		OutgoingMessage outgoing = ClusterMessageCodec.encode(message);
		payload.put(0, (byte) 2);
		ByteBuffer bytes = outgoing.stamp(Stamp.NONE);
		assertThat(ClusterMessageCodec.decode(bytes).frame()).isEqualTo(Frame.binary(TestMessages.bytes(1)));
	}

	@Test
	void largePayloadShouldBeTheSameAfterDecoding() {
		ClusterMessage message = push(TestMessages.members(AudienceSpec.all()), "x".repeat(1 << 20));
		assertThat(TestMessages.decode(TestMessages.encode(message))).isEqualTo(message);
	}

	@Test
	void longestNamesShouldBeTheSameAfterDecoding() {
		String longest = "é".repeat(32_767) + "e";
		for (Target target : targets(longest)) {
			ClusterMessage message = push(target, "a");
			assertThat(TestMessages.decode(TestMessages.encode(message))).isEqualTo(message);
		}
	}

	@Test
	void namesThatAreTooLongShouldNotBeEncoded() {
		for (Target target : targets("é".repeat(32_768))) {
			assertThatIllegalArgumentException().isThrownBy(() -> ClusterMessageCodec.encode(push(target, "a")))
				.withMessageEndingWith(
						"has 65536 bytes of UTF-8, but other nodes of the cluster accept up to 65535; use a shorter one");
		}
	}

	@Test
	void namesWithHalfACharacterShouldNotBeEncoded() {
		for (Target target : targets("a\uD83D")) {
			assertThatIllegalArgumentException().isThrownBy(() -> ClusterMessageCodec.encode(push(target, "a")))
				.withMessageEndingWith("use one of whole characters");
		}
	}

	private static List<Target> targets(String name) {
		return List.of(TestMessages.connection(name), TestMessages.members(AudienceSpec.room(name, null)),
				TestMessages.members(AudienceSpec.room("room", name)), TestMessages.members(AudienceSpec.user(name)),
				TestMessages.members(AudienceSpec.endpoint(name)),
				TestMessages.members(AudienceSpec.all().without(List.of(name))));
	}

	@Test
	void numberOfExceptionsShouldBeLimited() {
		List<String> ids = IntStream.range(0, 65_535).mapToObj((i) -> "id" + i).collect(Collectors.toList());
		ClusterMessage message = push(TestMessages.members(AudienceSpec.all().without(ids)), "a");
		assertThat(TestMessages.decode(TestMessages.encode(message))).isEqualTo(message);
		ids.add("one more");
		ClusterMessage tooMany = push(TestMessages.members(AudienceSpec.all().without(ids)), "a");
		assertThatIllegalArgumentException().isThrownBy(() -> ClusterMessageCodec.encode(tooMany))
			.withMessage("65536 connections are excepted, but other nodes of the cluster accept up to 65535; "
					+ "use a room instead");
	}

	@Test
	void orderOfExceptionsShouldBeKept() {
		List<String> ids = List.of("z", "a", "m", "b");
		AudienceSpec audience = new AudienceSpec(AudienceSpec.Kind.ALL, "", null, new LinkedHashSet<>(ids));
		ClusterMessage decoded = TestMessages.decode(TestMessages.encode(push(TestMessages.members(audience), "a")));
		assertThat(decoded.target()).isInstanceOfSatisfying(Target.Members.class,
				(members) -> assertThat(new ArrayList<>(members.audience().except())).isEqualTo(ids));
	}

	@ParameterizedTest
	@MethodSource("messages")
	void messageThatEndsBeforeItsPayloadShouldBeMalformed(ClusterMessage message) {
		byte[] encoded = TestMessages.encode(message);
		int payload = switch (message.kind()) {
			case PUSH, DISCONNECT, ASK, ANSWER -> message.payload().remaining();
			default -> 0;
		};
		for (int length = 0; length < encoded.length - payload; length++) {
			assertMalformed(Arrays.copyOf(encoded, length));
		}
	}

	@ParameterizedTest
	@ValueSource(strings = { "LEAVE", "PROBE", "SESSION_ENDED", "HEARTBEAT", "HELLO" })
	void surplusByteShouldBeMalformed(String kind) {
		List<ClusterMessage> messages = messages().stream()
			.filter((message) -> message.kind().name().equals(kind))
			.toList();
		assertThat(messages).isNotEmpty();
		for (ClusterMessage message : messages) {
			byte[] encoded = TestMessages.encode(message);
			assertMalformed(Arrays.copyOf(encoded, encoded.length + 1));
		}
	}

	@ParameterizedTest(name = "{0}")
	@CsvSource({ "magic number, 58010600, 00 0000", "push without target, 57010100, 00 0000 61",
			"disconnect without target, 57010200, 00 0000 03e8", "heartbeat with target, 57010300, 02 0000" + STATE,
			"hello with target, 57010400, 01 0001 61" + STATE, "leave with target, 57010500, 02 0000",
			"probe with target, 57010600, 02 0000", "target without kind but name, 57010600, 00 0001 61",
			"connection without id, 57010100, 01 0000", "all with name, 57010100, 02 0001 61",
			"endpoint without name, 57010100, 03 0000", "room without name, 57010100, 04 0000",
			"user without name, 57010100, 05 0000", "binary disconnect, 57010201, 02 0000 03e8",
			"control disconnect, 57010202, 02 0000 03e8", "binary heartbeat, 57010301, 00 0000" + STATE,
			"binary probe, 57010601, 00 0000", "control leave, 57010502, 00 0000",
			"exceptions of a connection, 57010104, 01 0001 61 0001 0001 62",
			"exceptions of no target, 57010604, 00 0000 0001 0001 62",
			"endpoint of a connection, 57010140, 01 0001 61 0001 62", "endpoint of all, 57010140, 02 0000 0001 62",
			"endpoint of a user, 57010140, 05 0001 61 0001 62", "endpoint of no target, 57010640, 00 0000 0001 62",
			"no exceptions, 57010104, 02 0000 0000", "fewer exceptions, 57010104, 02 0000 0002 0001 61",
			"repeated exception, 57010104, 02 0000 0002 0001 61 0001 61", "name beyond the end, 57010100, 04 0002 61",
			"longest name beyond the end, 57010100, 04 ffff 61", "name of no UTF-8, 57010100, 04 0001 ff",
			"overlong name, 57010100, 04 0002 c080", "name of a surrogate, 57010100, 04 0003 eda080",
			"half a character, 57010100, 04 0001 c3 a9", "endpoint of no UTF-8, 57010140, 04 0001 61 0001 ff",
			"exception of no UTF-8, 57010104, 02 0000 0001 0001 ff", "disconnect without code, 57010200, 02 0000",
			"empty options, 57010108, 02 0000 0000 0000000000000000",
			"negative lifetime, 57010108, 02 0000 0001 61 ffffffffffffffff",
			"half a lifetime, 57010108, 02 0000 0001 61 00000000", "key beyond the end, 57010108, 02 0000 000a 61",
			"key of no UTF-8, 57010108, 02 0000 0001 ff 0000000000000000",
			"options of a ping, 5701010a, 02 0000 0001 61 0000000000000000",
			"options of a disconnect, 57010208, 02 0000 0001 61 0000000000000000 03e8",
			"options of a probe, 57010608, 00 0000 0001 61 0000000000000000", "half a code, 57010200, 02 0000 03",
			"code 0, 57010200, 02 0000 0000", "code 999, 57010200, 02 0000 03e7", "code 1004, 57010200, 02 0000 03ec",
			"code 1005, 57010200, 02 0000 03ed", "code 1006, 57010200, 02 0000 03ee",
			"code 1015, 57010200, 02 0000 03f7", "code 2999, 57010200, 02 0000 0bb7",
			"code 5000, 57010200, 02 0000 1388", "reason of no UTF-8, 57010200, 02 0000 03e8 ff",
			"session without hash, 57010900, 00 0000", "heartbeat without state, 57010300, 00 0000",
			"heartbeat of unknown state, 57010300, 00 0000" + "0000018bcfe5687b 00000005 02 0001 61" })
	void messageWhosePartsDoNotFitShouldBeMalformed(String what, String start, String rest) {
		assertThat(what).isNotEmpty();
		assertMalformed(TestMessages.hex(start + MIDDLE + rest));
	}

	@Test
	void messagesBesideTheMalformedOnesShouldBeDecoded() {
		for (String good : List.of("57010600" + MIDDLE + "00 0000", "57010300" + MIDDLE + "00 0000" + STATE,
				"57010140" + MIDDLE + LOBBY + "0001 62", "57010104" + MIDDLE + LOBBY + "0001 0001 62",
				"57010108" + MIDDLE + LOBBY + "0001 61 0000000000000000",
				"57010108" + MIDDLE + LOBBY + "0000 0000000000000001", "57010200" + MIDDLE + LOBBY + "1387",
				"57010100" + MIDDLE + LOBBY)) {
			byte[] bytes = TestMessages.hex(good);
			assertThat(TestMessages.encode(TestMessages.decode(bytes))).isEqualTo(bytes);
		}
	}

	@Test
	void reasonThatIsTooLongShouldBeMalformed() {
		String start = "57010200" + MIDDLE + "02 0000 03e8";
		assertThat(TestMessages.decode(TestMessages.hex(start + "61".repeat(123))).closeStatus().getReason())
			.hasSize(123);
		assertMalformed(TestMessages.hex(start + "61".repeat(124)));
	}

	@Test
	void keyThatIsTooLongShouldBeMalformed() {
		String start = "57010108" + MIDDLE + LOBBY;
		assertThat(TestMessages.decode(TestMessages.hex(start + "00c8" + "61".repeat(200) + "00".repeat(8))).options())
			.isEqualTo(PushOptions.conflate("a".repeat(200)));
		assertMalformed(TestMessages.hex(start + "00c9" + "61".repeat(201) + "00".repeat(8)));
	}

	@ParameterizedTest
	@CsvSource({ "PT0.000000001S, 1", "PT0.001S, 1", "PT0.001000001S, 2", "PT5S, 5000",
			"PT2500000000000H, 9000000000000000000" })
	void lifetimeShouldBeRoundedUp(Duration lifetime, long millis) {
		ClusterMessage message = push(TestMessages.connection("id"), "a")
			.with(PushOptions.none().expireAfter(lifetime));
		assertThat(TestMessages.decode(TestMessages.encode(message)).options().lifetime())
			.isEqualTo(Duration.ofMillis(millis));
	}

	@Test
	void lifetimeBeyondTheFormatShouldBeTheLongest() {
		ClusterMessage message = push(TestMessages.connection("id"), "a")
			.with(PushOptions.none().expireAfter(Duration.ofSeconds(Long.MAX_VALUE)));
		assertThat(TestMessages.decode(TestMessages.encode(message)).options().lifetime())
			.isEqualTo(Duration.ofMillis(Long.MAX_VALUE));
	}

	@ParameterizedTest
	@ValueSource(strings = { "6e6f64652d315f2e", "0000000000000000", "6e6f64652d315fc1", "6e6f64652d315f20" })
	void senderOfOtherCharactersShouldBeMalformed(String sender) {
		assertMalformed(TestMessages.hex("57010600" + sender + MIDDLE.substring(16) + "00 0000"));
	}

	@Test
	void controlFrameThatIsTooLongShouldBeMalformed() {
		for (String start : List.of("57010102", "57010103")) {
			String target = start + MIDDLE + "02 0000";
			assertThat(TestMessages.decode(TestMessages.hex(target + "00".repeat(125))).frame().fin()).isTrue();
			assertMalformed(TestMessages.hex(target + "00".repeat(126)));
		}
	}

	@ParameterizedTest
	@ValueSource(ints = { 0, 2, 3, 127, 128, 255 })
	void otherVersionShouldBeUnsupported(int version) {
		assertUnsupported(changed(1, version), SENDER);
	}

	@Test
	void otherKindShouldBeUnsupported() {
		Set<Integer> known = Set.of(1, 2, 3, 4, 5, 6, 9, 10, 11);
		IntStream.range(0, 256)
			.filter((kind) -> !known.contains(kind))
			.forEach((kind) -> assertUnsupported(changed(2, kind), SENDER));
	}

	@ParameterizedTest
	@ValueSource(ints = { 4, 5, 7 })
	void otherFlagShouldBeUnsupported(int bit) {
		assertUnsupported(changed(3, 1 << bit), SENDER);
	}

	@ParameterizedTest
	@ValueSource(ints = { 6, 127, 128, 255 })
	void otherKindOfTargetShouldBeUnsupported(int kind) {
		assertUnsupported(changed(32, kind), SENDER);
	}

	@Test
	void senderOfAnUnsupportedMessageShouldBeGivenOnlyIfItIsOne() {
		assertUnsupported(TestMessages.hex("5702"), null);
		assertUnsupported(TestMessages.hex("57020000 6e6f64652d315f"), null);
		assertUnsupported(TestMessages.hex("57020000 6e6f64652d315f41"), SENDER);
		assertUnsupported(TestMessages.hex("57020000 6e6f64652d315fff"), null);
		assertUnsupported(TestMessages.hex("57010c00 6e6f64652d315f00"), null);
	}

	private static byte[] changed(int offset, int value) {
		byte[] bytes = TestMessages.hex("57010100" + MIDDLE + LOBBY + "61");
		assertThat(TestMessages.decode(bytes).frame()).isEqualTo(Frame.text("a"));
		bytes[offset] = (byte) value;
		return bytes;
	}

	private static ClusterMessage push(Target target, String text) {
		return ClusterMessage.push(SENDER, target, Frame.text(text));
	}

	private static void assertMalformed(byte[] bytes) {
		assertThatExceptionOfType(MalformedMessageException.class).as(TestMessages.hex(bytes))
			.isThrownBy(() -> TestMessages.decode(bytes));
	}

	private static void assertUnsupported(byte[] bytes, @Nullable String sender) {
		assertThatExceptionOfType(UnsupportedMessageException.class).as(TestMessages.hex(bytes))
			.isThrownBy(() -> TestMessages.decode(bytes))
			.satisfies((ex) -> assertThat(ex.sender()).isEqualTo(sender));
	}

}
