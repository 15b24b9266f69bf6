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

import java.lang.reflect.Proxy;
import java.time.Duration;
import java.util.List;
import java.util.Optional;
import java.util.concurrent.CompletableFuture;

import io.lettuce.core.ClientOptions;
import io.lettuce.core.RedisClient;
import io.lettuce.core.RedisCredentialsProvider;
import io.lettuce.core.RedisURI;
import io.lettuce.core.SocketOptions;
import io.lettuce.core.TimeoutOptions;
import io.lettuce.core.resource.ClientResources;
import io.lettuce.core.tracing.Tracing;
import org.jspecify.annotations.Nullable;
import org.springframework.aop.support.AopUtils;
import org.springframework.data.redis.connection.RedisConfiguration;
import org.springframework.data.redis.connection.RedisNode;
import org.springframework.data.redis.connection.RedisSentinelConfiguration;
import org.springframework.data.redis.connection.RedisSocketConfiguration;
import org.springframework.data.redis.connection.RedisStandaloneConfiguration;
import org.springframework.data.redis.connection.lettuce.LettuceClientConfiguration;
import org.springframework.data.redis.connection.lettuce.LettuceConnectionFactory;
import org.springframework.data.redis.connection.lettuce.RedisCredentialsProviderFactory;
import org.springframework.util.Assert;

/**
 * Settings of the application's connection factory, as connections of a link need them.
 */
final class RedisSettings {

	/** A Redis that is stopped accepts connections and says nothing. */
	static final Duration OPEN_TIMEOUT = Duration.ofSeconds(5);

	private final LettuceConnectionFactory factory;

	private final LettuceClientConfiguration client;

	private final RedisCredentialsProviderFactory credentials;

	RedisSettings(LettuceConnectionFactory factory) {
		Assert.isTrue(!factory.isClusterAware(), "Redis Cluster is not supported yet: "
				+ "the nodes need a connection factory for a single Redis, or for one with Sentinels");
		this.factory = factory;
		this.client = factory.getClientConfiguration();
		this.credentials = this.client.getRedisCredentialsProviderFactory()
			.orElseGet(() -> new RedisCredentialsProviderFactory() {
			});
	}

	/**
	 * Create a client with the application's options. Its resources, such as threads, are
	 * the application's if it has given some to its connection factory.
	 */
	RedisClient createClient() {
		RedisClient created = this.client.getClientResources()
			.map(RedisSettings::untraced)
			.map(RedisClient::create)
			.orElseGet(RedisClient::create);
		created.setOptions(options());
		return created;
	}

	/**
	 * Return resources that trace no commands: the heartbeats of a node would be a trace
	 * every few seconds.
	 */
	private static ClientResources untraced(ClientResources resources) {
		if (!resources.tracing().isEnabled()) {
			return resources;
		}
		return (ClientResources) Proxy.newProxyInstance(ClientResources.class.getClassLoader(),
				new Class<?>[] { ClientResources.class },
				(proxy, method, arguments) -> method.getName().equals("tracing") ? Tracing.disabled()
						: AopUtils.invokeJoinpointUsingReflection(resources, method, arguments));
	}

	/**
	 * Return the application's options, except for those by which Lettuce would repair a
	 * connection. There is no timer for each command, as a node notices by itself that
	 * its link does not answer, and no limit for the number of commands, as a node limits
	 * the bytes that are underway.
	 */
	private ClientOptions options() {
		ClientOptions options = this.client.getClientOptions().orElseGet(ClientOptions::create);
		return options.mutate()
			.autoReconnect(false)
			.disconnectedBehavior(ClientOptions.DisconnectedBehavior.REJECT_COMMANDS)
			.requestQueueSize(ClientOptions.DEFAULT_REQUEST_QUEUE_SIZE)
			.timeoutOptions(TimeoutOptions.create())
			.socketOptions(socketOptions(options.getSocketOptions()))
			.build();
	}

	private static SocketOptions socketOptions(SocketOptions options) {
		// A copy by Lettuce has neither the user timeout nor the times of the keep-alive
		SocketOptions.Builder copy = options.mutate()
			.tcpUserTimeout(options.getTcpUserTimeout())
			.connectTimeout(shorter(options.getConnectTimeout()));
		SocketOptions.Builder keptAlive = options.isKeepAlive() ? copy.keepAlive(options.getKeepAlive())
				: copy.keepAlive(true);
		return keptAlive.build();
	}

	private static Duration shorter(Duration timeout) {
		return (timeout.compareTo(OPEN_TIMEOUT) < 0) ? timeout : OPEN_TIMEOUT;
	}

	PrimaryLocator locator() {
		RedisSentinelConfiguration sentinel = this.factory.getSentinelConfiguration();
		if (sentinel != null) {
			return locator(sentinel);
		}
		RedisURI uri = uri();
		return (redisClient) -> CompletableFuture.completedFuture(uri);
	}

	private RedisURI uri() {
		RedisSocketConfiguration socket = this.factory.getSocketConfiguration();
		if (socket != null) {
			return complete(RedisURI.Builder.socket(socket.getSocket()),
					this.credentials.createCredentialsProvider(socket));
		}
		RedisStandaloneConfiguration standalone = this.factory.getStandaloneConfiguration();
		assertReadable(standalone);
		return complete(RedisURI.Builder.redis(standalone.getHostName(), standalone.getPort()),
				this.credentials.createCredentialsProvider(standalone));
	}

	/**
	 * Check that the address is the one of the factory. The factory does not give out a
	 * configuration that it got as a plain {@link RedisConfiguration}, but a default one.
	 */
	private void assertReadable(RedisStandaloneConfiguration configuration) {
		boolean same = configuration.getHostName().equals(this.factory.getHostName())
				&& configuration.getPort() == this.factory.getPort()
				&& configuration.getPassword().map(String::new).equals(Optional.ofNullable(this.factory.getPassword()));
		Assert.isTrue(same, "The settings of the connection factory cannot be read: create it with a "
				+ "RedisStandaloneConfiguration that is declared as such, not as a RedisConfiguration");
	}

	private PrimaryLocator locator(RedisSentinelConfiguration configuration) {
		RedisCredentialsProvider sentinelCredentials = this.credentials
			.createSentinelCredentialsProvider(configuration);
		List<RedisURI> sentinels = configuration.getSentinels()
			.stream()
			.map((node) -> complete(address(node), sentinelCredentials))
			.toList();
		// The address is replaced by the one that the Sentinels name
		RedisURI settings = complete(address(configuration.getSentinels().iterator().next()),
				this.credentials.createCredentialsProvider(configuration));
		return new SentinelLocator(sentinels, String.valueOf(configuration.getRequiredMaster().getName()), settings);
	}

	private static RedisURI.Builder address(RedisNode node) {
		return RedisURI.Builder.redis(node.getRequiredHost(), node.getPortOr(26379));
	}

	/**
	 * Complete an address. The number of the database stays out: channels belong to none,
	 * and a user may lack the permission to select one.
	 */
	private RedisURI complete(RedisURI.Builder address, @Nullable RedisCredentialsProvider provider) {
		this.client.getClientName().ifPresent(address::withClientName);
		if (provider != null) {
			address.withAuthentication(provider);
		}
		return address.withSsl(this.client.isUseSsl())
			.withVerifyPeer(this.client.getVerifyMode())
			.withStartTls(this.client.isStartTls())
			.withTimeout(shorter(this.client.getCommandTimeout()))
			.build();
	}

}
