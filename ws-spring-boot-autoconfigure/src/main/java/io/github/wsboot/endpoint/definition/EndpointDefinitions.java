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

package io.github.wsboot.endpoint.definition;

import java.util.List;
import java.util.Set;
import java.util.stream.Stream;

import org.springframework.beans.factory.config.ConfigurableListableBeanFactory;
import org.springframework.core.type.AnnotationMetadata;

import io.github.wsboot.annotation.WebSocketAdvice;
import io.github.wsboot.annotation.WebSocketClient;
import io.github.wsboot.annotation.WebSocketEndpoint;
import io.github.wsboot.connection.EndpointPaths;

/**
 * Definitions of all endpoint and advice beans of the application, read before any of the
 * beans is instantiated.
 * <p>
 * The bean of this type cannot be replaced by one of the application's.
 *
 * @since 0.1.0
 */
public final class EndpointDefinitions {

	private final List<EndpointDefinition> endpoints;

	private final List<EndpointDefinition> advice;

	private final Set<Class<?>> clients;

	private EndpointDefinitions(List<EndpointDefinition> endpoints, List<EndpointDefinition> advice,
			Set<Class<?>> clients) {
		this.endpoints = endpoints;
		this.advice = advice;
		this.clients = clients;
	}

	/**
	 * Find the annotated beans by their types. Those of parent contexts are included,
	 * unless a parent serves them itself.
	 * @param beanFactory the factory of the beans
	 * @param defaultPath the path of endpoints that name none
	 * @param subProtocols the sub-protocols that all endpoints agree to
	 * @return the definitions
	 * @throws InvalidEndpointException if a bean cannot work as it is written
	 */
	public static EndpointDefinitions find(ConfigurableListableBeanFactory beanFactory, String defaultPath,
			CommonSubProtocols subProtocols) {
		EndpointDiscoverer discoverer = new EndpointDiscoverer(beanFactory, defaultPath, subProtocols);
		discoverer.discover();
		return new EndpointDefinitions(discoverer.endpoints(), discoverer.advice(), discoverer.clients());
	}

	/**
	 * Return the paths of the endpoints.
	 * @return the paths, grouped by endpoint
	 */
	public EndpointPaths paths() {
		return new EndpointPaths(this.endpoints.stream().map(EndpointDefinition::paths).toList());
	}

	/**
	 * Return whether a class or one of its methods has an annotation of ours.
	 * @param type the class, which need not be loaded
	 * @return whether its author expects callbacks to be called
	 */
	public static boolean isEndpoint(AnnotationMetadata type) {
		return type.hasAnnotation(WebSocketEndpoint.class.getName())
				|| type.hasAnnotation(WebSocketAdvice.class.getName())
				|| type.hasAnnotation(WebSocketClient.class.getName())
				|| CallbackKind.annotations().stream().map(Class::getName).anyMatch(type::hasAnnotatedMethods);
	}

	/**
	 * Return whether a class is the class of an endpoint, advice or client bean, or one
	 * of its superclasses.
	 * @param className the name of the class
	 * @return whether there is such a bean
	 */
	public boolean isBean(String className) {
		Stream<Class<?>> types = Stream.concat(this.endpoints.stream(), this.advice.stream())
			.map(EndpointDefinition::type);
		return Stream.concat(types, this.clients.stream()).anyMatch((type) -> isOrExtends(type, className));
	}

	private static boolean isOrExtends(Class<?> type, String className) {
		for (Class<?> current = type; current != null; current = current.getSuperclass()) {
			if (current.getName().equals(className)) {
				return true;
			}
		}
		return false;
	}

	public List<EndpointDefinition> endpoints() {
		return this.endpoints;
	}

	public List<EndpointDefinition> advice() {
		return this.advice;
	}

}
