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

package io.github.wsboot.server.callback;

import java.time.Duration;
import java.util.List;
import java.util.concurrent.CompletableFuture;
import java.util.concurrent.TimeUnit;
import java.util.concurrent.atomic.AtomicInteger;

import org.junit.jupiter.api.Tag;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.condition.EnabledForJreRange;
import org.junit.jupiter.api.condition.JRE;
import org.junit.jupiter.api.extension.ExtendWith;
import org.springframework.boot.test.system.CapturedOutput;
import org.springframework.boot.test.system.OutputCaptureExtension;

import io.github.wsboot.Connection;
import io.github.wsboot.annotation.OnMessage;
import io.github.wsboot.annotation.WebSocketEndpoint;
import io.github.wsboot.server.Journal;
import io.github.wsboot.server.Promise;
import io.github.wsboot.server.RecordingEndpoint;
import io.github.wsboot.server.ServerTests;
import io.github.wsboot.server.TestClient;
import io.github.wsboot.server.TestServer;

import static org.assertj.core.api.Assertions.assertThat;

@Tag("virtual-threads")
@ExtendWith(OutputCaptureExtension.class)
class VirtualThreadTests extends ServerTests {

	private static final String VIRTUAL = "spring.threads.virtual.enabled=true";

	/** More than 'ws.worker.max-threads', which binds platform threads only. */
	private static final int BLOCKED = 1000;

	VirtualThreadTests() {
		super(ThreadEndpoint.class);
	}

	@Promise("threads")
	@Test
	@EnabledForJreRange(min = JRE.JAVA_21)
	void callbacksShouldRunOnVirtualThreads() {
		TestClient client = connect(server(VIRTUAL), "/threads");
		assertThat(client.text("thread").next()).startsWith("VirtualThread[").contains("ws-worker-");
		Connection connection = server(VIRTUAL).connection(client.name());
		connection.after(Duration.ZERO, (c) -> c.push(Thread.currentThread().toString()));
		assertThat(client.next()).startsWith("VirtualThread[");
	}

	@Promise("callbacks")
	@Test
	@EnabledForJreRange(min = JRE.JAVA_21)
	void blockedCallbacksShouldNotBlockOthers() {
		TestServer server = server(VIRTUAL);
		ThreadEndpoint endpoint = server.bean(ThreadEndpoint.class);
		TestClient[] blocked = new TestClient[BLOCKED];
		for (int i = 0; i < BLOCKED; i++) {
			blocked[i] = connect(server, "/threads").text("block");
		}
		TestServer.await("blocked callbacks").until(() -> endpoint.blocked.get() == BLOCKED);
		assertThat(connect(server, "/threads").text("echo").next()).isEqualTo("echo");
		endpoint.gate.complete(null);
		assertThat(List.of(blocked)).allSatisfy((client) -> assertThat(client.next()).isEqualTo("released"));
	}

	@Promise("callbacks")
	@Test
	@EnabledForJreRange(min = JRE.JAVA_21)
	void whatHoldsItsConnectionShouldBeNamed(CapturedOutput output) {
		TestServer server = server(VIRTUAL, "ws.worker.warn-after=1s");
		TestClient client = connect(server, "/threads").text("block");
		String id = server.connection(client.name()).id();
		TestServer.await("the warning")
			.untilAsserted(() -> assertThat(output)
				.contains("Callback 'VirtualThreadTests.ThreadEndpoint.message(String)' of bean")
				.contains("has held connection '" + id + "' for more than 1 s"));
		server.bean(ThreadEndpoint.class).gate.complete(null);
		assertThat(client.next()).isEqualTo("released");
	}

	@Test
	@EnabledForJreRange(min = JRE.JAVA_21)
	void orderAndExclusionShouldHold() {
		TestClient client = connect(server(VIRTUAL), "/threads");
		for (int i = 0; i < 500; i++) {
			client.text(String.valueOf(i));
		}
		for (int i = 0; i < 500; i++) {
			assertThat(client.next()).isEqualTo(String.valueOf(i));
		}
	}

	@WebSocketEndpoint("/threads")
	static class ThreadEndpoint extends RecordingEndpoint {

		private final AtomicInteger blocked = new AtomicInteger();

		private final CompletableFuture<Void> gate = new CompletableFuture<>();

		ThreadEndpoint(Journal journal) {
			super(journal);
		}

		@OnMessage
		String message(String text) throws Exception {
			if (text.equals("thread")) {
				return Thread.currentThread().toString();
			}
			if (text.equals("block")) {
				this.blocked.incrementAndGet();
				this.gate.get(60, TimeUnit.SECONDS);
				return "released";
			}
			return text;
		}

	}

}
