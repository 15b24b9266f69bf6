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

package io.github.wsboot.readme;

import java.net.URI;
import java.net.http.HttpClient;
import java.net.http.WebSocket;
import java.net.http.WebSocketHandshakeException;
import java.util.concurrent.BlockingQueue;
import java.util.concurrent.CompletionException;
import java.util.concurrent.CompletionStage;
import java.util.concurrent.LinkedBlockingQueue;
import java.util.concurrent.TimeUnit;

import org.junit.jupiter.api.Test;
import org.springframework.beans.factory.annotation.Autowired;
import org.springframework.boot.autoconfigure.EnableAutoConfiguration;
import org.springframework.boot.test.context.SpringBootTest;
import org.springframework.boot.test.context.SpringBootTest.WebEnvironment;
import org.springframework.boot.test.web.server.LocalServerPort;
import org.springframework.context.annotation.Configuration;
import org.springframework.context.annotation.Import;
import org.springframework.web.client.RestClient;

import io.github.wsboot.ConnectionManager;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatExceptionOfType;
import static org.awaitility.Awaitility.await;

/**
 * Runs the examples of the README.
 */
@SpringBootTest(webEnvironment = WebEnvironment.RANDOM_PORT,
		properties = "spring.autoconfigure.exclude=org.springframework.boot.jetty.autoconfigure.servlet.JettyServletWebServerAutoConfiguration")
class ReadmeExamplesTests {

	private static final long SECONDS = 10;

	@LocalServerPort
	private int port;

	private final BlockingQueue<String> received = new LinkedBlockingQueue<>();

	@Test
	void chatShouldReachTheRoomAndTakeNewsFromOutside(@Autowired ConnectionManager connections) throws Exception {
		WebSocket socket = connect("/chat/lobby");
		await().until(() -> connections.room("lobby").count() == 1);
		socket.sendText("{\"from\":\"Ada\",\"text\":\"hello\"}", true);
		assertThat(next()).isEqualTo("{\"from\":\"Ada\",\"text\":\"hello\"}");
		String targeted = RestClient.create("http://localhost:" + this.port)
			.post()
			.uri("/news/lobby")
			.body("Server restarts at ten")
			.retrieve()
			.body(String.class);
		assertThat(targeted).isEqualTo("1");
		assertThat(next()).isEqualTo("{\"news\":\"Server restarts at ten\"}");
		socket.sendClose(WebSocket.NORMAL_CLOSURE, "");
	}

	@Test
	void gameShouldAnswerByTypeAndTick() throws Exception {
		WebSocket socket = connect("/games/chess?ticket=t-1");
		assertThat(next()).isEqualTo("{\"type\":\"welcome\",\"game\":\"chess\"}");
		socket.sendText("{\"type\":\"hint\"}", true);
		assertThat(nextExceptTicks()).isEqualTo("{\"type\":\"hint\",\"to\":\"e4\"}");
		socket.sendText("{\"type\":\"move\",\"to\":{}}", true);
		assertThat(nextExceptTicks()).isEqualTo("{\"type\":\"problem\",\"text\":\"That was no move\"}");
		assertThat(next()).startsWith("{\"type\":\"clock\"");
		socket.sendClose(WebSocket.NORMAL_CLOSURE, "");
	}

	@Test
	void gameShouldRefuseAWrongTicket() {
		assertThatExceptionOfType(CompletionException.class).isThrownBy(() -> connect("/games/chess?ticket=wrong"))
			.havingCause()
			.isInstanceOfSatisfying(WebSocketHandshakeException.class,
					(ex) -> assertThat(ex.getResponse().statusCode()).isEqualTo(401));
	}

	private WebSocket connect(String path) {
		return HttpClient.newHttpClient()
			.newWebSocketBuilder()
			.buildAsync(URI.create("ws://localhost:" + this.port + path), new Listener())
			.join();
	}

	private String next() throws InterruptedException {
		String text = this.received.poll(SECONDS, TimeUnit.SECONDS);
		assertThat(text).as("a message within %d seconds", SECONDS).isNotNull();
		return text;
	}

	private String nextExceptTicks() throws InterruptedException {
		String text = next();
		while (text.contains("clock")) {
			text = next();
		}
		return text;
	}

	@Configuration(proxyBeanMethods = false)
	@EnableAutoConfiguration(excludeName = {
			"org.springframework.boot.security.autoconfigure.web.servlet.ServletWebSecurityAutoConfiguration",
			"org.springframework.boot.security.autoconfigure.actuate.web.servlet.ManagementWebSecurityAutoConfiguration" })
	@Import({ ChatEndpoint.class, NewsController.class, GameEndpoint.class })
	static class Application {

	}

	private final class Listener implements WebSocket.Listener {

		@Override
		public CompletionStage<?> onText(WebSocket socket, CharSequence data, boolean last) {
			ReadmeExamplesTests.this.received.add(data.toString());
			socket.request(1);
			return null;
		}

	}

}
