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
import java.net.URI;
import java.net.http.HttpClient;
import java.net.http.HttpRequest;
import java.net.http.HttpRequest.BodyPublishers;
import java.net.http.HttpResponse;
import java.net.http.HttpResponse.BodyHandlers;
import java.nio.charset.StandardCharsets;
import java.time.Duration;
import java.util.ArrayList;
import java.util.List;
import java.util.concurrent.CompletableFuture;
import java.util.concurrent.ExecutionException;
import java.util.concurrent.TimeUnit;
import java.util.concurrent.TimeoutException;

import io.github.wsboot.benchmarks.cluster.ClusterServer;
import io.github.wsboot.benchmarks.server.BenchmarkServer;

/**
 * The server to measure, in a process of its own that ends with this one.
 */
final class ServerProcess implements AutoCloseable {

	private static final Duration START_TIMEOUT = Duration.ofMinutes(2);

	private static final Duration STOP_TIMEOUT = Duration.ofSeconds(30);

	private final Process process;

	private final HttpClient http = HttpClient.newHttpClient();

	private final Thread shutdownHook;

	private final int port;

	private ServerProcess(Process process) {
		this.process = process;
		this.shutdownHook = new Thread(process::destroyForcibly);
		Runtime.getRuntime().addShutdownHook(this.shutdownHook);
		this.port = awaitPort();
	}

	/**
	 * Start a server.
	 * @param options how to
	 * @param arguments its arguments, before those of the options
	 * @return the server, ready for connections
	 */
	static ServerProcess start(Options options, String... arguments) {
		return start(BenchmarkServer.class, options, arguments);
	}

	/**
	 * Start a server that is the receiving node of a cluster of two.
	 * @param options how to
	 * @param arguments the arguments of both nodes, before those of the options
	 * @return the server, ready for connections
	 */
	static ServerProcess startCluster(Options options, String... arguments) {
		return start(ClusterServer.class, options, arguments);
	}

	private static ServerProcess start(Class<?> main, Options options, String... arguments) {
		List<String> command = new ArrayList<>();
		command.add(options.javaCommand());
		command.add("-Xmx" + options.heap());
		command.addAll(List.of("-cp", System.getProperty("java.class.path"), main.getName()));
		command.add("--server.port=0");
		command.addAll(List.of(arguments));
		command.addAll(options.serverArguments());
		try {
			return new ServerProcess(new ProcessBuilder(command).redirectErrorStream(true).start());
		}
		catch (IOException ex) {
			throw new UncheckedIOException("Cannot start the server: " + command, ex);
		}
	}

	private int awaitPort() {
		CompletableFuture<Integer> port = new CompletableFuture<>();
		Thread reader = new Thread(() -> readOutput(port), "server-output");
		reader.setDaemon(true);
		reader.start();
		try {
			return port.get(START_TIMEOUT.toSeconds(), TimeUnit.SECONDS);
		}
		catch (InterruptedException | ExecutionException | TimeoutException ex) {
			close();
			throw new IllegalStateException("The server has not started; what it has said is above", ex);
		}
	}

	private void readOutput(CompletableFuture<Integer> port) {
		try (BufferedReader output = new BufferedReader(
				new InputStreamReader(this.process.getInputStream(), StandardCharsets.UTF_8))) {
			String line = output.readLine();
			while (line != null) {
				if (line.startsWith(BenchmarkServer.READY)) {
					port.complete(Integer.parseInt(line.substring(BenchmarkServer.READY.length())));
				}
				else {
					System.err.println("server: " + line);
				}
				line = output.readLine();
			}
		}
		catch (IOException ex) {
			// The process has been stopped
		}
		port.completeExceptionally(new IllegalStateException("The server has ended"));
	}

	int port() {
		return this.port;
	}

	/**
	 * Return the processor time that the server has spent since its start.
	 */
	Duration cpu() {
		return this.process.info()
			.totalCpuDuration()
			.orElseThrow(() -> new IllegalStateException("This system does not tell processor times"));
	}

	/**
	 * Return the processor time that deliveries have taken the receiving node of a
	 * cluster.
	 */
	Duration deliveryTime() {
		return Duration.ofNanos(Long.parseLong(ask(HttpRequest.newBuilder(uri("/probe/delivery-time")).build())));
	}

	/**
	 * Return the number of nodes that the receiving node of a cluster knows.
	 */
	int nodes() {
		return Integer.parseInt(ask(HttpRequest.newBuilder(uri("/probe/nodes")).build()));
	}

	/**
	 * Return the bytes of heap that a full collection of garbage leaves.
	 */
	long heap() {
		return Long.parseLong(ask(HttpRequest.newBuilder(uri("/probe/gc")).POST(BodyPublishers.noBody()).build()));
	}

	String jvm() {
		return ask(HttpRequest.newBuilder(uri("/probe/jvm")).build());
	}

	/**
	 * Wait until the server has so many connections. It answers a handshake a little
	 * earlier than it has the connection.
	 */
	void await(Clients clients, String path, int connections) {
		clients.await("have " + connections + " connections at the server", () -> connections(path) == connections);
	}

	/**
	 * Return the number of connections that the server has at a path.
	 */
	int connections(String path) {
		return Integer.parseInt(ask(HttpRequest.newBuilder(uri("/probe/connections?path=" + path)).build()));
	}

	/**
	 * Return the number of connections at a path whose clients do not read what is
	 * waiting for them.
	 */
	int waiting(String path) {
		return Integer.parseInt(ask(HttpRequest.newBuilder(uri("/probe/waiting?path=" + path)).build()));
	}

	/**
	 * Return the number of messages that the server's meters have counted.
	 */
	long metered() {
		return Long.parseLong(ask(HttpRequest.newBuilder(uri("/probe/metered")).build()));
	}

	private URI uri(String path) {
		return URI.create("http://127.0.0.1:" + this.port + path);
	}

	private String ask(HttpRequest request) {
		try {
			HttpResponse<String> response = this.http.send(request, BodyHandlers.ofString());
			if (response.statusCode() != 200) {
				throw new IllegalStateException(request.uri() + " has answered " + response.statusCode());
			}
			return response.body();
		}
		catch (IOException ex) {
			throw new UncheckedIOException(ex);
		}
		catch (InterruptedException ex) {
			Thread.currentThread().interrupt();
			throw new IllegalStateException(ex);
		}
	}

	@Override
	public void close() {
		this.process.destroy();
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
