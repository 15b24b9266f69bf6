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

import java.lang.reflect.Method;
import java.util.ArrayList;
import java.util.HashMap;
import java.util.List;
import java.util.Locale;
import java.util.Map;
import java.util.Set;

import org.jspecify.annotations.Nullable;
import org.springframework.beans.factory.config.ConfigurableListableBeanFactory;
import org.springframework.core.annotation.AnnotatedElementUtils;
import org.springframework.util.StringUtils;

import io.github.wsboot.annotation.WebSocketClient;
import io.github.wsboot.endpoint.definition.BeanTypes;
import io.github.wsboot.endpoint.definition.CallbackKind;
import io.github.wsboot.endpoint.definition.EndpointDefinition;
import io.github.wsboot.endpoint.definition.ForeignImports;
import io.github.wsboot.endpoint.definition.InvalidEndpointException;
import io.github.wsboot.endpoint.definition.SubProtocols;

/**
 * Finds beans that are clients by their types, without instantiating them.
 */
class ClientDiscoverer {

	private final ConfigurableListableBeanFactory beanFactory;

	private final BeanTypes beans;

	private final Map<String, String> urls;

	private final List<ClientDefinition> clients = new ArrayList<>();

	private final Map<String, ClientDefinition> names = new HashMap<>();

	ClientDiscoverer(ConfigurableListableBeanFactory beanFactory, Map<String, String> urls) {
		this.beanFactory = beanFactory;
		this.beans = new BeanTypes(beanFactory);
		this.urls = urls;
	}

	/**
	 * Return a name as it is compared with others.
	 */
	static String uniform(String name) {
		String letters = name.replaceAll("[^\\p{L}\\p{N}]", "");
		return (letters.isEmpty() ? name : letters).toLowerCase(Locale.ROOT);
	}

	List<ClientDefinition> discover() {
		this.beans.forEach((beanName, type) -> {
			WebSocketClient annotation = AnnotatedElementUtils.findMergedAnnotation(type, WebSocketClient.class);
			if (annotation != null) {
				add(beanName, type, annotation);
			}
		});
		return List.copyOf(this.clients);
	}

	private void add(String beanName, Class<?> type, WebSocketClient annotation) {
		try {
			add(define(beanName, type, annotation));
		}
		catch (InvalidEndpointException ex) {
			throw ex.ofClient();
		}
	}

	private ClientDefinition define(String beanName, Class<?> type, WebSocketClient annotation) {
		this.beans.rejectRequestScope(beanName);
		ForeignImports.reject(beanName, type, true);
		Map<Method, Set<CallbackKind>> methods = EndpointDefinition.methods(type);
		if (methods.isEmpty()) {
			throw new InvalidEndpointException("WebSocket client bean '" + beanName + "' has no callback.",
					"Annotate a method of '" + type.getName()
							+ "' with @OnOpen, @OnMessage or @OnClose, or remove @WebSocketClient and use "
							+ "WebSocketClients.uri(...) for a connection without callbacks.");
		}
		String name = StringUtils.hasText(annotation.name()) ? annotation.name() : beanName;
		String uri = new UriRule(beanName, name).check(uri(beanName, name, annotation));
		return new ClientDefinition(name, uri, annotation.autoConnect(),
				new EndpointDefinition(beanName, type, List.of(uri),
						SubProtocols.ofClient(beanName, List.of(annotation.subProtocols())), false,
						annotation.protocol(), methods));
	}

	private void add(ClientDefinition client) {
		ClientDefinition other = this.names.putIfAbsent(uniform(client.name()), client);
		if (other != null) {
			throw new InvalidEndpointException(
					"WebSocket client beans '" + other.bean().beanName() + "' and '" + client.bean().beanName()
							+ "' both have the name '" + client.name() + "'.",
					"Give one of them a name of its own with @WebSocketClient(name = \"...\").");
		}
		this.clients.add(client);
	}

	/**
	 * Return the URI of the properties, or else of the annotation.
	 */
	private @Nullable String uri(String beanName, String name, WebSocketClient annotation) {
		for (Map.Entry<String, String> url : this.urls.entrySet()) {
			if (uniform(url.getKey()).equals(uniform(name))) {
				return url.getValue();
			}
		}
		String resolved = resolve(annotation.uri());
		if (resolved != null && resolved.contains("${")) {
			throw new InvalidEndpointException(
					"The URI '" + annotation.uri() + "' of WebSocket client bean '" + beanName
							+ "' has a placeholder without a value.",
					"Define the property, or set 'ws.client.registration." + name + ".url'.");
		}
		return resolved;
	}

	/**
	 * Return a URI with its placeholders replaced, or as it is if one has no value.
	 */
	private @Nullable String resolve(String uri) {
		try {
			return this.beanFactory.resolveEmbeddedValue(uri);
		}
		catch (IllegalArgumentException ex) {
			return uri;
		}
	}

}
