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

package io.github.wsboot.server;

import java.io.File;
import java.io.IOException;
import java.io.UncheckedIOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.ArrayList;
import java.util.List;
import java.util.Optional;
import java.util.Set;
import java.util.concurrent.ConcurrentHashMap;
import java.util.concurrent.TimeUnit;
import java.util.stream.Stream;

import org.apache.commons.logging.Log;
import org.apache.commons.logging.LogFactory;
import org.springframework.util.FileSystemUtils;

import static org.assertj.core.api.Assumptions.assumeThat;

/**
 * A program of this machine that runs as long as a test needs it, with a folder of its
 * own. It ends with the JVM at the latest. A test whose program is missing is skipped,
 * unless an environment variable asks for it.
 */
public final class Program implements AutoCloseable {

	private static final Log logger = LogFactory.getLog(Program.class);

	private static final Set<Process> running = ConcurrentHashMap.newKeySet();

	static {
		Runtime.getRuntime().addShutdownHook(new Thread(() -> running.forEach(Process::destroyForcibly)));
	}

	private final Path executable;

	private final Path folder;

	private Process process;

	private Program(Path executable, Path folder) {
		this.executable = executable;
		this.folder = folder;
	}

	/**
	 * Find a program.
	 * @param requirement the environment variable that makes its absence a failure
	 * @param names the names that it may have
	 */
	public static Program find(String requirement, String... names) {
		Optional<Path> found = Stream.of(names)
			.flatMap((name) -> folders().map((folder) -> Path.of(folder, name)))
			.filter(Files::isExecutable)
			.findFirst();
		if (found.isEmpty() && Boolean.parseBoolean(System.getenv(requirement))) {
			throw new IllegalStateException(requirement + " is set, but there is no '" + names[0] + "' on the PATH");
		}
		if (found.isEmpty()) {
			String reason = "SKIPPED, since there is no '" + names[0] + "' on the PATH";
			logger.warn(reason);
			assumeThat(found).as(reason).isPresent();
		}
		return of(found.get());
	}

	/**
	 * Return a program.
	 * @param executable its file
	 */
	public static Program of(Path executable) {
		try {
			return new Program(executable, Files.createTempDirectory(executable.getFileName().toString()));
		}
		catch (IOException ex) {
			throw new UncheckedIOException(ex);
		}
	}

	/**
	 * Return the directories of programs. Those for administrators are not on the PATH of
	 * other users.
	 */
	private static Stream<String> folders() {
		String path = Optional.ofNullable(System.getenv("PATH")).orElse("");
		return Stream.concat(Stream.of(path.split(File.pathSeparator)), Stream.of("/usr/sbin"));
	}

	/**
	 * Return the folder for everything that the program writes.
	 */
	public Path folder() {
		return this.folder;
	}

	/**
	 * Start the program. Its output goes to the file {@code output} in its folder.
	 */
	public Program start(String... arguments) {
		List<String> command = new ArrayList<>(List.of(this.executable.toString()));
		command.addAll(List.of(arguments));
		ProcessBuilder builder = new ProcessBuilder(command).directory(this.folder.toFile())
			.redirectErrorStream(true)
			.redirectOutput(this.folder.resolve("output").toFile());
		builder.environment().put("TMPDIR", this.folder.toString());
		try {
			Process started = builder.start();
			running.add(started);
			started.onExit().thenRun(() -> running.remove(started));
			this.process = started;
			return this;
		}
		catch (IOException ex) {
			throw new UncheckedIOException(ex);
		}
	}

	/**
	 * Run the program to its end.
	 * @param arguments its arguments
	 * @return its exit value
	 */
	public int run(String... arguments) {
		start(arguments);
		try {
			if (!this.process.waitFor(2, TimeUnit.MINUTES)) {
				throw new IllegalStateException(this.executable + " does not end: " + output());
			}
			return this.process.exitValue();
		}
		catch (InterruptedException ex) {
			throw new IllegalStateException(ex);
		}
	}

	/**
	 * Return the output of the program.
	 */
	public String output() {
		try {
			return Files.readString(this.folder.resolve("output"));
		}
		catch (IOException ex) {
			throw new UncheckedIOException(ex);
		}
	}

	public boolean isRunning() {
		return this.process.isAlive();
	}

	public long pid() {
		return this.process.pid();
	}

	/**
	 * Send a signal to the program.
	 * @param name the name of the signal, such as {@code STOP}
	 */
	public void signal(String name) {
		signal(this.process, name);
	}

	/**
	 * Send a signal to a process.
	 * @param process the process
	 * @param name the name of the signal, such as {@code STOP}
	 */
	public static void signal(Process process, String name) {
		try {
			Process kill = new ProcessBuilder("sh", "-c", "kill -%s %d".formatted(name, process.pid())).inheritIO()
				.start();
			if (!kill.waitFor(10, TimeUnit.SECONDS) || kill.exitValue() != 0) {
				throw new IllegalStateException("The signal " + name + " could not be sent");
			}
		}
		catch (IOException ex) {
			throw new UncheckedIOException(ex);
		}
		catch (InterruptedException ex) {
			throw new IllegalStateException(ex);
		}
	}

	/**
	 * Send a signal that ends the program, and wait for its end.
	 * @param name the name of the signal, such as {@code KILL}
	 */
	public void end(String name) {
		signal(name);
		try {
			if (!this.process.waitFor(10, TimeUnit.SECONDS)) {
				throw new IllegalStateException(this.executable + " goes on after signal " + name);
			}
		}
		catch (InterruptedException ex) {
			throw new IllegalStateException(ex);
		}
	}

	/**
	 * Stop the program and those that it has started, and remove its folder.
	 */
	@Override
	public void close() {
		if (this.process != null) {
			List<ProcessHandle> children = this.process.descendants().toList();
			this.process.destroy();
			try {
				if (!this.process.waitFor(10, TimeUnit.SECONDS)) {
					this.process.destroyForcibly();
				}
			}
			catch (InterruptedException ex) {
				throw new IllegalStateException(ex);
			}
			children.forEach(ProcessHandle::destroyForcibly);
		}
		try {
			FileSystemUtils.deleteRecursively(this.folder);
		}
		catch (IOException ex) {
			logger.debug("Cannot delete " + this.folder, ex);
		}
	}

}
