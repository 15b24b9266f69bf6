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

import java.util.List;
import java.util.Map;

import org.springframework.beans.factory.config.ConfigurableListableBeanFactory;

import io.github.wsboot.endpoint.definition.InvalidEndpointException;

/**
 * Definitions of the annotated clients of one context, read before any of the beans is
 * instantiated.
 * <p>
 * The bean of this type cannot be replaced by one of the application's.
 *
 * @since 0.1.0
 */
public final class ClientDefinitions {

	private final List<ClientDefinition> clients;

	private ClientDefinitions(List<ClientDefinition> clients) {
		this.clients = clients;
	}

	/**
	 * Find the annotated beans by their types. Those of parent contexts are left out,
	 * since each context connects its own clients.
	 * @param beanFactory the factory of the beans
	 * @param urls the templates of URIs by the names of clients, to be used instead of
	 * those of the annotations
	 * @return the definitions
	 * @throws InvalidEndpointException if a bean cannot work as it is written
	 */
	public static ClientDefinitions find(ConfigurableListableBeanFactory beanFactory, Map<String, String> urls) {
		return new ClientDefinitions(new ClientDiscoverer(beanFactory, urls).discover());
	}

	/**
	 * Return whether two names are those of the same client, as in the names of
	 * properties: {@code quotesClient} is {@code quotes-client}.
	 * @param name the name of a client
	 * @param other another name
	 * @return whether they differ only in case, dashes and the like
	 */
	public static boolean isSame(String name, String other) {
		return ClientDiscoverer.uniform(name).equals(ClientDiscoverer.uniform(other));
	}

	/**
	 * Return the clients.
	 * @return the definitions; no two of them have the same name
	 */
	public List<ClientDefinition> clients() {
		return this.clients;
	}

}
