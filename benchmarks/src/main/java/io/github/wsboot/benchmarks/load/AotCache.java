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
import java.io.UncheckedIOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.time.Duration;
import java.util.List;

/**
 * AOT cache of the server (JDK 25 or later), made by a run with traffic.
 */
final class AotCache {

	private final Path file;

	private AotCache(Path file) {
		this.file = file;
	}

	/**
	 * Run a server with traffic of all kinds at all its paths, and keep what its JVM has
	 * learned.
	 * @param options how to
	 */
	static AotCache train(Options options) {
		Path file = file();
		// It warns about each class that it leaves out
		List<String> flags = List.of("-XX:AOTCacheOutput=" + file, "-Xlog:aot=error");
		try (ServerProcess server = ServerProcess.startWithFlags(flags, options)) {
			for (String path : options.targets()) {
				try (Clients clients = server.clients(PlainFormat.TEXT)) {
					train(clients, server, path, options);
				}
			}
		}
		if (!Files.exists(file)) {
			throw new IllegalStateException("The JVM has written no AOT cache: that takes a JDK of 25 or later");
		}
		return new AotCache(file);
	}

	private static Path file() {
		try {
			Path directory = Files.createTempDirectory("aot");
			Path file = directory.resolve("server.aot");
			directory.toFile().deleteOnExit();
			file.toFile().deleteOnExit();
			return file;
		}
		catch (IOException ex) {
			throw new UncheckedIOException(ex);
		}
	}

	private static void train(Clients clients, ServerProcess server, String path, Options options) {
		List<Client> readers = clients.open(path, options.connections(), true);
		server.await(clients, path, readers.size());
		Measurement measurement = new Measurement(clients, List.of(server::cpu), Duration.ZERO, options.first());
		for (Workload workload : Workload.values()) {
			Sample sample = measurement.run(workload.traffic(clients, readers, options.size()));
			System.err.printf("training, %s, %s: %d messages%n", path, workload, sample.delivered());
		}
		clients.closeAll();
		server.await(clients, path, 0);
	}

	/**
	 * Return the flags of a JVM that lets it use the cache.
	 */
	List<String> flags() {
		return List.of("-XX:AOTCache=" + this.file);
	}

}
