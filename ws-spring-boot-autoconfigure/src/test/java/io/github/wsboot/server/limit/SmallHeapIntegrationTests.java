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

package io.github.wsboot.server.limit;

import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.nio.file.StandardCopyOption;
import java.time.Duration;
import java.util.ArrayList;
import java.util.List;
import java.util.concurrent.CompletableFuture;

import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;
import org.springframework.beans.factory.annotation.Value;
import org.springframework.boot.SpringApplication;
import org.springframework.boot.autoconfigure.EnableAutoConfiguration;
import org.springframework.boot.web.server.context.WebServerInitializedEvent;
import org.springframework.context.annotation.Configuration;
import org.springframework.context.annotation.Import;
import org.springframework.context.event.EventListener;

import io.github.wsboot.annotation.OnMessage;
import io.github.wsboot.annotation.WebSocketEndpoint;
import io.github.wsboot.server.Background;
import io.github.wsboot.server.Promise;
import io.github.wsboot.server.RawFrame;
import io.github.wsboot.server.RawWebSocketClient;
import io.github.wsboot.server.ServerKind;
import io.github.wsboot.server.TestServer;

import static org.assertj.core.api.Assertions.assertThat;

/**
 * Tests for a process with a small heap, whose clients send more than it can hold.
 */
class SmallHeapIntegrationTests {

	private static final int CLIENTS = 200;

	private static final Duration PATIENCE = Duration.ofMinutes(2);

	@TempDir
	private Path directory;

	@Promise("memory")
	@Test
	void largeMessagesOfManyClientsShouldNeitherFailNorStopOthers() throws Exception {
		Process process = start();
		List<RawWebSocketClient> clients = new ArrayList<>();
		try {
			int port = port(process);
			for (int i = 0; i <= CLIENTS; i++) {
				clients.add(RawWebSocketClient.to(port, "/echo").connect());
			}
			RawWebSocketClient other = clients.remove(CLIENTS);
			byte[] message = RawFrame.text("x".repeat(1_000_000), true).encode(true);
			List<CompletableFuture<Integer>> echoes = clients.stream()
				.map((client) -> Background.supply(() -> client.bytes(message).next().payload().length))
				.toList();
			TestServer.await("all echoes").atMost(PATIENCE).untilAsserted(() -> {
				assertThat(other.text("other").nextText()).isEqualTo("other");
				assertThat(echoes).as(output()).noneMatch(CompletableFuture::isCompletedExceptionally);
				assertThat(echoes).allMatch(CompletableFuture::isDone);
			});
			assertThat(echoes).as(output()).allSatisfy((echo) -> assertThat(echo.join()).isEqualTo(1_000_000));
			assertThat(output()).doesNotContain("WARN").doesNotContain("OutOfMemoryError");
		}
		finally {
			clients.forEach(RawWebSocketClient::close);
			process.destroyForcibly();
		}
	}

	private Process start() throws IOException {
		List<String> command = new ArrayList<>(
				List.of(Path.of(System.getProperty("java.home"), "bin", "java").toString(), "-Xmx512m", "-cp",
						System.getProperty("java.class.path"), SmallHeapApplication.class.getName(), "--server.port=0",
						"--logging.level.root=warn", "--ws.heartbeat.interval=10m", "--ws.max-text-size=1MB",
						"--test.directory=" + this.directory));
		ServerKind.DIRECT_TOMCAT.properties(List.of()).forEach((property) -> command.add("--" + property));
		return new ProcessBuilder(command).redirectErrorStream(true)
			.redirectOutput(this.directory.resolve("output").toFile())
			.start();
	}

	private int port(Process process) throws IOException {
		Path file = this.directory.resolve(SmallHeapApplication.PORT);
		TestServer.await("start of the process").atMost(PATIENCE).until(() -> Files.exists(file) || !process.isAlive());
		assertThat(file).as(output()).exists();
		return Integer.parseInt(Files.readString(file).trim());
	}

	private String output() throws IOException {
		return Files.readString(this.directory.resolve("output"));
	}

	/**
	 * Application in a process of its own, which echoes messages.
	 */
	@Configuration(proxyBeanMethods = false)
	@EnableAutoConfiguration
	@Import(SmallHeapApplication.EchoEndpoint.class)
	public static class SmallHeapApplication {

		static final String PORT = "port";

		public static void main(String[] args) {
			SpringApplication.run(SmallHeapApplication.class, args);
		}

		@WebSocketEndpoint("/echo")
		static class EchoEndpoint {

			private final Path directory;

			EchoEndpoint(@Value("${test.directory}") Path directory) {
				this.directory = directory;
			}

			@EventListener
			void started(WebServerInitializedEvent event) throws IOException {
				Path file = Files.writeString(this.directory.resolve(PORT + ".new"),
						String.valueOf(event.getWebServer().getPort()));
				Files.move(file, this.directory.resolve(PORT), StandardCopyOption.ATOMIC_MOVE);
			}

			@OnMessage
			String echo(String text) {
				return text;
			}

		}

	}

}
