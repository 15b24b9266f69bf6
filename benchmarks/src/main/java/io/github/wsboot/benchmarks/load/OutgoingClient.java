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

import java.time.Duration;
import java.util.function.LongSupplier;

import io.github.wsboot.benchmarks.client.ClientApplication;

/**
 * Application with outgoing connections of one kind, and the server at their other end,
 * which serves nobody else. Both are processes of their own.
 */
final class OutgoingClient implements AutoCloseable {

	/** Connections that are opened before it is looked whether they are there. */
	private static final int BATCH = 500;

	/** Time without any progress, which a busy machine may need. */
	private static final Duration PATIENCE = Duration.ofSeconds(60);

	private final ClientKind kind;

	private final ServerProcess server;

	private final ServerProcess client;

	private int connections;

	private OutgoingClient(ClientKind kind, ServerProcess server, ServerProcess client) {
		this.kind = kind;
		this.server = server;
		this.client = client;
	}

	static OutgoingClient start(Options options, ClientKind kind) {
		ServerProcess server = ServerProcess.start(options);
		try {
			String uri = "ws://127.0.0.1:" + server.port() + kind.path();
			return new OutgoingClient(kind, server, ServerProcess.start(ClientApplication.class, options,
					"--benchmark.kind=" + kind, "--benchmark.uri=" + uri));
		}
		catch (RuntimeException ex) {
			server.close();
			throw ex;
		}
	}

	ClientKind kind() {
		return this.kind;
	}

	String jvm() {
		return this.client.jvm();
	}

	/**
	 * Open connections until there are so many.
	 */
	void openUpTo(int count) {
		while (this.connections < count) {
			int batch = Math.min(BATCH, count - this.connections);
			this.client.get("/open?" + batch);
			this.connections += batch;
			await("open " + this.connections + " connections", this::missing);
		}
	}

	/**
	 * Return the number of connections that are not there, at both ends together.
	 */
	private long missing() {
		return Math.abs(this.connections - number("/established"))
				+ Math.abs(this.connections - this.server.connections(this.kind.path()));
	}

	/**
	 * Look at the client, which has had nothing to do for a while.
	 */
	Idle idle() {
		Idle idle = new Idle(number("/threads"), this.client.heap());
		System.err.printf("%s, %d idle connections: %s%n", this.kind, this.connections, idle);
		return idle;
	}

	/**
	 * Let each connection send a text back and forth for a while.
	 */
	OutgoingSample echo(int size, Duration rampUp, Duration measured) {
		this.client.get("/start?" + size);
		sleep(rampUp);
		long startedAt = System.nanoTime();
		long before = received();
		Duration clientBefore = this.client.cpu();
		Duration serverBefore = this.server.cpu();
		sleep(measured);
		long messages = received() - before;
		double clientMicros = this.client.cpu().minus(clientBefore).toNanos() / 1e3;
		double serverMicros = this.server.cpu().minus(serverBefore).toNanos() / 1e3;
		double seconds = (System.nanoTime() - startedAt) / 1e9;
		this.client.get("/stop");
		await("get all texts back", () -> number("/on-the-way"));
		if (messages == 0 || missing() > 0) {
			throw new IllegalStateException("Of " + this.connections + " connections, some have ended, or sent none");
		}
		return new OutgoingSample(messages / seconds, clientMicros / messages, serverMicros / messages);
	}

	private long received() {
		return number("/received");
	}

	private long number(String path) {
		return Long.parseLong(this.client.get(path));
	}

	/**
	 * Wait until nothing is missing, for as long as there is less and less.
	 */
	private void await(String purpose, LongSupplier missing) {
		long deadline = System.nanoTime() + PATIENCE.toNanos();
		long least = Long.MAX_VALUE;
		for (long left = missing.getAsLong(); left != 0; left = missing.getAsLong()) {
			if (left < least) {
				least = left;
				deadline = System.nanoTime() + PATIENCE.toNanos();
			}
			if (System.nanoTime() - deadline > 0) {
				throw new IllegalStateException("It took too long to " + purpose + ", " + left
						+ " are missing: the kind '" + this.kind + "' has " + number("/established")
						+ " connections, its server " + this.server.connections(this.kind.path()));
			}
			sleep(Duration.ofMillis(20));
		}
	}

	static void sleep(Duration time) {
		try {
			Thread.sleep(time.toMillis());
		}
		catch (InterruptedException ex) {
			Thread.currentThread().interrupt();
			throw new IllegalStateException(ex);
		}
	}

	@Override
	public void close() {
		this.client.close();
		this.server.close();
	}

	/**
	 * An application that has nothing to do.
	 *
	 * @param threads the number of its threads
	 * @param heap the bytes of heap that a full collection of garbage leaves
	 */
	record Idle(long threads, long heap) {

	}

}
