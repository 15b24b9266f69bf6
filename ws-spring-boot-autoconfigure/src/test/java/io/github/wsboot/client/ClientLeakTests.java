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

import java.lang.ref.WeakReference;
import java.nio.channels.Selector;
import java.time.Duration;
import java.util.ArrayList;
import java.util.Collection;
import java.util.HashMap;
import java.util.List;
import java.util.Map;
import java.util.Set;
import java.util.concurrent.ScheduledThreadPoolExecutor;
import java.util.concurrent.TimeUnit;

import org.junit.jupiter.api.AfterEach;
import org.junit.jupiter.api.Test;
import org.springframework.boot.WebApplicationType;
import org.springframework.boot.autoconfigure.EnableAutoConfiguration;
import org.springframework.boot.builder.SpringApplicationBuilder;
import org.springframework.context.ConfigurableApplicationContext;
import org.springframework.context.annotation.Configuration;
import org.springframework.test.util.ReflectionTestUtils;

import io.github.wsboot.Connection;
import io.github.wsboot.PushResult;
import io.github.wsboot.concurrent.TimerService;
import io.github.wsboot.server.Internals;
import io.github.wsboot.server.RawFrame;
import io.github.wsboot.server.ServerKind;
import io.github.wsboot.server.TestServer;
import io.github.wsboot.transport.loop.EventLoops;

import static org.assertj.core.api.Assertions.assertThat;

/**
 * Tests that nothing is left of outgoing connections that have ended on either side.
 */
class ClientLeakTests {

	private static final int CONNECTIONS = 1000;

	private static final int AT_ONCE = 50;

	private final List<WeakReference<Object>> ended = new ArrayList<>();

	/** Threads of other tests' servers. */
	private final Set<Thread> before = Thread.getAllStackTraces().keySet();

	private final RawServer server = new RawServer();

	private final ConfigurableApplicationContext context = new SpringApplicationBuilder(Application.class)
		.web(WebApplicationType.NONE)
		.logStartupInfo(false)
		.properties("spring.main.banner-mode=off")
		.run("--" + ServerKind.DIRECT_TOMCAT.exclusion(List.of()), "--logging.level.root=warn",
				"--ws.client.reconnect.enabled=false", "--ws.worker.max-threads=8");

	private final WebSocketClients clients = this.context.getBean(WebSocketClients.class);

	@AfterEach
	void close() {
		this.context.close();
		this.server.close();
	}

	@Test
	void nothingShouldBeLeftOfConnectionsThatHaveEnded() throws Exception {
		connectAndEnd();
		receiveAndClose();
		awaitNothing();
		int timers = timers().size();
		List<String> threads = threads();
		for (int connected = 0; connected < CONNECTIONS; connected += AT_ONCE) {
			connectAndEnd();
		}
		receiveAndClose();
		awaitNothing();
		TestServer.await("end of the timers").until(() -> timers().size() <= timers);
		assertThat(threads()).hasSizeLessThanOrEqualTo(threads.size() + AT_ONCE / 5);
		Internals.awaitMemory("memory of connections").untilAsserted(() -> {
			System.gc();
			// The latest ones may be on the stacks of threads
			assertThat(this.ended).filteredOn((reference) -> !reference.refersTo(null)).hasSizeLessThan(4);
		});
		this.context.close();
		TestServer.await("end of the threads").untilAsserted(() -> assertThat(threads()).isEmpty());
	}

	/**
	 * Connect some clients. A third is cut by the server, another one is closed by it,
	 * and the others disconnect.
	 */
	private void connectAndEnd() throws Exception {
		List<ClientConnection> connected = new ArrayList<>();
		for (int i = 0; i < AT_ONCE; i++) {
			connected.add(this.clients.uri(this.server.uri("/") + "{n}", i).connect());
		}
		Map<String, RawPeer> peers = new HashMap<>();
		for (ClientConnection client : connected) {
			Connection connection = client.whenEstablished().toCompletableFuture().get(60, TimeUnit.SECONDS);
			connection.join("room");
			connection.after(Duration.ofMinutes(10), (later) -> later.push("never"));
			assertThat(client.push("hello")).isEqualTo(PushResult.ACCEPTED);
			this.ended.add(new WeakReference<>(connection));
			this.ended.add(new WeakReference<>(client));
			RawPeer peer = this.server.accept();
			peers.put(peer.target(), peer);
		}
		for (int i = 0; i < AT_ONCE; i++) {
			end(connected.get(i), peers.get("/" + i), i % 3);
		}
	}

	private static void end(ClientConnection client, RawPeer peer, int way) {
		if (way == 0) {
			peer.close();
			return;
		}
		if (way == 1) {
			peer.sendClose(1001);
		}
		else {
			client.disconnect();
		}
		RawFrame frame = peer.read();
		while (frame.opcode() != RawFrame.CLOSE) {
			frame = peer.read();
		}
		if (way != 1) {
			peer.sendClose(1000);
		}
		peer.close();
	}

	private void receiveAndClose() {
		try (BlockingConnection connection = this.clients.uri(this.server.uri("/").toString()).open()) {
			this.ended.add(new WeakReference<>(connection.connection()));
			this.ended.add(new WeakReference<>(connection));
			RawPeer peer = this.server.accept();
			peer.sendClose(1000);
			peer.read();
			peer.close();
		}
	}

	private void awaitNothing() {
		EventLoops loops = this.context.getBean(EventLoops.class);
		TestServer.await("end of the connections").untilAsserted(() -> {
			assertThat(this.clients.count()).as("clients").isZero();
			assertThat(this.clients.connections()).as("clients in the view").isEmpty();
			assertThat(this.clients.all().count()).as("connections").isZero();
			assertThat(this.clients.room("room").count()).as("members").isZero();
			for (Object loop : (List<?>) ReflectionTestUtils.getField(loops, EventLoops.class, "loops")) {
				assertThat((Collection<?>) ReflectionTestUtils.getField(loop, "participants")).as("sessions").isEmpty();
				assertThat(((Selector) ReflectionTestUtils.getField(loop, "selector")).keys()).as("keys").isEmpty();
			}
		});
	}

	private Collection<?> timers() {
		return ((ScheduledThreadPoolExecutor) ReflectionTestUtils.getField(this.context.getBean(TimerService.class),
				"scheduler"))
			.getQueue();
	}

	private List<String> threads() {
		return Thread.getAllStackTraces()
			.keySet()
			.stream()
			.filter((thread) -> !this.before.contains(thread))
			.map(Thread::getName)
			.filter((name) -> name.startsWith("ws-"))
			.toList();
	}

	@Configuration(proxyBeanMethods = false)
	@EnableAutoConfiguration
	static class Application {

	}

}
