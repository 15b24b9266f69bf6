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

import java.util.ArrayList;
import java.util.List;
import java.util.concurrent.TimeUnit;

import io.lettuce.core.resource.ClientResources;
import org.junit.jupiter.api.AfterAll;
import org.junit.jupiter.api.BeforeAll;
import org.junit.jupiter.api.BeforeEach;
import org.junit.jupiter.api.Tag;
import org.springframework.data.redis.connection.RedisStandaloneConfiguration;
import org.springframework.data.redis.connection.lettuce.LettuceClientConfiguration;
import org.springframework.data.redis.connection.lettuce.LettuceConnectionFactory;

import io.github.wsboot.cluster.ClusterBroker;
import io.github.wsboot.cluster.ClusterBrokerContract;
import io.github.wsboot.server.TestServer;

import static org.assertj.core.api.Assertions.assertThat;

/**
 * Contract of a broker, for a {@link RedisBroker} on a Redis.
 */
@Tag("redis")
abstract class RedisBrokerContract extends ClusterBrokerContract {

	private static final String PREFIX = "ws:contract:";

	private static final List<RedisBroker> brokers = new ArrayList<>();

	/** Threads of all brokers. */
	private static ClientResources resources;

	/**
	 * Return the Redis of all tests.
	 */
	abstract RedisProcess redis();

	@BeforeAll
	static void startThreads() {
		resources = ClientResources.create();
	}

	/**
	 * Links are closed before their brokers, as nodes do it.
	 */
	@AfterAll
	static void closeBrokers() throws Exception {
		brokers.forEach(RedisBroker::close);
		brokers.clear();
		resources.shutdown(0, 10, TimeUnit.SECONDS).get(20, TimeUnit.SECONDS);
	}

	@BeforeEach
	void nothingShouldBeLeft() {
		TestServer.await("end of clients").untilAsserted(() -> {
			assertThat(redis().clients()).isEmpty();
			assertThat(redis().channels()).isEmpty();
		});
	}

	@Override
	protected ClusterBroker broker() {
		RedisBroker broker = new RedisBroker(
				new LettuceConnectionFactory(new RedisStandaloneConfiguration(redis().host(), redis().port()),
						LettuceClientConfiguration.builder().clientResources(resources).build()),
				PREFIX);
		brokers.add(broker);
		return broker;
	}

	@Override
	protected void breakLinks() {
		redis().command("CLIENT", "KILL", "TYPE", "pubsub");
		redis().command("CLIENT", "KILL", "TYPE", "normal");
	}

}
