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

package io.github.wsboot.client.bean;

import java.util.ArrayList;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import java.util.stream.Stream;

import org.springframework.beans.factory.config.ConfigurableListableBeanFactory;

import io.github.wsboot.client.connection.RegisteredClient;
import io.github.wsboot.endpoint.callback.Callback;
import io.github.wsboot.endpoint.definition.EndpointDefinition;

/**
 * Annotated clients of one context. Their beans are looked up when all singletons exist,
 * so a client can inject any of them.
 * <p>
 * The bean of this type cannot be replaced by one of the application's.
 *
 * @since 0.1.0
 */
public final class AnnotatedClients {

	private final ConfigurableListableBeanFactory beanFactory;

	private final Map<ClientDefinition, RegisteredClient> clients = new LinkedHashMap<>();

	private final List<Callback> callbacks = new ArrayList<>();

	/**
	 * Create the clients.
	 * @param beanFactory has the beans of the clients
	 * @param definitions the definitions of the clients
	 * @param advice the definitions of all advice beans, in the order in which they are
	 * asked
	 * @param factory creates their callbacks
	 * @param parts creates what their connections need
	 */
	public AnnotatedClients(ConfigurableListableBeanFactory beanFactory, ClientDefinitions definitions,
			List<EndpointDefinition> advice, AnnotatedClientFactory factory, ClientParts.Source parts) {
		this.beanFactory = beanFactory;
		for (ClientDefinition definition : definitions.clients()) {
			ClientParts created = parts.create(definition.name());
			AnnotatedClient client = factory.create(definition, advice, created.maxBytes(), created.handlers());
			this.callbacks.addAll(client.callbacks());
			this.clients.put(definition,
					new RegisteredClient(definition.name(), definition.uri(), definition.bean().subProtocols().names(),
							created.headers(), definition.autoConnect() && created.autoConnect(), created.settings(),
							created.connections(), client));
		}
	}

	/**
	 * Return all clients.
	 * @return the clients, in the order in which their beans were found
	 */
	public Stream<RegisteredClient> stream() {
		return this.clients.values().stream();
	}

	/**
	 * Find a client by its name.
	 * @param name the name of the client
	 * @return the client, or nothing
	 */
	public Optional<RegisteredClient> find(String name) {
		return stream().filter((client) -> client.name().equals(name)).findFirst();
	}

	/**
	 * Find clients by the class of their beans.
	 * @param type the class, or one that it extends
	 * @return the clients
	 */
	public List<RegisteredClient> find(Class<?> type) {
		return this.clients.entrySet()
			.stream()
			.filter((client) -> type.isAssignableFrom(client.getKey().bean().type()))
			.map(Map.Entry::getValue)
			.toList();
	}

	/**
	 * Look the beans up, so that errors appear at start-up. A lazy bean is not created.
	 */
	public void prepare() {
		for (Callback callback : this.callbacks) {
			if (this.beanFactory.containsSingleton(callback.beanName())) {
				callback.prepare();
			}
		}
	}

}
