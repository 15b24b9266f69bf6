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

package io.github.wsboot.server.limit;

import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.nio.file.StandardCopyOption;

import org.springframework.beans.factory.annotation.Value;
import org.springframework.boot.SpringApplication;
import org.springframework.boot.autoconfigure.EnableAutoConfiguration;
import org.springframework.boot.web.server.context.WebServerInitializedEvent;
import org.springframework.context.annotation.Configuration;
import org.springframework.context.annotation.Import;
import org.springframework.context.event.EventListener;

import io.github.wsboot.annotation.OnMessage;
import io.github.wsboot.annotation.WebSocketEndpoint;

/**
 * An application of its own process, which answers with what it gets.
 */
@Configuration(proxyBeanMethods = false)
@EnableAutoConfiguration
@Import(SmallHeapApplication.EchoEndpoint.class)
public class SmallHeapApplication {

	static final String PORT = "port";

	public static void main(String[] args) {
		SpringApplication.run(SmallHeapApplication.class, args);
	}

	@WebSocketEndpoint("/echo")
	static class EchoEndpoint {

		private final Path directory;

		EchoEndpoint(@Value("${test.directory}") Path directory) {
			this.directory = directory;
		}

		@EventListener
		void started(WebServerInitializedEvent event) throws IOException {
			Path file = Files.writeString(this.directory.resolve(PORT + ".new"),
					String.valueOf(event.getWebServer().getPort()));
			Files.move(file, this.directory.resolve(PORT), StandardCopyOption.ATOMIC_MOVE);
		}

		@OnMessage
		String echo(String text) {
			return text;
		}

	}

}
