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

package io.github.wsboot.benchmarks.load;

import java.io.IOException;
import java.io.InputStream;
import java.io.UncheckedIOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.time.Duration;
import java.util.List;
import java.util.Optional;

/**
 * Lower bound for a server: a program in C that does little more than the system calls,
 * built when it is needed.
 */
final class LimitServer implements MeasuredServer {

	private static final String SOURCE = "/limit.c";

	private static final String READY = "Limit server listens on port ";

	private final ChildProcess process;

	private final int port;

	private LimitServer(ChildProcess process) {
		this.process = process;
		this.port = Integer.parseInt(process.awaitReady());
	}

	/**
	 * Build the program.
	 * @return its file, or nothing if there is no C compiler
	 */
	static Optional<Path> build() {
		try (InputStream source = LimitServer.class.getResourceAsStream(SOURCE)) {
			if (source == null) {
				throw new IllegalStateException(SOURCE + " is not there");
			}
			Path directory = Files.createTempDirectory("limit");
			Path code = directory.resolve("limit.c");
			Path program = directory.resolve("limit");
			List.of(directory, code, program).forEach((path) -> path.toFile().deleteOnExit());
			Files.copy(source, code);
			return compile(code, program) ? Optional.of(program) : Optional.empty();
		}
		catch (IOException ex) {
			throw new UncheckedIOException(ex);
		}
	}

	private static boolean compile(Path code, Path program) {
		try {
			ExternalCommand.run(List.of("cc", "-O2", "-pthread", "-o", program.toString(), code.toString()));
			return true;
		}
		catch (IOException ex) {
			System.err.println("There is no limit server, since there is no C compiler: " + ex.getMessage());
			return false;
		}
	}

	/**
	 * Start the program.
	 * @param program its file
	 * @param threads the number of its threads
	 * @return the server, ready for connections
	 */
	static LimitServer start(Path program, int threads) {
		return new LimitServer(ChildProcess.start("limit server", READY, List.of(program.toString(), "" + threads)));
	}

	int port() {
		return this.port;
	}

	@Override
	public Clients clients(MessageFormat format) {
		return new Clients(this.port, format, null);
	}

	@Override
	public Duration cpu() {
		return this.process.cpu();
	}

	/**
	 * Return at once: it has a connection before it answers the handshake, and has
	 * forgotten it before it answers a close frame or right after.
	 */
	@Override
	public void await(Clients clients, String path, int connections) {
	}

	@Override
	public void close() {
		this.process.close();
	}

}
