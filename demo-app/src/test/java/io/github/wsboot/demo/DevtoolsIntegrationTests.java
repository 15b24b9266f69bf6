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

import java.io.IOException;
import java.nio.file.Path;
import java.time.Duration;
import java.util.List;
import java.util.jar.JarEntry;
import java.util.jar.JarFile;
import java.util.stream.IntStream;

import org.awaitility.Awaitility;
import org.awaitility.core.ConditionFactory;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.CsvSource;
import org.springframework.boot.devtools.restart.classloader.RestartClassLoader;

import io.github.wsboot.probe.ProbeReport;

import static org.assertj.core.api.Assertions.assertThat;

/**
 * The demo with devtools, as on the machine of its developer.
 */
class DevtoolsIntegrationTests {

	private static final int CLIENTS = 10;

	private static final int RESTARTS = 2;

	@TempDir
	private Path directory;

	@ParameterizedTest
	@CsvSource({ "exclude, direct", "include, standard" })
	void restartShouldTellClientsAndLeaveNothing(String starter, String transport) throws Exception {
		try (RestartableDemo demo = new RestartableDemo(this.directory, starter, "--ws.transport.type=" + transport)) {
			ProbeReport first = demo.awaitStart(0);
			assertThat(first.starterRestarts()).isEqualTo(starter.equals("include"));
			for (int restart = 1; restart <= RESTARTS; restart++) {
				assertThatItServesUntil(demo, restart);
				assertThatNothingIsLeft(demo, demo.awaitStart(restart), first);
			}
			assertThatItServesUntil(demo, RESTARTS + 1);
		}
	}

	/**
	 * Use the demo, and then restart it, or stop it at last.
	 */
	private static void assertThatItServesUntil(RestartableDemo demo, int restart) throws Exception {
		List<String> names = IntStream.range(0, CLIENTS).mapToObj((i) -> "client-" + restart + "-" + i).toList();
		List<Client> clients = names.stream().map((name) -> Client.connect(demo.port(), "/ws/probe/" + name)).toList();
		assertThatItServes(demo, clients);
		if (restart <= RESTARTS) {
			demo.change(restart);
		}
		else {
			demo.stop();
		}
		assertThat(clients).allSatisfy((client) -> assertThat(client.closeCode()).isEqualTo(1012));
		await("@OnClose").untilAsserted(() -> assertThat(names)
			.allSatisfy((name) -> assertThat(demo.fateOf(name)).containsExactly("open", "close 1012 SHUTDOWN")));
	}

	private static void assertThatItServes(RestartableDemo demo, List<Client> clients) throws Exception {
		demo.get("/actuator/health")
			.jsonPath("$.status")
			.isEqualTo("UP")
			.jsonPath("$.components.websocket.status")
			.isEqualTo("UP");
		// There because of devtools: nobody has asked for it
		demo.get("/ws-console/");
		for (Client client : clients) {
			client.send("hello");
			assertThat(client.next()).isEqualTo("hello");
		}
		demo.broadcast("all");
		for (Client client : clients) {
			assertThat(client.next()).isEqualTo("all");
		}
	}

	/**
	 * Look for what earlier contexts of the application may have left in the JVM.
	 */
	private static void assertThatNothingIsLeft(RestartableDemo demo, ProbeReport report, ProbeReport first)
			throws Exception {
		assertThat(report.foreignThreads()).isEmpty();
		assertThat(report.loops()).isNotEmpty().isEqualTo(first.loops());
		assertThat(demo.instances("io.github.wsboot.transport.loop.EventLoop")).isEqualTo(first.loops().size());
		if (!report.starterRestarts()) {
			// That of now, and that of the first start, in which Boot has made its
			// shutdown hook. If the starter is loaded again, the JVM keeps more of
			// them by what it has linked for our records
			assertThat(demo.instances(RestartClassLoader.class.getName())).isLessThanOrEqualTo(2);
		}
	}

	private static ConditionFactory await(String what) {
		return Awaitility.await(what).atMost(Duration.ofSeconds(60));
	}

	/**
	 * Boot's plugin leaves optional dependencies out of the jar that the build has just
	 * made.
	 */
	@Test
	void jarShouldBeWithoutDevtools() throws IOException {
		try (JarFile jar = new JarFile("target/demo-app.jar")) {
			assertThat(jar.stream().map(JarEntry::getName)).anyMatch((name) -> name.contains("/spring-boot-4"))
				.noneMatch((name) -> name.contains("devtools"));
		}
	}

}
