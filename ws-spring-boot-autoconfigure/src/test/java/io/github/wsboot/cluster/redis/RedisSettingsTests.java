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

import java.time.Duration;

import io.lettuce.core.ClientOptions;
import io.lettuce.core.RedisClient;
import io.lettuce.core.RedisURI;
import io.lettuce.core.SocketOptions;
import io.lettuce.core.SocketOptions.KeepAliveOptions;
import io.lettuce.core.SocketOptions.TcpUserTimeoutOptions;
import org.junit.jupiter.api.Test;
import org.springframework.data.redis.connection.RedisConfiguration;
import org.springframework.data.redis.connection.RedisStandaloneConfiguration;
import org.springframework.data.redis.connection.lettuce.LettuceClientConfiguration;
import org.springframework.data.redis.connection.lettuce.LettuceConnectionFactory;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatIllegalArgumentException;

/**
 * Tests for {@link RedisSettings}.
 */
class RedisSettingsTests {

	@Test
	void socketOptionsOfTheApplicationShouldBeKept() {
		Duration time = Duration.ofSeconds(7);
		SocketOptions socket = options(SocketOptions.builder()
			.keepAlive(KeepAliveOptions.builder().enable().idle(time).interval(time).count(2).build())
			.tcpUserTimeout(TcpUserTimeoutOptions.builder().enable().tcpUserTimeout(time).build())
			.tcpNoDelay(false)
			.connectTimeout(Duration.ofSeconds(1))
			.build()).getSocketOptions();
		assertThat(socket.getKeepAlive().getIdle()).isEqualTo(time);
		assertThat(socket.getKeepAlive().getInterval()).isEqualTo(time);
		assertThat(socket.getKeepAlive().getCount()).isEqualTo(2);
		assertThat(socket.isEnableTcpUserTimeout()).isTrue();
		assertThat(socket.getTcpUserTimeout().getTcpUserTimeout()).isEqualTo(time);
		assertThat(socket.isTcpNoDelay()).isFalse();
		assertThat(socket.getConnectTimeout()).isEqualTo(Duration.ofSeconds(1));
	}

	@Test
	void connectionShouldBeKeptAliveAndConnectInTime() {
		SocketOptions socket = options(
				SocketOptions.builder().keepAlive(false).connectTimeout(Duration.ofMinutes(1)).build())
			.getSocketOptions();
		assertThat(socket.isKeepAlive()).isTrue();
		assertThat(socket.getConnectTimeout()).isEqualTo(RedisSettings.OPEN_TIMEOUT);
	}

	@Test
	void connectionShouldNeitherReconnectNorLimitCommands() {
		ClientOptions options = options(SocketOptions.create());
		assertThat(options.isAutoReconnect()).isFalse();
		assertThat(options.getRequestQueueSize()).isEqualTo(Integer.MAX_VALUE);
		assertThat(options.getTimeoutOptions().isTimeoutCommands()).isFalse();
	}

	@Test
	void configurationThatCannotBeReadShouldFail() {
		RedisConfiguration plain = new RedisStandaloneConfiguration("redis.invalid", 1);
		assertThatIllegalArgumentException()
			.isThrownBy(() -> new RedisBroker(new LettuceConnectionFactory(plain), "ws:test:"))
			.withMessageContaining("declared as such");
		RedisStandaloneConfiguration local = new RedisStandaloneConfiguration();
		local.setPassword("secret");
		assertThatIllegalArgumentException()
			.isThrownBy(() -> new RedisBroker(new LettuceConnectionFactory((RedisConfiguration) local), "ws:test:"))
			.withMessageContaining("declared as such");
	}

	@Test
	void addressShouldBeThatOfTheFactory() {
		RedisStandaloneConfiguration configuration = new RedisStandaloneConfiguration("redis.invalid", 1);
		configuration.setPassword("secret");
		LettuceConnectionFactory factory = new LettuceConnectionFactory(configuration);
		try (RedisClient client = RedisClient.create()) {
			RedisURI uri = new RedisSettings(factory).locator().locate(client).toCompletableFuture().join();
			assertThat(uri.getHost()).isEqualTo("redis.invalid");
			assertThat(uri.getPort()).isOne();
		}
	}

	private static ClientOptions options(SocketOptions socket) {
		LettuceClientConfiguration client = LettuceClientConfiguration.builder()
			.clientOptions(ClientOptions.builder().socketOptions(socket).requestQueueSize(10).build())
			.build();
		LettuceConnectionFactory factory = new LettuceConnectionFactory(new RedisStandaloneConfiguration(), client);
		try (RedisClient created = new RedisSettings(factory).createClient()) {
			return created.getOptions();
		}
	}

}
