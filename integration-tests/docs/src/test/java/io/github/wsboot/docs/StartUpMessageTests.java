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

import jakarta.websocket.OnMessage;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.extension.ExtendWith;
import org.springframework.boot.SpringApplication;
import org.springframework.boot.test.system.CapturedOutput;
import org.springframework.boot.test.system.OutputCaptureExtension;
import org.springframework.context.annotation.Bean;

import io.github.wsboot.annotation.WebSocketEndpoint;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatException;

/**
 * The message in the README is what is printed at start-up.
 */
@ExtendWith(OutputCaptureExtension.class)
class StartUpMessageTests {

	private static final Pattern MESSAGE = Pattern.compile("(?s)```text\n(\\*+\nAPPLICATION FAILED TO START\n.*?)```");

	@Test
	void messageShouldBePrintedAsInTheReadme(CapturedOutput output) throws IOException {
		Matcher message = MESSAGE.matcher(Files.readString(Path.of("../../README.md")));
		assertThat(message.find()).isTrue();
		assertThatException().isThrownBy(() -> SpringApplication.run(Application.class, "--server.port=0"));
		assertThat(output.getOut())
			.contains(message.group(1).trim().replace("'ChatEndpoint", "'StartUpMessageTests.ChatEndpoint"));
	}

	@ExampleApplication
	static class Application {

		@Bean
		ChatEndpoint chatEndpoint() {
			return new ChatEndpoint();
		}

	}

	@WebSocketEndpoint("/chat/{room}")
	static class ChatEndpoint {

		@OnMessage
		ChatLine said(ChatLine line) {
			return line;
		}

		record ChatLine(String from, String text) {

		}

	}

}
