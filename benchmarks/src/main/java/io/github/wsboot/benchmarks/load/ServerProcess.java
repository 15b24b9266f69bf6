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
import java.net.URI;
import java.net.URLEncoder;
import java.net.http.HttpClient;
import java.net.http.HttpRequest;
import java.net.http.HttpRequest.BodyPublishers;
import java.net.http.HttpResponse;
import java.net.http.HttpResponse.BodyHandlers;
import java.nio.charset.StandardCharsets;
import java.time.Duration;
import java.util.ArrayList;
import java.util.List;

import javax.net.ssl.SSLContext;

import org.jspecify.annotations.Nullable;

import io.github.wsboot.benchmarks.server.BenchmarkServer;

/**
 * The server to measure, in a process of its own that ends with this one.
 */
final class ServerProcess implements MeasuredServer {

	private final ChildProcess process;

	private final @Nullable SSLContext tls;

	private final HttpClient http;

	private final int port;

	private ServerProcess(ChildProcess process, @Nullable SSLContext tls) {
		this.process = process;
		this.tls = tls;
		this.http = (tls != null) ? HttpClient.newBuilder().sslContext(tls).build() : HttpClient.newHttpClient();
		this.port = Integer.parseInt(process.awaitReady());
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
	 * Start a server.
	 * @param main its main class
	 * @param options how to
	 * @param arguments its arguments, before those of the options
	 * @return the server, ready for connections
	 */
	static ServerProcess start(Class<?> main, Options options, String... arguments) {
		return new ServerProcess(launch(main, options, List.of(), List.of(arguments)), null);
	}

	/**
	 * Start a server that speaks TLS only.
	 * @param certificate its certificate
	 * @param options how to
	 * @param arguments its arguments, before those of the options
	 * @return the server, ready for connections
	 */
	static ServerProcess startWithTls(Certificate certificate, Options options, List<String> arguments) {
		List<String> all = new ArrayList<>(certificate.serverArguments());
		all.addAll(arguments);
		return new ServerProcess(launch(BenchmarkServer.class, options, List.of(), all), certificate.context());
	}

	/**
	 * Start a server.
	 * @param flags further flags of its JVM
	 * @param options how to
	 * @return the server, ready for connections
	 */
	static ServerProcess startWithFlags(List<String> flags, Options options) {
		return new ServerProcess(launch(BenchmarkServer.class, options, flags, List.of()), null);
	}

	private static ChildProcess launch(Class<?> main, Options options, List<String> flags, List<String> arguments) {
		List<String> command = new ArrayList<>();
		command.add(options.javaCommand());
		command.add("-Xmx" + options.heap());
		command.addAll(flags);
		command.addAll(List.of("-cp", System.getProperty("java.class.path"), main.getName()));
		command.add("--server.port=0");
		command.addAll(arguments);
		command.addAll(options.serverArguments());
		return ChildProcess.start("server", BenchmarkServer.READY, command);
	}

	@Override
	public Clients clients(MessageFormat format) {
		return new Clients(this.port, format, this.tls);
	}

	int port() {
		return this.port;
	}

	@Override
	public Duration cpu() {
		return this.process.cpu();
	}

	/**
	 * Return the bytes of heap that a full collection of garbage leaves.
	 */
	long heap() {
		return Long.parseLong(ask(HttpRequest.newBuilder(uri("/probe/gc")).POST(BodyPublishers.noBody()).build()));
	}

	String jvm() {
		return get("/probe/jvm");
	}

	/**
	 * Return the flags that the JVM was started with, and its garbage collector.
	 */
	String flags() {
		return get("/probe/flags");
	}

	/**
	 * Return the number of event loops.
	 */
	int loops() {
		return Integer.parseInt(get("/probe/loops"));
	}

	@Override
	public void await(Clients clients, String path, int connections) {
		clients.await("have " + connections + " connections at the server", () -> connections(path) == connections);
	}

	/**
	 * Return the number of connections that the server has at a path.
	 */
	int connections(String path) {
		return Integer.parseInt(get("/probe/connections?path=" + URLEncoder.encode(path, StandardCharsets.UTF_8)));
	}

	/**
	 * Return the number of connections at a path whose clients do not read what is
	 * waiting for them.
	 */
	int waiting(String path) {
		return Integer.parseInt(get("/probe/waiting?path=" + path));
	}

	/**
	 * Return the number of messages that the server's meters have counted.
	 */
	long metered() {
		return Long.parseLong(get("/probe/metered"));
	}

	/**
	 * Return what the server answers at a path.
	 */
	String get(String path) {
		return ask(HttpRequest.newBuilder(uri(path)).build());
	}

	private URI uri(String path) {
		return URI.create(((this.tls != null) ? "https" : "http") + "://127.0.0.1:" + this.port + path);
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
		this.process.close();
	}

}
