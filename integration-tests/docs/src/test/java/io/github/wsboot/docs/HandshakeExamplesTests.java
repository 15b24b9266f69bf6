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

package io.github.wsboot.docs;

import java.io.IOException;
import java.net.URI;
import java.net.http.HttpClient;
import java.net.http.HttpRequest;
import java.net.http.HttpResponse.BodyHandlers;
import java.net.http.WebSocket;
import java.net.http.WebSocketHandshakeException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.List;
import java.util.concurrent.CompletionException;
import java.util.function.Consumer;
import java.util.regex.Pattern;
import java.util.stream.Stream;

import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.extension.ExtendWith;
import org.springframework.boot.test.context.SpringBootTest;
import org.springframework.boot.test.context.SpringBootTest.WebEnvironment;
import org.springframework.boot.test.system.CapturedOutput;
import org.springframework.boot.test.system.OutputCaptureExtension;
import org.springframework.boot.test.web.server.LocalServerPort;
import org.springframework.context.annotation.Import;
import org.springframework.http.HttpStatus;
import org.springframework.stereotype.Component;
import org.springframework.web.bind.annotation.PathVariable;
import org.springframework.web.bind.annotation.RequestHeader;

import io.github.wsboot.Connection;
import io.github.wsboot.HandshakeContext;
import io.github.wsboot.annotation.OnHandshake;
import io.github.wsboot.annotation.OnOpen;
import io.github.wsboot.annotation.WebSocketEndpoint;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatExceptionOfType;

/**
 * Runs the examples of the page about handshakes.
 */
@SpringBootTest(webEnvironment = WebEnvironment.RANDOM_PORT)
@ExtendWith(OutputCaptureExtension.class)
class HandshakeExamplesTests {

	private static final Pattern QUOTE = Pattern.compile("(?m)^\\| `([^`]+)` \\|");

	@LocalServerPort
	private int port;

	@Test
	void deviceShouldAgreeOnTheSubProtocolThatTheServerPrefers() {
		try (ExampleClient client = ExampleClient.connect(this.port, "/devices/d1",
				(handshake) -> handshake.header("X-Device-Key", "key-of-d1").subprotocols("device.v1", "device.v2"))) {
			assertThat(client.subProtocol()).isEqualTo("device.v2");
			assertThat(client.nextText()).isEqualTo("d1 speaks device.v2");
		}
	}

	@Test
	void statusShouldSayWhatIsMissing() {
		assertThat(statusOf("/devices/d1",
				(handshake) -> handshake.header("X-Device-Key", "wrong").subprotocols("device.v1")))
			.isEqualTo(401);
		assertThat(statusOf("/devices/d1", (handshake) -> handshake.subprotocols("device.v1"))).isEqualTo(400);
		assertThat(statusOf("/devices/d1", (handshake) -> handshake.header("X-Device-Key", "key-of-d1")))
			.isEqualTo(400);
		assertThat(statusOf("/unknown", (handshake) -> {
		})).isEqualTo(404);
	}

	@Test
	void plainRequestShouldBeToldToUpgrade() throws Exception {
		HttpRequest request = HttpRequest.newBuilder(URI.create("http://localhost:" + this.port + "/devices/d1"))
			.build();
		assertThat(HttpClient.newHttpClient().send(request, BodyHandlers.discarding()).statusCode()).isEqualTo(426);
	}

	@Test
	void foreignOriginShouldBeRefusedAndTheLogSayHowToAllowIt(CapturedOutput output) {
		assertThat(statusOf("/devices/d1", (handshake) -> handshake.header("Origin", "https://www.example.org")))
			.isEqualTo(403);
		assertThat(output).contains("origin https://www.example.org refused: the server's own is ")
			.contains("'server.forward-headers-strategy'")
			.contains("'ws.allowed-origins'");
	}

	@Test
	void logShouldHaveTheWordsOfThePage() throws IOException {
		String page = Files.readString(Path.of("../../docs/handshake.md"));
		List<String> quotes = QUOTE.matcher(page.substring(page.indexOf("| the log says |")))
			.results()
			.map((match) -> match.group(1).replaceAll("https?://[^ ]+", "…"))
			.toList();
		assertThat(quotes).hasSize(5);
		String messages = messages();
		for (String quote : quotes) {
			assertThat(quote.split("…")).filteredOn((part) -> !part.isBlank())
				.allSatisfy((part) -> assertThat(messages).contains(part.trim()));
		}
	}

	/**
	 * Return the sources of the server, with strings of several lines in one.
	 */
	private static String messages() throws IOException {
		StringBuilder messages = new StringBuilder();
		try (Stream<Path> files = Files.walk(Path.of("../../ws-spring-boot-autoconfigure/src/main/java"))) {
			for (Path file : files.filter((path) -> path.toString().endsWith(".java")).toList()) {
				messages.append(Files.readString(file).replaceAll("\"\\s+\\+ \"", ""));
			}
		}
		return messages.toString();
	}

	private int statusOf(String path, Consumer<WebSocket.Builder> handshake) {
		int[] status = new int[1];
		assertThatExceptionOfType(CompletionException.class)
			.isThrownBy(() -> ExampleClient.connect(this.port, path, handshake))
			.havingCause()
			.isInstanceOfSatisfying(WebSocketHandshakeException.class,
					(ex) -> status[0] = ex.getResponse().statusCode());
		return status[0];
	}

	@ExampleApplication
	@Import({ DeviceEndpoint.class, DeviceKeys.class })
	static class Application {

	}

	@WebSocketEndpoint(value = "/devices/{device}", subProtocols = { "device.v2", "device.v1" },
			requireSubProtocol = true)
	static class DeviceEndpoint {

		private final DeviceKeys keys;

		DeviceEndpoint(DeviceKeys keys) {
			this.keys = keys;
		}

		@OnHandshake
		void check(HandshakeContext context, @PathVariable String device, @RequestHeader("X-Device-Key") String key) {
			if (!this.keys.isValid(device, key)) {
				context.reject(HttpStatus.UNAUTHORIZED);
				return;
			}
			context.attributes().put("firmware", this.keys.firmwareOf(device));
			context.responseHeaders().set("X-Poll-Seconds", "30");
		}

		@OnOpen
		String opened(Connection connection, @PathVariable String device) {
			return device + " speaks " + connection.handshake().subProtocol();
		}

	}

	@Component
	static class DeviceKeys {

		boolean isValid(String device, String key) {
			return key.equals("key-of-" + device);
		}

		String firmwareOf(String device) {
			return device + "-1.0";
		}

	}

}
