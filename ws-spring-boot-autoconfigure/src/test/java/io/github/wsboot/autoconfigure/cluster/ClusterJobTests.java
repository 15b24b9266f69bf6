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

package io.github.wsboot.autoconfigure.cluster;

import java.nio.ByteBuffer;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.Collection;
import java.util.List;
import java.util.concurrent.CompletionStage;
import java.util.concurrent.TimeUnit;

import org.junit.jupiter.api.Tag;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;
import org.springframework.boot.CommandLineRunner;
import org.springframework.boot.SpringApplication;
import org.springframework.boot.autoconfigure.ImportAutoConfiguration;
import org.springframework.boot.jackson.autoconfigure.JacksonAutoConfiguration;
import org.springframework.context.annotation.Bean;
import org.springframework.context.annotation.Configuration;

import io.github.wsboot.ConnectionManager;
import io.github.wsboot.autoconfigure.WebSocketConnectionManagerAutoConfiguration;
import io.github.wsboot.cluster.ClusterBroker;
import io.github.wsboot.cluster.ClusterLink;
import io.github.wsboot.cluster.InMemoryEngine;
import io.github.wsboot.cluster.Topic;
import io.github.wsboot.server.TestServer;

import static org.assertj.core.api.Assertions.assertThat;

/**
 * Tests for a process that is a node of a cluster only to push.
 */
@Tag("boot")
class ClusterJobTests {

	@TempDir
	private Path folder;

	@Test
	void jobThatHasPushedShouldLeaveAndEnd() throws Exception {
		Path output = this.folder.resolve("output");
		Process process = new ProcessBuilder(Path.of(System.getProperty("java.home"), "bin", "java").toString(), "-cp",
				System.getProperty("java.class.path"), "-XX:TieredStopAtLevel=1", Job.class.getName(),
				"--spring.main.web-application-type=none", "--spring.application.name=test",
				"--ws.cluster.enabled=true")
			.redirectErrorStream(true)
			.redirectOutput(output.toFile())
			.start();
		try {
			assertThat(process.waitFor(120, TimeUnit.SECONDS)).as("The process has ended").isTrue();
			assertThat(process.exitValue()).as(Files.readString(output)).isZero();
			List<String> lines = Files.readAllLines(output).stream().filter((line) -> line.startsWith("> ")).toList();
			assertThat(lines).contains("> push", "> FORWARDED").endsWith("> leave");
			assertThat(lines.indexOf("> push")).isLessThan(lines.indexOf("> FORWARDED"));
		}
		finally {
			process.destroyForcibly();
		}
	}

	/**
	 * Application that pushes once it can, and ends.
	 */
	@Configuration(proxyBeanMethods = false)
	@ImportAutoConfiguration({ WebSocketClusterAutoConfiguration.class,
			WebSocketConnectionManagerAutoConfiguration.class, JacksonAutoConfiguration.class })
	public static class Job {

		public static void main(String[] args) {
			SpringApplication.run(Job.class, args);
		}

		@Bean
		ClusterBroker broker() {
			ClusterBroker broker = new InMemoryEngine().broker();
			return (listener) -> broker.open(listener).thenApply(PrintingLink::new);
		}

		@Bean
		CommandLineRunner push(ConnectionManager connections) {
			return (args) -> {
				TestServer.await("cluster").until(connections.cluster()::isAvailable);
				System.out.println("> "
						+ connections.all().push("news").forwarded().toCompletableFuture().get(30, TimeUnit.SECONDS));
			};
		}

	}

	/**
	 * Link that prints pushes and the end of the membership.
	 */
	private static final class PrintingLink implements ClusterLink {

		/** Offset of the kind in the header of a message. */
		private static final int KIND = 2;

		private final ClusterLink link;

		private PrintingLink(ClusterLink link) {
			this.link = link;
		}

		@Override
		public CompletionStage<Void> subscribe(Collection<Topic> topics) {
			return this.link.subscribe(topics);
		}

		@Override
		public CompletionStage<Void> unsubscribe(Collection<Topic> topics) {
			return this.link.unsubscribe(topics);
		}

		@Override
		public CompletionStage<Integer> publish(Topic topic, ByteBuffer message) {
			switch (message.get(message.position() + KIND)) {
				case 1 -> System.out.println("> push");
				case 5 -> System.out.println("> leave");
				default -> {
				}
			}
			return this.link.publish(topic, message);
		}

		@Override
		public void close() {
			this.link.close();
		}

	}

}
