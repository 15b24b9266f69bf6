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
import java.util.concurrent.CompletableFuture;
import java.util.concurrent.CountDownLatch;
import java.util.concurrent.TimeUnit;
import java.util.concurrent.atomic.AtomicInteger;
import java.util.stream.Stream;

import org.jspecify.annotations.Nullable;
import org.junit.jupiter.api.AfterAll;
import org.junit.jupiter.api.AfterEach;
import org.junit.jupiter.api.BeforeAll;
import org.junit.jupiter.api.Test;
import org.springframework.boot.WebApplicationType;
import org.springframework.boot.autoconfigure.EnableAutoConfiguration;
import org.springframework.boot.builder.SpringApplicationBuilder;
import org.springframework.context.ConfigurableApplicationContext;
import org.springframework.context.annotation.Configuration;

import io.github.wsboot.Frame;
import io.github.wsboot.PayloadConversionException;
import io.github.wsboot.PushResult;
import io.github.wsboot.concurrent.CallbackExecutor;
import io.github.wsboot.inbound.ReceiveMemoryBudget;
import io.github.wsboot.server.Background;
import io.github.wsboot.server.RawFrame;
import io.github.wsboot.server.ServerKind;
import io.github.wsboot.server.TestServer;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatExceptionOfType;

/**
 * Tests of {@link BlockingConnection} with a real socket.
 */
class BlockingConnectionTests {

	private static final Duration PATIENCE = Duration.ofSeconds(60);

	private static final int WORKERS = 2;

	private static ConfigurableApplicationContext context;

	private static WebSocketClients clients;

	private final RawServer server = new RawServer();

	@BeforeAll
	static void start() {
		context = new SpringApplicationBuilder(Application.class).web(WebApplicationType.NONE)
			.logStartupInfo(false)
			.properties("spring.main.banner-mode=off")
			.run("--" + ServerKind.DIRECT_TOMCAT.exclusion(List.of()), "--logging.level.root=warn",
					"--ws.client.heartbeat.interval=0", "--ws.client.receive.max-pending-messages=3",
					"--ws.client.handshake-timeout=500ms", "--ws.client.connect-timeout=500ms",
					"--ws.client.close-timeout=1s", "--ws.worker.max-threads=" + WORKERS);
		clients = context.getBean(WebSocketClients.class);
	}

	@AfterAll
	static void stop() {
		context.close();
	}

	@AfterEach
	void close() {
		this.server.close();
	}

	private BlockingConnection open() {
		return clients.uri(this.server.uri("/echo").toString()).open();
	}

	@Test
	void shouldReceiveInOrderAndConvert() throws Exception {
		try (BlockingConnection connection = open()) {
			RawPeer peer = this.server.accept();
			assertThat(connection.push(new Quote("ACME", 42))).isEqualTo(PushResult.ACCEPTED);
			assertThat(peer.readText()).isEqualTo("{\"symbol\":\"ACME\",\"price\":42}");
			peer.sendText("{\"symbol\":\"ACME\",\"price\":43}");
			assertThat(connection.receive(Quote.class, PATIENCE)).isEqualTo(new Quote("ACME", 43));
			peer.sendText("text");
			assertThat(connection.receive(String.class, PATIENCE)).isEqualTo("text");
			peer.send(new RawFrame(true, RawFrame.BINARY, new byte[] { 1, 2 }));
			assertThat(connection.receive(byte[].class, PATIENCE)).containsExactly(1, 2);
			peer.sendText("no quote");
			assertThatExceptionOfType(PayloadConversionException.class)
				.isThrownBy(() -> connection.receive(Quote.class, PATIENCE));
			assertThat(connection.receive(Duration.ofMillis(50))).isNull();
			assertThat(connection.closeStatus()).isNull();
			assertThat(clients.count()).isZero();
			assertThat(clients.all().count()).isOne();
			Background.run(() -> {
				assertThat(peer.read().closeCode()).isEqualTo(1000);
				peer.sendClose(1000);
				peer.close();
			});
		}
		TestServer.await("end").until(() -> clients.all().count() == 0);
	}

	@Test
	void fullInboxShouldStopTheServer() throws Exception {
		int count = 300;
		String payload = "x".repeat(60_000);
		AtomicInteger sent = new AtomicInteger();
		try (BlockingConnection connection = open()) {
			RawPeer peer = this.server.accept();
			CompletableFuture<Void> sending = Background.run(() -> {
				for (int i = 0; i < count; i++) {
					peer.sendText(i + " " + payload);
					sent.incrementAndGet();
				}
			});
			assertThat(connection.receive(String.class, PATIENCE)).startsWith("0 ");
			// More than all buffers take: without a bound, it would end
			assertThat(CompletableFuture.anyOf(sending, stalled(sent)).get(60, TimeUnit.SECONDS)).isEqualTo("stalled");
			for (int i = 1; i < count; i++) {
				assertThat(connection.receive(String.class, PATIENCE)).startsWith(i + " ");
			}
			sending.get(60, TimeUnit.SECONDS);
			peer.sendClose(4000);
			assertThat(connection.receive(PATIENCE)).isNull();
			assertThat(connection.closeStatus().getCode()).isEqualTo(4000);
			assertThat(connection.push("late")).isEqualTo(PushResult.CLOSED);
			peer.close();
		}
	}

	/**
	 * Return what completes when nothing was sent for a while.
	 */
	private static CompletableFuture<String> stalled(AtomicInteger sent) {
		AtomicInteger last = new AtomicInteger(-1);
		CompletableFuture<String> stalled = new CompletableFuture<>();
		check(sent, last, stalled);
		return stalled;
	}

	private static void check(AtomicInteger sent, AtomicInteger last, CompletableFuture<String> stalled) {
		CompletableFuture.delayedExecutor(500, TimeUnit.MILLISECONDS, Runnable::run).execute(() -> {
			if (last.getAndSet(sent.get()) == sent.get()) {
				stalled.complete("stalled");
			}
			else {
				check(sent, last, stalled);
			}
		});
	}

	@Test
	void messagesBeforeTheCloseShouldStillBeReceived() throws Exception {
		BlockingConnection connection = open();
		RawPeer peer = this.server.accept();
		peer.send(RawFrame.text("one", true), RawFrame.text("two", true), RawFrame.close(1001));
		peer.readSkippingPings();
		peer.close();
		TestServer.await("close").until(() -> connection.closeStatus() != null);
		assertThat(connection.receive(String.class, PATIENCE)).isEqualTo("one");
		Frame second = connection.receive(PATIENCE);
		assertThat(second.opcode()).isEqualTo(Frame.Opcode.TEXT);
		assertThat(connection.receive(PATIENCE)).isNull();
		assertThat(connection.closeStatus().getCode()).isEqualTo(1001);
	}

	@Test
	void messagesThatAreLeftShouldNotCountAfterTheEnd() throws Exception {
		ReceiveMemoryBudget budget = context.getBean(ReceiveMemoryBudget.class);
		BlockingConnection connection = open();
		RawPeer peer = this.server.accept();
		for (int i = 0; i < 3; i++) {
			peer.sendText("x".repeat(10_000));
		}
		assertThat(connection.receive(PATIENCE)).isNotNull();
		TestServer.await("others").until(() -> budget.used() >= 20_000);
		CompletableFuture<Void> closing = Background.run(connection::close);
		assertThat(peer.read().closeCode()).isEqualTo(1000);
		peer.sendClose(1000);
		peer.close();
		closing.get(60, TimeUnit.SECONDS);
		TestServer.await("end of all use").until(() -> budget.used() == 0);
		assertThat(connection.receive(PATIENCE)).isNotNull();
		assertThat(connection.receive(PATIENCE)).isNotNull();
		assertThat(connection.receive(PATIENCE)).isNull();
		assertThat(budget.used()).isZero();
	}

	@Test
	void callbacksOnAllWorkersShouldOpenConnections() throws Exception {
		CallbackExecutor workers = context.getBean(CallbackExecutor.class);
		CountDownLatch running = new CountDownLatch(WORKERS);
		this.server.echo();
		List<CompletableFuture<String>> answers = Stream.generate(() -> CompletableFuture.supplyAsync(() -> {
			running.countDown();
			return ask(running);
		}, workers::execute)).limit(WORKERS).toList();
		for (CompletableFuture<String> answer : answers) {
			assertThat(answer.get(60, TimeUnit.SECONDS)).isEqualTo("hello");
		}
	}

	private @Nullable String ask(CountDownLatch running) {
		try {
			assertThat(running.await(60, TimeUnit.SECONDS)).isTrue();
			try (BlockingConnection connection = open()) {
				connection.push("hello");
				return connection.receive(String.class, PATIENCE);
			}
		}
		catch (InterruptedException ex) {
			throw new IllegalStateException(ex);
		}
	}

	@Test
	void closeShouldCutTheSocketOfASilentServer() {
		BlockingConnection connection = open();
		RawPeer peer = this.server.accept();
		connection.close();
		assertThat(peer.read().closeCode()).isEqualTo(1000);
		peer.awaitEnd();
		TestServer.await("end").until(() -> clients.all().count() == 0);
	}

	@Test
	void failureShouldBeThrown() {
		this.server.respond(RawResponse.status(403));
		assertThatExceptionOfType(ConnectFailedException.class).isThrownBy(this::open).satisfies((exception) -> {
			assertThat(exception.status().value()).isEqualTo(403);
			assertThat(exception.willRetry()).isFalse();
		});
		this.server.respond(RawResponse.silence());
		assertThatExceptionOfType(ConnectFailedException.class).isThrownBy(this::open)
			.satisfies((exception) -> assertThat(exception.reason()).isEqualTo(ConnectFailedException.Reason.TIMEOUT));
		this.server.peers().forEach(RawPeer::awaitEnd);
	}

	record Quote(String symbol, int price) {

	}

	@Configuration(proxyBeanMethods = false)
	@EnableAutoConfiguration
	static class Application {

	}

}
