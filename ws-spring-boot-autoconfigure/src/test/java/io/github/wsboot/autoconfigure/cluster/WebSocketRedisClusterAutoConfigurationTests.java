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

import java.util.Optional;

import org.junit.jupiter.api.Tag;
import org.junit.jupiter.api.Test;
import org.springframework.beans.factory.BeanCreationException;
import org.springframework.boot.autoconfigure.AutoConfigurations;
import org.springframework.boot.data.redis.autoconfigure.DataRedisAutoConfiguration;
import org.springframework.boot.diagnostics.FailureAnalysis;
import org.springframework.boot.jackson.autoconfigure.JacksonAutoConfiguration;
import org.springframework.boot.test.context.FilteredClassLoader;
import org.springframework.boot.test.context.runner.WebApplicationContextRunner;
import org.springframework.core.NestedExceptionUtils;
import org.springframework.data.redis.connection.RedisClusterConfiguration;
import org.springframework.data.redis.connection.RedisConnectionFactory;
import org.springframework.data.redis.connection.RedisStandaloneConfiguration;
import org.springframework.data.redis.connection.lettuce.LettuceConnectionFactory;
import org.springframework.test.util.ReflectionTestUtils;

import io.github.wsboot.Cluster;
import io.github.wsboot.autoconfigure.WebSocketConnectionManagerAutoConfiguration;
import io.github.wsboot.autoconfigure.WebSocketServerAutoConfiguration;
import io.github.wsboot.cluster.ClusterBroker;
import io.github.wsboot.cluster.InMemoryEngine;
import io.github.wsboot.cluster.redis.RedisBroker;

import static org.assertj.core.api.Assertions.assertThat;

/**
 * Tests for {@link WebSocketRedisClusterAutoConfiguration}. No Redis is there: a node
 * starts without.
 */
@Tag("boot")
class WebSocketRedisClusterAutoConfigurationTests {

	private final WebApplicationContextRunner withoutBoot = new WebApplicationContextRunner()
		.withConfiguration(AutoConfigurations.of(WebSocketRedisClusterAutoConfiguration.class,
				WebSocketClusterAutoConfiguration.class, WebSocketServerAutoConfiguration.class,
				WebSocketConnectionManagerAutoConfiguration.class, JacksonAutoConfiguration.class))
		.withPropertyValues("ws.cluster.enabled=true", "spring.application.name=test", "spring.data.redis.port=1");

	private final WebApplicationContextRunner enabled = this.withoutBoot
		.withConfiguration(AutoConfigurations.of(DataRedisAutoConfiguration.class));

	@Test
	void redisShouldBeTheEngineOfANodeThatIsEnabled() {
		this.enabled.run((context) -> {
			assertThat(context).hasNotFailed().hasSingleBean(ClusterBroker.class).hasSingleBean(RedisBroker.class);
			assertThat(context.getBean(Cluster.class).isAvailable()).isFalse();
		});
	}

	@Test
	void withoutTheClusterThereShouldBeNoEngine() {
		this.enabled.withPropertyValues("ws.cluster.enabled=false")
			.run((context) -> assertThat(context).hasNotFailed().doesNotHaveBean(ClusterBroker.class));
	}

	@Test
	void engineOfTheApplicationShouldBeUsedInstead() {
		InMemoryEngine engine = new InMemoryEngine();
		this.enabled.withBean(ClusterBroker.class, () -> engine.broker("a"))
			.run((context) -> assertThat(context).hasNotFailed()
				.hasSingleBean(ClusterBroker.class)
				.doesNotHaveBean(RedisBroker.class));
	}

	@Test
	void connectionFactoryShouldBeFoundByItsInterface() {
		this.withoutBoot.withBean("redis", RedisConnectionFactory.class, () -> factory("one"))
			.run((context) -> assertThat(context).hasNotFailed().hasSingleBean(RedisBroker.class));
	}

	@Test
	void primaryConnectionFactoryShouldBeUsed() {
		this.withoutBoot.withBean("sessions", LettuceConnectionFactory.class, () -> factory("sessions"))
			.withBean("messages", LettuceConnectionFactory.class, () -> factory("messages"),
					(definition) -> definition.setPrimary(true))
			.run((context) -> {
				Object settings = ReflectionTestUtils.getField(context.getBean(RedisBroker.class), "settings");
				assertThat(ReflectionTestUtils.getField(Optional.ofNullable(settings).orElseThrow(), "factory"))
					.isSameAs(context.getBean("messages"));
			});
	}

	@Test
	void severalConnectionFactoriesShouldFailAndNameThem() {
		FailureAnalysis analysis = failure(
				this.withoutBoot.withBean("sessions", LettuceConnectionFactory.class, () -> factory("sessions"))
					.withBean("messages", LettuceConnectionFactory.class, () -> factory("messages")));
		assertThat(analysis.getDescription()).contains("sessions").contains("messages");
		assertThat(analysis.getAction()).contains("@Primary").contains(RedisBroker.class.getName());
	}

	@Test
	void brokerOfTheApplicationShouldUseItsConnectionFactory() {
		this.withoutBoot.withBean("sessions", LettuceConnectionFactory.class, () -> factory("sessions"))
			.withBean("messages", LettuceConnectionFactory.class, () -> factory("messages"))
			.withBean("broker", RedisBroker.class, () -> new RedisBroker(factory("messages"), "ws:own:"))
			.run((context) -> assertThat(context).hasNotFailed().hasSingleBean(ClusterBroker.class));
	}

	@Test
	void jedisShouldFailAndNameTheClient() {
		FailureAnalysis analysis = failure(this.enabled.withPropertyValues("spring.data.redis.client-type=jedis"));
		assertThat(analysis.getDescription()).contains("JedisConnectionFactory");
		assertThat(analysis.getAction()).contains("io.lettuce:lettuce-core")
			.contains("spring.data.redis.client-type=jedis");
	}

	@Test
	void withoutLettuceShouldFailAndNameTheDependency() {
		FailureAnalysis analysis = failure(this.enabled.withClassLoader(
				new FilteredClassLoader("io.lettuce", "org.springframework.data.redis.connection.lettuce")));
		assertThat(analysis.getAction()).contains("'io.lettuce:lettuce-core'").contains("Jedis");
	}

	@Test
	void withoutRedisShouldFailAndNameTheDependency() {
		FailureAnalysis analysis = failure(
				this.enabled.withClassLoader(new FilteredClassLoader("io.lettuce", "org.springframework.data.redis")));
		assertThat(analysis.getAction()).contains("add the dependency")
			.contains("org.springframework.boot:spring-boot-starter-data-redis");
	}

	@Test
	void redisClusterShouldFail() {
		FailureAnalysis analysis = failure(
				this.enabled.withPropertyValues("spring.data.redis.cluster.nodes=localhost:7000"));
		assertThat(analysis.getDescription()).contains("Redis Cluster").contains("not supported yet");
		assertThat(analysis.getAction()).contains("spring.data.redis.sentinel");
		assertThat(failure(this.withoutBoot.withBean(LettuceConnectionFactory.class,
				() -> new LettuceConnectionFactory(new RedisClusterConfiguration().clusterNode("localhost", 7000))))
			.getDescription()).contains("Redis Cluster");
	}

	@Test
	void nodesWithoutASentinelShouldFail() {
		FailureAnalysis analysis = failure(
				this.enabled.withPropertyValues("spring.data.redis.masterreplica.nodes=localhost:7000"));
		assertThat(analysis.getDescription()).contains("spring.data.redis.masterreplica.nodes");
	}

	@Test
	void blankNameShouldFail() {
		this.enabled.withPropertyValues("spring.application.name=")
			.run((context) -> assertThat(NestedExceptionUtils.getMostSpecificCause(context.getStartupFailure()))
				.hasMessageContaining("spring.application.name"));
	}

	private static LettuceConnectionFactory factory(String host) {
		return new LettuceConnectionFactory(new RedisStandaloneConfiguration(host + ".invalid", 1));
	}

	private static FailureAnalysis failure(WebApplicationContextRunner runner) {
		FailureAnalysis[] analysis = new FailureAnalysis[1];
		runner.run((context) -> {
			assertThat(context).hasFailed();
			assertThat(context.getStartupFailure()).isInstanceOf(BeanCreationException.class);
			analysis[0] = new ClusterEngineFailureAnalyzer().analyze(context.getStartupFailure());
		});
		assertThat(analysis[0]).isNotNull();
		return analysis[0];
	}

}
