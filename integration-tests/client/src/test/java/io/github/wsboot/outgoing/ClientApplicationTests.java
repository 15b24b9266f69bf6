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

package io.github.wsboot.outgoing;

import java.time.Duration;
import java.util.List;

import org.awaitility.Awaitility;
import org.awaitility.core.ConditionFactory;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.extension.ExtendWith;
import org.springframework.boot.SpringApplication;
import org.springframework.boot.test.system.CapturedOutput;
import org.springframework.boot.test.system.OutputCaptureExtension;
import org.springframework.context.ConfigurableApplicationContext;
import org.springframework.util.ClassUtils;

import io.github.wsboot.PushResult;
import io.github.wsboot.client.ClientConnection;
import io.github.wsboot.client.ClientState;
import io.github.wsboot.client.WebSocketClients;

import static org.assertj.core.api.Assertions.assertThat;

/**
 * Tests of an application that has no web server, and no class of one.
 */
@ExtendWith(OutputCaptureExtension.class)
class ClientApplicationTests {

	private static final int GOING_AWAY = 1001;

	@Test
	void shouldStartConnectReconnectAndStop(CapturedOutput output) throws Exception {
		EchoServer server = new EchoServer(0);
		ConfigurableApplicationContext context = start(server);
		Prices prices = context.getBean(Prices.class);
		await("price").until(() -> Integer.valueOf(42).equals(prices.of("ACME")));
		Orders orders = context.getBean(Orders.class);
		ClientConnection fromCode = orders.connect(server.uri("/orders"));
		fromCode.whenEstablished().toCompletableFuture().join();
		assertThat(orders.order(fromCode, "ACME")).isEqualTo(PushResult.ACCEPTED);
		server.close();
		WebSocketClients clients = context.getBean(WebSocketClients.class);
		await("loss").until(() -> clients.all().count() == 0);
		assertThat(orders.order(fromCode, "ACME")).isEqualTo(PushResult.UNAVAILABLE);
		prices.update(new Prices.Price("ACME", 0));
		try (EchoServer again = new EchoServer(server.port())) {
			await("price of the other server").until(() -> Integer.valueOf(42).equals(prices.of("ACME")));
			await("return").until(() -> fromCode.state() == ClientState.ESTABLISHED);
			assertThat(again.sockets()).isEqualTo(2);
			context.close();
			await("end of the sockets").until(() -> again.sockets() == 0);
			assertThat(again.closeCode()).isEqualTo(GOING_AWAY);
		}
		assertThat(fromCode.state()).isEqualTo(ClientState.CLOSED);
		await("end of the threads").untilAsserted(() -> assertThat(threads()).isEmpty());
		assertThat(output).doesNotContain("Exception", "ERROR");
	}

	private static ConfigurableApplicationContext start(EchoServer server) {
		return SpringApplication.run(ClientApplication.class, "--prices.url=" + server.uri("/prices"),
				"--ws.client.reconnect.delay=100ms", "--ws.client.reconnect.max-delay=200ms");
	}

	private static ConditionFactory await(String what) {
		return Awaitility.await(what).atMost(Duration.ofSeconds(60)).pollInterval(Duration.ofMillis(20));
	}

	private static List<String> threads() {
		return Thread.getAllStackTraces()
			.keySet()
			.stream()
			.map(Thread::getName)
			.filter((name) -> name.startsWith("ws-"))
			.toList();
	}

	@Test
	void shouldHaveNoClassOfAWebServer() {
		assertThat(List.of("jakarta.servlet.Servlet", "org.springframework.web.servlet.DispatcherServlet",
				"org.apache.catalina.startup.Tomcat", "org.eclipse.jetty.server.Server", "io.netty.channel.EventLoop"))
			.noneMatch((name) -> ClassUtils.isPresent(name, null));
	}

}
