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
import java.util.Arrays;
import java.util.List;
import java.util.stream.IntStream;
import java.util.stream.Stream;

import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.ValueSource;

import io.github.wsboot.server.DirectSuite;
import io.github.wsboot.server.RawFrame;
import io.github.wsboot.server.RawWebSocketClient;
import io.github.wsboot.server.ServerKind;
import io.github.wsboot.server.ServerKinds;
import io.github.wsboot.server.TestServer;

import static org.assertj.core.api.Assertions.assertThat;

/**
 * Tests that frames that arrive together with the handshake's request are not lost.
 */
@ServerKinds(ServerKind.DIRECT_TOMCAT)
class DirectTomcatLeftoverTests extends DirectSuite {

	private static final int[] PAYLOADS = { 1, 2, 125, 126, 1000, 4000, 7900, 8192, 8193, 12_000, 16_384, 40_000 };

	@ParameterizedTest
	@ValueSource(ints = { 1, 500, 1000, 3000, 5000, 6500, 7000 })
	void frameShouldSurviveInTheSegmentOfTheRequest(int header) {
		for (int payload : PAYLOADS) {
			assertThatFramesArrive(server(), header, List.of(text(payload)));
		}
	}

	@ParameterizedTest
	@ValueSource(ints = { 1, 3000, 7000 })
	void frameShouldSurviveInTheSegmentOfTheRequestWithTls(int header) {
		for (int payload : PAYLOADS) {
			assertThatFramesArrive(server(secure()), header, List.of(text(payload), text(1)));
		}
	}

	@Test
	void frameShouldSurviveALongRequest() {
		TestServer server = server("server.max-http-request-header-size=200KB");
		for (int header : new int[] { 8100, 8192, 60_000, 64_500, 65_536, 150_000 }) {
			assertThatFramesArrive(server, header, List.of(text(1), text(40_000)));
		}
	}

	@ParameterizedTest
	@ValueSource(booleans = { false, true })
	void manyFramesShouldSurviveInTheirOrder(boolean secure) {
		TestServer server = secure ? server(secure()) : server();
		// Fewer than a queue takes, as a client on a busy machine begins to read late
		assertThatFramesArrive(server, 100, IntStream.range(0, 900).mapToObj((i) -> i + " " + text(36)).toList());
		assertThatFramesArrive(server, 100, IntStream.range(0, 60).mapToObj((i) -> i + text(1024)).toList());
	}

	@Test
	void requestAndFramesShouldSurviveBeingCutAnywhere() {
		byte[] frames = join(Stream.of("one", "two", text(130)).map((text) -> RawFrame.text(text, true)).toList());
		int length = RawWebSocketClient.to(server(), "/echo").first(frames).request().length;
		for (int cut = 1; cut < length; cut++) {
			RawWebSocketClient.Opening opening = RawWebSocketClient.to(server(), "/echo").first(frames);
			byte[] bytes = opening.request();
			try (RawWebSocketClient client = opening.reach()) {
				client.bytes(Arrays.copyOf(bytes, cut));
				boolean switched = cut >= bytes.length - frames.length;
				if (switched) {
					assertThat(client.response().status()).isEqualTo(101);
				}
				client.bytes(Arrays.copyOfRange(bytes, cut, bytes.length));
				if (!switched) {
					assertThat(client.response().status()).isEqualTo(101);
				}
				assertThat(List.of(client.nextText(), client.nextText(), client.nextText())).as("cut at %s", cut)
					.containsExactly("one", "two", text(130));
			}
		}
	}

	private void assertThatFramesArrive(TestServer server, int header, List<String> texts) {
		RawWebSocketClient.Opening opening = RawWebSocketClient.to(server, "/echo")
			.header("X-Filler", "f".repeat(header))
			.first(join(texts.stream().map((text) -> RawFrame.text(text, true)).toList()));
		try (RawWebSocketClient client = (server.isSecure() ? opening.tls(tls(server)) : opening).connect()) {
			for (String text : texts) {
				assertThat(client.nextText()).as("header of %s", header).isEqualTo(text);
			}
			assertThat(client.text("after").nextText()).isEqualTo("after");
		}
	}

	private static byte[] join(List<RawFrame> frames) {
		ByteArrayOutputStream bytes = new ByteArrayOutputStream();
		frames.forEach((frame) -> bytes.writeBytes(frame.encode(true)));
		return bytes.toByteArray();
	}

	private static String text(int length) {
		StringBuilder text = new StringBuilder();
		while (text.length() < length) {
			text.append(text.length()).append(' ');
		}
		text.setLength(length);
		return text.toString();
	}

}
