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

import java.util.List;
import java.util.concurrent.TimeUnit;

import org.junit.jupiter.api.Tag;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.extension.ExtendWith;
import org.springframework.boot.test.system.CapturedOutput;
import org.springframework.boot.test.system.OutputCaptureExtension;
import org.springframework.data.redis.connection.RedisStandaloneConfiguration;
import org.springframework.data.redis.connection.lettuce.LettuceConnectionFactory;

import io.github.wsboot.cluster.ClusterLink;
import io.github.wsboot.cluster.RecordingListener;
import io.github.wsboot.cluster.Topic;
import io.github.wsboot.server.TestServer;

import static org.assertj.core.api.Assertions.assertThat;

/**
 * Tests for the end of a {@link RedisBroker}.
 */
@Tag("redis")
@ExtendWith(OutputCaptureExtension.class)
class RedisBrokerCloseTests {

	@Test
	void endAfterThatOfItsLinksShouldBeSilent(CapturedOutput output) throws Exception {
		try (RedisProcess redis = RedisProcess.start()) {
			for (int i = 0; i < 20; i++) {
				RedisBroker broker = broker(redis);
				ClusterLink link = open(broker);
				link.subscribe(List.of(Topic.ALL)).toCompletableFuture().get(30, TimeUnit.SECONDS);
				link.close();
				broker.close();
			}
			TestServer.await("end of connections").until(() -> redis.clients().isEmpty());
		}
		assertThat(output).doesNotContain("already closed");
	}

	@Test
	void endShouldCloseLinksThatAreOpen() throws Exception {
		try (RedisProcess redis = RedisProcess.start()) {
			RedisBroker broker = broker(redis);
			open(broker);
			assertThat(redis.clients()).hasSize(2);
			broker.close();
			TestServer.await("end of connections").until(() -> redis.clients().isEmpty());
			assertThat(broker.open(new RecordingListener())).isCompletedExceptionally();
		}
	}

	private static RedisBroker broker(RedisProcess redis) {
		return new RedisBroker(
				new LettuceConnectionFactory(new RedisStandaloneConfiguration(redis.host(), redis.port())), "ws:test:");
	}

	private static ClusterLink open(RedisBroker broker) throws Exception {
		return broker.open(new RecordingListener()).toCompletableFuture().get(30, TimeUnit.SECONDS);
	}

}
