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

package io.github.wsboot.server.lifecycle;

import java.io.File;
import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.time.Duration;
import java.util.ArrayList;
import java.util.List;
import java.util.Map;
import java.util.concurrent.TimeUnit;

import org.awaitility.core.ConditionFactory;
import org.junit.jupiter.api.io.TempDir;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.CsvSource;

import io.github.wsboot.server.ServerKind;
import io.github.wsboot.server.TestServer;
import io.github.wsboot.server.lifecycle.DrainApplication.Fate;

import static org.assertj.core.api.Assertions.assertThat;

/**
 * A process that serves many clients is told to stop, twice: each of them gets all that
 * was meant for it and a close frame, and the process ends in time.
 */
class DrainIntegrationTests {

	/** Messages a second, each way. */
	private static final int RATE = 1000;

	private static final Duration PATIENCE = Duration.ofMinutes(2);

	/** The default of {@code ws.drain.timeout}. */
	private static final int DRAIN_SECONDS = 20;

	@TempDir
	private Path directory;

	@ParameterizedTest
	@CsvSource({ "DIRECT_TOMCAT, 5000", "DIRECT_JETTY, 5000", "TOMCAT, 500" })
	void nothingShouldBeLostWhenTheProcessIsStoppedUnderLoad(ServerKind kind, int count) throws Exception {
		Process process = start(kind);
		try (ManyClients clients = new ManyClients(port(process), "/feed", count, RATE)) {
			await("connections").until(() -> clients.connected.get() == count);
			await("messages").until(() -> clients.received.get() > 2 * RATE && clients.sent.get() > 2 * RATE);
			// Unlike Process.destroy(), this is a SIGTERM and nothing else
			process.toHandle().destroy();
			await("first close frame").until(() -> clients.closeFrames.get() > 0);
			process.toHandle().destroy();
			assertThat(process.waitFor(DRAIN_SECONDS, TimeUnit.SECONDS)).as("end of the process in time").isTrue();
			await("end of all connections").until(() -> clients.ended.get() == count);
			assertThatNothingIsLost(clients, Fate.read(this.directory));
			assertThat(output()).contains("Closed " + count + " connection(s) in ")
				.contains(" 0 of them cut off, 0 without @OnClose");
		}
		finally {
			process.destroyForcibly();
		}
	}

	private static void assertThatNothingIsLost(ManyClients clients, Map<String, Fate> fates) {
		assertThat(fates).hasSameSizeAs(clients.clients());
		assertThat(clients.clients()).allSatisfy((client) -> {
			assertThat(client.failure()).isNull();
			assertThat(client.closeCode()).isEqualTo(1012);
			assertThat(fates.get(client.name())).isEqualTo(new Fate(client.name(), 1, 1, "SHUTDOWN", client.numbers()));
		});
	}

	private Process start(ServerKind kind) throws IOException {
		File output = this.directory.resolve("output").toFile();
		List<String> command = new ArrayList<>(
				List.of(Path.of(System.getProperty("java.home"), "bin", "java").toString(), "-Xmx512m", "-cp",
						System.getProperty("java.class.path"), DrainApplication.class.getName(), "--server.port=0",
						"--logging.level.root=warn", "--logging.level.io.github.wsboot.connection=info",
						// However busy the machine is, nobody is to be taken for gone or
						// slow
						"--ws.heartbeat.timeout=2m", "--ws.send.max-delay=2m", "--test.directory=" + this.directory,
						"--test.rate=" + RATE));
		kind.properties(false, false).forEach((property) -> command.add("--" + property));
		return new ProcessBuilder(command).redirectErrorStream(true).redirectOutput(output).start();
	}

	private int port(Process process) throws IOException {
		Path file = this.directory.resolve(DrainApplication.PORT);
		await("start of the process").until(() -> Files.exists(file) || !process.isAlive());
		assertThat(file).as(output()).exists();
		return Integer.parseInt(Files.readString(file).trim());
	}

	private String output() throws IOException {
		return Files.readString(this.directory.resolve("output"));
	}

	private static ConditionFactory await(String what) {
		return TestServer.await(what).atMost(PATIENCE);
	}

}
