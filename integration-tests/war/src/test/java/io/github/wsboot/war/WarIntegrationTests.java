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

package io.github.wsboot.war;

import java.net.URI;
import java.net.http.HttpClient;
import java.net.http.HttpRequest;
import java.net.http.HttpResponse;
import java.net.http.HttpResponse.BodyHandlers;
import java.net.http.WebSocket;
import java.nio.file.Path;
import java.util.concurrent.BlockingQueue;
import java.util.concurrent.CompletionStage;
import java.util.concurrent.LinkedBlockingQueue;
import java.util.concurrent.TimeUnit;

import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.ValueSource;

import static org.assertj.core.api.Assertions.assertThat;

/**
 * A WAR that was built by Spring Boot's plugin, without the jars of an embedded server,
 * in a Tomcat that it has not started.
 */
class WarIntegrationTests {

	private final HttpClient http = HttpClient.newHttpClient();

	@TempDir
	private Path directory;

	@ParameterizedTest
	@ValueSource(strings = { "auto", "standard" })
	void endpointShouldBeServedUntilTheWarIsUndeployed(String transport) throws Exception {
		String reason = transport.equals("auto") ? "the application has not started its container itself"
				: "'ws.transport.type' is 'standard'";
		try (DeployedWar war = new DeployedWar(this.directory, "ws.transport.type=" + transport,
				"ws.max-connections=100")) {
			Received received = new Received();
			WebSocket socket = this.http.newWebSocketBuilder()
				.buildAsync(URI.create("ws" + war.uri("/echo/ada")), received)
				.get(1, TimeUnit.MINUTES);
			socket.sendText("{\"text\":\"hello\"}", true);
			assertThat(received.next()).isEqualTo("{\"text\":\"ada: hello\"}");
			assertThat(get(war, "/push").body()).isEqualTo("1");
			assertThat(received.next()).isEqualTo("pushed");
			assertThat(get(war, "/echo/ada").statusCode()).isEqualTo(426);
			HttpResponse<String> failed = get(war, "/fail");
			assertThat(failed.statusCode()).isEqualTo(500);
			assertThat(failed.body()).contains("\"path\":\"/shop/fail\"").doesNotContain("a secret");
			war.undeploy();
			assertThat(received.next()).isEqualTo("closed with 1012");
			assertThat(war.output()).filteredOn((line) -> line.contains("WebSocket transport:"))
				.singleElement()
				.asString()
				.contains("standard, since " + reason + "; context path '/shop'; servlet path '/'");
			assertThat(war.output()).filteredOn((line) -> line.contains("@OnPing callback")).hasSize(1);
			assertThat(war.output()).noneMatch((line) -> line.contains("appears to have started a thread")
					|| line.contains("created a ThreadLocal") || line.contains("has failed to unregister"));
		}
	}

	@Test
	void socketsOfAnotherTomcatShouldNotBeAskedForInVain() throws Exception {
		try (DeployedWar war = new DeployedWar(this.directory, "ws.transport.type=direct")) {
			assertThat(get(war, "/push").statusCode()).isEqualTo(404);
			assertThat(war.output()).anyMatch((line) -> line.contains("'ws.transport.type' is 'direct', but the direct "
					+ "transport is not possible: the application has not started its container itself"));
		}
	}

	private HttpResponse<String> get(DeployedWar war, String path) throws Exception {
		return this.http.send(HttpRequest.newBuilder(URI.create("http" + war.uri(path))).build(),
				BodyHandlers.ofString());
	}

	private static final class Received implements WebSocket.Listener {

		private final BlockingQueue<String> received = new LinkedBlockingQueue<>();

		String next() throws InterruptedException {
			return this.received.poll(1, TimeUnit.MINUTES);
		}

		@Override
		public CompletionStage<?> onText(WebSocket socket, CharSequence data, boolean last) {
			this.received.add(data.toString());
			socket.request(1);
			return null;
		}

		@Override
		public CompletionStage<?> onClose(WebSocket socket, int statusCode, String reason) {
			this.received.add("closed with " + statusCode);
			return null;
		}

	}

}
