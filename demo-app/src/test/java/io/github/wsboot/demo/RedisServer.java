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

package io.github.wsboot.demo;

import java.io.File;
import java.io.IOException;
import java.net.InetAddress;
import java.net.ServerSocket;
import java.net.Socket;
import java.nio.file.Path;
import java.time.Duration;
import java.util.Optional;
import java.util.concurrent.TimeUnit;
import java.util.stream.Stream;

import org.assertj.core.api.Assumptions;
import org.awaitility.Awaitility;

import static org.assertj.core.api.Assertions.assertThat;

/**
 * The {@code redis-server} of this machine, in a process of its own. Tests that need it
 * are skipped where it is missing, unless {@code WS_REQUIRE_REDIS} is {@code true}.
 */
final class RedisServer implements AutoCloseable {

	private static final Duration PATIENCE = Duration.ofSeconds(30);

	private final int port;

	private final Process process;

	private RedisServer(File program, Path directory) throws IOException {
		this.port = freePort();
		this.process = new ProcessBuilder(program.getPath(), "--port", String.valueOf(this.port), "--bind", "127.0.0.1",
				"--save", "", "--appendonly", "no", "--dir", directory.toString())
			.redirectErrorStream(true)
			.redirectOutput(directory.resolve("redis.log").toFile())
			.start();
	}

	/**
	 * Start it, or skip the test if there is none.
	 * @param directory the folder for everything it writes
	 */
	static RedisServer start(Path directory) throws IOException {
		Optional<File> program = find();
		if (program.isEmpty() && Boolean.parseBoolean(System.getenv("WS_REQUIRE_REDIS"))) {
			throw new IllegalStateException("WS_REQUIRE_REDIS is set, but there is no 'redis-server' on the PATH");
		}
		Assumptions.assumeThat(program).as("redis-server on the PATH").isPresent();
		RedisServer server = new RedisServer(program.orElseThrow(), directory);
		try {
			Awaitility.await("Redis").atMost(PATIENCE).until(server::accepts);
			return server;
		}
		catch (RuntimeException ex) {
			server.close();
			throw ex;
		}
	}

	private static Optional<File> find() {
		String path = Optional.ofNullable(System.getenv("PATH")).orElse("");
		return Stream.of(path.split(File.pathSeparator))
			.map((folder) -> new File(folder, "redis-server"))
			.filter(File::canExecute)
			.findFirst();
	}

	private static int freePort() throws IOException {
		try (ServerSocket socket = new ServerSocket(0)) {
			return socket.getLocalPort();
		}
	}

	private boolean accepts() {
		assertThat(this.process.isAlive()).as("Redis runs").isTrue();
		try (Socket socket = new Socket(InetAddress.getLoopbackAddress(), this.port)) {
			return socket.isConnected();
		}
		catch (IOException ex) {
			return false;
		}
	}

	int port() {
		return this.port;
	}

	/**
	 * Kill it, and wait for its end.
	 */
	@Override
	public void close() {
		this.process.destroyForcibly();
		try {
			assertThat(this.process.waitFor(PATIENCE.toSeconds(), TimeUnit.SECONDS)).as("end of Redis").isTrue();
		}
		catch (InterruptedException ex) {
			Thread.currentThread().interrupt();
		}
	}

}
