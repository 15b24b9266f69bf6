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
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.regex.Matcher;
import java.util.regex.Pattern;

import org.apache.commons.logging.Log;
import org.apache.commons.logging.LogFactory;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.extension.ExtendWith;
import org.springframework.boot.test.context.SpringBootTest;
import org.springframework.boot.test.context.SpringBootTest.WebEnvironment;
import org.springframework.boot.test.system.CapturedOutput;
import org.springframework.boot.test.system.OutputCaptureExtension;
import org.springframework.boot.test.web.server.LocalServerPort;
import org.springframework.context.annotation.Bean;
import org.springframework.context.annotation.Import;

import io.github.wsboot.Connection;
import io.github.wsboot.annotation.OnMessage;
import io.github.wsboot.annotation.WebSocketEndpoint;

import static org.assertj.core.api.Assertions.assertThat;
import static org.awaitility.Awaitility.await;

/**
 * Logs with the properties of the page about logs.
 */
@SpringBootTest(classes = LoggingExamplesTests.Application.class, webEnvironment = WebEnvironment.RANDOM_PORT,
		properties = { "logging.pattern.correlation=[%X{ws.connection:-}]\\u0020", "ws.traffic-log.enabled=true",
				"ws.traffic-log.max-payload=256B" })
@ExtendWith(OutputCaptureExtension.class)
class LoggingExamplesTests {

	private static final Pattern TEXT = Pattern.compile("```text\n(.*?)```", Pattern.DOTALL);

	private static final Pattern VERSION = Pattern.compile("Tomcat [0-9.]+");

	@LocalServerPort
	private int port;

	@Test
	void linesAtStartUpShouldBeThoseOfThePage(CapturedOutput output) throws IOException {
		Matcher lines = TEXT.matcher(page());
		assertThat(lines.find()).isTrue();
		String log = withoutVersion(output.getOut());
		assertThat(lines.group(1).lines()).hasSize(2)
			.allSatisfy((line) -> assertThat(log).contains(withoutVersion(line)));
	}

	private static String withoutVersion(String text) {
		return VERSION.matcher(text).replaceAll("Tomcat");
	}

	private static String page() throws IOException {
		return Files.readString(Path.of("../../docs/logging.md"));
	}

	@Test
	void linesOfCallbacksShouldShowTheConnection(CapturedOutput output) {
		try (ExampleClient client = ExampleClient.connect(this.port, "/logged")) {
			client.send("hello");
			String id = client.nextText();
			assertThat(output.getOut().lines())
				.anySatisfy((line) -> assertThat(line).contains("[" + id + "]", "called"));
		}
	}

	@Test
	void trafficShouldBeLogged(CapturedOutput output) {
		String id;
		try (ExampleClient client = ExampleClient.connect(this.port, "/logged")) {
			client.send("{\"type\":\"typing\",\"on\":1}");
			id = client.nextText();
		}
		String begin = id + " /logged ";
		await().untilAsserted(() -> assertThat(output).contains(begin + "opened",
				begin + "< text 24 bytes: {\"type\":\"typing\",\"on\":1}", begin + "> text 22 bytes: " + id,
				begin + "closed 1000 CLIENT after "));
	}

	@Test
	void propertiesShouldBeThoseOfThePage() throws IOException {
		String page = page();
		for (String property : getClass().getAnnotation(SpringBootTest.class).properties()) {
			assertThat(page).contains("\n" + property + "\n");
		}
	}

	@ExampleApplication
	@Import(LoggedEndpoint.class)
	static class Application {

		@Bean
		ChatEndpoint chatEndpoint() {
			return new ChatEndpoint();
		}

	}

	@WebSocketEndpoint("/logged")
	static class LoggedEndpoint {

		private static final Log logger = LogFactory.getLog(LoggedEndpoint.class);

		@OnMessage
		String called(Connection connection) {
			logger.info("called");
			return connection.id();
		}

	}

}
