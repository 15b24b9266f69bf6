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

package io.github.wsboot.transport.codec;

import java.nio.ByteBuffer;
import java.nio.charset.StandardCharsets;
import java.util.Arrays;
import java.util.List;
import java.util.Map;
import java.util.Random;
import java.util.concurrent.atomic.LongAdder;
import java.util.zip.Deflater;

import org.junit.jupiter.api.AfterEach;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.CsvSource;
import org.junit.jupiter.params.provider.ValueSource;
import org.springframework.web.socket.WebSocketExtension;

import io.github.wsboot.Frame;
import io.github.wsboot.outbound.PlainEncoding;

import static org.assertj.core.api.Assertions.assertThat;

/**
 * Tests for {@link DeflateEncoding} and {@link DeflateAgreement}.
 */
class DeflateEncodingTests {

	private final BoundedPool<Deflater> pool = new BoundedPool<>(1,
			() -> new Deflater(Deflater.DEFAULT_COMPRESSION, true), Deflater::reset, Deflater::end);

	private final LongAdder count = new LongAdder();

	private final DeflateEncoding alone = new DeflateEncoding(this.pool, this.count, 100, false);

	private final DeflateEncoding takeover = new DeflateEncoding(this.pool, this.count, 100, true);

	private static final String NONE = "server_no_context_takeover; client_no_context_takeover";

	@AfterEach
	void close() {
		this.alone.end();
		this.takeover.end();
		this.pool.close();
	}

	@ParameterizedTest
	@ValueSource(ints = { 100, 125, 126, 127, 1000, 16_383, 65_535, 65_536, 131_072, 1 << 20 })
	void messagesShouldSurviveTheRoundTrip(int size) {
		byte[] random = new byte[size];
		new Random(size).nextBytes(random);
		try (TestDeflate client = new TestDeflate("")) {
			for (int i = 0; i < 3; i++) {
				Frame text = Frame.text("x".repeat(size));
				assertThat(TestDeflate.inflated(compressed(this.alone.encode(text), 0xC1))).isEqualTo(bytes(text));
				assertThat(client.inflate(compressed(this.takeover.encode(text), 0xC1))).isEqualTo(bytes(text));
				Frame binary = Frame.binary(ByteBuffer.wrap(random));
				assertThat(client.inflate(compressed(this.takeover.encode(binary), 0xC2))).isEqualTo(random);
			}
		}
		assertThat(this.count.sum()).isEqualTo(9);
	}

	@Test
	void smallMessagesShouldStayAsTheyAre() {
		for (DeflateEncoding encoding : new DeflateEncoding[] { this.alone, this.takeover }) {
			assertThatIsPlain(encoding, Frame.text("x".repeat(99)));
			compressed(encoding.encode(Frame.text("x".repeat(100))), 0xC1);
			DeflateEncoding all = new DeflateEncoding(this.pool, this.count, 0, !encoding.isShared());
			assertThatIsPlain(all, Frame.text(""));
			all.end();
		}
	}

	@Test
	void fragmentsAndControlFramesShouldStayAsTheyAre() {
		String text = "x".repeat(1000);
		for (DeflateEncoding encoding : new DeflateEncoding[] { this.alone, this.takeover }) {
			assertThatIsPlain(encoding, Frame.text(text, false));
			assertThatIsPlain(encoding, Frame.continuation(text, false));
			assertThatIsPlain(encoding, Frame.continuation(text, true));
			assertThatIsPlain(encoding, Frame.ping(ByteBuffer.allocate(125)));
			assertThatIsPlain(encoding, Frame.pong(ByteBuffer.allocate(125)));
		}
		assertThat(this.count.sum()).isZero();
	}

	@Test
	void whatCannotBeCompressedShouldStayAsItIsUnlessLaterMessagesReferToIt() {
		byte[] random = new byte[1000];
		new Random(1).nextBytes(random);
		Frame frame = Frame.binary(ByteBuffer.wrap(random));
		assertThatIsPlain(this.alone, frame);
		assertThat(this.takeover.encode(frame)).hasSizeBetween(1000, 1020);
		assertThat(this.takeover.encode(frame)).hasSizeLessThan(100);
		assertThatIsPlain(this.alone, frame);
	}

	@Test
	void onlyFramesWithoutTakeoverShouldBeShared() {
		assertThat(this.alone.isShared()).isTrue();
		assertThat(this.takeover.isShared()).isFalse();
	}

	@Test
	void deflaterShouldBelongToTheConnectionWithTakeover() {
		Frame frame = Frame.text("x".repeat(1000));
		this.alone.encode(frame);
		assertThat(this.pool.idle()).isOne();
		this.takeover.encode(frame);
		assertThat(this.pool.idle()).isZero();
		this.takeover.end();
		this.takeover.end();
		assertThat(this.pool.idle()).isOne();
		// Nothing of the other connection is left in it
		assertThat(TestDeflate.inflated(compressed(this.alone.encode(frame), 0xC1))).isEqualTo(bytes(frame));
	}

	private static void assertThatIsPlain(DeflateEncoding encoding, Frame frame) {
		assertThat(encoding.encode(frame)).isEqualTo(PlainEncoding.INSTANCE.encode(frame));
	}

	private static byte[] bytes(Frame frame) {
		return StandardCharsets.UTF_8.decode(frame.payload()).toString().getBytes(StandardCharsets.UTF_8);
	}

	/**
	 * Return the payload of a frame.
	 */
	private static byte[] compressed(byte[] frame, int first) {
		assertThat(frame[0]).isEqualTo((byte) first);
		int header = switch (frame[1]) {
			case 126 -> 4;
			case 127 -> 10;
			default -> 2;
		};
		return Arrays.copyOfRange(frame, header, frame.length);
	}

	@ParameterizedTest
	@CsvSource(delimiter = '|',
			textBlock = """
					permessage-deflate                                                    | ''
					permessage-deflate; client_max_window_bits                            | ''
					permessage-deflate; client_max_window_bits=8                          | ''
					permessage-deflate;client_max_window_bits=15                          | ''
					permessage-deflate; client_max_window_bits="10"                       | ''
					permessage-deflate; server_max_window_bits=15                         | ; server_max_window_bits=15
					permessage-deflate ; server_max_window_bits = "15"                    | ; server_max_window_bits=15
					permessage-deflate; server_no_context_takeover                        | ; server_no_context_takeover
					permessage-deflate; client_no_context_takeover                        | ; client_no_context_takeover
					permessage-deflate; client_no_context_takeover; client_max_window_bits; server_no_context_takeover; server_max_window_bits=15 | ; server_no_context_takeover; client_no_context_takeover; server_max_window_bits=15
					permessage-deflate; server_max_window_bits=10, permessage-deflate     | ''
					x-webkit-deflate-frame, permessage-deflate; client_no_context_takeover | ; client_no_context_takeover
					permessage-bzip2; x=1, permessage-deflate; y, permessage-deflate; server_no_context_takeover | ; server_no_context_takeover
					permessage-deflate; server_no_context_takeover, permessage-deflate    | ; server_no_context_takeover
					""")
	void shouldNameWhatWasAgreed(String offer, String parameters) {
		DeflateAgreement agreement = DeflateAgreement.of(List.of(offer), true);
		assertThat(agreement).isNotNull();
		assertThat(agreement.header()).isEqualTo("permessage-deflate" + parameters);
		assertThat(agreement.isServerTakeover()).isNotEqualTo(parameters.contains("server_no_context_takeover"));
		assertThat(agreement.isClientTakeover()).isNotEqualTo(parameters.contains("client_no_context_takeover"));
		DeflateAgreement without = DeflateAgreement.of(List.of(offer), false);
		assertThat(without).isNotNull();
		assertThat(without.header()).isEqualTo(
				"permessage-deflate; " + NONE + (parameters.contains("bits") ? "; server_max_window_bits=15" : ""));
		assertThat(without.isServerTakeover()).isFalse();
		assertThat(without.isClientTakeover()).isFalse();
	}

	@ParameterizedTest
	@CsvSource(delimiter = '|', quoteCharacter = '~', textBlock = """
			permessage-deflate; server_max_window_bits=14
			permessage-deflate; server_max_window_bits=8
			permessage-deflate; server_max_window_bits
			permessage-deflate; server_max_window_bits=
			permessage-deflate; server_max_window_bits=16
			permessage-deflate; server_max_window_bits=015
			permessage-deflate; client_max_window_bits=7
			permessage-deflate; client_max_window_bits=16
			permessage-deflate; client_max_window_bits=08
			permessage-deflate; client_max_window_bits=
			permessage-deflate; client_max_window_bits=ten
			permessage-deflate; client_max_window_bits="
			permessage-deflate; server_no_context_takeover=true
			permessage-deflate; server_no_context_takeover=
			permessage-deflate; client_no_context_takeover=1
			permessage-deflate; client_no_context_takeover; client_no_context_takeover
			permessage-deflate; client_max_window_bits; client_max_window_bits=10
			permessage-deflate; server_max_window_bits=15; server_max_window_bits=15
			permessage-deflate; unknown
			permessage-deflate; unknown=1
			permessage-deflate; Server_No_Context_Takeover
			permessage-deflate;
			permessage-deflate; ; client_max_window_bits
			permessage-deflate=1
			permessage-deflate-2
			x-permessage-deflate
			;
			,
			""")
	void shouldDeclineOffer(String offer) {
		assertThat(DeflateAgreement.of(List.of(offer), true)).isNull();
		assertThat(DeflateAgreement.of(List.of(offer), false)).isNull();
	}

	@Test
	void shouldReadAllLinesOfTheHeaderInOrder() {
		assertThat(DeflateAgreement.of(List.of(), true)).isNull();
		DeflateAgreement agreement = DeflateAgreement
			.of(List.of("other", "permessage-deflate; server_max_window_bits=9",
					"permessage-deflate; server_no_context_takeover", "permessage-deflate; client_no_context_takeover"),
					true);
		assertThat(agreement).isNotNull();
		assertThat(agreement.header()).isEqualTo("permessage-deflate; server_no_context_takeover");
	}

	@Test
	void shouldBeAnExtension() {
		DeflateAgreement agreement = DeflateAgreement
			.of(List.of("permessage-deflate; server_no_context_takeover; server_max_window_bits=15"), true);
		assertThat(agreement).isNotNull();
		assertThat(agreement.extension()).isEqualTo(new WebSocketExtension("permessage-deflate",
				Map.of("server_no_context_takeover", "", "server_max_window_bits", "15")));
	}

}
