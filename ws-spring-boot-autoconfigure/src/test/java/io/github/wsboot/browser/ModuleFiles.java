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

package io.github.wsboot.browser;

import java.io.IOException;
import java.io.UncheckedIOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.List;
import java.util.stream.Stream;

import io.github.wsboot.server.Program;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assumptions.assumeThat;

/**
 * Files of the browser's module, of its tests and of what they need.
 */
final class ModuleFiles {

	/** The module, which is an npm package as well. */
	static final Path MODULE = Path.of("src/main/resources/META-INF/resources/webjars/ws-client").toAbsolutePath();

	/** The tests that run in Node. */
	static final Path TESTS = Path.of("src/test/js").toAbsolutePath();

	/** Unpacked by the build. */
	private static final Path COMPILER = Path.of("target/typescript/lib/tsc.js").toAbsolutePath();

	private static final String REQUIREMENT = "WS_REQUIRE_NODE";

	private ModuleFiles() {
	}

	/**
	 * Return the program that runs scripts, or skip the test, as with a version that
	 * lacks what the fakes of the tests are made of.
	 */
	static Program node() {
		Program node = Program.find(REQUIREMENT, "node", "nodejs");
		boolean sufficient = node.run("-e", "process.exit(parseInt(process.versions.node) < 20 ? 1 : 0)") == 0;
		if (!Boolean.parseBoolean(System.getenv(REQUIREMENT))) {
			assumeThat(sufficient).as("SKIPPED, since Node is older than 20").isTrue();
		}
		assertThat(sufficient).as("Node 20 or later").isTrue();
		return node;
	}

	/**
	 * Return the manager of packages, which comes with Node or apart from it, or skip the
	 * test.
	 */
	static Program npm() {
		return Program.find("WS_REQUIRE_NPM", "npm");
	}

	/**
	 * Return the compiler of TypeScript, a script for Node.
	 */
	static Path compiler() {
		assertThat(COMPILER).as("'typescript', which 'mvn generate-test-resources' unpacks").exists();
		return COMPILER;
	}

	/**
	 * Return the files of tests that run in Node.
	 */
	static List<Path> tests() {
		try (Stream<Path> files = Files.list(TESTS)) {
			return files.filter((file) -> file.toString().endsWith(".test.js")).sorted().toList();
		}
		catch (IOException ex) {
			throw new UncheckedIOException(ex);
		}
	}

	static String read(Path file) {
		try {
			return Files.readString(file);
		}
		catch (IOException ex) {
			throw new UncheckedIOException(ex);
		}
	}

}
