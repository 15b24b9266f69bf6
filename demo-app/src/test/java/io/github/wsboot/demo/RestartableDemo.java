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

package io.github.wsboot.demo;

import java.io.File;
import java.io.IOException;
import java.io.InputStream;
import java.io.OutputStream;
import java.net.ServerSocket;
import java.net.URISyntaxException;
import java.nio.charset.StandardCharsets;
import java.nio.file.Files;
import java.nio.file.Path;
import java.time.Duration;
import java.util.ArrayList;
import java.util.List;
import java.util.Properties;
import java.util.concurrent.TimeUnit;
import java.util.stream.Stream;

import org.awaitility.Awaitility;
import org.springframework.test.web.servlet.client.RestTestClient;
import org.springframework.test.web.servlet.client.RestTestClient.BodyContentSpec;
import org.springframework.util.FileSystemUtils;
import org.springframework.util.StringUtils;
import org.springframework.web.client.ResourceAccessException;

import io.github.wsboot.probe.ProbeReport;

import static org.assertj.core.api.Assertions.assertThat;

/**
 * The demo in a process of its own, with a copy of its classes that devtools watches.
 */
final class RestartableDemo implements AutoCloseable {

	/** Not in a package of the demo, whose other tests would find it otherwise. */
	private static final String PROBE = "io/github/wsboot/probe";

	private static final String PROBES = "io.github.wsboot.probe.ProbeController,io.github.wsboot.probe.ProbeEndpoint";

	private static final Duration PATIENCE = Duration.ofSeconds(60);

	private static final int STOP_SECONDS = 20;

	private final int port = freePort();

	private final Path classes;

	private final Path output;

	private final Process process;

	private final RestTestClient rest;

	/**
	 * Start the demo.
	 * @param directory where to put the copy and the output
	 * @param starter whether a restart is to {@code include} or {@code exclude} the
	 * classes of the starter
	 * @param arguments those of the demo
	 */
	RestartableDemo(Path directory, String starter, String... arguments) throws Exception {
		this.classes = directory.resolve("classes");
		this.output = directory.resolve("output");
		copyClasses();
		Files.writeString(this.classes.resolve("META-INF/spring-devtools.properties"),
				"restart." + starter + ".starter=/ws-spring-boot-autoconfigure");
		change(0);
		List<String> command = new ArrayList<>(List.of(tool("java"), "-Xmx256m", "-XX:TieredStopAtLevel=1",
				// Otherwise, what is softly reachable would look like a leak
				"-XX:SoftRefLRUPolicyMSPerMB=0", "-cp", classPath(), DemoApplication.class.getName(),
				"--server.port=" + this.port, "--spring.main.sources=" + PROBES,
				"--spring.devtools.restart.poll-interval=100ms", "--spring.devtools.restart.quiet-period=50ms"));
		command.addAll(List.of(arguments));
		this.process = new ProcessBuilder(command).redirectErrorStream(true)
			.redirectOutput(this.output.toFile())
			.start();
		this.rest = RestTestClient.bindToServer().baseUrl("http://localhost:" + this.port).build();
	}

	private void copyClasses() throws Exception {
		FileSystemUtils.copyRecursively(source(DemoApplication.class), this.classes);
		FileSystemUtils.copyRecursively(source(RestartableDemo.class).resolve(PROBE), this.classes.resolve(PROBE));
		Files.createDirectories(this.classes.resolve("META-INF"));
	}

	private static Path source(Class<?> type) throws URISyntaxException {
		return Path.of(type.getProtectionDomain().getCodeSource().getLocation().toURI());
	}

	private String classPath() throws URISyntaxException {
		List<Path> copied = List.of(source(DemoApplication.class), source(RestartableDemo.class));
		Stream<String> libraries = Stream.of(System.getProperty("java.class.path").split(File.pathSeparator))
			.filter((entry) -> !copied.contains(Path.of(entry).toAbsolutePath()));
		return String.join(File.pathSeparator,
				Stream.concat(Stream.of(this.classes.toString()), libraries).toArray(String[]::new));
	}

	private static String tool(String name) {
		return Path.of(System.getProperty("java.home"), "bin", name).toString();
	}

	private static int freePort() {
		try (ServerSocket socket = new ServerSocket(0)) {
			return socket.getLocalPort();
		}
		catch (IOException ex) {
			throw new IllegalStateException("There is no free port", ex);
		}
	}

	/**
	 * Change the demo's configuration, as a developer would. From now on the console is
	 * not asked for in it.
	 */
	void change(int restart) throws IOException {
		Path file = this.classes.resolve("application.properties");
		Properties properties = new Properties();
		try (InputStream content = Files.newInputStream(file)) {
			properties.load(content);
		}
		properties.remove("ws.console.enabled");
		properties.setProperty("probe.restart", String.valueOf(restart));
		try (OutputStream content = Files.newOutputStream(file)) {
			properties.store(content, null);
		}
	}

	int port() {
		return this.port;
	}

	/**
	 * Wait until the demo has started with a configuration.
	 */
	ProbeReport awaitStart(int restart) throws IOException {
		Awaitility.await("start " + restart)
			.atMost(PATIENCE)
			.ignoreExceptionsInstanceOf(ResourceAccessException.class)
			.until(() -> !this.process.isAlive() || report().restart() == restart);
		assertThat(this.process.isAlive()).as(output()).isTrue();
		return report();
	}

	private ProbeReport report() {
		return this.rest.get()
			.uri("/probe")
			.exchangeSuccessfully()
			.expectBody(ProbeReport.class)
			.returnResult()
			.getResponseBody();
	}

	BodyContentSpec get(String path) {
		return this.rest.get().uri(path).exchangeSuccessfully().expectBody();
	}

	void broadcast(String text) {
		this.rest.post().uri("/api/broadcast").body(text).exchangeSuccessfully();
	}

	String output() throws IOException {
		return Files.readString(this.output);
	}

	/**
	 * Return what the endpoint of the probe has written about a client.
	 */
	List<String> fateOf(String client) throws IOException {
		String prefix = "probe " + client + " ";
		return output().lines()
			.filter((line) -> line.contains(prefix))
			.map((line) -> line.substring(line.indexOf(prefix) + prefix.length()))
			.toList();
	}

	/**
	 * Return how many objects of a class there are, garbage apart.
	 */
	int instances(String type) throws Exception {
		Process jcmd = new ProcessBuilder(tool("jcmd"), String.valueOf(this.process.pid()), "GC.class_histogram")
			.redirectErrorStream(true)
			.start();
		String histogram = new String(jcmd.getInputStream().readAllBytes(), StandardCharsets.UTF_8);
		assertThat(jcmd.waitFor(STOP_SECONDS, TimeUnit.SECONDS)).as(histogram).isTrue();
		assertThat(histogram).contains(DemoApplication.class.getName());
		return histogram.lines()
			.map((line) -> StringUtils.tokenizeToStringArray(line, " "))
			.filter((row) -> row.length > 3 && row[3].equals(type))
			.mapToInt((row) -> Integer.parseInt(row[1]))
			.sum();
	}

	/**
	 * Tell the process to stop, which has to happen in time.
	 */
	void stop() throws InterruptedException {
		// Unlike Process.destroy(), this is a SIGTERM and nothing else
		this.process.toHandle().destroy();
		assertThat(this.process.waitFor(STOP_SECONDS, TimeUnit.SECONDS)).as("end of the process in time").isTrue();
	}

	@Override
	public void close() {
		this.process.destroyForcibly();
	}

}
