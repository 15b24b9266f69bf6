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

import java.time.Duration;

import org.springframework.boot.context.properties.source.InvalidConfigurationPropertyValueException;
import org.springframework.core.env.Environment;
import org.springframework.util.StringUtils;

import io.github.wsboot.autoconfigure.NodeName;
import io.github.wsboot.autoconfigure.PropertyChecks;
import io.github.wsboot.autoconfigure.WebSocketServerProperties;
import io.github.wsboot.autoconfigure.WebSocketServerProperties.Cluster;
import io.github.wsboot.cluster.member.ClusterSettings;
import io.github.wsboot.cluster.member.ThisNode;

/**
 * Checks the properties of the cluster and converts them to settings.
 */
final class ClusterNodeSettings {

	private static final String APPLICATION_NAME = "spring.application.name";

	private final Cluster cluster;

	private final Environment environment;

	private final int maxThreads;

	ClusterNodeSettings(WebSocketServerProperties properties, Environment environment) {
		this.cluster = properties.getCluster();
		this.environment = environment;
		this.maxThreads = properties.getWorker().getMaxThreads();
	}

	ClusterSettings get() {
		// Fails at start-up with each engine, whether or not it uses the prefix
		prefix();
		int maxMessageSize = PropertyChecks.bytes("ws.cluster.max-message-size", this.cluster.getMaxMessageSize());
		return new ClusterSettings(PropertyChecks.positive("ws.cluster.heartbeat", this.cluster.getHeartbeat()),
				PropertyChecks.positive("ws.cluster.probe-timeout", this.cluster.getProbeTimeout()), deadAfter(),
				linger(), maxPendingBytes(maxMessageSize), maxMessageSize);
	}

	Duration linger() {
		return PropertyChecks.positive("ws.cluster.linger", this.cluster.getLinger());
	}

	/**
	 * Return the maximum number of threads that complete stages.
	 */
	int maxThreads() {
		return PropertyChecks.positive("ws.worker.max-threads", this.maxThreads);
	}

	/**
	 * Return the beginning of the names that the engine uses.
	 */
	String prefix() {
		String prefix = this.cluster.getPrefix();
		if (prefix != null) {
			if (!StringUtils.hasText(prefix)) {
				throw new InvalidConfigurationPropertyValueException("ws.cluster.prefix", prefix,
						"It must not be blank. Without it, 'ws:' and the value of '" + APPLICATION_NAME
								+ "' are used.");
			}
			return prefix;
		}
		String application = this.environment.getProperty(APPLICATION_NAME);
		if (!StringUtils.hasText(application)) {
			throw new InvalidConfigurationPropertyValueException(APPLICATION_NAME, application,
					"The nodes of a cluster find each other by the name of their application, so with "
							+ "'ws.cluster.enabled=true' it must be set, or else 'ws.cluster.prefix'.");
		}
		return "ws:" + application + ":";
	}

	String nodeName() {
		String name = this.cluster.getNodeName();
		if (name != null && name.length() > ThisNode.MAX_NAME_LENGTH) {
			throw new InvalidConfigurationPropertyValueException("ws.cluster.node-name", name,
					"It must have " + ThisNode.MAX_NAME_LENGTH + " characters at most.");
		}
		return StringUtils.hasText(name) ? name : NodeName.ofHost();
	}

	private Duration deadAfter() {
		Duration deadAfter = PropertyChecks.positive("ws.cluster.dead-after", this.cluster.getDeadAfter());
		Duration noticed = this.cluster.getHeartbeat().plus(this.cluster.getProbeTimeout());
		if (noticed.compareTo(deadAfter) >= 0) {
			throw new InvalidConfigurationPropertyValueException("ws.cluster.dead-after", deadAfter,
					"It must be longer than 'ws.cluster.heartbeat' and 'ws.cluster.probe-timeout' together: a node "
							+ "that is cut off has to notice it before it considers the others dead.");
		}
		return deadAfter;
	}

	private long maxPendingBytes(int maxMessageSize) {
		long bytes = this.cluster.getMaxPendingBytes().toBytes();
		if (bytes < maxMessageSize) {
			throw new InvalidConfigurationPropertyValueException("ws.cluster.max-pending-bytes",
					this.cluster.getMaxPendingBytes(), "It must not be less than 'ws.cluster.max-message-size'.");
		}
		return bytes;
	}

}
