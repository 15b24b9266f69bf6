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

import org.springframework.beans.factory.NoUniqueBeanDefinitionException;
import org.springframework.beans.factory.ObjectProvider;

import io.github.wsboot.cluster.ClusterBroker;

/**
 * Chooses the engine of the cluster.
 */
final class ClusterEngine {

	private ClusterEngine() {
	}

	/**
	 * Return the application's only or primary broker.
	 * @param brokers all brokers
	 * @return the broker
	 * @throws ClusterEngineException if there is none, or several to choose from
	 */
	static ClusterBroker choose(ObjectProvider<ClusterBroker> brokers) {
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
				"'ws.cluster.enabled' is 'true', but there is no ClusterBroker bean, the engine that carries messages "
						+ "between the nodes.",
				"Define a bean of type 'io.github.wsboot.cluster.ClusterBroker', or remove 'ws.cluster.enabled'. "
						+ "This release has no engine of its own; one for Redis, which needs "
						+ "'spring-boot-starter-data-redis', is to come.");
	}

}
