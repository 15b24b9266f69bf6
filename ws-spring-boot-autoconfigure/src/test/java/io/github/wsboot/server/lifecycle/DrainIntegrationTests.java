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

package io.github.wsboot.server.lifecycle;

import java.io.File;
import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.nio.file.StandardCopyOption;
import java.time.Duration;
import java.util.ArrayList;
import java.util.List;
import java.util.Map;
import java.util.concurrent.ConcurrentHashMap;
import java.util.concurrent.CopyOnWriteArrayList;
import java.util.concurrent.Executors;
import java.util.concurrent.ScheduledExecutorService;
import java.util.concurrent.ThreadLocalRandom;
import java.util.concurrent.TimeUnit;
import java.util.concurrent.atomic.AtomicInteger;

import org.awaitility.core.ConditionFactory;
import org.junit.jupiter.api.io.TempDir;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.CsvSource;
import org.springframework.beans.factory.DisposableBean;
import org.springframework.beans.factory.annotation.Value;
import org.springframework.boot.SpringApplication;
import org.springframework.boot.autoconfigure.EnableAutoConfiguration;
import org.springframework.boot.web.server.context.WebServerInitializedEvent;
import org.springframework.context.annotation.Configuration;
import org.springframework.context.annotation.Import;
import org.springframework.context.event.EventListener;

import io.github.wsboot.CloseCause;
import io.github.wsboot.Connection;
import io.github.wsboot.annotation.OnClose;
import io.github.wsboot.annotation.OnMessage;
import io.github.wsboot.annotation.OnOpen;
import io.github.wsboot.annotation.WebSocketEndpoint;
import io.github.wsboot.server.Promise;
import io.github.wsboot.server.ServerKind;
import io.github.wsboot.server.TestServer;
import io.github.wsboot.server.lifecycle.DrainIntegrationTests.DrainApplication.Fate;

import static org.assertj.core.api.Assertions.assertThat;

/**
 * A process that serves many clients gets two signals to stop: each client receives all
 * of its messages and a close frame, and the process ends in time.
 */
class DrainIntegrationTests {

	/** Messages per second in each direction. */
	private static final int RATE = 1000;

	private static final Duration PATIENCE = Duration.ofMinutes(2);

	/** The default of {@code ws.drain.timeout}. */
	private static final int DRAIN_SECONDS = 20;

	@TempDir
	private Path directory;

	@Promise({ "close", "life-cycle" })
	@ParameterizedTest
	@CsvSource({ "DIRECT_TOMCAT, 5000", "DIRECT_JETTY, 5000", "TOMCAT, 500" })
	void nothingShouldBeLostWhenTheProcessIsStoppedUnderLoad(ServerKind kind, int count) throws Exception {
		Process process = start(kind);
		try (ManyClients clients = new ManyClients(port(process), "/feed", count, RATE)) {
			await("connections").until(() -> clients.connected.get() == count);
			await("messages").until(() -> clients.received.get() > 2 * RATE && clients.sent.get() > 2 * RATE);
			// Unlike Process.destroy(), this is a SIGTERM and nothing else
			process.toHandle().destroy();
			await("first close frame").until(() -> clients.closeFrames.get() > 0);
			process.toHandle().destroy();
			assertThat(process.waitFor(DRAIN_SECONDS, TimeUnit.SECONDS)).as("end of the process in time").isTrue();
			await("end of all connections").until(() -> clients.ended.get() == count);
			assertThatNothingIsLost(clients, Fate.read(this.directory));
			assertThat(output()).contains("Closed " + count + " connection(s) in ")
				.contains(" 0 of them aborted, 0 without @OnClose");
		}
		finally {
			process.destroyForcibly();
		}
	}

	private static void assertThatNothingIsLost(ManyClients clients, Map<String, Fate> fates) {
		assertThat(fates).hasSameSizeAs(clients.clients());
		assertThat(clients.clients()).allSatisfy((client) -> {
			assertThat(client.failure()).isNull();
			assertThat(client.closeCode()).isEqualTo(1012);
			assertThat(fates.get(client.name())).isEqualTo(new Fate(client.name(), 1, 1, "SHUTDOWN", client.numbers()));
		});
	}

	private Process start(ServerKind kind) throws IOException {
		File output = this.directory.resolve("output").toFile();
		List<String> command = new ArrayList<>(
				List.of(Path.of(System.getProperty("java.home"), "bin", "java").toString(), "-Xmx512m", "-cp",
						System.getProperty("java.class.path"), DrainApplication.class.getName(), "--server.port=0",
						"--logging.level.root=warn", "--logging.level.io.github.wsboot.connection=info",
						// A busy machine must not make a client look dead or slow
						"--ws.heartbeat.timeout=2m", "--ws.send.max-delay=2m", "--test.directory=" + this.directory,
						"--test.rate=" + RATE));
		kind.properties(List.of()).forEach((property) -> command.add("--" + property));
		return new ProcessBuilder(command).redirectErrorStream(true).redirectOutput(output).start();
	}

	private int port(Process process) throws IOException {
		Path file = this.directory.resolve(DrainApplication.PORT);
		await("start of the process").until(() -> Files.exists(file) || !process.isAlive());
		assertThat(file).as(output()).exists();
		return Integer.parseInt(Files.readString(file).trim());
	}

	private String output() throws IOException {
		return Files.readString(this.directory.resolve("output"));
	}

	private static ConditionFactory await(String what) {
		return TestServer.await(what).atMost(PATIENCE);
	}

	/**
	 * Application in a process of its own, which sends messages to its clients until it
	 * is stopped, and then records the end of each client.
	 */
	@Configuration(proxyBeanMethods = false)
	@EnableAutoConfiguration
	@Import(DrainApplication.FeedEndpoint.class)
	public static class DrainApplication {

		static final String PORT = "port";

		static final String SUMMARY = "summary";

		public static void main(String[] args) {
			SpringApplication.run(DrainApplication.class, args);
		}

		/**
		 * Record of one client.
		 *
		 * @param client the client's name
		 * @param opens the number of calls of {@code @OnOpen}
		 * @param closes the number of calls of {@code @OnClose}
		 * @param cause the cause of its end
		 * @param accepted the number of messages that were accepted for it
		 */
		record Fate(String client, int opens, int closes, String cause, int accepted) {

			static Map<String, Fate> read(Path directory) throws IOException {
				Map<String, Fate> fates = new ConcurrentHashMap<>();
				for (String line : Files.readAllLines(directory.resolve(SUMMARY))) {
					String[] parts = line.split(" ");
					fates.put(parts[0], new Fate(parts[0], Integer.parseInt(parts[1]), Integer.parseInt(parts[2]),
							parts[3], Integer.parseInt(parts[4])));
				}
				return fates;
			}

		}

		@WebSocketEndpoint("/feed")
		static class FeedEndpoint implements DisposableBean {

			private static final int TURNS_A_SECOND = 100;

			private final Map<String, Tally> tallies = new ConcurrentHashMap<>();

			private final List<Tally> open = new CopyOnWriteArrayList<>();

			private final ScheduledExecutorService feeder = Executors.newSingleThreadScheduledExecutor();

			private final Path directory;

			private final int rate;

			FeedEndpoint(@Value("${test.directory}") Path directory, @Value("${test.rate}") int rate) {
				this.directory = directory;
				this.rate = rate;
				this.feeder.scheduleAtFixedRate(this::feed, 0, 1000 / TURNS_A_SECOND, TimeUnit.MILLISECONDS);
			}

			@EventListener
			void started(WebServerInitializedEvent event) throws IOException {
				write(PORT, List.of(String.valueOf(event.getWebServer().getPort())));
			}

			@OnOpen
			void open(Connection connection) {
				Tally tally = tally(connection);
				tally.connection = connection;
				tally.opens.incrementAndGet();
				this.open.add(tally);
			}

			@OnMessage
			void message(String text) {
			}

			@OnClose
			void close(Connection connection, CloseCause cause) {
				Tally tally = tally(connection);
				tally.cause = cause;
				tally.closes.incrementAndGet();
			}

			private Tally tally(Connection connection) {
				return this.tallies.computeIfAbsent(TestServer.clientOf(connection), (name) -> new Tally());
			}

			/**
			 * Push a number to some clients: for each of them, its next one.
			 */
			private void feed() {
				int clients = this.open.size();
				for (int i = 0; clients > 0 && i < this.rate / TURNS_A_SECOND; i++) {
					Tally tally = this.open.get(ThreadLocalRandom.current().nextInt(clients));
					if (tally.connection.push(String.valueOf(tally.accepted + 1)).isAccepted()) {
						tally.accepted++;
					}
				}
			}

			@Override
			public void destroy() throws Exception {
				this.feeder.shutdown();
				this.feeder.awaitTermination(5, TimeUnit.SECONDS);
				write(SUMMARY,
						this.tallies.entrySet()
							.stream()
							.map((entry) -> entry.getKey() + " " + entry.getValue())
							.toList());
			}

			private void write(String file, List<String> lines) throws IOException {
				Path temporary = Files.write(this.directory.resolve(file + ".tmp"), lines);
				Files.move(temporary, this.directory.resolve(file), StandardCopyOption.ATOMIC_MOVE);
			}

		}

		private static final class Tally {

			private final AtomicInteger opens = new AtomicInteger();

			private final AtomicInteger closes = new AtomicInteger();

			private volatile Connection connection;

			private volatile CloseCause cause;

			/** Changed by the feeder only. */
			private volatile int accepted;

			@Override
			public String toString() {
				return this.opens + " " + this.closes + " " + this.cause + " " + this.accepted;
			}

		}

	}

}
