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

package io.github.wsboot.server;

import java.net.URI;
import java.net.URLDecoder;
import java.nio.charset.StandardCharsets;
import java.util.ArrayList;
import java.util.List;
import java.util.Map;
import java.util.Objects;
import java.util.Set;
import java.util.regex.Pattern;

import org.springframework.beans.BeanUtils;
import org.springframework.beans.factory.config.ConfigurableListableBeanFactory;
import org.springframework.beans.factory.support.BeanDefinitionRegistry;
import org.springframework.beans.factory.support.BeanDefinitionRegistryPostProcessor;
import org.springframework.beans.factory.support.RootBeanDefinition;
import org.springframework.context.annotation.Bean;
import org.springframework.context.annotation.Configuration;
import org.springframework.core.env.Environment;
import org.springframework.http.server.PathContainer;
import org.springframework.test.util.ReflectionTestUtils;
import org.springframework.web.util.UriComponentsBuilder;
import org.springframework.web.util.pattern.PathPattern.PathMatchInfo;
import org.springframework.web.util.pattern.PathPatternParser;

import io.github.wsboot.ConnectionManager;
import io.github.wsboot.ask.Asks;
import io.github.wsboot.client.ConnectSpec;
import io.github.wsboot.client.ReconnectPolicy;
import io.github.wsboot.client.WebSocketClients;
import io.github.wsboot.client.bean.ClientDefinition;
import io.github.wsboot.client.bean.ClientDefinitions;
import io.github.wsboot.connection.ConnectionRegistry;
import io.github.wsboot.connection.DefaultConnectionManager;
import io.github.wsboot.endpoint.definition.EndpointDefinition;
import io.github.wsboot.endpoint.definition.EndpointDefinitions;
import io.github.wsboot.monitor.ConnectionMonitor;
import io.github.wsboot.node.RemoteNodes;
import io.github.wsboot.outbound.SendMemoryBudget;

/**
 * Turns the endpoints of an application into clients: each is a client whose name is its
 * path, and connects whenever a client of the test does. The {@link ConnectionManager} of
 * the application is one for the outgoing connections.
 */
@Configuration(proxyBeanMethods = false)
class OutgoingConnections {

	private static final String BASE = "test.outgoing.base";

	private static final String BUNDLE = "spring.ssl.bundle.jks.outgoing.truststore.";

	private static final String DEFINITIONS = "webSocketClientDefinitions";

	/** Properties that clients have as well. */
	private static final Pattern OF_BOTH = Pattern.compile("ws\\.((max-(text|binary)-size|close-timeout|idle-timeout"
			+ "|heartbeat\\..*|send\\.(max-bytes|max-messages|max-delay|overflow)|receive\\.max-pending-.*)=.*)");

	private static final Set<String> OF_HANDSHAKE = Set.of("host", "upgrade", "connection", "content-length");

	/**
	 * Return the properties for clients that connect to a bridge.
	 * @param properties the properties of the server, in whose place they are set as well
	 */
	static List<String> properties(RoleBridge bridge, List<String> properties) {
		List<String> more = new ArrayList<>(List.of(BASE + "=" + bridge.base()));
		properties.stream()
			.map(OF_BOTH::matcher)
			.filter((matcher) -> matcher.matches())
			.forEach((matcher) -> more.add("ws.client." + matcher.group(1)));
		if (bridge.base().startsWith("wss")) {
			more.addAll(TestTls.properties()
				.stream()
				.map((property) -> property.replace("server.ssl.key-store=", BUNDLE + "location=")
					.replace("server.ssl.key-store-", BUNDLE))
				.toList());
			more.add("ws.client.ssl.bundle=outgoing");
		}
		return more;
	}

	/**
	 * Replaces the definitions that the annotations make.
	 */
	@Bean
	static BeanDefinitionRegistryPostProcessor outgoingDefinitions(ConfigurableListableBeanFactory beanFactory,
			Environment environment) {
		return new BeanDefinitionRegistryPostProcessor() {

			@Override
			public void postProcessBeanDefinitionRegistry(BeanDefinitionRegistry registry) {
				registry.removeBeanDefinition(DEFINITIONS);
				registry.registerBeanDefinition(DEFINITIONS,
						new RootBeanDefinition(ClientDefinitions.class,
								() -> definitions(beanFactory.getBean(EndpointDefinitions.class),
										environment.getRequiredProperty(BASE))));
			}

		};
	}

	private static ClientDefinitions definitions(EndpointDefinitions endpoints, String base) {
		List<ClientDefinition> clients = endpoints.endpoints()
			.stream()
			.filter((endpoint) -> !endpoint.type().isAnnotationPresent(ServerRole.class))
			.map((endpoint) -> client(endpoint, base))
			.toList();
		try {
			return BeanUtils.instantiateClass(ClientDefinitions.class.getDeclaredConstructor(List.class), clients);
		}
		catch (NoSuchMethodException ex) {
			throw new IllegalStateException(ex);
		}
	}

	private static ClientDefinition client(EndpointDefinition endpoint, String base) {
		String path = endpoint.paths().get(0);
		return new ClientDefinition(path, base + path, false,
				new EndpointDefinition(endpoint.beanName(), endpoint.type(), List.of(base + path),
						endpoint.subProtocols(), false, endpoint.protocol(), endpoint.methods()));
	}

	@Bean
	ConnectionManager outgoingConnectionManager(WebSocketClients clients, Asks asks, SendMemoryBudget budget,
			ConnectionMonitor monitor, EndpointDefinitions endpoints, RemoteNodes remote) {
		ConnectionRegistry registry = (ConnectionRegistry) ReflectionTestUtils.getField(clients, "registry");
		return new DefaultConnectionManager(registry, asks, budget, monitor, endpoints::paths, remote);
	}

	@Bean
	RoleBridge.Connector outgoingConnector(WebSocketClients clients, ClientDefinitions definitions) {
		return (target, headers) -> definitions.clients()
			.stream()
			.map(ClientDefinition::name)
			.filter((path) -> connect(clients, path, URI.create(target), headers))
			.findFirst()
			.isPresent();
	}

	private static Map<String, List<String>> queryParams(URI target) {
		return UriComponentsBuilder.fromUri(target).build().getQueryParams();
	}

	private static Object[] decoded(List<String> values) {
		return values.stream()
			.filter(Objects::nonNull)
			.map((value) -> URLDecoder.decode(value, StandardCharsets.UTF_8))
			.toArray();
	}

	private static boolean connect(WebSocketClients clients, String path, URI target,
			Map<String, List<String>> headers) {
		PathMatchInfo match = PathPatternParser.defaultInstance.parse(path)
			.matchAndExtract(PathContainer.parsePath(target.getRawPath()));
		if (match == null) {
			return false;
		}
		ConnectSpec spec = clients.client(path).reconnect(ReconnectPolicy.NEVER);
		for (Map.Entry<String, String> variable : match.getUriVariables().entrySet()) {
			spec = spec.pathVariable(variable.getKey(), variable.getValue());
		}
		for (Map.Entry<String, List<String>> param : queryParams(target).entrySet()) {
			spec = spec.queryParam(param.getKey(), decoded(param.getValue()));
		}
		for (Map.Entry<String, List<String>> header : headers.entrySet()) {
			if (!OF_HANDSHAKE.contains(header.getKey()) && !header.getKey().startsWith("sec-websocket-")) {
				spec = spec.header(header.getKey(), header.getValue().toArray(String[]::new));
			}
		}
		spec.connect();
		return true;
	}

}
