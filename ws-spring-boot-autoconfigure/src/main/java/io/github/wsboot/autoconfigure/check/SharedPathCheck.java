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

package io.github.wsboot.autoconfigure.check;

import java.util.HashMap;
import java.util.List;
import java.util.Map;

import org.apache.commons.logging.Log;
import org.apache.commons.logging.LogFactory;
import org.jspecify.annotations.Nullable;
import org.springframework.beans.factory.BeanFactoryUtils;
import org.springframework.beans.factory.ListableBeanFactory;
import org.springframework.beans.factory.SmartInitializingSingleton;
import org.springframework.http.server.PathContainer;
import org.springframework.web.servlet.HandlerMapping;
import org.springframework.web.servlet.handler.AbstractUrlHandlerMapping;
import org.springframework.web.socket.server.support.WebSocketHttpRequestHandler;
import org.springframework.web.socket.sockjs.support.SockJsHttpRequestHandler;
import org.springframework.web.util.pattern.PathPattern;
import org.springframework.web.util.pattern.PathPatternParser;
import org.springframework.web.util.pattern.PatternParseException;

import io.github.wsboot.console.ConsoleHandlerMapping;
import io.github.wsboot.endpoint.Endpoint;
import io.github.wsboot.endpoint.EndpointRegistry;
import io.github.wsboot.endpoint.definition.InvalidEndpointException;
import io.github.wsboot.handshake.EndpointHandlerMapping;

/**
 * Compares the paths of endpoints with those of Spring's own WebSocket handlers, STOMP
 * included. If an endpoint and a handler share a path, the one whose mapping comes first
 * gets all handshakes.
 * <p>
 * The bean of this type cannot be replaced by one of the application's.
 *
 * @since 0.1.0
 */
public final class SharedPathCheck implements SmartInitializingSingleton {

	private static final Log logger = LogFactory.getLog(SharedPathCheck.class);

	private static final String ACTION = "Give one of them a path of its own.";

	private final ListableBeanFactory beanFactory;

	private final EndpointRegistry registry;

	private final EndpointHandlerMapping ours;

	public SharedPathCheck(ListableBeanFactory beanFactory, EndpointRegistry registry, EndpointHandlerMapping ours) {
		this.beanFactory = beanFactory;
		this.registry = registry;
		this.ours = ours;
	}

	@Override
	public void afterSingletonsInstantiated() {
		BeanFactoryUtils.beansOfTypeIncludingAncestors(this.beanFactory, HandlerMapping.class, true, false)
			.forEach((name, mapping) -> {
				if (mapping instanceof AbstractUrlHandlerMapping others && others != this.ours
						&& !(others instanceof ConsoleHandlerMapping)) {
					check(name, others);
				}
			});
	}

	private void check(String name, AbstractUrlHandlerMapping mapping) {
		Map<String, Object> handlers = new HashMap<>(mapping.getHandlerMap());
		if (mapping.getRootHandler() != null) {
			handlers.put("/", mapping.getRootHandler());
		}
		handlers.forEach((path, handler) -> {
			if (handler instanceof WebSocketHttpRequestHandler || handler instanceof SockJsHttpRequestHandler) {
				checkPath(name, path, handler, Integer.compare(mapping.getOrder(), this.ours.getOrder()));
			}
		});
	}

	private void checkPath(String name, String path, Object handler, int order) {
		Template theirs = Template.find(path);
		if (theirs == null) {
			return;
		}
		for (Endpoint endpoint : this.registry.endpoints()) {
			endpoint.paths()
				.forEach((own) -> check(new Pair(endpoint, Template.of(own), name, theirs), order, handler));
		}
	}

	private static void check(Pair pair, int order, Object handler) {
		if (order == 0) {
			warn(pair, pair.theirs().covers(pair.own()) || pair.own().covers(pair.theirs()),
					"one whose mapping is registered first");
			return;
		}
		if (order < 0) {
			if (pair.theirs().covers(pair.own())) {
				throw new InvalidEndpointException(pair + ", whose mapping comes first: the endpoint is never reached.",
						ACTION);
			}
			warn(pair, pair.own().covers(pair.theirs()), "handler");
			return;
		}
		// SockJS serves more than WebSockets, and serves those below its path
		boolean always = handler instanceof WebSocketHttpRequestHandler;
		boolean covered = pair.own().covers(pair.theirs());
		if (always && covered) {
			throw new InvalidEndpointException(pair + ", which is never reached: endpoints come first.", ACTION);
		}
		warn(pair, covered || (always && pair.theirs().covers(pair.own())), "endpoint");
	}

	private static void warn(Pair pair, boolean shared, String winner) {
		if (shared) {
			logger.warn(pair + ": the " + winner + " gets all handshakes at paths that both match");
		}
	}

	/**
	 * Path of an endpoint and path of a handler.
	 *
	 * @param endpoint the endpoint
	 * @param own its path
	 * @param mapping the name of the bean that maps the handler
	 * @param theirs the handler's path
	 */
	private record Pair(Endpoint endpoint, Template own, String mapping, Template theirs) {

		@Override
		public String toString() {
			return "%s shares its path with '%s' of Spring's handlers in '%s'".formatted(this.endpoint, this.theirs,
					this.mapping);
		}

	}

	/**
	 * Template of a path.
	 *
	 * @param pattern the pattern that matches paths
	 */
	private record Template(PathPattern pattern) {

		static Template of(String path) {
			return new Template(PathPatternParser.defaultInstance.parse(path));
		}

		/**
		 * Return the template, or {@code null} if only Spring's AntPathMatcher can parse
		 * it.
		 */
		static @Nullable Template find(String path) {
			try {
				return of(path);
			}
			catch (PatternParseException ex) {
				return null;
			}
		}

		/**
		 * Return whether this template matches all paths that the other one matches. A
		 * variable matches one segment, as a literal segment does.
		 */
		boolean covers(Template other) {
			return this.pattern.matches(PathContainer.parsePath(other.toString())) && (isOpen() || !other.isOpen());
		}

		private boolean isOpen() {
			return List.of("**", "{*").stream().anyMatch(toString()::contains);
		}

		@Override
		public String toString() {
			return this.pattern.getPatternString();
		}

	}

}
