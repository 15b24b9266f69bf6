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

import org.jspecify.annotations.Nullable;
import org.springframework.beans.factory.NoUniqueBeanDefinitionException;
import org.springframework.beans.factory.ObjectProvider;
import org.springframework.util.ClassUtils;

import io.github.wsboot.cluster.ClusterBroker;

/**
 * Chooses the engine of the cluster.
 */
final class ClusterEngine {

	private static final String REDIS = "org.springframework.data.redis.connection.RedisConnectionFactory";

	private static final String LETTUCE = "io.lettuce.core.RedisClient";

	private ClusterEngine() {
	}

	/**
	 * Return the application's only or primary broker.
	 * @param brokers all brokers
	 * @param classLoader the class loader of the application
	 * @return the broker
	 * @throws ClusterEngineException if there is none, or several to choose from
	 */
	static ClusterBroker choose(ObjectProvider<ClusterBroker> brokers, @Nullable ClassLoader classLoader) {
		try {
			ClusterBroker broker = brokers.getIfAvailable();
			if (broker != null) {
				return broker;
			}
		}
		catch (NoUniqueBeanDefinitionException ex) {
			throw new ClusterEngineException("The cluster needs one ClusterBroker bean as its engine, but there are "
					+ ex.getBeanNamesFound() + ".", "Remove all but one of them, or make one of them @Primary.");
		}
		throw new ClusterEngineException(
				"'ws.cluster.enabled' is 'true', but there is no engine that carries messages between the nodes.",
				adviceForRedis(classLoader) + " Or define a bean of type '" + ClusterBroker.class.getName()
						+ "' for another engine, or remove 'ws.cluster.enabled'.");
	}

	private static String adviceForRedis(@Nullable ClassLoader classLoader) {
		if (!ClassUtils.isPresent(REDIS, classLoader)) {
			return "To use Redis, add the dependency 'org.springframework.boot:spring-boot-starter-data-redis'.";
		}
		if (!ClassUtils.isPresent(LETTUCE, classLoader)) {
			return "To use Redis, add the dependency 'io.lettuce:lettuce-core', which 'spring-boot-starter-data-redis' "
					+ "brings: the cluster does not work with Jedis.";
		}
		return "To use Redis, define a RedisConnectionFactory bean, or use 'spring-boot-starter-data-redis' and do not "
				+ "exclude its auto-configuration.";
	}

}
