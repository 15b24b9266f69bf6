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

package io.github.wsboot.server.cluster;

import java.io.IOException;
import java.io.UncheckedIOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.time.Duration;
import java.util.ArrayList;
import java.util.Arrays;
import java.util.List;
import java.util.Optional;
import java.util.concurrent.TimeUnit;
import java.util.stream.Collectors;
import java.util.stream.Stream;

import org.springframework.util.ClassUtils;

import io.github.wsboot.server.Program;
import io.github.wsboot.server.ServerKind;
import io.github.wsboot.server.TestServer;

import static org.assertj.core.api.Assertions.assertThat;

/**
 * Node in a process of its own. It ends with this one at the latest, since it waits for
 * the end of its input.
 */
public final class NodeProcess implements AutoCloseable {

	/** Several start at the same time, perhaps on a machine that is busy. */
	private static final Duration TIME_TO_START = TestServer.TIMEOUT.multipliedBy(3);

	private static final String PORT = "> port ";

	private final Process process;

	private final Path output;

	private NodeProcess(Process process, Path output) {
		this.process = process;
		this.output = output;
	}

	/**
	 * Start a node, which may take a while.
	 * @param sources the beans and configurations of its application
	 * @param properties its properties
	 */
	static NodeProcess start(List<Class<?>> sources, List<String> properties) {
		List<String> command = new ArrayList<>(List.of(
				Path.of(System.getProperty("java.home"), "bin", "java").toString(), "-cp",
				System.getProperty("java.class.path"), "-XX:TieredStopAtLevel=1", "-XX:+UseSerialGC", "-Xmx512m",
				NodeProcess.class.getName(), sources.stream().map(Class::getName).collect(Collectors.joining(","))));
		command.addAll(properties);
		try {
			Path output = Files.createTempFile("node", ".txt");
			output.toFile().deleteOnExit();
			return new NodeProcess(
					new ProcessBuilder(command).redirectErrorStream(true).redirectOutput(output.toFile()).start(),
					output);
		}
		catch (IOException ex) {
			throw new UncheckedIOException(ex);
		}
	}

	/**
	 * Wait until it has started, and return its port.
	 */
	int port() {
		return TestServer.await("start of a node")
			.atMost(TIME_TO_START)
			.until(this::findPort, Optional::isPresent)
			.orElseThrow();
	}

	private Optional<Integer> findPort() throws IOException {
		assertThat(this.process.isAlive()).as(Files.readString(this.output)).isTrue();
		try (Stream<String> lines = Files.lines(this.output)) {
			return lines.filter((line) -> line.startsWith(PORT))
				.map((line) -> Integer.valueOf(line.substring(PORT.length())))
				.findFirst();
		}
	}

	/**
	 * End it at once, as SIGKILL does.
	 */
	void kill() {
		this.process.destroyForcibly();
	}

	/**
	 * Stop it without ending it, as SIGSTOP does.
	 */
	void pause() {
		Program.signal(this.process, "STOP");
	}

	/**
	 * Continue after {@link #pause()}.
	 */
	void resume() {
		Program.signal(this.process, "CONT");
	}

	/**
	 * Stop it in an orderly way, if it runs.
	 */
	@Override
	public void close() {
		try {
			this.process.getOutputStream().close();
			if (!this.process.waitFor(TestServer.TIMEOUT.toSeconds(), TimeUnit.SECONDS)) {
				throw new AssertionError("The node does not stop: " + Files.readString(this.output));
			}
			Files.deleteIfExists(this.output);
		}
		catch (IOException ex) {
			throw new UncheckedIOException(ex);
		}
		catch (InterruptedException ex) {
			throw new IllegalStateException(ex);
		}
		finally {
			this.process.destroyForcibly();
		}
	}

	/**
	 * Run a node until the input ends.
	 * @param arguments the names of its sources, and its properties
	 */
	public static void main(String[] arguments) throws IOException {
		List<Class<?>> sources = new ArrayList<>();
		for (String source : arguments[0].split(",")) {
			sources.add(ClassUtils.resolveClassName(source, null));
		}
		try (TestServer server = TestServer.start(ServerKind.DIRECT_TOMCAT, sources,
				Arrays.copyOfRange(arguments, 1, arguments.length))) {
			System.out.println(PORT + server.port());
			System.in.read();
		}
	}

}
