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

package io.github.wsboot.client;

import java.io.IOException;
import java.io.InputStream;
import java.io.UncheckedIOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.regex.Matcher;
import java.util.regex.Pattern;

import io.github.wsboot.server.Program;
import io.github.wsboot.server.TestServer;
import io.github.wsboot.server.TestTls;

import static org.assertj.core.api.Assertions.assertThat;

/**
 * Server that runs in Node with the npm package {@code ws}, by the script
 * {@code peer.js}. A test that needs it is skipped if there is no Node, unless
 * {@code WS_REQUIRE_NODE} is {@code true}.
 */
final class NodePeer implements AutoCloseable {

	/** Unpacked by the build. */
	private static final Path LIBRARY = Path.of("target/npm-ws");

	private static final Pattern PORTS = Pattern.compile("(?m)^ports (\\d+) (\\d+)$");

	private final Program program;

	private final int port;

	private final int tlsPort;

	private NodePeer(Program program, int port, int tlsPort) {
		this.program = program;
		this.port = port;
		this.tlsPort = tlsPort;
	}

	/**
	 * Start the server, or skip the test.
	 */
	static NodePeer start() {
		Program program = Program.find("WS_REQUIRE_NODE", "node", "nodejs");
		assertThat(LIBRARY.resolve("index.js")).as("'ws', which 'mvn generate-test-resources' unpacks").exists();
		Path script = program.folder().resolve("peer.js");
		try (InputStream content = NodePeer.class.getResourceAsStream("peer.js")) {
			Files.copy(content, script);
			TestTls.writePem(program.folder());
		}
		catch (IOException ex) {
			throw new UncheckedIOException(ex);
		}
		program.start(script.toString(), LIBRARY.toAbsolutePath().toString(), "fullchain.pem", "privkey.pem");
		TestServer.await("start of Node").until(() -> {
			assertThat(program.isRunning()).as(program::output).isTrue();
			return PORTS.matcher(program.output()).find();
		});
		Matcher ports = PORTS.matcher(program.output());
		assertThat(ports.find()).isTrue();
		return new NodePeer(program, Integer.parseInt(ports.group(1)), Integer.parseInt(ports.group(2)));
	}

	/**
	 * Return the URI of a path.
	 * @param tls whether to use TLS
	 * @param path the path, {@code /} included
	 */
	String uri(boolean tls, String path) {
		return (tls ? "wss://localhost:" + this.tlsPort : "ws://localhost:" + this.port) + path;
	}

	/**
	 * Return the file with the certificate of the server.
	 */
	Path certificate() {
		return this.program.folder().resolve("fullchain.pem");
	}

	/**
	 * Return what the server has printed: the ends of its sockets, and errors.
	 */
	String output() {
		return this.program.output();
	}

	@Override
	public void close() {
		this.program.close();
	}

}
