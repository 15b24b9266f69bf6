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

package io.github.wsboot.benchmarks.server;

import org.springframework.boot.SpringApplication;
import org.springframework.boot.autoconfigure.SpringBootApplication;
import org.springframework.boot.web.server.context.WebServerInitializedEvent;
import org.springframework.context.event.EventListener;

/**
 * Server to measure. At each of its paths, a message that begins with {@code E} goes back
 * to its sender, and one that begins with {@code B} to every connection of the path.
 *
 * @since 0.1.0
 */
@SpringBootApplication
public class BenchmarkServer {

	/**
	 * What the line begins with that tells the port.
	 */
	public static final String READY = "Benchmark server listens on port ";

	@EventListener
	void ready(WebServerInitializedEvent event) {
		System.out.println(READY + event.getWebServer().getPort());
	}

	public static void main(String[] args) {
		SpringApplication.run(BenchmarkServer.class, args);
	}

}
