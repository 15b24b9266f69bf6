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

import io.lettuce.core.RedisClient;
import org.springframework.beans.factory.NoUniqueBeanDefinitionException;
import org.springframework.beans.factory.ObjectProvider;
import org.springframework.boot.autoconfigure.AutoConfiguration;
import org.springframework.boot.autoconfigure.EnableAutoConfiguration;
import org.springframework.boot.autoconfigure.condition.ConditionalOnBean;
import org.springframework.boot.autoconfigure.condition.ConditionalOnBooleanProperty;
import org.springframework.boot.autoconfigure.condition.ConditionalOnClass;
import org.springframework.boot.autoconfigure.condition.ConditionalOnMissingBean;
import org.springframework.boot.context.properties.EnableConfigurationProperties;
import org.springframework.boot.context.properties.bind.Bindable;
import org.springframework.boot.context.properties.bind.Binder;
import org.springframework.context.annotation.Bean;
import org.springframework.core.env.Environment;
import org.springframework.data.redis.connection.RedisConnectionFactory;
import org.springframework.data.redis.connection.lettuce.LettuceConnectionFactory;

import io.github.wsboot.autoconfigure.WebSocketServerProperties;
import io.github.wsboot.cluster.ClusterBroker;
import io.github.wsboot.cluster.redis.RedisBroker;

/**
 * {@link EnableAutoConfiguration Auto-configuration} for Redis as the engine of a
 * cluster, unless the application defines another one.
 *
 * @since 0.1.0
 */
@AutoConfiguration(before = WebSocketClusterAutoConfiguration.class,
		afterName = "org.springframework.boot.data.redis.autoconfigure.DataRedisAutoConfiguration")
@ConditionalOnClass({ RedisClient.class, LettuceConnectionFactory.class })
@ConditionalOnBooleanProperty("ws.cluster.enabled")
@ConditionalOnBean(RedisConnectionFactory.class)
@EnableConfigurationProperties(WebSocketServerProperties.class)
public final class WebSocketRedisClusterAutoConfiguration {

	private static final String MASTER_REPLICA = "spring.data.redis.masterreplica.nodes";

	private static final String ADVICE = "Configure the Redis by 'spring.data.redis.host' or "
			+ "'spring.data.redis.url', or its Sentinels by 'spring.data.redis.sentinel.*'.";

	@Bean
	@ConditionalOnMissingBean(ClusterBroker.class)
	RedisBroker webSocketRedisBroker(ObjectProvider<RedisConnectionFactory> connectionFactories,
			WebSocketServerProperties properties, Environment environment) {
		LettuceConnectionFactory connectionFactory = lettuce(choose(connectionFactories));
		if (connectionFactory.isClusterAware()) {
			throw new ClusterEngineException(
					"The connection factory for Redis is for a Redis Cluster, which is not supported yet.", ADVICE);
		}
		if (Binder.get(environment).bind(MASTER_REPLICA, Bindable.listOf(String.class)).isBound()) {
			throw new ClusterEngineException("'" + MASTER_REPLICA
					+ "' is set, but the nodes of a cluster have to know which Redis is the primary.", ADVICE);
		}
		return new RedisBroker(connectionFactory, new ClusterNodeSettings(properties, environment).prefix());
	}

	private static RedisConnectionFactory choose(ObjectProvider<RedisConnectionFactory> connectionFactories) {
		try {
			return connectionFactories.getObject();
		}
		catch (NoUniqueBeanDefinitionException ex) {
			throw new ClusterEngineException(
					"The cluster needs one RedisConnectionFactory bean, but there are " + ex.getBeanNamesFound() + ".",
					"Make one of them @Primary, or define a bean of type '" + RedisBroker.class.getName()
							+ "' with the one to use.");
		}
	}

	private static LettuceConnectionFactory lettuce(RedisConnectionFactory connectionFactory) {
		if (connectionFactory instanceof LettuceConnectionFactory lettuce) {
			return lettuce;
		}
		throw new ClusterEngineException(
				"The cluster needs a connection factory for Lettuce, but it is of type "
						+ connectionFactory.getClass().getName() + ".",
				"Use 'io.lettuce:lettuce-core', which 'spring-boot-starter-data-redis' brings, and remove "
						+ "'spring.data.redis.client-type=jedis'. If the rest of the application needs another client, "
						+ "define a bean of type '" + RedisBroker.class.getName()
						+ "' with a LettuceConnectionFactory of its own.");
	}

}
