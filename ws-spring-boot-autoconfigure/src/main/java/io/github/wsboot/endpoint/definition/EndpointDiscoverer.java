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

import java.lang.reflect.Method;
import java.util.ArrayList;
import java.util.Comparator;
import java.util.HashMap;
import java.util.HashSet;
import java.util.List;
import java.util.Map;
import java.util.Set;

import org.apache.commons.logging.Log;
import org.apache.commons.logging.LogFactory;
import org.jspecify.annotations.Nullable;
import org.springframework.beans.factory.config.ConfigurableListableBeanFactory;
import org.springframework.core.Ordered;
import org.springframework.core.annotation.AnnotatedElementUtils;
import org.springframework.core.annotation.OrderUtils;
import org.springframework.core.log.LogMessage;
import org.springframework.util.StringUtils;
import org.springframework.web.socket.server.standard.ServerEndpointExporter;
import org.springframework.web.util.pattern.PathPatternParser;
import org.springframework.web.util.pattern.PatternParseException;

import io.github.wsboot.MessageProtocol;
import io.github.wsboot.annotation.NonBlocking;
import io.github.wsboot.annotation.WebSocketAdvice;
import io.github.wsboot.annotation.WebSocketClient;
import io.github.wsboot.annotation.WebSocketEndpoint;

/**
 * Finds beans with annotated methods by their types, without instantiating them.
 */
class EndpointDiscoverer {

	private static final Log logger = LogFactory.getLog(EndpointDiscoverer.class);

	/** The name of a bean that only a context which serves its endpoints itself has. */
	private static final String SERVER = "webSocketEndpointRegistry";

	private final ConfigurableListableBeanFactory beanFactory;

	private final BeanTypes beans;

	private final String defaultPath;

	private final CommonSubProtocols subProtocols;

	private final @Nullable EndpointDiscoverer child;

	private final List<EndpointDefinition> endpoints;

	private final List<EndpointDefinition> advice;

	private final Map<String, EndpointDefinition> paths;

	private final Set<Class<?>> clients;

	EndpointDiscoverer(ConfigurableListableBeanFactory beanFactory, String defaultPath,
			CommonSubProtocols subProtocols) {
		this.beanFactory = beanFactory;
		this.beans = new BeanTypes(beanFactory);
		this.defaultPath = defaultPath;
		this.subProtocols = subProtocols;
		this.child = null;
		this.endpoints = new ArrayList<>();
		this.advice = new ArrayList<>();
		this.paths = new HashMap<>();
		this.clients = new HashSet<>();
	}

	/**
	 * Create a discoverer for the beans of a parent context. The child serves them.
	 */
	private EndpointDiscoverer(ConfigurableListableBeanFactory parent, EndpointDiscoverer child) {
		this.beanFactory = parent;
		this.beans = new BeanTypes(parent);
		this.defaultPath = child.defaultPath;
		this.subProtocols = child.subProtocols;
		this.child = child;
		this.endpoints = child.endpoints;
		this.advice = child.advice;
		this.paths = child.paths;
		this.clients = child.clients;
	}

	void discover() {
		this.beans.forEach((beanName, type) -> {
			if (!isHidden(beanName)) {
				inspect(beanName, type);
			}
		});
		if (this.beanFactory.getParentBeanFactory() instanceof ConfigurableListableBeanFactory parent
				&& !parent.containsLocalBean(SERVER)) {
			new EndpointDiscoverer(parent, this).discover();
		}
	}

	/**
	 * Return whether a child context has another bean of this name.
	 */
	private boolean isHidden(String beanName) {
		return this.child != null
				&& (this.child.beanFactory.containsLocalBean(beanName) || this.child.isHidden(beanName));
	}

	/**
	 * Inspect a bean. A class that links to a library which is not there, as some beans
	 * of Spring Boot do that nobody asks for, can have no callbacks.
	 */
	private void inspect(String beanName, Class<?> type) {
		WebSocketEndpoint endpoint = AnnotatedElementUtils.findMergedAnnotation(type, WebSocketEndpoint.class);
		try {
			inspect(beanName, type, endpoint);
		}
		catch (IllegalStateException ex) {
			if (endpoint != null || !(ex.getCause() instanceof LinkageError)) {
				throw ex;
			}
			logger.debug(LogMessage.format("Cannot look for callbacks in '%s', the class of bean '%s'", type.getName(),
					beanName), ex);
		}
	}

	private void inspect(String beanName, Class<?> type, @Nullable WebSocketEndpoint endpoint) {
		if (AnnotatedElementUtils.hasAnnotation(type, WebSocketClient.class)) {
			rejectClient(beanName, type, endpoint);
			this.clients.add(type);
			return;
		}
		Map<Method, Set<CallbackKind>> methods = EndpointDefinition.methods(type);
		ForeignImports.reject(beanName, type, endpoint != null || !methods.isEmpty());
		if (ForeignImports.isServerEndpoint(type)) {
			warnOfServerEndpoint(beanName, type);
		}
		boolean advice = AnnotatedElementUtils.hasAnnotation(type, WebSocketAdvice.class);
		if (advice || endpoint != null || !methods.isEmpty()) {
			this.beans.rejectRequestScope(beanName);
		}
		if (advice) {
			addAdvice(new EndpointDefinition(beanName, type, List.of(), SubProtocols.none(this.subProtocols), false,
					methods));
		}
		else if (endpoint != null || !methods.isEmpty()) {
			addEndpoint(define(beanName, type, endpoint, methods));
		}
		else {
			rejectNonBlocking(beanName, type, "has no callback",
					"Remove it, or annotate methods with @OnOpen, @OnMessage or @OnClose.");
		}
	}

	private static void rejectClient(String beanName, Class<?> type, @Nullable WebSocketEndpoint endpoint) {
		boolean advice = AnnotatedElementUtils.hasAnnotation(type, WebSocketAdvice.class);
		if (endpoint != null || advice) {
			String other = (endpoint != null) ? "@WebSocketEndpoint" : "@WebSocketAdvice";
			throw new InvalidEndpointException(
					"Bean '" + beanName + "' is annotated with @WebSocketClient and " + other + ", but its class '"
							+ type.getName() + "' can be only one of them.",
					"Move the callbacks of one of them to a class of its own.");
		}
	}

	private void warnOfServerEndpoint(String beanName, Class<?> type) {
		if (this.beanFactory.getBeanNamesForType(ServerEndpointExporter.class, true, false).length == 0) {
			logger.warn(LogMessage.format("Bean '%s' of the class '%s' is annotated with '@ServerEndpoint' of "
					+ "jakarta.websocket, which makes no endpoint of a bean. Annotate it with @WebSocketEndpoint, "
					+ "and its methods with those of 'io.github.wsboot.annotation'", beanName, type.getName()));
		}
	}

	private static void rejectNonBlocking(String beanName, Class<?> type, String problem, String action) {
		if (AnnotatedElementUtils.hasAnnotation(type, NonBlocking.class)) {
			throw new InvalidEndpointException("Bean '" + beanName + "' is annotated with @NonBlocking, but its class '"
					+ type.getName() + "' " + problem + ".", action);
		}
	}

	private void addAdvice(EndpointDefinition definition) {
		rejectNonBlocking(definition.beanName(), definition.type(),
				"is a @WebSocketAdvice, whose methods run where those of the endpoint run",
				"Remove it there, and annotate the endpoints whose callbacks never wait.");
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
				throw shared(path, other, definition);
			}
		}
		this.endpoints.add(definition);
	}

	private static InvalidEndpointException shared(String path, EndpointDefinition first, EndpointDefinition second) {
		boolean twice = first.type() == second.type();
		return new InvalidEndpointException(
				"WebSocket endpoint beans '" + first.beanName() + "' and '" + second.beanName()
						+ (twice ? "', both of the class '" + first.type().getName() + "'," : "'")
						+ " both serve the path '" + path + "'.",
				twice ? "Declare the bean once: a class with @WebSocketEndpoint that is scanned or imported is a bean "
						+ "without a @Bean method."
						: "Give one of them a path of its own with @WebSocketEndpoint(\"/...\").");
	}

	private static String normalize(String path) {
		return path.replaceAll("\\{(\\*?)[^/}:]*", "{$1");
	}

	private EndpointDefinition define(String beanName, Class<?> type, @Nullable WebSocketEndpoint endpoint,
			Map<Method, Set<CallbackKind>> methods) {
		List<String> paths = (endpoint != null && endpoint.value().length > 0) ? List.of(endpoint.value())
				: List.of(this.defaultPath);
		EndpointDefinition definition = new EndpointDefinition(beanName, type,
				paths.stream().map((path) -> path(beanName, path)).toList(),
				SubProtocols.of(beanName, endpoint, this.subProtocols), endpoint != null && endpoint.httpSession(),
				(endpoint != null) ? endpoint.protocol() : MessageProtocol.class, methods);
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
		String absolute = resolved.startsWith("/") ? resolved : "/" + resolved;
		try {
			PathPatternParser.defaultInstance.parse(absolute);
		}
		catch (PatternParseException ex) {
			throw new InvalidEndpointException("The path '" + absolute + "' of WebSocket endpoint bean '" + beanName
					+ "' is malformed: " + ex.getMessage() + ".",
					"Write a path such as '/chat/{room}' or '/files/{*path}'.");
		}
		return absolute;
	}

	List<EndpointDefinition> endpoints() {
		return this.endpoints;
	}

	/**
	 * Return the classes of clients, which are no endpoints.
	 */
	Set<Class<?>> clients() {
		return this.clients;
	}

	/**
	 * Return the advice, sorted in the order in which its callbacks are asked.
	 */
	List<EndpointDefinition> advice() {
		return this.advice.stream().sorted(Comparator.comparingInt(EndpointDiscoverer::order)).toList();
	}

	private static int order(EndpointDefinition definition) {
		return OrderUtils.getOrder(definition.type(), Ordered.LOWEST_PRECEDENCE);
	}

}
