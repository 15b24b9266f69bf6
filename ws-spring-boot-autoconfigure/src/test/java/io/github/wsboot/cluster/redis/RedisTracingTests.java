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

package io.github.wsboot.cluster.redis;

import java.nio.ByteBuffer;
import java.util.List;
import java.util.concurrent.TimeUnit;

import io.lettuce.core.resource.ClientResources;
import io.lettuce.core.resource.DefaultClientResources;
import io.lettuce.core.tracing.MicrometerTracing;
import io.micrometer.observation.tck.TestObservationRegistry;
import io.micrometer.observation.tck.TestObservationRegistryAssert;
import org.junit.jupiter.api.Tag;
import org.junit.jupiter.api.Test;
import org.springframework.data.redis.connection.RedisStandaloneConfiguration;
import org.springframework.data.redis.connection.lettuce.LettuceClientConfiguration;
import org.springframework.data.redis.connection.lettuce.LettuceConnectionFactory;

import io.github.wsboot.cluster.ClusterLink;
import io.github.wsboot.cluster.RecordingListener;
import io.github.wsboot.cluster.Topic;
import io.github.wsboot.server.TestServer;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatExceptionOfType;

/**
 * Tests for {@link RedisBroker} with the observations of Lettuce.
 */
@Tag("redis")
class RedisTracingTests {

	@Test
	void commandsOfALinkShouldNotBeObserved() throws Exception {
		TestObservationRegistry observations = TestObservationRegistry.create();
		ClientResources resources = DefaultClientResources.builder()
			.tracing(new MicrometerTracing(observations, "test"))
			.build();
		try (RedisProcess redis = RedisProcess.start()) {
			LettuceConnectionFactory factory = new LettuceConnectionFactory(
					new RedisStandaloneConfiguration(redis.host(), redis.port()),
					LettuceClientConfiguration.builder().clientResources(resources).build());
			factory.afterPropertiesSet();
			factory.start();
			try (RedisBroker broker = new RedisBroker(factory, "ws:test:")) {
				useLink(broker);
				TestObservationRegistryAssert.assertThat(observations).doesNotHaveAnyObservation();
				// Unlike those of the application
				assertThat(factory.getConnection().ping()).isEqualTo("PONG");
				TestServer.await("observation")
					.untilAsserted(() -> assertThatExceptionOfType(AssertionError.class).isThrownBy(
							() -> TestObservationRegistryAssert.assertThat(observations).doesNotHaveAnyObservation()));
			}
			finally {
				factory.destroy();
			}
		}
		finally {
			resources.shutdown(0, 10, TimeUnit.SECONDS).await(10, TimeUnit.SECONDS);
		}
	}

	private static void useLink(RedisBroker broker) throws Exception {
		Topic topic = Topic.node("a");
		ClusterLink link = broker.open(new RecordingListener()).toCompletableFuture().get(30, TimeUnit.SECONDS);
		link.subscribe(List.of(topic)).toCompletableFuture().get(30, TimeUnit.SECONDS);
		assertThat(link.publish(topic, ByteBuffer.allocate(1)).toCompletableFuture().get(30, TimeUnit.SECONDS)).isOne();
		link.close();
	}

}
