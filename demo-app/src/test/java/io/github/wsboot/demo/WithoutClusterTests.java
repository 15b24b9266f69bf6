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

package io.github.wsboot.demo;

import java.net.InetAddress;
import java.net.InetSocketAddress;
import java.nio.channels.ServerSocketChannel;

import org.junit.jupiter.api.Test;
import org.springframework.boot.SpringApplication;
import org.springframework.context.ConfigurableApplicationContext;
import org.springframework.data.redis.connection.RedisConnectionFactory;
import org.springframework.test.web.servlet.client.RestTestClient;

import io.github.wsboot.ConnectionManager;

import static org.assertj.core.api.Assertions.assertThat;

/**
 * Tests for the demo without the profile {@code cluster}, where Redis is only on the
 * class path.
 */
class WithoutClusterTests {

	@Test
	void redisShouldNeitherBeConnectedToNorPartOfTheHealth() throws Exception {
		try (ServerSocketChannel redis = ServerSocketChannel.open()) {
			redis.bind(new InetSocketAddress(InetAddress.getLoopbackAddress(), 0)).configureBlocking(false);
			useTheDemo(((InetSocketAddress) redis.getLocalAddress()).getPort());
			// The system accepts connections, so it would have kept one
			assertThat(redis.accept()).isNull();
		}
	}

	private void useTheDemo(int redisPort) throws Exception {
		try (ConfigurableApplicationContext demo = SpringApplication.run(DemoApplication.class, "--server.port=0",
				"--spring.data.redis.host=127.0.0.1", "--spring.data.redis.port=" + redisPort)) {
			assertThat(demo.getBeansOfType(RedisConnectionFactory.class)).isNotEmpty();
			int port = Integer.parseInt(demo.getEnvironment().getRequiredProperty("local.server.port"));
			chat(port);
			RestTestClient rest = RestTestClient.bindToServer().baseUrl("http://localhost:" + port).build();
			rest.get()
				.uri("/actuator/health")
				.exchangeSuccessfully()
				.expectBody()
				.jsonPath("$.status")
				.isEqualTo("UP")
				.jsonPath("$.components.redis")
				.doesNotExist();
			rest.get().uri("/api/cluster").exchangeSuccessfully().expectBody().jsonPath("$.enabled").isEqualTo(false);
			assertThat(demo.getBean(ConnectionManager.class).cluster().nodes()).hasSize(1);
		}
	}

	private void chat(int port) throws Exception {
		try (Client ada = Client.connect(port, "/ws/chat/lobby?name=Ada")) {
			assertThat(ada.nextJson().path("type").asString()).isEqualTo("welcome");
			ada.send("""
					{"type":"line","text":"hello"}""");
			assertThat(ada.nextJson().path("text").asString()).isEqualTo("hello");
		}
	}

}
