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

package io.github.wsboot.endpoint;

import java.lang.annotation.Annotation;
import java.lang.reflect.Method;
import java.util.ArrayList;
import java.util.HashMap;
import java.util.List;
import java.util.Map;
import java.util.Set;

import org.jspecify.annotations.Nullable;
import org.springframework.aop.framework.autoproxy.AutoProxyUtils;
import org.springframework.aop.scope.ScopedProxyUtils;
import org.springframework.beans.factory.config.ConfigurableListableBeanFactory;
import org.springframework.core.MethodIntrospector;
import org.springframework.core.annotation.AnnotatedElementUtils;
import org.springframework.core.annotation.AnnotationUtils;
import org.springframework.util.ClassUtils;
import org.springframework.util.StringUtils;

import io.github.wsboot.annotation.WebSocketAdvice;
import io.github.wsboot.annotation.WebSocketEndpoint;

/**
 * Finds the beans with annotated methods by their type; none is instantiated.
 */
class EndpointDiscoverer {

	private static final List<Class<? extends Annotation>> ANNOTATIONS = CallbackKind.annotations();

	private final ConfigurableListableBeanFactory beanFactory;

	private final String defaultPath;

	private final List<EndpointDefinition> endpoints = new ArrayList<>();

	private final List<EndpointDefinition> advice = new ArrayList<>();

	private final Map<String, EndpointDefinition> paths = new HashMap<>();

	EndpointDiscoverer(ConfigurableListableBeanFactory beanFactory, String defaultPath) {
		this.beanFactory = beanFactory;
		this.defaultPath = defaultPath;
	}

	void discover() {
		for (String beanName : this.beanFactory.getBeanNamesForType(Object.class, true, false)) {
			if (!ScopedProxyUtils.isScopedTarget(beanName)) {
				Class<?> type = targetClass(beanName);
				if (type != null) {
					inspect(beanName, ClassUtils.getUserClass(type));
				}
			}
		}
	}

	private @Nullable Class<?> targetClass(String beanName) {
		String scopedTarget = ScopedProxyUtils.getTargetBeanName(beanName);
		return AutoProxyUtils.determineTargetClass(this.beanFactory,
				this.beanFactory.containsBean(scopedTarget) ? scopedTarget : beanName);
	}

	private void inspect(String beanName, Class<?> type) {
		WebSocketEndpoint endpoint = AnnotatedElementUtils.findMergedAnnotation(type, WebSocketEndpoint.class);
		Map<Method, Set<CallbackKind>> methods = AnnotationUtils.isCandidateClass(type, ANNOTATIONS)
				? MethodIntrospector.selectMethods(type, CallbackKind::of) : Map.of();
		WrongImports.reject(beanName, type, endpoint != null || !methods.isEmpty());
		if (AnnotatedElementUtils.hasAnnotation(type, WebSocketAdvice.class)) {
			addAdvice(new EndpointDefinition(beanName, type, List.of(), List.of(), false, methods));
		}
		else if (endpoint != null || !methods.isEmpty()) {
			addEndpoint(define(beanName, type, endpoint, methods));
		}
	}

	private void addAdvice(EndpointDefinition definition) {
		definition.methods().forEach((method, kinds) -> {
			if (!kinds.equals(Set.of(CallbackKind.ERROR))) {
				throw InvalidEndpointException.of(definition.beanName(), method,
						"is annotated with " + kinds + ", but its class is a @WebSocketAdvice",
						"Keep only @OnError methods there, or annotate the class with @WebSocketEndpoint.");
			}
		});
		this.advice.add(definition);
	}

	private void addEndpoint(EndpointDefinition definition) {
		if (definition.methods().isEmpty()) {
			throw new InvalidEndpointException(
					"WebSocket endpoint bean '" + definition.beanName() + "' has no callback.",
					"Annotate a method of '" + definition.type().getName() + "' with @OnOpen, @OnMessage or @OnClose.");
		}
		for (String path : definition.paths()) {
			EndpointDefinition other = this.paths.putIfAbsent(normalize(path), definition);
			if (other != null) {
				throw new InvalidEndpointException(
						"WebSocket endpoint beans '" + other.beanName() + "' and '" + definition.beanName()
								+ "' both serve the path '" + path + "'.",
						"Give one of them a path of its own with @WebSocketEndpoint(\"/...\").");
			}
		}
		this.endpoints.add(definition);
	}

	private static String normalize(String path) {
		return path.replaceAll("\\{[^/}:]*", "{");
	}

	private EndpointDefinition define(String beanName, Class<?> type, @Nullable WebSocketEndpoint endpoint,
			Map<Method, Set<CallbackKind>> methods) {
		List<String> paths = (endpoint != null && endpoint.value().length > 0) ? List.of(endpoint.value())
				: List.of(this.defaultPath);
		EndpointDefinition definition = new EndpointDefinition(beanName, type,
				paths.stream().map((path) -> path(beanName, path)).toList(),
				(endpoint != null) ? List.of(endpoint.subProtocols()) : List.of(),
				endpoint != null && endpoint.httpSession(), methods);
		if (endpoint == null && definition.hasOnly(CallbackKind.ERROR)) {
			throw InvalidEndpointException.of(beanName, methods.keySet().iterator().next(),
					"is annotated with @OnError, but its class has no other callback",
					"Annotate the class with @WebSocketAdvice to handle the errors of all endpoints.");
		}
		return definition;
	}

	private String path(String beanName, String path) {
		String resolved = this.beanFactory.resolveEmbeddedValue(path);
		if (!StringUtils.hasText(resolved)) {
			throw new InvalidEndpointException(
					"The path '" + path + "' of WebSocket endpoint bean '" + beanName + "' is empty.",
					"Write a path that begins with '/', or none to use 'ws.path'.");
		}
		return resolved.startsWith("/") ? resolved : "/" + resolved;
	}

	List<EndpointDefinition> endpoints() {
		return this.endpoints;
	}

	List<EndpointDefinition> advice() {
		return this.advice;
	}

}
