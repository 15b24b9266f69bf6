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

package io.github.wsboot.docs;

import java.time.Duration;

import org.junit.jupiter.api.Test;
import org.springframework.boot.builder.SpringApplicationBuilder;
import org.springframework.context.ConfigurableApplicationContext;
import org.springframework.context.annotation.Bean;
import org.springframework.context.annotation.Configuration;
import org.springframework.context.annotation.Import;
import org.springframework.data.redis.connection.RedisStandaloneConfiguration;
import org.springframework.data.redis.connection.lettuce.LettuceConnectionFactory;

import io.github.wsboot.BroadcastResult.Forwarding;
import io.github.wsboot.ConnectionManager;
import io.github.wsboot.cluster.ClusterBroker;
import io.github.wsboot.cluster.redis.RedisBroker;

import static org.assertj.core.api.Assertions.assertThat;

/**
 * Runs the example of an engine that an application defines for a Redis of its own, which
 * is away.
 */
class ClusterRedisExampleTests {

	@Test
	void nodeShouldUseTheEngineOfTheApplicationAndStartWithoutItsRedis() {
		try (ConfigurableApplicationContext node = new SpringApplicationBuilder(Application.class)
			.properties("server.port=0", "spring.application.name=chat", "ws.cluster.enabled=true")
			.run()) {
			assertThat(node.getBeansOfType(ClusterBroker.class)).containsOnlyKeys("clusterBroker");
			ConnectionManager connections = node.getBean(ConnectionManager.class);
			assertThat(connections.cluster().isAvailable()).isFalse();
			assertThat(connections.all().push("hello").forwarded()).succeedsWithin(Duration.ofSeconds(30))
				.isEqualTo(Forwarding.UNAVAILABLE);
		}
	}

	@ExampleApplication
	@Import(ClusterRedis.class)
	static class Application {

	}

	@Configuration(proxyBeanMethods = false)
	static class ClusterRedis {

		@Bean
		RedisBroker clusterBroker() {
			RedisStandaloneConfiguration redis = new RedisStandaloneConfiguration("redis-for-the-cluster", 6379);
			return new RedisBroker(new LettuceConnectionFactory(redis), "ws:chat:");
		}

	}

}
