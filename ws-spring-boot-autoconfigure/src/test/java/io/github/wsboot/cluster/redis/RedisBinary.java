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

package io.github.wsboot.cluster.redis;

import java.io.IOException;
import java.io.UncheckedIOException;
import java.nio.file.Files;
import java.nio.file.Path;

import org.springframework.util.function.SingletonSupplier;
import redis.embedded.core.ExecutableProvider;

import io.github.wsboot.server.Program;

/**
 * Executables of Redis.
 */
public enum RedisBinary {

	/** The {@code redis-server} of this machine: a test that needs it may be skipped. */
	INSTALLED {

		@Override
		Program program() {
			return Program.find("WS_REQUIRE_REDIS", "redis-server");
		}

	},

	/** Redis 6.2, which is in a library of the tests. */
	EMBEDDED {

		@Override
		Program program() {
			return Program.of(embedded.obtain());
		}

	};

	private static final SingletonSupplier<Path> embedded = SingletonSupplier.of(RedisBinary::extract);

	/**
	 * Return the program, to be closed by the caller.
	 */
	abstract Program program();

	private static Path extract() {
		try {
			Path folder = Files.createTempDirectory("redis-server");
			Path executable = ExecutableProvider.newJarResourceProvider(folder.toFile()).get().toPath();
			folder.toFile().deleteOnExit();
			executable.toFile().deleteOnExit();
			return executable;
		}
		catch (IOException ex) {
			throw new UncheckedIOException(ex);
		}
	}

}
