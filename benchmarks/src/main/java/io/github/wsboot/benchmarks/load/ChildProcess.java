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

import java.io.BufferedReader;
import java.io.IOException;
import java.io.InputStreamReader;
import java.io.UncheckedIOException;
import java.nio.charset.StandardCharsets;
import java.time.Duration;
import java.util.List;
import java.util.concurrent.CompletableFuture;
import java.util.concurrent.ExecutionException;
import java.util.concurrent.TimeUnit;
import java.util.concurrent.TimeoutException;

/**
 * Process that is measured, and ends with the load generator. A line of its output says
 * that it is ready; what it says besides goes to the standard error.
 */
final class ChildProcess implements AutoCloseable {

	private static final Duration START_TIMEOUT = Duration.ofMinutes(2);

	private static final Duration STOP_TIMEOUT = Duration.ofSeconds(60);

	private final String name;

	private final String readyMark;

	private final Process process;

	private final Thread shutdownHook;

	private final CompletableFuture<String> ready = new CompletableFuture<>();

	private ChildProcess(String name, String readyMark, Process process) {
		this.name = name;
		this.readyMark = readyMark;
		this.process = process;
		this.shutdownHook = new Thread(process::destroyForcibly);
		Runtime.getRuntime().addShutdownHook(this.shutdownHook);
		Thread reader = new Thread(this::readOutput, name + "-output");
		reader.setDaemon(true);
		reader.start();
	}

	/**
	 * Start a process.
	 * @param name what it is
	 * @param readyMark text in the line that says that it is ready
	 * @param command the command
	 */
	static ChildProcess start(String name, String readyMark, List<String> command) {
		try {
			return new ChildProcess(name, readyMark, new ProcessBuilder(command).redirectErrorStream(true).start());
		}
		catch (IOException ex) {
			throw new UncheckedIOException("Cannot start the " + name + ": " + command, ex);
		}
	}

	private void readOutput() {
		try (BufferedReader output = new BufferedReader(
				new InputStreamReader(this.process.getInputStream(), StandardCharsets.UTF_8))) {
			String line = output.readLine();
			while (line != null) {
				if (line.contains(this.readyMark)) {
					this.ready.complete(line.substring(line.indexOf(this.readyMark) + this.readyMark.length()));
				}
				else {
					System.err.println(this.name + ": " + line);
				}
				line = output.readLine();
			}
		}
		catch (IOException ex) {
			// The process has been stopped
		}
		this.ready.completeExceptionally(new IllegalStateException("The " + this.name + " has ended"));
	}

	/**
	 * Wait until the process is ready, and end it if it does not get there.
	 * @return what its line says after the mark
	 */
	String awaitReady() {
		try {
			return this.ready.get(START_TIMEOUT.toSeconds(), TimeUnit.SECONDS);
		}
		catch (InterruptedException | ExecutionException | TimeoutException ex) {
			close();
			throw new IllegalStateException("The " + this.name + " has not started; what it has said is above", ex);
		}
	}

	/**
	 * Return the processor time that the process has spent since its start.
	 */
	Duration cpu() {
		return this.process.info()
			.totalCpuDuration()
			.orElseThrow(() -> new IllegalStateException("This system does not tell processor times"));
	}

	@Override
	public void close() {
		// Process.destroy() would close the pipe to which a JVM writes while it makes an
		// AOT cache
		this.process.toHandle().destroy();
		try {
			if (!this.process.waitFor(STOP_TIMEOUT.toSeconds(), TimeUnit.SECONDS)) {
				this.process.destroyForcibly();
			}
		}
		catch (InterruptedException ex) {
			this.process.destroyForcibly();
			Thread.currentThread().interrupt();
		}
		Runtime.getRuntime().removeShutdownHook(this.shutdownHook);
	}

}
