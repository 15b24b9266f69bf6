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

package io.github.wsboot.benchmarks.client;

import java.io.IOException;
import java.io.OutputStream;
import java.net.InetAddress;
import java.net.InetSocketAddress;
import java.nio.charset.StandardCharsets;
import java.util.function.Function;

import com.sun.net.httpserver.HttpExchange;
import com.sun.net.httpserver.HttpServer;
import org.springframework.context.SmartLifecycle;
import org.springframework.stereotype.Component;
import org.springframework.util.StringUtils;

import io.github.wsboot.benchmarks.server.BenchmarkServer;
import io.github.wsboot.benchmarks.server.Jvm;

/**
 * Takes the commands of the load generator, on one thread.
 */
@Component
class Control implements SmartLifecycle {

	private final HttpServer http;

	private final OutgoingConnections connections;

	private final Echo echo;

	private volatile boolean running;

	Control(OutgoingConnections connections, Echo echo) throws IOException {
		this.http = HttpServer.create(new InetSocketAddress(InetAddress.getLoopbackAddress(), 0), 0);
		this.connections = connections;
		this.echo = echo;
		on("/probe/gc", (argument) -> Jvm.heapAfterCollection());
		on("/probe/jvm", (argument) -> Jvm.describe());
		on("/threads", (argument) -> Jvm.threads());
		on("/open", (argument) -> run(() -> connections.open(Integer.parseInt(argument))));
		on("/established", (argument) -> connections.established());
		on("/start", (argument) -> run(() -> start(Integer.parseInt(argument))));
		on("/stop", (argument) -> run(echo::stop));
		on("/received", (argument) -> echo.received());
		on("/on-the-way", (argument) -> echo.onTheWay());
	}

	private void on(String path, Function<String, Object> command) {
		this.http.createContext(path, (exchange) -> {
			String argument = StringUtils.hasLength(exchange.getRequestURI().getQuery())
					? exchange.getRequestURI().getQuery() : "";
			answer(exchange, command.apply(argument).toString());
		});
	}

	private static void answer(HttpExchange exchange, String text) throws IOException {
		byte[] bytes = text.getBytes(StandardCharsets.UTF_8);
		exchange.sendResponseHeaders(200, bytes.length);
		try (OutputStream body = exchange.getResponseBody()) {
			body.write(bytes);
		}
	}

	private static Object run(Runnable command) {
		command.run();
		return "done";
	}

	/**
	 * Send the first texts, which the server sends back.
	 */
	private void start(int size) {
		this.echo.start(this.connections, "E" + "x".repeat(size - 1));
	}

	@Override
	public void start() {
		this.http.start();
		this.running = true;
		System.out.println(BenchmarkServer.READY + this.http.getAddress().getPort());
	}

	@Override
	public void stop() {
		this.running = false;
		this.http.stop(0);
	}

	@Override
	public boolean isRunning() {
		return this.running;
	}

}
