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

package io.github.wsboot.autoconfigure;

import java.util.List;

import org.jspecify.annotations.Nullable;
import org.springframework.beans.factory.ObjectProvider;
import org.springframework.boot.actuate.autoconfigure.endpoint.condition.ConditionalOnAvailableEndpoint;
import org.springframework.boot.actuate.autoconfigure.endpoint.expose.EndpointExposure;
import org.springframework.boot.actuate.endpoint.annotation.Endpoint;
import org.springframework.boot.autoconfigure.AutoConfiguration;
import org.springframework.boot.autoconfigure.EnableAutoConfiguration;
import org.springframework.boot.autoconfigure.condition.ConditionalOnBean;
import org.springframework.boot.autoconfigure.condition.ConditionalOnClass;
import org.springframework.boot.autoconfigure.condition.ConditionalOnMissingBean;
import org.springframework.context.annotation.Bean;

import io.github.wsboot.Cluster;
import io.github.wsboot.ConnectionManager;
import io.github.wsboot.actuate.ClientsInfo;
import io.github.wsboot.actuate.ClientsInfo.AnnotatedClientInfo;
import io.github.wsboot.actuate.ConnectionOperations;
import io.github.wsboot.actuate.EndpointInfo;
import io.github.wsboot.actuate.NodeInfo;
import io.github.wsboot.actuate.WebSocketsActuatorEndpoint;
import io.github.wsboot.actuate.WebSocketsJmxExtension;
import io.github.wsboot.actuate.WebSocketsWebExtension;
import io.github.wsboot.client.bean.ClientDefinitions;
import io.github.wsboot.client.connection.ClientConnections;
import io.github.wsboot.connection.ConnectionDrain;
import io.github.wsboot.connection.ConnectionRegistry;
import io.github.wsboot.endpoint.EndpointRegistry;
import io.github.wsboot.handshake.HandshakeRefusals;
import io.github.wsboot.node.RemoteNodes;
import io.github.wsboot.support.UriSecrets;

/**
 * {@link EnableAutoConfiguration Auto-configuration} for the actuator endpoint
 * {@code websockets}.
 *
 * @since 0.1.0
 */
@AutoConfiguration(after = WebSocketServerAutoConfiguration.class)
@ConditionalOnClass({ Endpoint.class, ConditionalOnAvailableEndpoint.class })
@ConditionalOnBean(EndpointRegistry.class)
@ConditionalOnAvailableEndpoint(WebSocketsActuatorEndpoint.class)
public final class WebSocketsActuatorEndpointAutoConfiguration {

	@Bean
	ConnectionOperations webSocketsActuatorOperations(ConnectionRegistry registry, ConnectionManager manager,
			WebSocketServerProperties properties, EndpointRegistry endpoints, HandshakeRefusals refusals,
			ObjectProvider<ConnectionDrain> drain, RemoteNodes remote, ObjectProvider<ClientDefinitions> definitions,
			ObjectProvider<ClientConnections> clientConnections) {
		Cluster cluster = remote.belongsToCluster() ? remote.cluster() : null;
		return new ConnectionOperations(registry, manager,
				new NodeInfo(properties.getMaxConnections(), () -> facts(endpoints), refusals, drain.getIfAvailable(),
						cluster, clients(definitions.getIfAvailable(), clientConnections.getIfAvailable())));
	}

	private static List<EndpointInfo> facts(EndpointRegistry endpoints) {
		return endpoints.endpoints()
			.stream()
			.flatMap((endpoint) -> endpoint.paths()
				.stream()
				.map((path) -> new EndpointInfo(path, endpoint.describeCallbacks())))
			.toList();
	}

	private static @Nullable ClientsInfo clients(@Nullable ClientDefinitions definitions,
			@Nullable ClientConnections connections) {
		if (definitions == null || connections == null) {
			return null;
		}
		return new ClientsInfo(definitions.clients()
			.stream()
			.map((client) -> new AnnotatedClientInfo(client.name(), UriSecrets.without(client.uri())))
			.toList(), connections::stream);
	}

	@Bean
	@ConditionalOnMissingBean
	WebSocketsActuatorEndpoint webSocketsActuatorEndpoint(ConnectionOperations operations) {
		return new WebSocketsActuatorEndpoint(operations);
	}

	@Bean
	@ConditionalOnMissingBean
	@ConditionalOnAvailableEndpoint(endpoint = WebSocketsActuatorEndpoint.class, exposure = EndpointExposure.WEB)
	WebSocketsWebExtension webSocketsWebExtension(ConnectionOperations operations) {
		return new WebSocketsWebExtension(operations);
	}

	@Bean
	@ConditionalOnMissingBean
	@ConditionalOnAvailableEndpoint(endpoint = WebSocketsActuatorEndpoint.class, exposure = EndpointExposure.JMX)
	WebSocketsJmxExtension webSocketsJmxExtension(ConnectionOperations operations) {
		return new WebSocketsJmxExtension(operations);
	}

}
