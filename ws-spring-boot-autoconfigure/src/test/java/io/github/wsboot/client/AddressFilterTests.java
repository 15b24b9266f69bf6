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
import java.util.concurrent.ExecutionException;
import java.util.concurrent.TimeUnit;

import org.junit.jupiter.api.AfterEach;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.extension.ExtendWith;
import org.springframework.boot.WebApplicationType;
import org.springframework.boot.autoconfigure.EnableAutoConfiguration;
import org.springframework.boot.builder.SpringApplicationBuilder;
import org.springframework.boot.http.client.InetAddressFilter;
import org.springframework.boot.test.system.CapturedOutput;
import org.springframework.boot.test.system.OutputCaptureExtension;
import org.springframework.context.ApplicationListener;
import org.springframework.context.ConfigurableApplicationContext;
import org.springframework.context.annotation.Bean;
import org.springframework.context.annotation.Configuration;
import org.springframework.web.socket.client.WebSocketClient;
import org.springframework.web.socket.handler.TextWebSocketHandler;

import io.github.wsboot.server.ServerKind;
import io.github.wsboot.server.TestServer;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatExceptionOfType;

/**
 * Tests for an {@link InetAddressFilter} bean, which protects internal addresses from
 * URIs that others choose.
 */
@ExtendWith(OutputCaptureExtension.class)
class AddressFilterTests {

	private final RawServer server = new RawServer();

	private ConfigurableApplicationContext context;

	@AfterEach
	void close() {
		this.context.close();
		this.server.close();
	}

	/**
	 * Start an application with the filter of a configuration: this class has none in its
	 * methods, as older versions of Spring Boot do not know the type.
	 */
	private WebSocketClients start(Class<?> filter) {
		this.context = new SpringApplicationBuilder(Application.class, filter).web(WebApplicationType.NONE)
			.logStartupInfo(false)
			.properties("spring.main.banner-mode=off", "logging.level.root=warn",
					ServerKind.DIRECT_TOMCAT.exclusion(List.of()))
			.run();
		return this.context.getBean(WebSocketClients.class);
	}

	@Test
	void addressThatIsNotAllowedShouldBeLoggedOnceAndWithoutAStackTrace(CapturedOutput output) {
		WebSocketClients clients = start(ExternalAddresses.class);
		CompletableFuture<ConnectFailedEvent> reported = new CompletableFuture<>();
		this.context.addApplicationListener(ApplicationListener.forPayload(reported::complete));
		clients.uri("ws://127.0.0.1:" + this.server.port() + "/").connect();
		assertThat(reported).succeedsWithin(Duration.ofSeconds(60));
		assertThat(output).containsOnlyOnce("the InetAddressFilter of the application allows no address");
		assertThat(output).doesNotContain("\tat ");
	}

	@Test
	void addressesThatAreNotAllowedShouldBeRefused() {
		WebSocketClients clients = start(ExternalAddresses.class);
		for (String host : List.of("localhost", "127.0.0.1")) {
			ClientConnection client = clients.uri("ws://" + host + ":" + this.server.port() + "/").connect();
			TestServer.await("the refusal").until(() -> client.state() == ClientState.REFUSED);
			assertThat(client.info().lastFailure())
				.contains("the InetAddressFilter of the application allows no address");
		}
		assertThatExceptionOfType(ExecutionException.class)
			.isThrownBy(() -> this.context.getBean(WebSocketClient.class)
				.execute(new TextWebSocketHandler(), this.server.uri("/").toString())
				.get(60, TimeUnit.SECONDS))
			.withMessageContaining("InetAddressFilter");
		assertThat(this.server.peers()).isEmpty();
	}

	@Test
	void addressesThatAreAllowedShouldBeConnectedTo() throws Exception {
		start(LoopbackAddresses.class).uri(this.server.uri("/").toString())
			.connect()
			.whenEstablished()
			.toCompletableFuture()
			.get(60, TimeUnit.SECONDS);
	}

	@Configuration(proxyBeanMethods = false)
	@EnableAutoConfiguration
	static class Application {

	}

	@Configuration(proxyBeanMethods = false)
	static class ExternalAddresses {

		@Bean
		InetAddressFilter filter() {
			return InetAddressFilter.externalAddresses();
		}

	}

	@Configuration(proxyBeanMethods = false)
	static class LoopbackAddresses {

		@Bean
		InetAddressFilter filter() {
			return InetAddressFilter.of("127.0.0.0/8");
		}

	}

}
