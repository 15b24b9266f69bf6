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

package io.github.wsboot.docs;

import java.io.IOException;
import java.io.StringReader;
import java.nio.file.Files;
import java.nio.file.Path;
import java.time.Duration;
import java.util.Properties;
import java.util.concurrent.CompletableFuture;
import java.util.regex.Matcher;
import java.util.regex.Pattern;

import org.junit.jupiter.api.Test;
import org.springframework.boot.builder.SpringApplicationBuilder;
import org.springframework.boot.convert.DurationStyle;
import org.springframework.context.ConfigurableApplicationContext;
import org.springframework.context.annotation.Import;
import org.springframework.web.client.RestClient;

import static org.assertj.core.api.Assertions.assertThat;
import static org.awaitility.Awaitility.await;

/**
 * Runs a server with the properties of the page about deployment.
 */
class DeploymentTests {

	private static final Path PAGE = Path.of("../../docs/deployment.md");

	@Test
	void serverThatStopsShouldNotBeReadyButAlive() throws Exception {
		Properties properties = properties();
		properties.setProperty("server.port", "0");
		properties.setProperty("ws.drain.delay", "5s");
		ConfigurableApplicationContext server = new SpringApplicationBuilder(Application.class)
			.run(properties.stringPropertyNames()
				.stream()
				.map((name) -> "--" + name + "=" + properties.getProperty(name))
				.toArray(String[]::new));
		int port = server.getEnvironment().getRequiredProperty("local.server.port", Integer.class);
		assertThat(health(port, "readiness")).isEqualTo(200);
		assertThat(health(port, "liveness")).isEqualTo(200);
		try (ExampleClient client = ExampleClient.connect(port, "/rooms/lobby?name=ada")) {
			CompletableFuture<Void> stop = CompletableFuture.runAsync(server::close);
			await().until(() -> health(port, "readiness") == 503);
			assertThat(health(port, "liveness")).isEqualTo(200);
			try (ExampleClient newcomer = ExampleClient.connect(port, "/rooms/lobby?name=bob")) {
				assertThat(newcomer.closeCode()).isEqualTo(1012);
			}
			assertThat(client.closeCode()).isEqualTo(1012);
			assertThat(stop).succeedsWithin(Duration.ofSeconds(30));
		}
		finally {
			server.close();
		}
	}

	@Test
	void gracePeriodShouldBeLongerThanDrainAndRequestsTogether() throws IOException {
		Properties properties = properties();
		Duration needed = DurationStyle.detectAndParse(properties.getProperty("ws.drain.timeout"))
			.plus(DurationStyle.detectAndParse(properties.getProperty("spring.lifecycle.timeout-per-shutdown-phase")));
		Matcher grace = Pattern.compile("terminationGracePeriodSeconds: (\\d+)").matcher(Files.readString(PAGE));
		assertThat(grace.find()).isTrue();
		assertThat(Duration.ofSeconds(Long.parseLong(grace.group(1)))).isGreaterThan(needed);
	}

	private static Properties properties() throws IOException {
		Matcher block = Pattern.compile("(?s)```properties\n(.*?)```").matcher(Files.readString(PAGE));
		assertThat(block.find()).isTrue();
		Properties properties = new Properties();
		properties.load(new StringReader(block.group(1)));
		return properties;
	}

	private static int health(int port, String group) {
		return RestClient.create("http://localhost:" + port)
			.get()
			.uri("/actuator/health/" + group)
			.exchange((request, response) -> response.getStatusCode().value());
	}

	@ExampleApplication
	@Import(PresenceEndpoint.class)
	static class Application {

	}

}
