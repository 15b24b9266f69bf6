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

package io.github.wsboot.client;

import java.time.Duration;
import java.util.List;
import java.util.Map;
import java.util.Queue;
import java.util.TreeMap;
import java.util.concurrent.ConcurrentHashMap;
import java.util.concurrent.ConcurrentLinkedQueue;
import java.util.concurrent.TimeUnit;

import org.apache.commons.logging.Log;
import org.apache.commons.logging.LogFactory;
import org.junit.jupiter.api.Test;
import org.springframework.boot.WebApplicationType;
import org.springframework.boot.autoconfigure.EnableAutoConfiguration;
import org.springframework.boot.builder.SpringApplicationBuilder;
import org.springframework.context.ConfigurableApplicationContext;
import org.springframework.context.annotation.Bean;
import org.springframework.context.annotation.Configuration;
import org.springframework.web.bind.annotation.PathVariable;

import io.github.wsboot.annotation.OnHandshake;
import io.github.wsboot.annotation.OnOpen;
import io.github.wsboot.annotation.WebSocketClient;
import io.github.wsboot.server.ServerKind;
import io.github.wsboot.server.TestServer;

import static org.assertj.core.api.Assertions.assertThat;

/**
 * Test in which many clients lose their server at the same moment, and it comes back
 * after a while.
 */
abstract class ClientStorm {

	private static final Log logger = LogFactory.getLog(ClientStorm.class);

	private static final Duration RETURN = Duration.ofSeconds(60);

	/** Between two attempts of one client. */
	private static final Duration MIN_DISTANCE = Duration.ofMillis(50);

	private final int clients;

	private final Duration absence;

	private final String[] properties;

	/**
	 * Create the test.
	 * @param clients the number of clients
	 * @param absence for how long the server is away
	 * @param properties further properties of the application
	 */
	ClientStorm(int clients, Duration absence, String... properties) {
		this.clients = clients;
		this.absence = absence;
		this.properties = properties;
	}

	@Test
	void clientsShouldComeBackWithoutAStampede() {
		RawServer server = new RawServer();
		try (ConfigurableApplicationContext context = start()) {
			Crowd crowd = context.getBean(Crowd.class);
			ConnectSpec spec = context.getBean(WebSocketClients.class).client(Crowd.class);
			for (int i = 0; i < this.clients; i++) {
				spec.pathVariable("port", server.port()).pathVariable("n", i).connect();
			}
			awaitAll(context, "first connections");
			awaitOpened(crowd);
			crowd.clear();
			server.close();
			long end = System.nanoTime() + this.absence.toNanos();
			TestServer.await("absence").atMost(this.absence.plus(RETURN)).until(() -> System.nanoTime() > end);
			int failed = crowd.attempts();
			long back = System.nanoTime();
			try (RawServer again = new RawServer(server.port(), null, (socket) -> {
			})) {
				awaitAll(context, "return");
				awaitOpened(crowd);
				Map<Long, Integer> seconds = crowd.returned(back);
				logger.warn(table(seconds, failed));
				assertThat(crowd.minDistance()).isGreaterThanOrEqualTo(MIN_DISTANCE);
				verify(seconds, this.clients);
			}
		}
		finally {
			server.close();
		}
	}

	/** Callbacks of connections that are established may still wait for a worker. */
	private void awaitOpened(Crowd crowd) {
		TestServer.await("callbacks").atMost(RETURN).until(() -> crowd.opened.size() >= this.clients);
	}

	/**
	 * Verify how the clients have come back.
	 * @param seconds how many have come back in each second
	 * @param clients the number of all
	 */
	abstract void verify(Map<Long, Integer> seconds, int clients);

	private ConfigurableApplicationContext start() {
		return new SpringApplicationBuilder(Application.class).web(WebApplicationType.NONE)
			.logStartupInfo(false)
			.properties("spring.main.banner-mode=off", "ws.client.heartbeat.interval=0", "logging.level.root=warn",
					ServerKind.DIRECT_TOMCAT.exclusion(List.of()))
			.properties(this.properties)
			.run();
	}

	private void awaitAll(ConfigurableApplicationContext context, String what) {
		WebSocketClients clients = context.getBean(WebSocketClients.class);
		TestServer.await(what).atMost(RETURN).until(() -> clients.all().count() == this.clients);
	}

	private String table(Map<Long, Integer> seconds, int failed) {
		StringBuilder table = new StringBuilder("%d clients, server away for %d s, %d attempts meanwhile%n"
			.formatted(this.clients, this.absence.toSeconds(), failed));
		seconds.forEach((second, returned) -> table.append("second %3d: %5d clients%n".formatted(second, returned)));
		return table.toString();
	}

	/**
	 * The client, which knows when it has tried to connect and when it was connected.
	 */
	@WebSocketClient("ws://127.0.0.1:{port}/{n}")
	static class Crowd {

		private final Map<Integer, Queue<Long>> attempts = new ConcurrentHashMap<>();

		private final Queue<Long> opened = new ConcurrentLinkedQueue<>();

		@OnHandshake
		void attempt(ConnectRequest request, @PathVariable int n) {
			this.attempts.computeIfAbsent(n, (key) -> new ConcurrentLinkedQueue<>()).add(System.nanoTime());
		}

		@OnOpen
		void opened() {
			this.opened.add(System.nanoTime());
		}

		void clear() {
			this.attempts.clear();
			this.opened.clear();
		}

		int attempts() {
			return this.attempts.values().stream().mapToInt(Queue::size).sum();
		}

		/**
		 * Return how many have come back in each second.
		 */
		Map<Long, Integer> returned(long since) {
			Map<Long, Integer> seconds = new TreeMap<>();
			this.opened.forEach((time) -> seconds.merge(TimeUnit.NANOSECONDS.toSeconds(time - since), 1, Integer::sum));
			return seconds;
		}

		/**
		 * Return the shortest time between two attempts of one client.
		 */
		Duration minDistance() {
			long min = Long.MAX_VALUE;
			for (Queue<Long> times : this.attempts.values()) {
				List<Long> ordered = List.copyOf(times);
				for (int i = 1; i < ordered.size(); i++) {
					min = Math.min(min, ordered.get(i) - ordered.get(i - 1));
				}
			}
			return Duration.ofNanos(min);
		}

	}

	@Configuration(proxyBeanMethods = false)
	@EnableAutoConfiguration
	static class Application {

		@Bean
		Crowd crowd() {
			return new Crowd();
		}

	}

}
