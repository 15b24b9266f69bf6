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

package io.github.wsboot.autoconfigure.client;

import java.util.Collection;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;

import org.jspecify.annotations.Nullable;
import org.springframework.boot.context.properties.bind.Bindable;
import org.springframework.boot.context.properties.bind.Binder;
import org.springframework.boot.context.properties.source.ConfigurationPropertyName;
import org.springframework.core.env.Environment;

import io.github.wsboot.client.bean.ClientDefinitions;
import io.github.wsboot.endpoint.definition.InvalidEndpointException;

/**
 * Properties of single clients: their own, and for the rest those of all clients.
 */
final class ClientPropertySource {

	static final String PREFIX = "ws.client";

	private static final String REGISTRATION = PREFIX + ".registration";

	private final WebSocketClientProperties properties;

	private final Environment environment;

	ClientPropertySource(WebSocketClientProperties properties, Environment environment) {
		this.properties = properties;
		this.environment = environment;
	}

	/**
	 * Return the properties of all clients.
	 */
	WebSocketClientProperties common() {
		return this.properties;
	}

	/**
	 * Return the properties of a client.
	 * @param client the name of the client
	 */
	ClientConnectionProperties of(String client) {
		String key = key(client);
		if (key == null) {
			return this.properties;
		}
		Binder binder = Binder.get(this.environment);
		WebSocketClientProperties.Registration own = new WebSocketClientProperties.Registration();
		binder.bind(ConfigurationPropertyName.of(PREFIX), Bindable.<ClientConnectionProperties>ofInstance(own));
		binder.bind(name(key), Bindable.<ClientConnectionProperties>ofInstance(own));
		return own;
	}

	/**
	 * Return the prefix of the properties of a client, for messages.
	 */
	String prefix(String client) {
		String key = key(client);
		return (key != null) ? REGISTRATION + "." + key : PREFIX;
	}

	/**
	 * Return whether the application cannot do without the connections of a client.
	 */
	boolean isRequired(String client) {
		return this.properties.getRegistration()
			.entrySet()
			.stream()
			.anyMatch((entry) -> ClientDefinitions.isSame(entry.getKey(), client) && entry.getValue().isRequired());
	}

	private @Nullable String key(String client) {
		return this.properties.getRegistration()
			.keySet()
			.stream()
			.filter((key) -> ClientDefinitions.isSame(key, client))
			.findFirst()
			.orElse(null);
	}

	private static ConfigurationPropertyName name(String key) {
		ConfigurationPropertyName parent = ConfigurationPropertyName.of(REGISTRATION);
		return key.matches("[A-Za-z0-9_-]+") ? parent.append(ConfigurationPropertyName.adapt(key, '.'))
				: parent.append("[" + key + "]");
	}

	/**
	 * Return the templates of URIs that replace those of the annotations, by the keys of
	 * the registrations.
	 */
	Map<String, String> urls() {
		Map<String, String> urls = new LinkedHashMap<>();
		this.properties.getRegistration().forEach((key, registration) -> {
			if (registration.getUrl() != null) {
				urls.put(key, registration.getUrl());
			}
		});
		return urls;
	}

	/**
	 * Return the keys of registrations that belong to no client.
	 * @param clients the names of the clients
	 */
	List<String> unknown(Collection<String> clients) {
		return this.properties.getRegistration()
			.keySet()
			.stream()
			.filter((key) -> clients.stream().noneMatch((client) -> ClientDefinitions.isSame(key, client)))
			.toList();
	}

	/**
	 * Fail if there are registrations that belong to no client.
	 * @param clients the names of the clients
	 */
	void rejectUnknown(Collection<String> clients) {
		List<String> unknown = unknown(clients);
		if (!unknown.isEmpty()) {
			throw new InvalidEndpointException(
					"The property '" + REGISTRATION + "." + unknown.get(0) + "' is that of no WebSocket client.",
					"Use one of the names " + clients.stream().sorted().toList()
							+ ", or annotate a bean with @WebSocketClient(name = \"" + unknown.get(0) + "\").");
		}
	}

}
